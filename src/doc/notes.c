/* Notes: see the header. */
#include "doc/notes.h"

#include <stdlib.h>

void notes_free(Notes *notes) {
    free(notes->items);
    free(notes->order);
    free(notes->lines);
    map_free(&notes->labels);
    buf_free(&notes->body);
    arena_free(&notes->arena);
    *notes = (Notes){0};
}

size_t notes_reference(Str s, Str *label) {
    if (!str_starts(s, STR("[^"))) return 0;
    size_t n = 2;
    while (n < s.len && n < NOTES_LABEL_MAX + 2 && !ascii_space(s.p[n]) && !memchr("[]^`<\\", s.p[n], 6))
        n++;
    if (n == 2 || n >= s.len || s.p[n] != ']') return 0;
    *label = str_slice(s, 2, n);
    return n + 1;
}

/* Labels are the same in any case; `key` has room for the longest. */
static Str fold(Str label, char key[NOTES_LABEL_MAX]) {
    for (size_t i = 0; i < label.len; i++)
        key[i] = ascii_lower(label.p[i]);
    return (Str){key, label.len};
}

static uint32_t grown(uint32_t cap) {
    return cap ? cap * 2 : 16;
}

bool notes_begin(Notes *notes, Str label, uint32_t line) {
    char key[NOTES_LABEL_MAX];
    Str folded = fold(label, key);
    bool fresh = label.len && map_get(&notes->labels, folded) == MAP_NONE;
    if (fresh) map_add(&notes->labels, arena_copy(&notes->arena, folded), notes->count);
    if (notes->count == notes->cap) {
        notes->cap = grown(notes->cap);
        notes->items = mem_grow(notes->items, notes->cap, sizeof *notes->items);
    }
    notes->items[notes->count++] = (Note){.label = arena_copy(&notes->arena, label),
                                          .line = line,
                                          .body = notes->body.len,
                                          .body_end = notes->body.len,
                                          .body_line = notes->line_count};
    return fresh;
}

void notes_line(Notes *notes, unsigned pad, Str text, uint32_t line) {
    Note *note = &notes->items[notes->count - 1];
    bool blank = !str_trim(text).len;
    if (blank && note->body == note->body_end) return;
    if (notes->line_count == notes->line_cap) {
        notes->line_cap = grown(notes->line_cap);
        notes->lines = mem_grow(notes->lines, notes->line_cap, sizeof *notes->lines);
    }
    notes->lines[notes->line_count++] = line;
    if (!blank) {
        buf_add_repeat(&notes->body, ' ', pad);
        buf_add(&notes->body, text);
    }
    buf_add_char(&notes->body, '\n');
    note->body_end = notes->body.len;
}

uint32_t notes_find(const Notes *notes, Str label) {
    char key[NOTES_LABEL_MAX];
    return map_get(&notes->labels, fold(label, key));
}

uint32_t notes_use(Notes *notes, uint32_t index) {
    Note *note = &notes->items[index];
    if (note->number) return note->number;
    if (notes->used == notes->order_cap) {
        notes->order_cap = grown(notes->order_cap);
        notes->order = mem_grow(notes->order, notes->order_cap, sizeof *notes->order);
    }
    notes->order[notes->used++] = index;
    return note->number = notes->used;
}

void notes_unuse(Notes *notes, uint32_t used) {
    while (notes->used > used)
        notes->items[notes->order[--notes->used]].number = 0;
}

void notes_drop(Notes *notes, uint32_t count) {
    if (count == 0) {
        notes_free(notes);
    } else if (count < notes->count) {
        buf_truncate(&notes->body, notes->items[count].body);
        notes->line_count = notes->items[count].body_line;
        notes->count = count;
    }
}

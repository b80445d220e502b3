/* Footnotes as a text of their own: see the header.
 *
 * md4c reads them behind the page, when it is known which of them are used, in a second text. Link
 * definitions, which hold for both, are repeated there. What only looks like one becomes a paragraph before
 * the list, which is taken back. */
#include "doc/markdown_notes.h"

#include "doc/outline.h"

static bool is_definition(Str s) {
    if (!str_starts(s, STR("[")) || str_starts(s, STR("[^"))) return false;
    size_t close = str_search(s, STR("]:"));
    return close != STR_NONE && close > 1;
}

void markdown_notes_definitions(Str page, Buf *out) {
    Outline outline = outline_start(page);
    bool goes_on = false;
    for (OutlineLine line; outline_next(&outline, &line);) {
        Str text = str_slice(page, line.content, line.end);
        bool begins = !line.raw && is_definition(text);
        if (begins || (goes_on && !line.blank && !line.raw)) {
            buf_add(out, text);
            buf_add_char(out, '\n');
        }
        goes_on = begins && str_ends(str_trim_right(text), STR("]:"));
    }
}

/* A note as an item: `1. ` before its first line, as many blanks before the others. */
static void add_note(const Notes *notes, const Note *note, Buf *out) {
    Str body = str_slice(buf_str(&notes->body), note->body, note->body_end);
    Str mark = STR("1. ");
    if (!body.len) buf_add(out, STR("1.\n"));
    for (Str line; str_line(&body, &line); mark = STR("   ")) {
        if (line.len) buf_add(out, mark);
        buf_add(out, line);
        buf_add_char(out, '\n');
    }
}

static uint32_t count_lines(Str s) {
    uint32_t n = 0;
    for (size_t i = 0; i < s.len; i++)
        n += s.p[i] == '\n';
    return n;
}

Str markdown_notes_text(const Notes *notes, uint32_t first, uint32_t last, Str definitions, Arena *arena,
                        uint32_t **lines) {
    Buf text = {0};
    buf_add(&text, definitions);
    buf_add_char(&text, '\n');
    uint32_t before = count_lines(buf_str(&text));
    for (uint32_t n = first; n <= last; n++)
        add_note(notes, &notes->items[notes->order[n - 1]], &text);

    uint32_t total = count_lines(buf_str(&text)), at = before;
    *lines = arena_alloc(arena, (total + 1) * sizeof **lines);
    for (uint32_t n = first; n <= last; n++) {
        const Note *note = &notes->items[notes->order[n - 1]];
        uint32_t own = count_lines(str_slice(buf_str(&notes->body), note->body, note->body_end));
        for (uint32_t i = 0; i < own; i++)
            (*lines)[at++] = notes->lines[note->body_line + i];
        if (!own) (*lines)[at++] = note->line;
    }
    (*lines)[total] = total ? (*lines)[total - 1] : 1;
    for (uint32_t i = 0; i < before; i++)
        (*lines)[i] = (*lines)[before];
    Str copy = arena_copy(arena, buf_str(&text));
    buf_free(&text);
    return copy;
}

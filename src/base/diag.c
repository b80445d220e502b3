/* Diag: the findings of a load. File names and messages live in the Diag's own arena. */
#include "base/diag.h"

#include "base/map.h"
#include "base/utf8.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

static void push(Diag *d, DiagItem item) {
    if (d->count == d->cap) {
        d->cap = d->cap ? d->cap * 2 : 16;
        d->items = mem_grow(d->items, d->cap, sizeof *d->items);
    }
    d->items[d->count++] = item;
}

void diag_file(Diag *d, Str file) {
    if (str_eq(d->file, file)) return;
    d->file = arena_copy(&d->arena, file);
    d->file_count = 0;
}

__attribute__((format(printf, 3, 0))) static void add(Diag *d, DiagItem item, const char *format,
                                                      va_list args) {
    if (d->file_count > DIAG_FILE_MAX) return;
    item.file = d->file;
    if (d->file_count++ == DIAG_FILE_MAX) {
        push(d, (DiagItem){.file = d->file, .line = item.line, .message = STR("more findings left out")});
        return;
    }
    char text[DIAG_MESSAGE_MAX + 4];
    int n = vsnprintf(text, sizeof text, format, args);
    if (n < 0) n = 0;
    Str written = {text, (size_t)n < sizeof text ? (size_t)n : sizeof text - 1};
    item.message = arena_copy(&d->arena, utf8_cut(written, DIAG_MESSAGE_MAX));
    push(d, item);
}

void diag_add(Diag *d, uint32_t line, const char *format, ...) {
    va_list args;
    va_start(args, format);
    add(d, (DiagItem){.line = line}, format, args);
    va_end(args);
}

void diag_add_once(Diag *d, uint32_t line, const char *format, ...) {
    va_list args;
    va_start(args, format);
    add(d, (DiagItem){.line = line, .once = true}, format, args);
    va_end(args);
}

void diag_copy(Diag *to, const Diag *from, size_t first) {
    Str from_file = {0}, copy = {0};
    for (size_t i = first; i < from->count; i++) {
        DiagItem item = from->items[i];
        if (!str_eq(item.file, from_file)) copy = arena_copy(&to->arena, item.file);
        from_file = item.file;
        item.file = copy;
        item.message = arena_copy(&to->arena, item.message);
        push(to, item);
    }
}

void diag_append(Diag *to, Diag *from) {
    diag_copy(to, from, 0);
    diag_free(from);
}

typedef struct Packed {
    uint32_t line;
    uint16_t len; /* of the message, at most DIAG_MESSAGE_MAX */
    bool once;
} Packed;

void diag_pack(const Diag *d, size_t from, Buf *out) {
    for (size_t i = from; i < d->count; i++) {
        const DiagItem *item = &d->items[i];
        const Packed head = {item->line, (uint16_t)item->message.len, item->once};
        buf_add(out, (Str){(const char *)&head, sizeof head});
        buf_add(out, item->message);
    }
}

void diag_unpack(Diag *d, Str file, Str packed) {
    if (packed.len == 0) return;
    packed = arena_copy(&d->arena, packed);
    file = arena_copy(&d->arena, file);
    while (packed.len) {
        Packed head;
        memcpy(&head, packed.p, sizeof head);
        packed = str_skip(packed, sizeof head);
        push(d, (DiagItem){file, head.line, str_head(packed, head.len), head.once});
        packed = str_skip(packed, head.len);
    }
}

static int item_order(const void *left, const void *right) {
    const DiagItem *a = left, *b = right;
    int order = str_cmp(a->file, b->file);
    if (order == 0) order = (a->line > b->line) - (a->line < b->line);
    return order ? order : str_cmp(a->message, b->message);
}

void diag_sort(Diag *d) {
    if (d->count == 0) return;
    qsort(d->items, d->count, sizeof *d->items, item_order);
    Map once = {0};
    size_t kept = 0;
    for (size_t i = 0; i < d->count; i++) {
        const DiagItem *item = &d->items[i];
        if (kept && item_order(&d->items[kept - 1], item) == 0) continue;
        if (item->once && map_add(&once, item->message, (uint32_t)i) != (uint32_t)i) continue;
        d->items[kept++] = *item;
    }
    d->count = kept;
    map_free(&once);
}

static void add_escaped(Buf *out, Str s) {
    while (s.len) {
        size_t control = str_control(s);
        for (size_t i = 0; i < control; i++)
            buf_add_format(out, "\\x%02x", (unsigned)(unsigned char)s.p[i]);
        if (control == 0) buf_add_char(out, s.p[0]);
        s = str_skip(s, control ? control : 1);
    }
}

static void print_item(const DiagItem *item, Buf *out) {
    add_escaped(out, item->file);
    if (item->file.len && item->line) buf_add_format(out, ":%u", (unsigned)item->line);
    if (item->file.len) buf_add(out, STR(": "));
    add_escaped(out, item->message);
    buf_add_char(out, '\n');
}

void diag_print(const Diag *d, Buf *out) {
    for (size_t i = 0; i < d->count; i++)
        print_item(&d->items[i], out);
}

void diag_print_fresh(const Diag *d, const Diag *known, Buf *out) {
    size_t at = 0;
    for (size_t i = 0; i < d->count; i++) {
        int order = 1;
        while (at < known->count && (order = item_order(&known->items[at], &d->items[i])) < 0)
            at++;
        if (at == known->count || order != 0) print_item(&d->items[i], out);
    }
}

void diag_free(Diag *d) {
    free(d->items);
    arena_free(&d->arena);
    *d = (Diag){0};
}

/* What the files of doc/extras share: see the header. */
#include "doc/extras_finder.h"

void extras_finder_add(ExtrasFinder *f, Extra extra) {
    Extras *x = f->extras;
    if (x->count == x->cap) {
        x->cap = x->cap ? x->cap * 2 : 16;
        x->items = mem_grow(x->items, x->cap, sizeof *x->items);
    }
    x->items[x->count++] = extra;
}

void extras_finder_fill(ExtrasFinder *f, size_t from, size_t to) {
    bool start = false;
    for (size_t i = from; i < to; i++) {
        char c = f->text.p[i];
        start = c == '\n' || (start && (c == ' ' || c == '\t' || c == '>'));
        if (!start) f->shape[i] = 'x';
    }
}

void extras_finder_show(ExtrasFinder *f, size_t at, char as) {
    Extras *x = f->extras;
    if (x->late_count == x->late_cap) {
        x->late_cap = x->late_cap ? x->late_cap * 2 : 16;
        x->late = mem_grow(x->late, x->late_cap, sizeof *x->late);
    }
    x->late[x->late_count++] = (ExtraByte){at, as};
}

Str extras_finder_strip(const ExtrasFinder *f, const OutlineLine *line, uint32_t columns, unsigned *pad) {
    size_t at = line->blanks;
    uint32_t column = line->column;
    for (; at < line->content && column < columns; at++)
        column = lines_column(f->text.p[at], column);
    *pad = column > columns ? column - columns : 0;
    return str_slice(f->text, at, line->end);
}

bool extras_finder_next(ExtrasFinder *f, OutlineLine *line) {
    if (!outline_next(&f->outline, line)) return false;
    if (line->start) lines_next(&f->lines);
    return true;
}

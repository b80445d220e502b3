/* Repairs: see the header. */
#include "doc/markdown_repair.h"

#include <string.h>

#define ROW_MAX 4096 /* longer rows stay as they are */
#define DASHES  3    /* what md4c wants of a delimiter cell, colons included */

static void note(Markdown *m, const char *row, uint32_t extra) {
    MarkdownRepairs *r = m->repairs;
    if (!r) return;
    if (r->count == r->cap) {
        r->cap = r->cap ? r->cap * 2 : 8;
        r->items = mem_grow(r->items, r->cap, sizeof *r->items);
    }
    r->items[r->count++] = (MarkdownRepair){(size_t)(row - m->text.p), extra};
}

static Str line_at(Str text, const char *p) {
    const char *end = memchr(p, '\n', (size_t)(text.p + text.len - p));
    return (Str){p, (size_t)((end ? end : text.p + text.len) - p)};
}

/* The line on which p stands, or which ends there. */
static Str line_around(Str text, const char *p) {
    while (p > text.p && p[-1] != '\n')
        p--;
    return line_at(text, p);
}

/* A line without quote and list marks. */
static Str skip_marks(Str line) {
    for (;;) {
        line = str_trim(line);
        size_t n = 0;
        if (str_starts(line, STR(">"))) {
            n = 1;
        } else {
            while (n < line.len && n < 9 && ascii_digit(line.p[n]))
                n++;
            bool mark = n < line.len && memchr(n ? ".)" : "-+*", line.p[n], n ? 2 : 3);
            n = mark && n + 1 < line.len && ascii_space(line.p[n + 1]) ? n + 1 : 0;
        }
        if (!n) return line;
        line = str_skip(line, n);
    }
}

/* The end of the code span that the backticks at `at` open, or of the backticks when nothing closes it. */
static size_t skip_code(Str row, size_t at) {
    size_t n = 0;
    while (at + n < row.len && row.p[at + n] == '`')
        n++;
    for (size_t i = at + n, run; i < row.len; i += run ? run : 1) {
        for (run = 0; i + run < row.len && row.p[i + run] == '`';)
            run++;
        if (run == n) return i + run;
    }
    return at + n;
}

static uint32_t count_cells(Str row) {
    row = str_trim(row);
    if (str_starts(row, STR("|"))) row = str_skip(row, 1);
    uint32_t cells = 1;
    for (size_t i = 0; i < row.len;) {
        if (row.p[i] == '\\') {
            i += 2;
        } else if (row.p[i] == '`') {
            i = skip_code(row, i);
        } else {
            cells += row.p[i] == '|' && i + 1 < row.len;
            i++;
        }
    }
    return cells;
}

/* The number of cells of a delimiter row, 0 when it is none. *narrow: md4c would not take it. */
static uint32_t delimiter_cells(Str row, bool *narrow) {
    uint32_t cells = 0;
    size_t i = 0;
    bool bar = false;
    *narrow = false;
    row = str_trim(row);
    if (str_starts(row, STR("|"))) bar = ++i;
    while (i < row.len) {
        while (i < row.len && (row.p[i] == ' ' || row.p[i] == '\t'))
            i++;
        size_t start = i;
        if (i < row.len && row.p[i] == ':') i++;
        size_t dashes = i;
        while (i < row.len && row.p[i] == '-')
            i++;
        if (i == dashes) return 0;
        if (i < row.len && row.p[i] == ':') i++;
        *narrow |= i - start < DASHES;
        cells++;
        while (i < row.len && (row.p[i] == ' ' || row.p[i] == '\t'))
            i++;
        if (i < row.len && row.p[i++] != '|') return 0;
        bar |= row.p[i - 1] == '|';
    }
    return bar ? cells : 0;
}

void markdown_repair_paragraph(Markdown *m, Str source) {
    if (!m->repairs || !source.len || !memchr("|:-", source.p[0], 3)) return;
    Str row = line_at(m->text, source.p);
    bool narrow;
    uint32_t cells = row.len > ROW_MAX ? 0 : delimiter_cells(row, &narrow);
    if (!cells || cells > SHAPE_COLUMNS_MAX || !narrow) return;
    const char *line = source.p;
    while (line > m->text.p && line[-1] != '\n')
        line--;
    if (line == m->text.p) return;
    Str header = line_around(m->text, line - 1);
    if (header.len <= ROW_MAX && count_cells(skip_marks(header)) == cells) note(m, source.p, 0);
}

void markdown_repair_header(Markdown *m, const char *p) {
    if (!m->repairs) return;
    Str header = line_around(m->text, p);
    const char *end = header.p + header.len;
    if (header.len > ROW_MAX || end == m->text.p + m->text.len) return;
    uint32_t cells = count_cells(skip_marks(header));
    if (cells > m->table.columns && cells <= SHAPE_COLUMNS_MAX) note(m, end + 1, cells - m->table.columns);
}

/* Appends a delimiter row with cells of at least three bytes and `extra` more cells. */
static void add_row(Buf *out, Str row, uint32_t extra) {
    Str body = str_trim_right(row);
    for (size_t i = 0; i < body.len;) {
        size_t start = i;
        if (body.p[i] == ':') i++;
        size_t dashes = i;
        while (i < body.len && body.p[i] == '-')
            i++;
        if (i == dashes) {
            i = start + 1;
            buf_add_char(out, body.p[start]);
            continue;
        }
        bool colon = i < body.len && body.p[i] == ':';
        buf_add(out, str_slice(body, start, i));
        for (size_t n = i - start + colon; n < DASHES; n++)
            buf_add_char(out, '-');
    }
    bool barred = str_ends(body, STR("|"));
    while (extra--)
        buf_add(out, barred ? STR("---|") : STR("|---"));
    buf_add(out, str_skip(row, body.len));
}

Str markdown_repair_apply(Str text, const MarkdownRepairs *repairs, Arena *arena) {
    Buf out = {0};
    size_t done = 0;
    for (size_t i = 0; i < repairs->count; i++) {
        const MarkdownRepair *r = &repairs->items[i];
        if (r->at < done || r->at > text.len) continue;
        Str row = line_at(text, text.p + r->at);
        buf_add(&out, str_slice(text, done, r->at));
        add_row(&out, row, r->extra);
        done = r->at + row.len;
    }
    buf_add(&out, str_skip(text, done));
    Str mended = arena_copy(arena, buf_str(&out));
    buf_free(&out);
    return mended;
}

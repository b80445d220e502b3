/* Repairs: see the header. */
#include "doc/markdown_repair.h"

#include "doc/list_mark.h"
#include "doc/table_row.h"

#include <string.h>

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
        size_t n = str_starts(line, STR(">")) ? 1 : list_mark(line);
        if (!n || n == line.len) return line;
        line = str_skip(line, n);
    }
}

void markdown_repair_paragraph(Markdown *m, Str source) {
    if (!m->repairs || !source.len || !memchr("|:-", source.p[0], 3)) return;
    Str row = line_at(m->text, source.p);
    bool narrow;
    uint32_t cells = table_row_dashes(row, &narrow);
    if (!cells || cells > SHAPE_COLUMNS_MAX || !narrow) return;
    const char *line = source.p;
    while (line > m->text.p && line[-1] != '\n')
        line--;
    if (line == m->text.p) return;
    Str header = line_around(m->text, line - 1);
    if (header.len <= TABLE_ROW_MAX && table_row_cells(skip_marks(header)) == cells) note(m, source.p, 0);
}

void markdown_repair_header(Markdown *m, const char *p) {
    if (!m->repairs) return;
    Str header = line_around(m->text, p);
    const char *end = header.p + header.len;
    if (header.len > TABLE_ROW_MAX || end == m->text.p + m->text.len) return;
    uint32_t cells = table_row_cells(skip_marks(header));
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
        for (size_t n = i - start + colon; n < TABLE_ROW_DASHES; n++)
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

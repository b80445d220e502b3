/* Tables.
 *
 * md4c leaves out an empty cell written `||`, so that later cells shift (MD-04): the bars in the source
 * between two texts tell in which column the second one stands. Rows are kept as short as their text: a table
 * of many columns and rows that say nothing would otherwise take far more memory than its source. */
#include "doc/markdown_table.h"

#include "doc/markdown_repair.h"

void markdown_table_start(Markdown *m, uint32_t columns) {
    document_open(m->doc, BLOCK_TABLE, 0);
    if (columns > SHAPE_COLUMNS_MAX) columns = SHAPE_COLUMNS_MAX;
    m->table = (MarkdownTable){.open = true, .columns = columns};
}

void markdown_table_row_start(Markdown *m) {
    MarkdownTable *t = &m->table;
    t->row = document_open(m->doc, BLOCK_ROW, 0);
    m->doc->blocks[t->row].level = t->header;
    t->cell = t->opened = t->shift = t->column = 0;
    t->next = NULL;
    t->last_open = false;
}

void markdown_table_cell_start(Markdown *m, BlockAlign align) {
    MarkdownTable *t = &m->table;
    t->in_cell = t->fresh = true;
    if (t->header && t->cell < t->columns) t->align[t->cell] = (uint8_t)align;
    t->cell++;
}

static void open_cell(Markdown *m) {
    MarkdownTable *t = &m->table;
    uint32_t index = document_open(m->doc, BLOCK_CELL, 0);
    m->doc->blocks[index].level = t->align[t->opened++];
}

static void add_empty_cells(Markdown *m, uint32_t upto) {
    while (m->table.opened < upto) {
        open_cell(m);
        document_close(m->doc);
    }
}

void markdown_table_leaf(Markdown *m) {
    MarkdownTable *t = &m->table;
    if (t->last_open) {
        document_run(m->doc, RUN_TEXT, STR(" "));
        return;
    }
    uint32_t index = t->cell - 1 + t->shift;
    if (index >= t->columns) index = t->columns - 1;
    add_empty_cells(m, index);
    open_cell(m);
    t->last_open = t->opened == t->columns;
}

static uint32_t count_bars(const char *from, const char *to) {
    uint32_t n = 0;
    for (const char *p = from; p < to; p++)
        n += *p == '|' && !(p > from && p[-1] == '\\');
    return n;
}

/* The column in which the text at p stands. A bar before the first text of a row opens the row. */
static uint32_t column_of(const Markdown *m, const char *p) {
    const MarkdownTable *t = &m->table;
    if (t->next) return t->column + count_bars(t->next, p);
    const char *line = p;
    while (line > m->text.p && line[-1] != '\n')
        line--;
    uint32_t bars = count_bars(line, p);
    return bars ? bars - 1 : 0;
}

/* Puts the cells that md4c left out before the open one. */
static void shift_to(Markdown *m, uint32_t column) {
    MarkdownTable *t = &m->table;
    while (t->opened - 1 < column) {
        document_insert_before(m->doc, BLOCK_CELL, t->align[t->opened - 1]);
        t->opened++;
        t->shift++;
    }
    m->doc->blocks[m->doc->block_count - 1].level = t->align[column];
    t->last_open = t->opened == t->columns;
}

void markdown_table_place(Markdown *m, Str source) {
    MarkdownTable *t = &m->table;
    if (t->fresh && source.p >= t->next) {
        uint32_t column = column_of(m, source.p);
        t->column = column;
        if (column >= t->columns) column = t->columns - 1;
        if (t->opened && column > t->opened - 1) shift_to(m, column);
        t->fresh = false;
    }
    t->next = source.p + source.len;
}

void markdown_table_cell_end(Markdown *m, bool opened) {
    if (opened && !m->table.last_open) document_close(m->doc);
    m->table.in_cell = false;
}

static void finish_header(Markdown *m) {
    MarkdownTable *t = &m->table;
    add_empty_cells(m, t->columns);
    for (uint32_t i = 0; i < t->columns; i++)
        m->doc->blocks[t->row + 1 + i].level = t->align[i];
    if (t->next) markdown_repair_header(m, t->next);
}

void markdown_table_row_end(Markdown *m) {
    MarkdownTable *t = &m->table;
    if (t->last_open) document_close(m->doc);
    if (t->header) finish_header(m);
    if (t->opened || t->header)
        document_close(m->doc);
    else
        document_drop(m->doc);
}

void markdown_table_end(Markdown *m) {
    document_close(m->doc);
    m->table.open = false;
}

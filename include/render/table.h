/* Table: a BLOCK_TABLE laid out in columns by display width.
 *
 * One Table serves all tables of a page, so memory is got once. */
#ifndef LEDA_RENDER_TABLE_H
#define LEDA_RENDER_TABLE_H

#include "render/flow.h"

#define TABLE_COLUMNS_MAX 64 /* a wider table is drawn as its source (MD4C.md) */
#define TABLE_HEADER_MAX  40 /* columns of a header that is repeated */

typedef enum {
    TABLE_GRID,  /* aligned columns, cells wrapped where they must be */
    TABLE_PAIRS, /* `Header: value` lines, a block for each row: where columns would be too narrow */
    TABLE_PLAIN, /* `a | b | c`, not aligned */
} TableForm;

typedef struct TableCell {
    size_t start, len; /* in text */
    size_t width;
} TableCell;

typedef struct TableRow {
    uint32_t cell, cell_end;
    bool header;
} TableRow;

typedef struct Table {
    Buf text;
    TableCell *cells;
    TableRow *rows;
    uint32_t cell_count, cell_cap;
    uint32_t row_count, row_cap;
    uint32_t columns;
    bool ascii;      /* each byte of the cells takes a column */
    bool header_cut; /* table_next_pair repeated a header that is longer than TABLE_HEADER_MAX */
    size_t widths[TABLE_COLUMNS_MAX]; /* of the columns, as they are drawn */
    uint8_t align[TABLE_COLUMNS_MAX]; /* BlockAlign */
    Buf scratch, spelled;
    Charset charset; /* of the words */
} Table;

/* Reads the BLOCK_TABLE at `block`. A header row of nothing but empty cells is left out: in markdown a table
 * without header looks so. No rows are left of an empty table. */
void table_read(Table *table, const Flow *flow, uint32_t block);

/* Settles the widths of the columns for lines of at most `limit` columns and says which form the table takes.
 */
TableForm table_layout(Table *table, size_t limit);

/* Appends row `row` in form TABLE_GRID or TABLE_PLAIN: whole lines, each beginning with `indent`; the rule
 * below the last header row too. */
void table_draw_row(Table *table, uint32_t row, TableForm form, Str indent, Buf *out);

/* TABLE_PAIRS as lines of text; a zeroed one stands before the first. */
typedef struct TablePairs {
    uint32_t row, column; /* what comes next */
    bool any;
    bool gap; /* a blank line comes before the text: it begins another row */
    Str text; /* valid until the next call */
} TablePairs;

/* Takes the next line; `plain`: a whole row in one, `a | b`, where a row begins. False at the end. */
bool table_next_pair(Table *table, TablePairs *pairs, bool plain);

void table_free(Table *table);

#endif

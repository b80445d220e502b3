/* Tables as md4c reports them. Only for doc/markdown's own files. */
#ifndef LEDA_DOC_MARKDOWN_TABLE_H
#define LEDA_DOC_MARKDOWN_TABLE_H

#include "doc/markdown_state.h"

void markdown_table_start(Markdown *m, uint32_t columns);
void markdown_table_row_start(Markdown *m);
void markdown_table_cell_start(Markdown *m, BlockAlign align);

/* Something stands in the cell: it is opened in the tree. */
void markdown_table_leaf(Markdown *m);

/* The text at `source` stands in the cell, which is open in the tree. */
void markdown_table_place(Markdown *m, Str source);

/* The cell's leaf has been ended; `opened` tells whether it had one. */
void markdown_table_cell_end(Markdown *m, bool opened);
void markdown_table_row_end(Markdown *m);
void markdown_table_end(Markdown *m);

#endif

/* Tables of raw HTML. Only for doc/html's own files.
 *
 * While a table is open its cells hold blocks of every kind, markdown's too. When it ends it is told anew: a
 * table of one column, or with a cell that holds a heading, quote, rule, table or several lines of code, is
 * there for the layout and taken apart into its blocks, in order. In any other one the blocks of a cell
 * become its lines: paragraphs parted by hard breaks, items behind their mark, a line of code as a code span.
 * What stands in no cell, a caption, goes before the table. */
#ifndef LEDA_DOC_HTML_TABLE_H
#define LEDA_DOC_HTML_TABLE_H

#include "doc/html.h"

void html_table_start(Html *html, uint8_t id);

/* A caption, section, row or cell begins; the one before it has been ended. */
void html_table_part(Html *html, Element kind, uint8_t id, Str tag);

/* Opens the row and the cell that a block needs directly in a table or row. */
void html_table_need_cell(Html *html);

/* The row, which is the innermost block of the document, ends; the table has been closed. */
void html_table_row_end(Html *html);
void html_table_end(Html *html);

/* Tells the table at `table`, the last block of the document but for its descendants, anew. */
void html_table_settle(Document *doc, uint32_t table);

#endif

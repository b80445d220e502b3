/* Rows of a table as lines of markdown, without the marks of containers. */
#ifndef LEDA_DOC_TABLE_ROW_H
#define LEDA_DOC_TABLE_ROW_H

#include "base/str.h"

#define TABLE_ROW_MAX    4096 /* bytes; longer lines are not looked at */
#define TABLE_ROW_DASHES 3    /* what md4c wants of a cell of dashes, colons included */

/* The number of cells of a row of at most TABLE_ROW_MAX bytes; bars in code and behind a backslash part none.
 */
uint32_t table_row_cells(Str row);

/* The number of cells of the row of dashes below a header; 0 when it is none. *narrow: md4c would not take
 * it.
 */
uint32_t table_row_dashes(Str row, bool *narrow);

#endif

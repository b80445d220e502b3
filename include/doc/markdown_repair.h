/* Delimiter rows that md4c would not take (MD-04). Only for doc/markdown's own files.
 *
 * `|-|-|` has too few dashes for md4c, and a header with more cells than the row below it loses the excess.
 * Neither can be mended at equal length, so what is found while parsing is written down; the page is then
 * parsed a second time from a copy in which the rows are longer. Only where the parser itself was at a
 * paragraph's second line or a header is anything written down: the same bytes in a code block stay what they
 * are. */
#ifndef LEDA_DOC_MARKDOWN_REPAIR_H
#define LEDA_DOC_MARKDOWN_REPAIR_H

#include "doc/markdown_state.h"

/* The second line of a paragraph begins with `source`. */
void markdown_repair_paragraph(Markdown *m, Str source);

/* The header of a table has text that ends at p. */
void markdown_repair_header(Markdown *m, const char *p);

/* The text with its rows mended, in the arena. Lines keep their numbers. */
Str markdown_repair_apply(Str text, const MarkdownRepairs *repairs, Arena *arena);

#endif

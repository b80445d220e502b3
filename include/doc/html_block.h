/* Block elements of raw HTML. Only for doc/html's own files. */
#ifndef LEDA_DOC_HTML_BLOCK_H
#define LEDA_DOC_HTML_BLOCK_H

#include "doc/html.h"

/* A start tag of any kind from ELEMENT_PARAGRAPH to ELEMENT_CELL but break and rule, and an end tag. */
void html_block_open(Html *html, Element kind, uint8_t id, Str tag);
void html_block_close(Html *html, Element kind, uint8_t id);
void html_rule(Html *html);

/* A checkbox that begins an item makes it a task. */
void html_input(Html *html, Str tag);

/* Opens what a block needs around it where it stands: an item in a list, a cell in a table. No leaf is open.
 */
void html_place(Html *html);

/* Ends the entries of the stack from number `from` on. */
void html_pop(Html *html, uint32_t from);

/* Ends the leaf and puts an entry on the stack, with a block of the document if `block` can stand there
 * (*free). NULL when the stack is full. */
HtmlEntry *html_push(Html *html, Element kind, uint8_t id, bool *free);
void html_make(Html *html, HtmlEntry *entry, BlockKind block);

#endif

/* Leaf blocks and places: what the reports about blocks and those about text share. Only for doc/markdown's
 * own files. */
#ifndef LEDA_DOC_MARKDOWN_LEAF_H
#define LEDA_DOC_MARKDOWN_LEAF_H

#include "doc/markdown_table.h"

#include <md4c.h>

/* What a callback returns. Abort is negative: md4c goes on after a positive value (MD-02). */
enum { MARKDOWN_GO_ON = 0, MARKDOWN_ABORT = -1 };

/* Takes `cost` off the page's budget; false when it is spent. */
static inline bool markdown_spend(Markdown *m, uint64_t cost) {
    if (m->budget < cost) return false;
    m->budget -= cost;
    return true;
}

/* Where bytes that md4c speaks of lie in the text; p is NULL for what lies elsewhere. */
static inline Str markdown_source(const Markdown *m, const char *p, size_t size) {
    uintptr_t offset = (uintptr_t)p - (uintptr_t)m->shape;
    if (offset > m->text.len || size > m->text.len - offset) return (Str){0};
    return (Str){m->text.p + offset, size};
}

/* The value of an attribute: from the text, or put together in m->value until the next call. */
Str markdown_attribute(Markdown *m, const MD_ATTRIBUTE *a);

/* Blocks that had no byte get this line. */
void markdown_line_blocks(Markdown *m, uint32_t line);

/* Something stands at `source`: blocks that had no byte until then get its line. */
static inline void markdown_place(Markdown *m, Str source) {
    if (!source.p) return;
    if (m->table.in_cell) markdown_table_place(m, source);
    if (m->unlined < m->doc->block_count) markdown_line_blocks(m, lines_of(&m->lines, source.p));
    m->next = source.p + source.len;
}

/* The line that was spoken of last. */
uint32_t markdown_line(Markdown *m);

/* Opens what running text needs around it: md4c mentions no paragraph in a tight item. */
void markdown_leaf_imply(Markdown *m);

/* The same, unless it is open. */
static inline void markdown_leaf_need(Markdown *m) {
    if (!m->leaf) markdown_leaf_imply(m);
}

/* A leaf block that md4c named is open in the document and begun; `fixed`: nothing within it can end it. */
void markdown_leaf_opened(Markdown *m, bool fixed);

/* The leaf ends where md4c says so. A cell's place counts, even if there is nothing in it. */
void markdown_leaf_end(Markdown *m);

/* A block element within a paragraph ends it; what follows opens another. Headings and cells have one line.
 */
void markdown_leaf_part(Markdown *m);

/* The same for tags within a paragraph. */
HtmlLeaf markdown_leaf_html(Markdown *m);

#endif

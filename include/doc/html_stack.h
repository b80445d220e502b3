/* The open block elements of a page's raw HTML.
 *
 * One bounded stack for the page, so that an element may span HTML blocks with markdown between them. A fence
 * stands where a markdown container (quote, list, item) begins: no end tag inside it reaches what was opened
 * outside, and what was opened inside ends with it. Inline elements are not on the stack. */
#ifndef LEDA_DOC_HTML_STACK_H
#define LEDA_DOC_HTML_STACK_H

#include "doc/html_element.h"

#define HTML_DEPTH_MAX   128 /* elements open; the tags of deeper ones are left out */
#define HTML_DEPTH_PARTS 2   /* more for the row and cell, or the item, of the deepest */
#define HTML_FENCES_MAX  256 /* containers open; in deeper ones no element is kept open */

typedef struct HtmlEntry {
    uint8_t id;      /* of html_element */
    uint8_t kind;    /* Element */
    uint8_t level;   /* of a heading */
    bool made;       /* a block of the document ends with it ... */
    bool implied;    /* a list that no tag began */
    bool head;       /* a section: thead */
    uint32_t block;  /* ... which is this one, or UINT32_MAX when it lies too deep to be there */
    uint32_t number; /* an ordered list: of the next item */
} HtmlEntry;

/* One with zeroed counts is empty. */
typedef struct HtmlStack {
    uint32_t count;
    uint32_t fence; /* entries below it lie outside the innermost markdown container */
    uint32_t fence_count;
    HtmlEntry entries[HTML_DEPTH_MAX + HTML_DEPTH_PARTS];
    uint32_t fences[HTML_FENCES_MAX]; /* those of the containers around it */
} HtmlStack;

/* A new entry on top, or NULL when the stack or the fences are full. A row, cell or item has a list or table
 * to stand in. */
HtmlEntry *html_stack_push(HtmlStack *stack, Element kind, uint8_t id);

/* Sets a fence; takes it away, when every entry above it has gone. */
void html_stack_enter(HtmlStack *stack);
void html_stack_leave(HtmlStack *stack);

/* The entry that an end tag ends, or UINT32_MAX: the innermost of its name (of any level for a heading, td
 * or th for a cell) that no table, list or fence shields from it. */
uint32_t html_stack_ended(const HtmlStack *stack, Element kind, uint8_t id);

/* The entry that a start tag ends because HTML says so (li, td, tr, dt, dd, h1 ...), or UINT32_MAX. */
uint32_t html_stack_implied(const HtmlStack *stack, Element kind);

/* The innermost entry that says what may stand in it (list, item, table, row, cell, caption, quote,
 * definition), or UINT32_MAX. */
uint32_t html_stack_container(const HtmlStack *stack);

/* The innermost one that says what its text becomes (heading, term, pre), unless a container lies between:
 * then, or without any, NULL. */
const HtmlEntry *html_stack_text(const HtmlStack *stack);

#endif

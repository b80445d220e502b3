/* HTML elements by name, and what becomes of each in a text without boxes (CONVERSION.md, Raw HTML). */
#ifndef LEDA_DOC_HTML_ELEMENT_H
#define LEDA_DOC_HTML_ELEMENT_H

#include "base/str.h"

typedef enum {
    ELEMENT_NONE,    /* no HTML element: its tag is text */
    ELEMENT_INLINE,  /* its text stays */
    ELEMENT_BLOCK,   /* ends a paragraph */
    ELEMENT_HEADING, /* h1 to h6 */
    ELEMENT_PRE,
    ELEMENT_BREAK,
    ELEMENT_RULE,
    ELEMENT_LINK,
    ELEMENT_IMAGE,
    ELEMENT_EMBED, /* a link to its source */
    ELEMENT_CODE,
    ELEMENT_EMPHASIS,
    ELEMENT_STRONG,
    ELEMENT_STRIKE,
    ELEMENT_HIDDEN, /* goes with its content */
} Element;

/* By name, ignoring ASCII case. */
Element html_element(Str name);

#endif

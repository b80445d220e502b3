/* HTML elements by name, and what becomes of each in a text without boxes (CONVERSION.md, Raw HTML). */
#ifndef LEDA_DOC_HTML_ELEMENT_H
#define LEDA_DOC_HTML_ELEMENT_H

#include "base/str.h"

#define HTML_NO_ELEMENT 255

typedef enum {
    ELEMENT_NONE,      /* no HTML element: its tag is text */
    ELEMENT_INLINE,    /* its text stays */
    ELEMENT_PARAGRAPH, /* begins and ends a paragraph, holds nothing open */
    ELEMENT_BLOCK,     /* the same, and what is open inside ends with it */
    ELEMENT_HEADING,   /* h1 to h6 */
    ELEMENT_PRE,
    ELEMENT_BREAK,
    ELEMENT_RULE,
    ELEMENT_QUOTE, /* blockquote */
    ELEMENT_LIST,  /* ul */
    ELEMENT_NUMBERS,
    ELEMENT_ITEM,
    ELEMENT_TERM,
    ELEMENT_DEFINITION,
    ELEMENT_TABLE,
    ELEMENT_CAPTION,
    ELEMENT_SECTION, /* thead, tbody, tfoot */
    ELEMENT_ROW,
    ELEMENT_CELL,
    ELEMENT_LINK,
    ELEMENT_IMAGE,
    ELEMENT_EMBED,      /* a link to its source */
    ELEMENT_EMBED_VOID, /* the same, without content */
    ELEMENT_SOURCE,     /* of video and audio */
    ELEMENT_CODE,
    ELEMENT_EMPHASIS,
    ELEMENT_STRONG,
    ELEMENT_STRIKE,
    ELEMENT_QUOTATION, /* q */
    ELEMENT_SCRIPT,    /* sup, sub */
    ELEMENT_RUBY,
    ELEMENT_RUBY_TEXT,
    ELEMENT_RUBY_PAREN,
    ELEMENT_INPUT,
    ELEMENT_BUTTON, /* its text stays, apart from the words before it */
    ELEMENT_HIDDEN, /* goes with its content */
} Element;

/* By name, ignoring ASCII case. *id is the same for the same name only; HTML_NO_ELEMENT for ELEMENT_NONE. */
Element html_element(Str name, uint8_t *id);

#endif

/* What stands later on the page: whether an element that hides its content is ever closed. */
#ifndef LEDA_DOC_HTML_AHEAD_H
#define LEDA_DOC_HTML_AHEAD_H

#include "base/str.h"

typedef enum {
    AHEAD_COMMENT,
    AHEAD_CDATA,
    AHEAD_INSTRUCTION,
    AHEAD_DECLARATION,
    AHEAD_LINK,     /* `<a ` */
    AHEAD_LINK_END, /* `</a>` */
    AHEAD_PRE,      /* `<pre` */
    AHEAD_PRE_END,  /* `</pre` */
    AHEAD_AREA,     /* `<textarea` */
    AHEAD_AREA_END, /* `</textarea` */
    AHEAD_SCRIPT,   /* from here on: end tags of hidden elements */
    AHEAD_STYLE,
    AHEAD_SVG,
    AHEAD_TEMPLATE,
    AHEAD_HEAD,
    AHEAD_TITLE,
    AHEAD_ANNOTATION,
    AHEAD_KINDS,
} AheadKind;

/* What has been found; zeroed at the start of a page. */
typedef struct HtmlAhead {
    const char *found[AHEAD_KINDS]; /* NULL: not looked for; the page's end: there is none */
    const char *blank;              /* the blank line that was found last */
} HtmlAhead;

/* The next one of the kind at or behind `from`, or NULL. `end` is the page's end; calls come in the order of
 * the text, and all of one kind together read it once. */
const char *html_ahead(HtmlAhead *ahead, AheadKind kind, const char *from, const char *end);

/* The start of the next line without words (quote marks aside), or `end`. */
const char *html_ahead_blank(HtmlAhead *ahead, const char *from, const char *end);

/* The kind of a hidden element's end tag, or AHEAD_KINDS. */
AheadKind html_ahead_element(Str name);

#endif

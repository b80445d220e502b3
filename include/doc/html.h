/* Raw HTML within markdown -> Blocks, Runs, Links (MD-11; CONVERSION.md, Raw HTML).
 *
 * A state machine that is fed pieces in the order of the text. Within a paragraph, whose words doc/markdown
 * adds, it sees tags alone; in an HTML block it sees everything and opens the leaf blocks itself. Comments
 * and the content of script, style and svg vanish, other tags leave their text, and what only looks like a
 * tag is text. */
#ifndef LEDA_DOC_HTML_H
#define LEDA_DOC_HTML_H

#include "base/buf.h"
#include "doc/html_element.h"
#include "doc/prose.h"

#define HTML_NAME_MAX 16

typedef enum { HTML_TEXT, HTML_TAG, HTML_COMMENT, HTML_DECLARATION, HTML_CDATA } HtmlState;

typedef struct Html {
    Prose *prose;
    uint8_t state; /* HtmlState */
    char quote;    /* within a tag: the quote that is open */
    bool block;    /* in an HTML block, not in a paragraph */
    bool leaf;     /* in an HTML block: a leaf block is open */
    bool pre;      /* in an HTML block: line ends count */
    bool unclosed; /* in a paragraph: an element to hide has no end tag there, nor have others */
    bool in_link;  /* inside `<a href>` */
    bool linked;   /* ... of which something stands in a leaf that has ended */
    bool parts; /* in a paragraph: a block element begins or ends, so the paragraph must; the caller clears it
                 */
    uint8_t heading;   /* level of the heading that is open, or 0 */
    uint32_t link;     /* the link of that <a> in the open leaf, or LINK_NONE */
    uint32_t newlines; /* in an HTML block: line ends since the last text */
    Str hidden;        /* name of the element whose content is dropped, or empty; lies in hidden_name */
    char hidden_name[HTML_NAME_MAX];
    Buf tag;   /* the tag or comment that is being read */
    Buf href;  /* of <a> */
    Buf value; /* of another attribute */
} Html;

void html_init(Html *html, Prose *prose);
void html_free(Html *html);

/* A piece of a tag or comment within a leaf block that is open. */
void html_inline(Html *html, Str piece);

/* Within a paragraph: true inside an element whose words are not shown. */
bool html_hides(const Html *html);

/* A leaf block in which html_inline was called ends; what was open in it is forgotten. */
void html_leaf_end(Html *html);

/* A paragraph ends because of `parts`, and what follows goes on in another: a link that is open around both
 * is ended and opened again. */
void html_leaf_pause(Html *html);
void html_leaf_resume(Html *html);

/* An HTML block: pieces of its source; line ends are pieces of their own or part of one. */
void html_block_start(Html *html);
void html_block_text(Html *html, Str piece);
void html_block_end(Html *html);

#endif

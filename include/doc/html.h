/* Raw HTML within markdown -> Blocks, Runs, Links (MD-11; CONVERSION.md, Raw HTML).
 *
 * A state machine that is fed pieces in the order of the text. Within a paragraph, whose words doc/markdown
 * adds, it sees tags alone; in an HTML block it sees everything. Block elements are kept on a stack of the
 * page (doc/html_stack) until their end tag, the end of the markdown container that they stand in, or the
 * end of the page; inline ones end with the paragraph or HTML block, but for a link that is closed later.
 * What only looks like a tag is text.
 *
 * Rooms: doc/html the tags, html_text the words, html_block and html_table the block elements, html_inline
 * and html_embed the others, html_ahead what is closed later on the page. */
#ifndef LEDA_DOC_HTML_H
#define LEDA_DOC_HTML_H

#include "base/buf.h"
#include "base/diag.h"
#include "doc/html_ahead.h"
#include "doc/html_stack.h"
#include "doc/prose.h"

#define HTML_NAME_MAX   16
#define HTML_TABLES_MAX 8  /* tables within each other; deeper ones are read as paragraphs */
#define HTML_SPANS_MAX  64 /* columns in which a rowspan is followed */

typedef enum { HTML_TEXT, HTML_TAG, HTML_COMMENT, HTML_DECLARATION, HTML_INSTRUCTION, HTML_CDATA } HtmlState;

/* The leaf block of the paragraph around the tags, which is doc/markdown's. */
typedef struct HtmlLeaf {
    void *owner;
    const bool *open;
    void (*need)(void *owner); /* opens one unless one is open */
    bool (*part)(void *owner); /* ends it. False when it has to stay: a heading, a cell, an image's words */
} HtmlLeaf;

/* A table that is being read. */
typedef struct HtmlTable {
    uint32_t block;               /* its BLOCK_TABLE */
    uint32_t row;                 /* the BLOCK_ROW that is open */
    uint32_t cells;               /* of the row, so far */
    uint32_t owed;                /* empty cells to add before the next one (colspan) */
    bool headers;                 /* the row has header cells only */
    bool body;                    /* a row that is no header has been */
    uint8_t left[HTML_SPANS_MAX]; /* rows below that a cell of each column reaches into */
} HtmlTable;

typedef enum { HTML_CODE_NONE, HTML_CODE_FRESH, HTML_CODE_OPEN } HtmlCode;
typedef enum { HTML_EMBED_NONE, HTML_EMBED_FRESH, HTML_EMBED_LINKED } HtmlEmbed;

typedef struct Html {
    Prose *prose;
    Diag *diag;
    HtmlLeaf paragraph;
    HtmlAhead ahead;
    uint32_t table_count;
    uint32_t spare_cells; /* empty cells that colspan and rowspan may still add to the page */
    uint32_t told;        /* what has been reported, a bit each */
    /* the tag that is being read */
    uint8_t state; /* HtmlState */
    char quote;    /* within a tag: the quote that is open */
    Buf tag;       /* the tag or comment so far */
    Buf value;     /* an attribute */
    /* where words go */
    bool fed;          /* since the last paragraph or HTML block ended, or a link of it goes on */
    bool block;        /* in an HTML block, not in a paragraph */
    bool leaf;         /* in an HTML block: a leaf block is open */
    bool pre;          /* line ends count */
    bool pre_fresh;    /* ... but for the one behind `<pre>` */
    bool tagged;       /* a tag has come since the last line end */
    uint32_t newlines; /* in an HTML block: line ends since the last text */
    bool pre_ended;    /* the one that had a block of its own last */
    uint32_t pre_last; /* the block of the `pre` that was closed last, and the line it ended on */
    uint32_t pre_line, pre_depth;
    Buf language; /* of the pre */
    Str hidden;   /* name of the element whose content is dropped, or empty; lies in hidden_name */
    char hidden_name[HTML_NAME_MAX];
    const char *hidden_until; /* its end tag: nothing behind it is hidden */
    /* inline elements */
    uint8_t code;                         /* HtmlCode */
    uint8_t emphasis, strong, strike;     /* open ones, at most 255 */
    uint32_t quotations;                  /* open `q` */
    bool ruby_text, ruby_paren, ruby_own; /* rt is open; rp has begun; rt got our parentheses */
    bool in_link;                         /* inside `<a href>` */
    bool linked;                          /* ... of which something stands in a leaf that has ended */
    const char *link_until;               /* it goes on in other blocks, up to its end tag there; else NULL */
    uint32_t link_fences;                 /* fences around it */
    uint32_t link;                        /* its link in the open leaf, or LINK_NONE */
    Buf href;
    uint8_t embed;       /* HtmlEmbed */
    uint32_t embed_link; /* in the open leaf, or LINK_NONE */
    Buf title;           /* of the embed */
    HtmlStack stack;
    HtmlTable tables[HTML_TABLES_MAX];
} Html;

/* `paragraph` is copied. diag is told about what limits and faults cost. */
void html_init(Html *html, Prose *prose, HtmlLeaf paragraph, Diag *diag);
void html_free(Html *html);

/* A piece of a tag or comment within a paragraph. */
void html_inline(Html *html, Str piece);

/* An HTML block: pieces of its source; line ends are pieces of their own or part of one. */
void html_block_start(Html *html);
void html_block_text(Html *html, Str piece);
void html_block_end(Html *html);

/* A markdown container (quote, list, item), or a block that nothing can part (heading, cell), begins and
 * ends: what HTML opened in it ends with it. The call comes before its block is opened and closed in the
 * document. */
void html_enter(Html *html);
void html_leave(Html *html);

/* The page ends, with everything that is open. */
void html_end(Html *html);

/* html_end before the Document is rewound: what comes is read as if nothing had come. */
void html_restart(Html *html);

/* Reports once for the page; `what` is a bit. */
enum { HTML_TELL_DEPTH = 1, HTML_TELL_TABLES = 2, HTML_TELL_SPANS = 4, HTML_TELL_OPEN = 8 };
void html_tell(Html *html, unsigned what, const char *message);

#endif

/* What doc/markdown knows while md4c reports. Only for its own files. */
#ifndef LEDA_DOC_MARKDOWN_STATE_H
#define LEDA_DOC_MARKDOWN_STATE_H

#include "base/diag.h"
#include "doc/extras.h"
#include "doc/glance.h"
#include "doc/html.h"
#include "doc/prose.h"
#include "doc/shape.h"

/* A row of dashes that the parser needs otherwise than it is written. */
typedef struct MarkdownRepair {
    size_t at;      /* where the row begins in the text */
    uint32_t extra; /* columns to add at its end */
} MarkdownRepair;

typedef struct MarkdownRepairs {
    MarkdownRepair *items;
    size_t count, cap;
} MarkdownRepairs;

/* The code block that is being read. */
typedef struct MarkdownCode {
    bool open;
    size_t indent;    /* columns of indent of the next line */
    size_t newlines;  /* line ends since the last text */
    bool any;         /* it has text */
    const char *next; /* behind its last byte in the text; NULL: none yet */
} MarkdownCode;

/* The code span that is being read. */
typedef struct MarkdownSpan {
    bool open, fresh;
    const char *from; /* its backticks do not begin before this place; NULL: anywhere */
    Str ticks;
    Str whole; /* opening ticks and content, so far all in one piece and not in the tree; or empty */
    char last; /* last byte of its content */
} MarkdownSpan;

/* The table that is being read. Cells are opened when something stands in them. */
typedef struct MarkdownTable {
    bool open, in_cell;
    bool fresh;       /* the cell had no text yet */
    bool header;      /* the row is the header */
    bool last_open;   /* the cell of the last column is open in the tree: what more the row has goes there */
    uint32_t row;     /* its block */
    uint32_t columns; /* at most SHAPE_COLUMNS_MAX */
    uint32_t cell;    /* cells that the parser began in this row */
    uint32_t opened;  /* cells of this row that are in the tree */
    uint32_t shift;   /* cells of this row that the parser left out (MD-04) */
    uint32_t column;  /* where the last content stood ... */
    const char *next; /* ... and ended, in the text; NULL: none in this row */
    uint8_t align[SHAPE_COLUMNS_MAX];
} MarkdownTable;

#define MARKDOWN_LISTS_MAX 64 /* lists within each other that are told apart */

/* What md4c takes for a list. */
typedef enum { LIST_PLAIN, LIST_DEFINITIONS, LIST_NOTES } MarkdownList;

typedef struct Markdown {
    Str text;          /* what runs borrow */
    const char *shape; /* what md4c reads: as long, and more newlines */
    char tilde;        /* what hides some tildes in it (shape_guard), or 0 */
    Document *doc;
    Diag *diag;
    Lines lines;
    Glance glance; /* of the text */
    Prose prose;
    uint64_t budget;  /* callbacks and bytes of attributes that are still allowed */
    const char *next; /* in the text, behind what md4c spoke of last */
    uint32_t unlined; /* blocks from this one on have no line yet (MD-06) */
    bool leaf;        /* a leaf block is open that prose goes to */
    bool implied;     /* ... which md4c did not mention: the text of a tight item */
    bool fixed;       /* ... or a heading, which nothing within it can end */
    bool words;       /* the leaf has had text */
    bool calm;        /* ... and more of it goes on to the prose as it is */
    bool html_block;
    uint32_t breaks; /* in the open leaf */
    uint32_t quote;  /* a quote that has just been opened, or UINT32_MAX */
    uint32_t link;   /* the link that md4c has open, or LINK_NONE */
    uint32_t outer;  /* the one around it, or LINK_NONE */
    bool link_fresh; /* ... and that had no text yet */
    MarkdownSpan span;
    MarkdownCode code;
    MarkdownTable table;
    Extras *extras;
    Notes *notes;
    size_t extra;                      /* the next of them */
    size_t term;                       /* the next of their definitions */
    uint32_t term_block;               /* the first of its terms, or UINT32_MAX */
    const char *settled;               /* text before this place is in the tree or dropped; NULL: none */
    bool after_span;                   /* a link, image, code span or emphasis has just ended */
    uint8_t lists[MARKDOWN_LISTS_MAX]; /* MarkdownLists that are open */
    uint32_t list_depth;               /* more than MARKDOWN_LISTS_MAX: the innermost are plain */
    uint32_t first_note;               /* the text is that of notes, from this number on; 0: it is not */
    uint32_t note;                     /* the next of them */
    bool notes_end;                    /* ... and no further notes come */
    DocumentMark before;               /* ... and what md4c finds before them is none of the page */
    MarkdownRepairs *repairs;          /* NULL: none are wanted */
    Buf value;                         /* the attribute that was read last */
    Html html;                         /* html_init's alone: it is large */
} Markdown;

#endif

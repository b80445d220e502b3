/* Flow: a Document as a sequence of steps, the one walk behind both renderers.
 *
 * Decides everything that does not depend on the form of a line: what becomes text, what becomes link lines
 * and where they stand (LNK-04 to -08), where blank lines go (TXT-02), how deep quotes and lists are drawn,
 * which item a text begins. Loops over the preorder array with a stack of bounded depth. */
#ifndef LEDA_RENDER_FLOW_H
#define LEDA_RENDER_FLOW_H

#include "render/links.h"
#include "render/page.h"

typedef enum {
    STEP_TEXT,    /* text: lines separated by LF; may be empty behind a mark */
    STEP_HEADING, /* text: one line; level */
    STEP_CODE,    /* block: BLOCK_CODE or BLOCK_MATH */
    STEP_TABLE,   /* block: BLOCK_TABLE */
    STEP_RULE,
    STEP_LINKS, /* the pending links from `link` to `link_end` */
} StepKind;

typedef enum { MARK_NONE, MARK_BULLET, MARK_NUMBER, MARK_DEFINITION } StepMark;

typedef struct Step {
    uint8_t kind;       /* StepKind */
    uint8_t level;      /* heading, 1 to 3 */
    uint8_t mark;       /* StepMark: the text begins an item */
    uint8_t task;       /* BlockTask of that item */
    uint8_t lists;      /* lists around it since the innermost quote */
    uint8_t quotes;     /* quotes around it */
    uint8_t gap_quotes; /* quotes that go on through the blank line before it */
    bool gap;           /* a blank line comes before it */
    bool hang;          /* it belongs to an item */
    bool alone;         /* links: nothing above says their words ... */
    bool generated; /* ... and nothing needs to: a list of leda's own; of a text: it is one line at most */
    bool plain;     /* the page is over its budget: the plainest form of everything */
    bool ascii;     /* the text is known to be printable ASCII, and LF */
    bool lines;     /* the text has a LF */
    Str label;      /* of MARK_NUMBER: `1.2.` or `[1]` */
    Str text;       /* valid until the next step */
    uint32_t block;
    uint32_t link, link_end;
} Step;

typedef struct FlowFrame {
    uint32_t block, end;
    uint32_t number; /* a list: of its next item; an item: its own */
    uint8_t kind;    /* BlockKind */
    uint8_t quotes, lists;
    bool hang;
    bool marked; /* an item whose mark is drawn */
} FlowFrame;

typedef struct Flow {
    RenderPage page;
    const Document *doc; /* the page's */
    Links links;
    /* its own */
    Buf text, label;
    size_t weight; /* about the bytes of the source so far */
    FlowFrame frames[DOCUMENT_DEPTH_MAX];
    uint32_t depth, common; /* common: containers that stayed open since the last step */
    uint32_t next;          /* the block to look at */
    uint32_t shown;         /* links before it are drawn and leave at the next step; LINK_NONE: none are */
    bool any;               /* something is drawn */
    bool group_any;         /* something of this group of links is drawn */
    bool tight;             /* no blank line before the next step */
    bool definitions;       /* the block of the page that is being drawn belongs to a definition list */
} Flow;

/* Begins a page, of which the caller has drawn the title line if the document has one. *flow is zeroed, or
 * has walked over another page, whose memory it keeps. */
void flow_init(Flow *flow, const RenderPage *page);
void flow_free(Flow *flow);

/* The next step, or false at the end. */
bool flow_next(Flow *flow, Step *step);

/* Flattens a step to what a rendering draws of it: `depth` levels of quotes and lists at most, the deeper
 * ones like the deepest; one alone, and `plain` set, where its page takes `drawn` bytes and these are more
 * than 16 times the source and 64 KiB (MD4C.md). */
void flow_limit(const Flow *flow, unsigned depth, size_t drawn, Step *step);

/* True when flow_limit is sure to change nothing. */
static inline bool flow_within_limits(const Flow *flow, unsigned depth, size_t drawn, const Step *step) {
    return (unsigned)step->quotes + step->lists <= depth && drawn <= 16 * flow->weight;
}

/* `3.` of the label `1.2.3.`. */
Str flow_last_number(Str label);

/* The limits of MD4C.md's last paragraph. */
typedef enum { LIMIT_DEPTH, LIMIT_COLUMNS, LIMIT_HEADER, LIMIT_SIZE } FlowLimit;

/* Reports that `limit` changed how the block is drawn: once for each limit and page, whichever rendering
 * meets it first. */
void flow_tell(const Flow *flow, FlowLimit limit, uint32_t block);

/* True when `drawn` bytes are more than a page of the source read so far should take. */
bool flow_over_budget(const Flow *flow, size_t drawn);

#endif

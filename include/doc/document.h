/* Document: a page as a tree without pointers, and its builder.
 *
 * A preorder array of blocks, each knowing the index behind its last descendant; runs of text that belong to
 * blocks; links that belong to runs. Readers loop over indexes, nothing recurses over the author's nesting.
 *
 * Text: a run borrows its bytes from the page's cleaned source, which outlives the Document, or from the
 * Document's arena (decoded entities, joined words, generated pages). All of it is valid UTF-8 without
 * control characters but TAB and LF. In words a LF is a soft break: a paragraph without marks is one run.
 *
 * Who writes: doc/markdown, doc/html, doc/gemtext, and site/ for index and error pages. Who reads: render/
 * and site/resolve. */
#ifndef LEDA_DOC_DOCUMENT_H
#define LEDA_DOC_DOCUMENT_H

#include "base/arena.h"
#include "base/buf.h"
#include "doc/marks.h"

/* Deepest nesting that is kept; what is deeper is flattened into the deepest level (MD4C.md, "A guard"). */
#define DOCUMENT_DEPTH_MAX 64

typedef enum {
    BLOCK_PARAGRAPH,
    BLOCK_HEADING, /* level 1 to 6 */
    BLOCK_TITLE, /* repeats the page's title (SRC-05): its text is not drawn, its links follow the title line
                  */
    BLOCK_QUOTE, /* text: the label of `[!NOTE]` and its kin ("Note"), else empty */
    BLOCK_BULLETS, /* children: BLOCK_ITEM */
    BLOCK_NUMBERS, /* children: BLOCK_ITEM; number: the first item's */
    BLOCK_ITEM,    /* task: see BlockTask; a tight item's text is a BLOCK_PARAGRAPH of its own */
    BLOCK_CODE,    /* text: the language, may be empty; runs: RUN_CODE; a last LF ends the last line */
    BLOCK_TABLE,   /* children: BLOCK_ROW */
    BLOCK_ROW,     /* level 1: a header row, with all cells; others may end early; children: BLOCK_CELL */
    BLOCK_CELL,    /* level: BlockAlign */
    BLOCK_RULE,
    BLOCK_TERM, /* of a definition list: the term; its definitions are the BLOCK_DEFINITIONs behind it */
    BLOCK_DEFINITION,
    BLOCK_MATH,  /* display math; runs: RUN_CODE */
    BLOCK_NOTES, /* the footnotes at the end; children: BLOCK_ITEM with number */
} BlockKind;

typedef enum { TASK_NONE, TASK_OPEN, TASK_DONE } BlockTask;
typedef enum { ALIGN_LEFT, ALIGN_CENTER, ALIGN_RIGHT } BlockAlign;

typedef struct Block {
    uint8_t kind;  /* BlockKind */
    uint8_t level; /* heading level, header row, BlockAlign */
    uint8_t task;  /* BlockTask */
    bool loose;    /* a list whose items are separated by blank lines in the source */
    bool joined; /* no blank line stands before it in the source, and none is drawn (hand-written gemtext) */
    bool generated; /* in a list of leda's own: link words stand only in its lines (LNK-10), and a text is cut
                       to one line on Gopher */
    uint32_t number;  /* first number of an ordered list, number of a note */
    uint32_t end;     /* index behind the last descendant; the block's own index + 1 for a leaf */
    uint32_t run;     /* its runs: from here ... */
    uint32_t run_end; /* ... up to here. Only leaf blocks have runs. */
    uint32_t line;    /* in the author's file, from 1; 0: generated */
    Str text;         /* see BlockKind */
} Block;

typedef enum {
    RUN_TEXT,       /* words; LF: a soft break */
    RUN_CODE,       /* verbatim: of a code span (backticks apart), or of a code or math block */
    RUN_SPAN,       /* the same of a code span, with its backticks around it */
    RUN_TICK,       /* the backticks that open or close a code span; drawn as they are */
    RUN_EMPHASIS,   /* opens or closes emphasis: drawn as `*` only with emphasis = keep */
    RUN_STRONG,     /* the same as `**` */
    RUN_STRIKE,     /* opens or closes struck text: always drawn, as `~~` */
    RUN_SOFT_BREAK, /* a line end in the source: a space (none between two CJK characters) */
    RUN_HARD_BREAK, /* a new line */
    RUN_IMAGE,      /* where an inline image stands: shows nothing, its link follows the block (LNK-07) */
} RunKind;

#define LINK_NONE UINT32_MAX

typedef struct Run {
    Str text;      /* RUN_TEXT, RUN_CODE, RUN_SPAN, RUN_TICK; empty for the others */
    uint32_t link; /* index into links, or LINK_NONE; an image within a link has the image's */
    uint8_t kind;  /* RunKind */
} Run;

typedef enum {
    LINK_WORDS, /* [words](target), <a href> */
    LINK_IMAGE, /* words: alt text, else title, else empty (the renderer takes the file name) */
    LINK_BARE,  /* <https://...> or a bare URL: the sentence shows the URL itself (LNK-08) */
} LinkKind;

typedef struct Link {
    Str words;     /* what readers see of it in one line, blanks folded; may be empty */
    Str target;    /* as written, escapes and entities decoded */
    uint32_t line; /* in the author's file, from 1; 0: generated */
    uint32_t run;  /* where its runs began: its first one stands there unless it has none, or a link inside
                      comes first, or runs were taken out or added again */
    uint8_t kind;  /* LinkKind */
} Link;

#define LEAF_NONE UINT32_MAX

typedef struct Document {
    Str title; /* drawn as the first line; empty: none is drawn */
    Block *blocks;
    Run *runs;
    Link *links;
    uint32_t block_count, block_cap;
    uint32_t run_count, run_cap;
    uint32_t link_count, link_cap;
    Arena arena;
    /* room that the reader of one text leaves for that of the next (doc/glance) */
    Buf shape;
    Marks marks;
    /* the builder's state */
    uint32_t open[DOCUMENT_DEPTH_MAX];
    uint32_t sunk[DOCUMENT_DEPTH_MAX + 1]; /* at each depth: opens that are not in the tree */
    uint32_t depth;                        /* blocks open, at most DOCUMENT_DEPTH_MAX */
    uint32_t leaf;                         /* the innermost one when it can take runs, or LEAF_NONE */
    uint32_t link;                         /* the link that new runs belong to, or LINK_NONE */
    uint32_t link_run;                     /* where its runs begin */
    uint32_t outer;                        /* the link around that one, or LINK_NONE */
    uint32_t outer_run;                    /* where its runs begin */
} Document;

/* How far a Document has come: for document_rewind. */
typedef struct DocumentMark {
    uint32_t block_count, run_count, link_count, depth;
} DocumentMark;

/* An empty Document. document_reset keeps the memory for the next page of the same thread. */
void document_init(Document *doc);
void document_reset(Document *doc);
void document_free(Document *doc);

/* Opens a block inside the innermost open one and returns its index. Lists, quotes and items that would leave
 * no room for a table inside them are not made: the index of the innermost open block comes back, and the
 * matching close is counted. A block may get either children or runs, not both. The pointer &doc->blocks[i]
 * is good until the next call. */
uint32_t document_open(Document *doc, BlockKind kind, uint32_t line);

/* False when the block that document_open gave last was not made: what belongs to it (number, task ...) must
 * not be written into the one that came back. */
bool document_opened(const Document *doc);

/* Closes the innermost block: an open link is closed with it (MD-03). Without an open block nothing happens.
 */
void document_close(Document *doc);

/* Opens the leaf at `index` again, which was opened when `depth` blocks were open. False when something came
 * behind it, or its parent was closed. */
bool document_reopen(Document *doc, uint32_t index, uint32_t depth);

/* Closes the innermost block, which must be the last one and without children, and takes it and its runs out
 * of the tree. */
void document_drop(Document *doc);

/* Puts an empty, closed sibling of the given kind before the innermost open block, which must be the last
 * one. */
void document_insert_before(Document *doc, BlockKind kind, uint8_t level);

/* Takes breaks and blanks off the end of the innermost block's runs. False when nothing is left that a reader
 * would see: no word (NBSP is a blank), no code, no link. */
bool document_trim(Document *doc);

/* Takes back everything that was added since the mark, links and runs included (the arena keeps its bytes).
 * Blocks that were open at the mark must be open still. */
DocumentMark document_mark(const Document *doc);
void document_rewind(Document *doc, DocumentMark mark);

/* Adds a run to the innermost open block; text is borrowed. A run that continues the one before it (same kind
 * and link, adjacent bytes) extends it. An empty text adds nothing. Without an open block nothing happens. */
void document_run(Document *doc, RunKind kind, Str text);

/* Adds a run without text: emphasis, a strike, a break. */
void document_sign(Document *doc, RunKind kind);

/* Adds a run that was one of this document's, link and all. */
void document_run_again(Document *doc, const Run *run);

/* Starts a link: runs up to document_link_end belong to it. Within a link it may have a link of its own,
 * after whose end it goes on; a third level ends the second first. The target is copied. Returns its index.
 * At its end the words are gathered from its runs and those inside it, unless set: text and code, or, without
 * any, the words of its images. A link without runs gets an empty one, so that every link has a place in a
 * block. */
uint32_t document_link_start(Document *doc, LinkKind kind, Str target, uint32_t line);
void document_link_end(Document *doc);

/* Takes the open link out again if nothing stands in it. False when something does. */
bool document_link_drop(Document *doc);

/* Adds an image where the text stands: a RUN_IMAGE with a link of its own; a link that is open around it
 * stays open. `words` and `target` are copied. */
void document_image(Document *doc, Str words, Str target, uint32_t line);

/* A link of the given kind whose words, which are borrowed, are shown in the text: start, run, end. */
void document_link(Document *doc, LinkKind kind, Str words, Str target, uint32_t line);

/* The visible words of a closed leaf block in one line, blanks (NBSP too) folded, without marks; of its
 * images when there are no others. In the arena, or where the words lie. */
Str document_words(Document *doc, uint32_t block);

#endif

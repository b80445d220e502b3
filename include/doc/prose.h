/* Prose: running text on its way into a leaf block of a Document.
 *
 * Parsers hand over words in pieces, cut at every escape, entity and tag. Prose puts the pieces of a word
 * together again, so that a bare URL is found whole (LNK-08), folds blanks where pieces meet, gathers the alt
 * text of images, and keeps emphasis balanced (MD-03). Used by doc/markdown and doc/html, which mix within a
 * paragraph. */
#ifndef LEDA_DOC_PROSE_H
#define LEDA_DOC_PROSE_H

#include "base/buf.h"
#include "doc/autolink.h"
#include "doc/document.h"
#include "doc/entity.h"
#include "doc/lines.h"

#define PROSE_SPANS_MAX 64 /* open emphasis that is remembered; deeper marks are left out */

typedef struct Prose {
    Document *doc;
    Lines *lines;
    const AutolinkHints *hints;
    AutolinkGap gap; /* where there are none */
    Str pending;     /* a piece of the text that may go on */
    Buf word;        /* a word that is being put together; empty: none */
    Buf alt;         /* words of the image that is open */
    uint32_t images; /* images open; text belongs to the outermost */
    bool blank;      /* a blank, a break or nothing stands before: leading blanks are left out */
    uint8_t spans[PROSE_SPANS_MAX]; /* RunKinds that are open */
    uint32_t span_count;
    EntityCache entities; /* names that the page has used */
} Prose;

/* `lines` tells the lines of links, `hints` where bare ones may be; both outlive the Prose. */
void prose_init(Prose *prose, Document *doc, Lines *lines, const AutolinkHints *hints);
void prose_free(Prose *prose);

/* Begins a leaf block, which is open in the document. */
void prose_begin(Prose *prose);

/* Ends it: spans, an image and a link that are open are closed, blanks at the end dropped. False when it
 * holds nothing that a reader would see. The block stays open. */
bool prose_end(Prose *prose);

/* Words that do not follow the last ones in the source, or are those of an image. */
void prose_join(Prose *prose, Str text);

/* Words. `text` lies in the source, in the document's arena or forever. */
static inline void prose_text(Prose *prose, Str text) {
    if (!text.len) return;
    bool waits = prose->pending.len || prose->word.len || prose->images;
    if (!waits)
        prose->pending = text;
    else if (prose->pending.len && prose->pending.p + prose->pending.len == text.p && !prose->images)
        prose->pending.len += text.len;
    else
        prose_join(prose, text);
}

/* What an entity stands for: up to 8 bytes, copied. */
void prose_character(Prose *prose, Str text);

/* A soft or hard break. */
void prose_break(Prose *prose, RunKind kind);

/* The line end at `newline`, which lies in the source, as a soft break: a text that it follows and that goes
 * on right behind it stays one run. */
static inline void prose_line_end(Prose *prose, const char *newline) {
    bool follows = prose->pending.len && prose->pending.p + prose->pending.len == newline;
    if (follows && newline[-1] != '\n' && !prose->images)
        prose->pending.len++;
    else
        prose_break(prose, RUN_SOFT_BREAK);
}

/* A hard break, unless there is a break or nothing to part. */
void prose_part(Prose *prose);

/* Verbatim text, backticks (RUN_CODE, RUN_TICK). */
void prose_code(Prose *prose, RunKind kind, Str text);

/* RUN_EMPHASIS, RUN_STRONG, RUN_STRIKE. A close without its open is ignored; one that crosses others closes
 * them. */
void prose_open(Prose *prose, RunKind kind);
void prose_close(Prose *prose, RunKind kind);

/* A link around what follows; returns its index, or LINK_NONE inside an image, whose words are all that
 * counts. The end is ignored unless that link is the open one. */
uint32_t prose_link_start(Prose *prose, Str target, uint32_t line);
void prose_link_end(Prose *prose, uint32_t link);

/* Takes that link out again if nothing stands in it. False when something does, or it is not the open one. */
bool prose_link_drop(Prose *prose, uint32_t link);

/* An image; what comes between start and end are its words. Without any, `title` is. */
void prose_image_start(Prose *prose);
void prose_image_end(Prose *prose, Str title, Str target, uint32_t line);

/* An image without a source: its words stay as text. */
void prose_image_drop(Prose *prose);

#endif

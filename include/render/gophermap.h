/* Document -> gophermap, the file form that other Gopher servers read (PROTOCOLS.md E.1, dialect K-8).
 *
 * One LF-ended line each:
 *   text without a TAB            an info line, shown as it is
 *   `itext TAB /`                 an info line whose first character other servers would swallow (MAP-06)
 *   `Xname TAB selector`          an item of ours, selector with its leading slash
 *   `Xname TAB selector TAB host TAB port`      an item elsewhere
 *   `hname TAB URL:...`           an item of another protocol (LNK-03)
 * The two views on the wire are made from it by render/gopherview. */
#ifndef LEDA_RENDER_GOPHERMAP_H
#define LEDA_RENDER_GOPHERMAP_H

#include "base/buf.h"
#include "render/flow.h"
#include "render/table.h"

/* Appends the page to *out (CONVERSION.md sections 3 and 4, column "gophermap"; LNK-10, TXT-*, MENU-*).
 * Returns the bytes that the title line with its newline takes at the start, 0 without a title: the lines
 * under the title go there when the page is asked for. */
size_t gophermap_render(const RenderPage *page, Buf *out);

/* The same a step at a time, for whoever walks over a page for more than one rendering. A zeroed one is ready
 * for gophermap_start, and so is one that drew another page, whose memory it keeps. */
typedef struct Gophermap {
    const Flow *flow;
    Table table;
    Table *read;     /* where the table of a step has been read in UTF-8; NULL: nowhere */
    Charset charset; /* of the page */
    Buf first, rest; /* prefixes of the first line of a text and of those below it */
    Buf name;        /* of a link line */
    Buf scratch, spelled;
    size_t width;
    unsigned depth; /* quotes and lists that are drawn as such */
    size_t start;   /* bytes of *out that are not ours */
    size_t title;   /* bytes of the title line */
    Buf *out;
} Gophermap;

void gophermap_start(Gophermap *g, const Flow *flow, Buf *out);
void gophermap_step(Gophermap *g, const Step *step);
void gophermap_end(Gophermap *g);
void gophermap_free(Gophermap *g);

/* Appends one info line for `text` (no TAB, no newline inside; drawn as it is, TXT-01 not applied), in the
 * `i` form where MAP-06 would swallow it. */
void gophermap_info(Str text, Buf *out);

/* Appends one item line; `name` is cut to options' width with `…` on a grapheme boundary, below its words in
 * full as wrapped text then (LNK-10). TABs become blanks. */
void gophermap_item(Str name, const Target *target, const RenderOptions *options, Buf *out);

#endif

/* Drawing: both renderings of a page in one walk over it. */
#ifndef LEDA_RENDER_DRAWING_H
#define LEDA_RENDER_DRAWING_H

#include "render/gemtext.h"
#include "render/gophermap.h"

/* What is needed to draw page after page without allocating anew. A zeroed one is ready. */
typedef struct Drawing {
    Flow flow;
    Gemtext gemtext;
    Gophermap gophermap;
} Drawing;

/* Appends what gemtext_render and gophermap_render append, for little more than one of them costs: words,
 * link names and tables are gathered once. Returns what gophermap_render returns. */
size_t drawing_both(Drawing *drawing, const RenderPage *page, Buf *gemtext, Buf *gophermap);

void drawing_free(Drawing *drawing);

#endif

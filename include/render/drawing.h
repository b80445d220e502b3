/* Drawing: both renderings of a page in one walk over it. */
#ifndef LEDA_RENDER_DRAWING_H
#define LEDA_RENDER_DRAWING_H

#include "render/page.h"

/* Appends what gemtext_render and gophermap_render append, for little more than one of them costs: words and
 * link names are gathered once. Returns what gophermap_render returns. */
size_t drawing_both(const RenderPage *page, Buf *gemtext, Buf *gophermap);

#endif

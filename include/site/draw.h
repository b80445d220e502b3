/* Draw: a page's source -> Page, both renderings. */
#ifndef LEDA_SITE_DRAW_H
#define LEDA_SITE_DRAW_H

#include "base/diag.h"
#include "doc/document.h"
#include "render/target.h"
#include "site/source.h"

/* What one thread needs to draw page after page without allocating anew. A zeroed Drawer is ready. */
typedef struct Drawer {
    const Site *site; /* for its addresses, options and identity */
    uint8_t *shown;   /* a byte for each file of the site: set to 1 when its folder's own page links to it */
    Document doc;
    Arena arena;
    Buf text; /* the page's source with its template code resolved, where it has any: doc points into it */
    Buf gemtext, gophermap;
    Str lead; /* put before both renderings: the blank line between a folder's page and its list */
    Diag diag;
    uint32_t links[SITE_LINK_STEPS]; /* of ours, counted by how they were found */
} Drawer;

void draw_start(Drawer *drawer, const Site *site, uint8_t *shown);
void draw_end(Drawer *drawer);

/* Draws one source. A page's Drawer is used by one thread; two pages never mark the same file as shown. */
Page *draw_page(Drawer *drawer, const PageSource *source);

/* Draws drawer->doc, which the caller has filled, with a target for each of its links. `card` gives title,
 * date and the other fields; its renderings are filled in. */
Page *draw_document(Drawer *drawer, const Target *targets, Page *card);

#endif

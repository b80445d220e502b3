/* Draw: a page's source -> Page, both renderings. */
#ifndef LEDA_SITE_DRAW_H
#define LEDA_SITE_DRAW_H

#include "base/diag.h"
#include "doc/document.h"
#include "render/target.h"
#include "site/backlinks.h"
#include "site/source.h"

/* What the links of drawn pages say of each file of the site. Several threads write, none reads meanwhile. */
typedef atomic_uchar FileMark;

enum {
    FILE_LINKED = 1, /* a page leads to it or shows it */
    FILE_SHOWN = 2,  /* so does the page of the folder that it lies in: the list below need not */
};

/* What one thread needs to draw page after page without allocating anew. A zeroed Drawer is ready. */
typedef struct Drawer {
    const Site *site; /* for its addresses, options and identity */
    FileMark *marks;  /* one for each file of the site, or NULL */
    Document doc;
    Arena arena;
    Buf text; /* the page's source with its template code resolved, where it has any: doc points into it */
    Buf gemtext, gophermap;
    Str lead; /* put before both renderings: the blank line between a folder's page and its list */
    Diag diag;
    LinkPairs pairs;                 /* of pages that lead to each other */
    uint32_t links[SITE_LINK_STEPS]; /* of ours, counted by how they were found */
} Drawer;

void draw_start(Drawer *drawer, const Site *site, FileMark *marks);
void draw_end(Drawer *drawer);

/* Draws one source. A Drawer is used by one thread at a time. */
Page *draw_page(Drawer *drawer, const PageSource *source);

/* Draws drawer->doc, which the caller has filled, with a target for each of its links. `card` gives title,
 * date and the other fields; its renderings are filled in. */
Page *draw_document(Drawer *drawer, const Target *targets, Page *card);

#endif

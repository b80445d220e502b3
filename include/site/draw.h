/* Draw: a page's source -> Page, both renderings. */
#ifndef LEDA_SITE_DRAW_H
#define LEDA_SITE_DRAW_H

#include "base/diag.h"
#include "doc/document.h"
#include "render/drawing.h"
#include "site/asked.h"
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
    Drawing drawing;
    Arena arena;
    Arena cards; /* for words of lists' cards */
    Buf text;    /* the page's source with its template code resolved, where it has any: doc points into it */
    Buf gemtext, gophermap, findings;
    Str lead; /* put before both renderings: the blank line between a folder's page and its list */
    Diag diag;
    Pool *pool;      /* of the pages that it makes, or NULL: malloc */
    uint32_t *leads; /* that were put aside */
    uint32_t lead_count, lead_cap;
    Asked asked;                                 /* by the page that was drawn last, or looked at again */
    uint32_t page_count, links[SITE_LINK_STEPS]; /* of its pages, as the Site has them */
} Drawer;

void draw_start(Drawer *drawer, const Site *site, FileMark *marks);
void draw_end(Drawer *drawer);

/* Draws one source. What its links led to is in drawer->asked. A Drawer is used by one thread at a time. */
Page *draw_page(Drawer *drawer, const PageSource *source, uint64_t key);

/* Fills drawer->asked with what the links of `page` lead to, drawing nothing: when asked.hash.state is
 * page->resolved, the page need not be drawn. */
void draw_ask_again(Drawer *drawer, const PageSource *source, const Page *page);

/* Puts the leads in drawer->asked behind those that were put aside. */
void draw_put_aside(Drawer *drawer);

/* Draws drawer->doc, which the caller has filled, with a target for each of its links. `card` gives title,
 * date and the other fields; its renderings are filled in. */
Page *draw_document(Drawer *drawer, const Target *targets, Page *card);

#endif

/* Gather: what lies in the folders of a site, read and understood (CONVERSION.md section 1).
 *
 * The first half of a load: which folders there are, which files they hold, what each page says of itself.
 * Who gets which address is site/place's to say. */
#ifndef LEDA_SITE_GATHER_H
#define LEDA_SITE_GATHER_H

#include "base/map.h"
#include "site/source.h"
#include "site/walk.h"

#define GATHER_PAGE_MAX (4u << 20) /* bytes of a page's source where SiteOptions do not say (SRC-09) */

/* The folders of a site: the overlay's files lie over the root of the content (SRC-10). */
enum { CONTENT, OVERLAY, TREES };

typedef struct GatherPage {
    PageSource page;
    uint32_t file; /* its index in the walk of the content */
    uint32_t node; /* the loader's: NODE_NONE when it is not served */
    bool good;     /* read and understood */
    bool plain;    /* a file like any other: in a Jekyll project markdown without front matter (SRC-10) */
} GatherPage;

typedef struct Gather {
    const SiteOptions *options;
    Site *site; /* its identity, project, root and overlay are filled in */
    Diag *diag;
    unsigned threads;
    Walk walks[TREES];
    uint8_t *templates[TREES]; /* one for each file: it is a template of a site generator */
    GatherPage *pages;         /* in path order */
    uint32_t page_count;
    Map stems;   /* of pages: the path without extension and the site's own language -> its index */
    Diag *diags; /* one for each thread */
} Gather;

/* The first four fields are set. Reads everything; false with a message in *error when the folder cannot be
 * read at all. gather_end frees what was gathered either way. */
bool gather_site(Gather *gather, const char *content, Buf *error);
void gather_end(Gather *gather);

/* Fills in what language a page has by its name (SRC-11); returns the index of the page that it is a
 * translation of, or MAP_NONE. */
uint32_t gather_language(const Gather *gather, PageSource *source);

#endif

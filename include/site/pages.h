/* Pages: every page of a Site, drawn or taken over from the Site before, and which page leads where. */
#ifndef LEDA_SITE_PAGES_H
#define LEDA_SITE_PAGES_H

#include "site/draw.h"
#include "site/gather.h"

typedef struct PagesJob {
    Gather *gather;  /* its pages have their nodes; their sources are freed one by one */
    Site *site;      /* all addresses are known */
    Drawer *drawers; /* one for each thread */
    FileMark *marks;
    unsigned threads;
    bool same_addresses; /* links lead where they led before */
    atomic_uint changed; /* LoadResult's */
    atomic_uint stayed;  /* pages that the Site before had, too */
} PagesJob;

void pages_draw(PagesJob *job);

/* Fills in who links to a page. Addresses are published by then. */
void pages_backlinks(const Gather *gather);

#endif

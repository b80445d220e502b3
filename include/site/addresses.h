/* Addresses: what a load has read gets its place in the Site, and links find it there. */
#ifndef LEDA_SITE_ADDRESSES_H
#define LEDA_SITE_ADDRESSES_H

#include "site/gather.h"
#include "site/place.h"

typedef struct Addresses {
    const SiteOptions *options;
    Gather *gather; /* pages get their nodes */
    Place *place;   /* started here; place_end is the caller's */
    Site *site;
    Diag *diag;
    int64_t time; /* the second of this load: what is due, and what has expired (SRC-07) */
} Addresses;

/* Places pages, files, translations, lists by tag and year, feeds and what programs ask for, and makes the
 * tables that links and requests are looked up in (LNK-01). The Site remembers the seconds at which something
 * comes or goes. */
void addresses_place(Addresses *addresses);

#endif

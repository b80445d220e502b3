/* SiteSet: the Sites of all capsules of a process, immutable and reference-counted, so that a worker swaps
 * them with one pointer. A capsule has the same place in every set. */
#ifndef LEDA_SITE_SET_H
#define LEDA_SITE_SET_H

#include "site/site.h"

typedef struct SiteSet {
    atomic_uint refs;
    uint32_t count;      /* at least 1 */
    const Site *sites[]; /* a reference to each */
} SiteSet;

/* The caller owns the one reference to the set; the set takes one to each Site. */
SiteSet *site_set_new(const Site *const *sites, uint32_t count);

/* Another set that has `site` at that place and shares all others. */
SiteSet *site_set_with(const SiteSet *set, uint32_t place, const Site *site);

SiteSet *site_set_ref(SiteSet *set);
void site_set_unref(SiteSet *set); /* NULL is ignored; frees Sites, which takes its time */

/* The place of the first Site that has that name (of a URI or SNI, in any spelling) as its host or as one
 * that leads to it, else `standard`. Compares with every name: there are few, and capsules alone have no
 * choice. */
uint32_t site_set_find(const SiteSet *set, Str host, uint32_t standard);

bool site_set_has(const SiteSet *set, const Site *site);

#endif

#include "site/set.h"

#include <stdlib.h>

SiteSet *site_set_new(const Site *const *sites, uint32_t count) {
    SiteSet *set = mem_zero(1, sizeof *set + count * sizeof *sites);
    atomic_init(&set->refs, 1);
    set->count = count;
    for (uint32_t i = 0; i < count; i++)
        set->sites[i] = site_ref(sites[i]);
    return set;
}

SiteSet *site_set_with(const SiteSet *set, uint32_t place, const Site *site) {
    SiteSet *other = site_set_new(set->sites, set->count);
    site_unref(other->sites[place]);
    other->sites[place] = site_ref(site);
    return other;
}

SiteSet *site_set_ref(SiteSet *set) {
    atomic_fetch_add_explicit(&set->refs, 1, memory_order_relaxed);
    return set;
}

void site_set_unref(SiteSet *set) {
    if (!set || atomic_fetch_sub_explicit(&set->refs, 1, memory_order_acq_rel) != 1) return;
    for (uint32_t i = 0; i < set->count; i++)
        site_unref(set->sites[i]);
    free(set);
}

uint32_t site_set_find(const SiteSet *set, Str host, uint32_t standard) {
    for (uint32_t i = 0; set->count > 1 && i < set->count; i++)
        if (site_called(&set->sites[i]->identity, host).len) return i;
    return standard;
}

bool site_set_has(const SiteSet *set, const Site *site) {
    for (uint32_t i = 0; i < set->count; i++)
        if (set->sites[i] == site) return true;
    return false;
}

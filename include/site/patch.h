/* Patch: a reload after the text of a few pages has changed, and nothing that any other page, list, feed or
 * address depends on. The new Site stands in the frame of the one before. */
#ifndef LEDA_SITE_PATCH_H
#define LEDA_SITE_PATCH_H

#include "site/draw.h"
#include "site/gather.h"

typedef struct PatchJob {
    Gather *gather; /* everything is gathered, nothing placed */
    Site *site;
    Drawer *drawer;
    int64_t time;     /* of this load */
    uint32_t changed; /* set: pages that were drawn */
} PatchJob;

/* Makes all of the Site. False when more has changed than that: the Site is what it was. */
bool patch_site(PatchJob *job);

#endif

/* Hold: small files of the author's in memory, so that they are answered like pages. */
#ifndef LEDA_SITE_HOLD_H
#define LEDA_SITE_HOLD_H

#include "site/gather.h"

#define HOLD_FILE_MAX  (256u << 10) /* larger files are streamed */
#define HOLD_TOTAL_MAX (64u << 20)  /* what is beyond is streamed as well */

/* What the calling thread does while others read: nothing that needs or changes what files are held. */
typedef struct HoldMeanwhile {
    void (*fn)(void *context);
    void *context;
} HoldMeanwhile;

/* Gives files of the gather's Site their bytes, those of before where they did not change, and texts that are
 * posts their title. True when there are files that lists do not show after all, since nobody knows their
 * bytes. */
bool hold_files(Gather *gather, HoldMeanwhile meanwhile);

#endif

/* Sort: merges the runs that are in order already. What comes in a few runs (paths of a walk, a table that
 * got some more entries) takes little more than a look; anything else what mergesort takes. Stable. */
#ifndef LEDA_BASE_SORT_H
#define LEDA_BASE_SORT_H

#include <stddef.h>

typedef int SortOrder(const void *a, const void *b);

/* `items` may be NULL when `count` is 0. */
void sort_runs(void *items, size_t count, size_t size, SortOrder *order);

#endif

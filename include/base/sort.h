/* Sort: merges the runs that are in order already. What comes in a few runs (paths of a walk, a table that
 * got some more entries) takes little more than a look; anything else what mergesort takes. Stable. */
#ifndef LEDA_BASE_SORT_H
#define LEDA_BASE_SORT_H

#include "base/str.h"

typedef int SortOrder(const void *a, const void *b);

/* `items` may be NULL when `count` is 0. */
void sort_runs(void *items, size_t count, size_t size, SortOrder *order);

/* A text with what it stands for. */
typedef struct SortText {
    Str text;
    uint64_t key;
    uint32_t item;
} SortText;

/* Sorts by their keys, and by their bytes where these are the same, stably. Fast where keys tell most apart.
 */
void sort_keys(SortText *texts, size_t count);

/* Sorts by their bytes, stably; keys are its own. Fast where the few bytes behind what all of them begin with
 * tell most of them apart, as those of a folder's names do. */
void sort_texts(SortText *texts, size_t count);

#endif

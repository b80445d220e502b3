#include "base/sort.h"

#include "base/buf.h"

#include <stdlib.h>

typedef struct Sorting {
    size_t size; /* of an item */
    SortOrder *order;
    size_t *ends; /* of runs, in items */
    size_t count; /* of runs */
} Sorting;

static const char *item_at(const Sorting *s, const char *items, size_t i) {
    return items + i * s->size;
}

static void find_runs(Sorting *s, const char *items, size_t count) {
    size_t cap = 0;
    for (size_t i = 1; i <= count; i++) {
        if (i < count && s->order(item_at(s, items, i - 1), item_at(s, items, i)) <= 0) continue;
        if (s->count == cap) {
            cap = cap ? cap * 2 : 16;
            s->ends = mem_grow(s->ends, cap, sizeof *s->ends);
        }
        s->ends[s->count++] = i;
    }
}

/* Merges from[first, middle) and from[middle, end) to the same place in `to`. */
static void merge(const Sorting *s, const char *from, const size_t at[3], char *to) {
    size_t left = at[0], right = at[1], size = s->size;
    char *out = to + at[0] * size;
    while (left < at[1] && right < at[2]) {
        const char *a = item_at(s, from, left), *b = item_at(s, from, right);
        bool first = s->order(a, b) <= 0;
        memcpy(out, first ? a : b, size);
        out += size;
        if (first)
            left++;
        else
            right++;
    }
    if (left < at[1]) memcpy(out, item_at(s, from, left), (at[1] - left) * size);
    out += (at[1] - left) * size;
    if (right < at[2]) memcpy(out, item_at(s, from, right), (at[2] - right) * size);
}

/* Merges each two runs that lie side by side. */
static void merge_all(Sorting *s, const char *from, char *to) {
    size_t start = 0, kept = 0;
    for (size_t i = 0; i < s->count; i += 2) {
        size_t middle = s->ends[i], end = i + 1 < s->count ? s->ends[i + 1] : middle;
        merge(s, from, (const size_t[3]){start, middle, end}, to);
        s->ends[kept++] = start = end;
    }
    s->count = kept;
}

void sort_runs(void *items, size_t count, size_t size, SortOrder *order) {
    Sorting s = {.size = size, .order = order};
    if (count == 0) return;
    find_runs(&s, items, count);
    char *spare = s.count > 1 ? mem_alloc(count * size) : NULL, *from = items, *to = spare;
    while (s.count > 1) {
        merge_all(&s, from, to);
        char *swap = from;
        from = to;
        to = swap;
    }
    if (from == spare && spare) memcpy(items, spare, count * size);
    free(spare);
    free(s.ends);
}

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

/* ---- texts ---- */

static size_t shared_start(Str a, Str b) {
    size_t most = a.len < b.len ? a.len : b.len, n = 0;
    while (n < most && a.p[n] == b.p[n])
        n++;
    return n;
}

/* The first eight bytes in the order of numbers; zeros behind what is shorter. */
static uint64_t key_of(Str s) {
    uint64_t key = 0;
    for (size_t i = 0; i < sizeof key; i++)
        key = key << 8 | (i < s.len ? (unsigned char)s.p[i] : 0);
    return key;
}

/* By one byte of the keys, `shift` bits from their end. False, and nothing done, when all have the same. */
static bool distribute(const SortText *from, size_t count, unsigned shift, SortText *to) {
    size_t at[257] = {0};
    for (size_t i = 0; i < count; i++)
        at[(from[i].key >> shift & 0xFF) + 1]++;
    if (at[(from[0].key >> shift & 0xFF) + 1] == count) return false;
    for (size_t i = 1; i < 257; i++)
        at[i] += at[i - 1];
    for (size_t i = 0; i < count; i++)
        to[at[from[i].key >> shift & 0xFF]++] = from[i];
    return true;
}

/* Byte by byte from the last: names come in no order at all, and a comparison that nobody can foresee costs
 * more than to move them a few times. */
static void distribute_all(SortText *texts, size_t count) {
    SortText *spare = mem_alloc(count * sizeof *spare), *from = texts, *to = spare;
    for (unsigned shift = 0; shift < 64; shift += 8) {
        if (!distribute(from, count, shift, to)) continue;
        SortText *swap = from;
        from = to;
        to = swap;
    }
    if (from == spare) memcpy(texts, spare, count * sizeof *texts);
    free(spare);
}

static int text_order(const void *a, const void *b) {
    const SortText *x = a, *y = b;
    if (x->key != y->key) return x->key < y->key ? -1 : 1;
    return str_cmp(x->text, y->text);
}

void sort_keys(SortText *texts, size_t count) {
    if (count == 0) return;
    distribute_all(texts, count);
    sort_runs(texts, count, sizeof *texts, text_order);
}

void sort_texts(SortText *texts, size_t count) {
    if (count == 0) return;
    Str start = texts[0].text;
    for (size_t i = 1; i < count; i++)
        start.len = shared_start(start, texts[i].text);
    for (size_t i = 0; i < count; i++)
        texts[i].key = key_of(str_skip(texts[i].text, start.len));
    sort_keys(texts, count);
}

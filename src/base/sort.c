#include "base/sort.h"

#include "base/buf.h"

#include <stdlib.h>

/* Runs that wait to be merged: each is more than twice as long as the one behind it. A short run meets others
 * that are short before it meets a long one, and so many are enough for all the items that memory holds. */
#define WAITING_MAX 64

typedef struct Sorting {
    char *items, *spare; /* spare: as long; NULL while nothing is out of order */
    size_t count, size;  /* of items, of each */
    SortOrder *order;
    size_t starts[WAITING_MAX]; /* of the runs, in items */
    size_t waiting;
    size_t end; /* of the last of them */
} Sorting;

static char *item_at(const Sorting *s, size_t i) {
    return s->items + i * s->size;
}

/* Takes the run that begins where the last one ends. */
static void take_run(Sorting *s) {
    s->starts[s->waiting++] = s->end++;
    while (s->end < s->count && s->order(item_at(s, s->end - 1), item_at(s, s->end)) <= 0)
        s->end++;
}

/* For what comes before `item` in a run; with `below` 1 for what is equal to it, too. */
typedef struct Search {
    const Sorting *sorting;
    const char *item;
    int below;
} Search;

/* How many items of a run are such, when at least `low` and at most `high` are. */
static size_t leading(const Search *search, const char *run, size_t low, size_t high) {
    const Sorting *s = search->sorting;
    while (low < high) {
        size_t at = low + (high - low) / 2;
        if (s->order(run + at * s->size, search->item) < search->below)
            low = at + 1;
        else
            high = at;
    }
    return low;
}

/* The same of a run whose first item is such. Looks twice as far each time: a long stretch costs a few
 * comparisons, a short one hardly more than to go from item to item. */
static size_t stretch(const Search *search, const char *run, size_t count) {
    const Sorting *s = search->sorting;
    size_t low = 1, step = 1;
    while (step <= count - low && s->order(run + (low + step - 1) * s->size, search->item) < search->below) {
        low += step;
        step *= 2;
    }
    return leading(search, run, low, step <= count - low ? low + step - 1 : count);
}

/* Makes one of the last two runs. Of the first moves out of the way what does not stay where it is. */
static void merge_last(Sorting *s) {
    size_t middle = s->starts[--s->waiting], first = s->starts[s->waiting - 1], size = s->size;
    char *right = item_at(s, middle), *out = item_at(s, first);
    size_t rights = s->end - middle, lefts = middle - first;
    size_t stay = leading(&(Search){s, right, 1}, out, 0, lefts);
    out += stay * size;
    lefts -= stay;
    if (!s->spare) s->spare = mem_alloc(s->count * size);
    char *left = memcpy(s->spare, out, lefts * size);
    while (lefts && rights) { /* the first of the right is before the first of the left */
        size_t n = stretch(&(Search){s, left, 0}, right, rights);
        memmove(out, right, n * size);
        out += n * size;
        right += n * size;
        rights -= n;
        if (rights == 0) break;
        n = stretch(&(Search){s, right, 1}, left, lefts);
        memcpy(out, left, n * size);
        out += n * size;
        left += n * size;
        lefts -= n;
    }
    memcpy(out, left, lefts * size);
}

static bool is_long(const Sorting *s) {
    size_t last = s->starts[s->waiting - 1], before = s->starts[s->waiting - 2];
    return last - before > 2 * (s->end - last);
}

void sort_runs(void *items, size_t count, size_t size, SortOrder *order) {
    Sorting s = {.items = items, .count = count, .size = size, .order = order};
    while (s.end < count) {
        take_run(&s);
        while (s.waiting > 1 && !is_long(&s))
            merge_last(&s);
    }
    while (s.waiting > 1)
        merge_last(&s);
    free(s.spare);
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

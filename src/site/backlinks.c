#include "site/backlinks.h"

#include <stdlib.h>

void backlinks_add(LinkPairs *pairs, uint32_t from, uint32_t to) {
    if (from == to || to == 0) return;
    if (pairs->count == pairs->cap) {
        pairs->cap = pairs->cap ? pairs->cap * 2 : 256;
        pairs->items = mem_grow(pairs->items, pairs->cap, sizeof *pairs->items);
    }
    pairs->items[pairs->count++] = (LinkPair){from, to};
}

typedef struct Backlink {
    int64_t at; /* of the page that links */
    Str address;
    uint32_t from, to;
} Backlink;

static int backlink_order(const void *a, const void *b) {
    const Backlink *x = a, *y = b;
    if (x->to != y->to) return x->to < y->to ? -1 : 1;
    if (x->at != y->at) return x->at > y->at ? -1 : 1;
    return str_cmp(x->address, y->address);
}

/* All pairs, sorted. */
static Backlink *backlinks_sorted(const Site *site, const LinkPairs *pairs, unsigned count, size_t *total) {
    *total = 0;
    for (unsigned i = 0; i < count; i++)
        *total += pairs[i].count;
    Backlink *links = mem_alloc((*total + 1) * sizeof *links);
    size_t n = 0;
    for (unsigned i = 0; i < count; i++)
        for (uint32_t k = 0; k < pairs[i].count; k++) {
            const Node *from = &site->nodes[pairs[i].items[k].from], *to = &site->nodes[pairs[i].items[k].to];
            if (!area_shows(to->area, from->area)) continue;
            int64_t at = date_is_set(from->date) ? from->date.at : INT64_MIN;
            links[n++] = (Backlink){at, from->address, pairs[i].items[k].from, pairs[i].items[k].to};
        }
    if (n) qsort(links, n, sizeof *links, backlink_order);
    *total = n;
    return links;
}

void backlinks_seal(Site *site, LinkPairs *pairs, unsigned count) {
    size_t total;
    Backlink *links = backlinks_sorted(site, pairs, count, &total);
    uint32_t *linkers = arena_alloc(&site->arena, (total + 1) * sizeof *linkers), n = 0;
    for (size_t i = 0; i < total; i++) {
        Node *to = &site->nodes[links[i].to];
        if (i && links[i].to == links[i - 1].to && links[i].from == links[i - 1].from) continue;
        if (to->linker_count == 0) to->linkers = linkers + n;
        linkers[n++] = links[i].from;
        to->linker_count++;
    }
    free(links);
    for (unsigned i = 0; i < count; i++) {
        free(pairs[i].items);
        pairs[i] = (LinkPairs){0};
    }
}

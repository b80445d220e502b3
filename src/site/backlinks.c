/* Pages are sorted, not pairs: in that order each is put behind the linkers of what it leads to. */
#include "site/backlinks.h"

#include "base/sort.h"

#include <stdlib.h>

/* What grows the older a page is; that of one without a date is the greatest. */
static uint64_t age_of(const Node *page) {
    uint64_t moment = date_is_set(page->date) ? (uint64_t)page->date.at ^ (uint64_t)1 << 63 : 0;
    return ~moment;
}

/* By age, then by address: `item` of each is one of `pages`. */
static SortText *sort_pages(const Site *site, const PageLeads *pages, uint32_t count) {
    SortText *order = mem_alloc((count + (size_t)1) * sizeof *order);
    for (uint32_t i = 0; i < count; i++) {
        const Node *from = &site->nodes[pages[i].from];
        order[i] = (SortText){from->address, age_of(from), i};
    }
    sort_keys(order, count);
    return order;
}

typedef struct Linking {
    Site *site;
    uint32_t *last;  /* of each node: who was its linker last */
    uint32_t *at;    /* of each node: how many linkers it has; then where the next of them goes */
    uint32_t *table; /* of all linkers; NULL while they are counted */
} Linking;

/* In a site without areas no node is looked at: they are large, and links lead all over them. */
static bool may_tell(const Site *site, uint32_t to, uint32_t from) {
    return site->areas.count == 0 || area_shows(site->nodes[to].area, site->nodes[from].area);
}

static void add_linker(const Linking *l, const PageLeads *page) {
    for (uint32_t i = 0; i < page->count; i++) {
        uint32_t to = page->leads[i];
        if (to >= LEAD_FILE || to == 0 || to == page->from || l->last[to] == page->from) continue;
        if (!may_tell(l->site, to, page->from)) continue;
        l->last[to] = page->from;
        uint32_t at = l->at[to]++;
        if (l->table) l->table[at] = page->from;
    }
}

static void forget_last(const Linking *l) {
    for (uint32_t i = 0; i < l->site->node_count; i++)
        l->last[i] = NODE_NONE;
}

/* Gives each node its part of the table. */
static void make_table(Linking *l) {
    Site *site = l->site;
    size_t total = 0;
    for (uint32_t i = 0; i < site->node_count; i++)
        total += l->at[i];
    l->table = arena_alloc(&site->arena, (total + 1) * sizeof *l->table);
    total = 0;
    for (uint32_t i = 0; i < site->node_count; i++) {
        Node *node = &site->nodes[i];
        node->linker_count = l->at[i];
        if (node->linker_count) node->linkers = l->table + total;
        l->at[i] = (uint32_t)total;
        total += node->linker_count;
    }
}

void backlinks_seal(Site *site, const PageLeads *pages, uint32_t count) {
    Linking l = {.site = site,
                 .last = mem_alloc((site->node_count + 1) * sizeof *l.last),
                 .at = mem_zero(site->node_count + 1, sizeof *l.at)};
    SortText *order = sort_pages(site, pages, count);
    forget_last(&l);
    for (uint32_t i = 0; i < count; i++)
        add_linker(&l, &pages[order[i].item]);
    make_table(&l);
    forget_last(&l);
    for (uint32_t i = 0; i < count; i++)
        add_linker(&l, &pages[order[i].item]);
    free(order);
    free(l.last);
    free(l.at);
}

#include "site/index.h"

#include "base/buf.h"
#include "base/sort.h"

#include <stdlib.h>

void index_add(Index *index, EntryKind kind, Str address, uint32_t value) {
    if (index->count == index->cap) {
        index->cap = index->cap ? index->cap * 2 : 64;
        index->entries = mem_grow(index->entries, index->cap, sizeof *index->entries);
    }
    index->entries[index->count++] = (Entry){address, value, (uint8_t)kind};
}

static int entry_order(const Entry *entry, Str address, EntryKind kind) {
    int order = str_cmp(entry->address, address);
    return order ? order : (int)entry->kind - (int)kind;
}

/* Equal claims are told apart by their value, which grows in the order of adding. */
static int entry_compare(const void *a, const void *b) {
    const Entry *x = a, *y = b;
    int order = entry_order(x, y->address, (EntryKind)y->kind);
    if (order) return order;
    return x->value < y->value ? -1 : x->value > y->value;
}

void index_sort(Index *index) {
    if (index->count == 0) return;
    sort_runs(index->entries, index->count, sizeof *index->entries, entry_compare);
    uint32_t kept = 0;
    for (uint32_t i = 1; i < index->count; i++) {
        const Entry *last = &index->entries[kept], *entry = &index->entries[i];
        if (entry_order(last, entry->address, (EntryKind)entry->kind) != 0) index->entries[++kept] = *entry;
    }
    index->count = kept + 1;
}

uint32_t index_find(const Index *index, EntryKind kind, Str address) {
    uint32_t low = 0, high = index->count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        int order = entry_order(&index->entries[middle], address, kind);
        if (order == 0) return index->entries[middle].value;
        if (order > 0)
            high = middle;
        else
            low = middle + 1;
    }
    return INDEX_NONE;
}

uint32_t index_from(const Index *index, Str address) {
    uint32_t low = 0, high = index->count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (str_cmp(index->entries[middle].address, address) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

void index_free(Index *index) {
    free(index->entries);
    *index = (Index){0};
}

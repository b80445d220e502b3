#include "site/index.h"

#include "base/buf.h"
#include "base/sort.h"

#include <stdlib.h>
#include <string.h>

/* With what there is to say of an address: entries are looked at in their order alone. */
struct IndexSlot {
    Str address;
    uint32_t value; /* INDEX_NONE: it is free */
    uint32_t hash;
};

/* ---- filling ---- */

static void forget_slots(Index *index) {
    free(index->slots);
    index->slots = NULL;
}

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
    forget_slots(index);
    if (index->count == 0) return;
    sort_runs(index->entries, index->count, sizeof *index->entries, entry_compare);
    uint32_t kept = 0;
    for (uint32_t i = 1; i < index->count; i++) {
        const Entry *last = &index->entries[kept], *entry = &index->entries[i];
        bool same = last->kind == entry->kind && str_eq(last->address, entry->address);
        if (!same) index->entries[++kept] = *entry;
    }
    index->count = kept + 1;
}

void index_drop(Index *index, IndexGoes *goes, const void *context) {
    uint32_t kept = 0;
    for (uint32_t i = 0; i < index->count; i++) {
        Entry entry = index->entries[i];
        if (!goes(context, &entry)) index->entries[kept++] = entry;
    }
    index->count = kept;
    forget_slots(index);
}

/* ---- hashing ---- */

/* The kind is in it. */
static uint32_t hash_of(const Index *index, EntryKind kind, Str address) {
    return (uint32_t)kind << 30 | (uint32_t)hash_bytes(&index->key, kind, address) >> 2;
}

/* At most three quarters of the slots are taken: a free one ends each search. */
void index_hash(Index *index) {
    if (index->slots || index->count >= INDEX_NONE / 4) return;
    uint32_t size = 16;
    while (size / 4 * 3 < index->count)
        size *= 2;
    index->key = hash_key();
    index->mask = size - 1;
    index->slots = mem_alloc(size * sizeof *index->slots);
    for (uint32_t i = 0; i < size; i++)
        index->slots[i].value = INDEX_NONE;
    for (uint32_t i = 0; i < index->count; i++) {
        const Entry *entry = &index->entries[i];
        uint32_t hash = hash_of(index, (EntryKind)entry->kind, entry->address), at = hash & index->mask;
        while (index->slots[at].value != INDEX_NONE)
            at = (at + 1) & index->mask;
        index->slots[at] = (IndexSlot){entry->address, entry->value, hash};
    }
}

static uint32_t find_hashed(const Index *index, EntryKind kind, Str address) {
    uint32_t hash = hash_of(index, kind, address);
    for (uint32_t at = hash & index->mask;; at = (at + 1) & index->mask) {
        const IndexSlot *slot = &index->slots[at];
        if (slot->value == INDEX_NONE) return INDEX_NONE;
        if (slot->hash == hash && str_eq(slot->address, address)) return slot->value;
    }
}

/* ---- looking up ---- */

static uint32_t find_sorted(const Index *index, EntryKind kind, Str address) {
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

uint32_t index_find(const Index *index, EntryKind kind, Str address) {
    return index->slots ? find_hashed(index, kind, address) : find_sorted(index, kind, address);
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
    free(index->slots);
    *index = (Index){0};
}

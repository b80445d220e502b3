/* Map: linear probing in a table that is at most three quarters full. Keys are never removed, so a free slot
 * ends every search. */
#include "base/map.h"

#include "base/buf.h"

#include <stdlib.h>

enum { MAP_SMALLEST = 16 };

/* The slot that holds key, or the free one where it would go. The table has a free slot. */
static MapSlot *slot_for(const Map *m, Str key, uint32_t hash) {
    uint32_t mask = m->cap - 1;
    for (uint32_t i = hash & mask;; i = (i + 1) & mask) {
        MapSlot *slot = &m->slots[i];
        if (slot->value == MAP_NONE) return slot;
        if (slot->hash == hash && str_eq(slot->key, key)) return slot;
    }
}

static uint32_t hash_of(Str key) {
    uint64_t h = str_hash(key);
    return (uint32_t)(h ^ h >> 32);
}

static void map_grow(Map *m) {
    if (m->cap >= (uint32_t)1 << 31) mem_fail();
    Map wider = {.count = m->count, .cap = m->cap ? m->cap * 2 : MAP_SMALLEST};
    wider.slots = mem_grow(NULL, wider.cap, sizeof(MapSlot));
    for (uint32_t i = 0; i < wider.cap; i++)
        wider.slots[i] = (MapSlot){.value = MAP_NONE};
    for (uint32_t i = 0; i < m->cap; i++) {
        const MapSlot *old = &m->slots[i];
        if (old->value != MAP_NONE) *slot_for(&wider, old->key, old->hash) = *old;
    }
    free(m->slots);
    *m = wider;
}

/* Finds or makes the slot of key; a slot just made still has value MAP_NONE. */
static MapSlot *slot_claim(Map *m, Str key) {
    if (m->count >= m->cap / 4 * 3) map_grow(m);
    uint32_t hash = hash_of(key);
    MapSlot *slot = slot_for(m, key, hash);
    if (slot->value == MAP_NONE) {
        slot->key = key;
        slot->hash = hash;
        m->count++;
    }
    return slot;
}

uint32_t map_get(const Map *m, Str key) {
    return m->cap ? slot_for(m, key, hash_of(key))->value : MAP_NONE;
}

uint32_t map_add(Map *m, Str key, uint32_t value) {
    MapSlot *slot = slot_claim(m, key);
    if (slot->value == MAP_NONE) slot->value = value;
    return slot->value;
}

void map_set(Map *m, Str key, uint32_t value) {
    slot_claim(m, key)->value = value;
}

void map_free(Map *m) {
    free(m->slots);
    *m = (Map){0};
}

/* Map: linear probing in a table that is at most three quarters full. Keys are never removed, so a free slot
 * ends every search.
 *
 * Authors' words and addresses are keys: with a hash that they can compute, a few thousand of them could be
 * made to share a slot, and filling the table would cost the square of their number. Hence the secret. */
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

static uint32_t hash_of(const Map *m, Str key) {
    uint64_t h = hash_bytes(&m->key, 0, key);
    return (uint32_t)(h ^ h >> 32);
}

static void empty_slots(Map *m) {
    for (uint32_t i = 0; i < m->cap; i++)
        m->slots[i].value = MAP_NONE;
}

static void map_grow(Map *m, uint32_t cap) {
    Map wider = *m;
    wider.cap = cap;
    if (!m->cap) wider.key = hash_key();
    wider.slots = mem_grow(NULL, wider.cap, sizeof(MapSlot));
    empty_slots(&wider);
    for (uint32_t i = 0; i < m->cap; i++) {
        const MapSlot *old = &m->slots[i];
        if (old->value != MAP_NONE) *slot_for(&wider, old->key, old->hash) = *old;
    }
    free(m->slots);
    *m = wider;
}

void map_reserve(Map *m, uint32_t count) {
    uint32_t cap = m->cap ? m->cap : MAP_SMALLEST;
    if (count <= m->cap / 4 * 3) return;
    while (count > cap / 4 * 3) {
        if (cap >= (uint32_t)1 << 31) mem_fail();
        cap *= 2;
    }
    map_grow(m, cap);
}

/* Finds or makes the slot of key; a slot just made still has value MAP_NONE. */
static MapSlot *slot_claim(Map *m, Str key) {
    if (m->count >= m->cap / 4 * 3) map_reserve(m, m->count + 1);
    uint32_t hash = hash_of(m, key);
    MapSlot *slot = slot_for(m, key, hash);
    if (slot->value == MAP_NONE) {
        slot->key = key;
        slot->hash = hash;
        m->count++;
    }
    return slot;
}

uint32_t map_get(const Map *m, Str key) {
    return m->cap ? slot_for(m, key, hash_of(m, key))->value : MAP_NONE;
}

uint32_t map_add(Map *m, Str key, uint32_t value) {
    MapSlot *slot = slot_claim(m, key);
    if (slot->value == MAP_NONE) slot->value = value;
    return slot->value;
}

void map_set(Map *m, Str key, uint32_t value) {
    slot_claim(m, key)->value = value;
}

void map_clear(Map *m) {
    empty_slots(m);
    m->count = 0;
}

void map_free(Map *m) {
    free(m->slots);
    *m = (Map){0};
}

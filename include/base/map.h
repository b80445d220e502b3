/* Map: Str -> 32-bit number, open addressing.
 *
 * Keys are borrowed: they must outlive the map. A zeroed Map is empty and valid. Where a key lies differs
 * from run to run (its hash is keyed, against keys that are made to collide), so nothing may go through the
 * slots in their order. */
#ifndef LEDA_BASE_MAP_H
#define LEDA_BASE_MAP_H

#include "base/hash.h"

#define MAP_NONE UINT32_MAX

typedef struct MapSlot {
    Str key;
    uint32_t value; /* MAP_NONE: free */
    uint32_t hash;  /* of key: spares most comparisons, and all hashing when the map grows */
} MapSlot;

typedef struct Map {
    MapSlot *slots;
    uint32_t count, cap; /* cap is 0 or a power of two */
    HashKey key;         /* of the hash; set with the first key */
} Map;

/* The value of key, or MAP_NONE. */
uint32_t map_get(const Map *m, Str key);

/* Sets key to value (anything but MAP_NONE) unless key is there already. Returns the value that the map holds
 * for key after the call, so a caller sees by comparing whether its own went in. */
uint32_t map_add(Map *m, Str key, uint32_t value);

/* Sets key to value whether it is there or not. */
void map_set(Map *m, Str key, uint32_t value);

/* Makes room for `count` keys at once, so that adding them costs no growing. */
void map_reserve(Map *m, uint32_t count);

/* Takes all keys out and keeps the memory. */
void map_clear(Map *m);

void map_free(Map *m);

#endif

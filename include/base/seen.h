/* Seen: the first of several things that have a key in common.
 *
 * As a Map, for a number of keys that is known beforehand and mostly small: up to SEEN_FEW of them lie in it
 * and are told apart by a byte of each, so that there is nothing to allocate, to hash or to empty. */
#ifndef LEDA_BASE_SEEN_H
#define LEDA_BASE_SEEN_H

#include "base/map.h"

#define SEEN_FEW 64

typedef struct Seen {
    uint32_t count;
    bool many;                    /* there may be more than SEEN_FEW: the map has them */
    unsigned char tags[SEEN_FEW]; /* 0 behind the last key */
    uint32_t values[SEEN_FEW];
    Str keys[SEEN_FEW];
    Map map;
} Seen;

/* Begins with nothing; at most `most` different keys will be added. */
void seen_start(Seen *seen, uint32_t most);
void seen_end(Seen *seen);

/* Adds key, which is borrowed, with value (anything but MAP_NONE) unless it is there already. Returns the
 * value of the first one that was added. */
uint32_t seen_add(Seen *seen, Str key, uint32_t value);

#endif

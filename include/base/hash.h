/* Hash: 64 bits of bytes, keyed with what nobody outside the process knows.
 *
 * Authors' words and files go in: without the key they could be made to share a hash. So a hash means nothing
 * in another process and is never stored. */
#ifndef LEDA_BASE_HASH_H
#define LEDA_BASE_HASH_H

#include "base/str.h"

typedef struct HashKey {
    uint64_t secret[2];
} HashKey;

/* The key of this process. */
HashKey hash_key(void);

/* The hash of bytes, and of what `seed` stands for before them. */
uint64_t hash_bytes(const HashKey *key, uint64_t seed, Str bytes);

/* A hash of several things, one after the other; each counts with its length. */
typedef struct Hash {
    HashKey key;
    uint64_t state;
} Hash;

Hash hash_start(void);
void hash_add(Hash *hash, Str bytes);
void hash_number(Hash *hash, uint64_t number);

#endif

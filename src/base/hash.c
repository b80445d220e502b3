/* 16 bytes at a time, multiplied with the secret; of long texts three times 16, since one product takes as
 * long as three that do not wait for each other. */
#include "base/hash.h"

#include <sys/auxv.h>

static const uint64_t odd = 0x9E3779B97F4A7C15u;

/* The 16 bytes that the kernel gives each process: no state of ours, and nothing to ask for. */
HashKey hash_key(void) {
    HashKey key = {{0}};
    const void *random = (const void *)getauxval(AT_RANDOM);
    if (random) memcpy(key.secret, random, sizeof key.secret);
    return key;
}

static uint64_t load(const char *p, size_t n) {
    uint64_t x = 0;
    memcpy(&x, p, n);
    return x;
}

/* Both halves of the product, so that every bit of either factor counts. */
static uint64_t fold(uint64_t x, uint64_t y) {
    unsigned __int128 product = (unsigned __int128)x * y;
    return (uint64_t)product ^ (uint64_t)(product >> 64);
}

/* The hash of the 16 bytes at p, and of what `h` stands for before them. */
static inline uint64_t step(const char *p, uint64_t secret, uint64_t h) {
    return fold(load(p, 8) ^ secret, load(p + 8, 8) ^ h);
}

uint64_t hash_bytes(const HashKey *key, uint64_t seed, Str bytes) {
    uint64_t h = fold(bytes.len ^ key->secret[0] ^ seed, odd), second = h, third = h, x = 0, y = 0;
    size_t at = 0;
    for (; bytes.len - at > 48; at += 48) {
        h = step(bytes.p + at, key->secret[1], h);
        second = step(bytes.p + at + 16, key->secret[1] ^ odd, second);
        third = step(bytes.p + at + 32, key->secret[0] ^ odd, third);
    }
    h ^= second ^ third; /* itself when there was nothing of that length */
    for (; bytes.len - at > 16; at += 16)
        h = step(bytes.p + at, key->secret[1], h);
    size_t rest = bytes.len - at;
    if (rest >= 8) {
        x = load(bytes.p + at, 8);
        y = load(bytes.p + bytes.len - 8, 8);
    } else if (rest >= 4) {
        x = load(bytes.p + at, 4);
        y = load(bytes.p + bytes.len - 4, 4);
    } else if (rest) {
        x = load(bytes.p + at, 1) << 16 | load(bytes.p + at + rest / 2, 1) << 8 |
            load(bytes.p + bytes.len - 1, 1);
    }
    return fold(fold(x ^ key->secret[1], y ^ h), odd);
}

Hash hash_start(void) {
    Hash hash = {.key = hash_key()};
    hash.state = hash.key.secret[1];
    return hash;
}

void hash_add(Hash *hash, Str bytes) {
    hash->state = hash_bytes(&hash->key, hash->state, bytes);
}

void hash_number(Hash *hash, uint64_t number) {
    hash->state = fold(fold(number ^ hash->key.secret[0], hash->state ^ odd), odd ^ hash->key.secret[1]);
}

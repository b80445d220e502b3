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

enum { STEP = 16, STRIPE = 3 * STEP };

static inline uint64_t finish(const HashKey *key, uint64_t h, Str bytes) {
    uint64_t x = 0, y = 0;
    for (; bytes.len > STEP; bytes = str_skip(bytes, STEP))
        h = step(bytes.p, key->secret[1], h);
    const char *p = bytes.p;
    if (bytes.len >= 8) {
        x = load(p, 8);
        y = load(p + bytes.len - 8, 8);
    } else if (bytes.len >= 4) {
        x = load(p, 4);
        y = load(p + bytes.len - 4, 4);
    } else if (bytes.len) {
        x = load(p, 1) << 16 | load(p + bytes.len / 2, 1) << 8 | load(p + bytes.len - 1, 1);
    }
    return fold(fold(x ^ key->secret[1], y ^ h), odd);
}

/* Apart, since it needs more registers than the short texts that most are. */
__attribute__((noinline)) static uint64_t hash_long(const HashKey *key, uint64_t h, Str bytes) {
    const uint64_t secret[] = {key->secret[1], key->secret[1] ^ odd, key->secret[0] ^ odd};
    uint64_t second = h, third = h;
    for (; bytes.len > STRIPE; bytes = str_skip(bytes, STRIPE)) {
        h = step(bytes.p, secret[0], h);
        second = step(bytes.p + STEP, secret[1], second);
        third = step(bytes.p + 2 * STEP, secret[2], third);
    }
    return finish(key, h ^ second ^ third, bytes);
}

uint64_t hash_bytes(const HashKey *key, uint64_t seed, Str bytes) {
    uint64_t h = fold(bytes.len ^ key->secret[0] ^ seed, odd);
    return bytes.len > STRIPE ? hash_long(key, h, bytes) : finish(key, h, bytes);
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

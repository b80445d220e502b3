/* Seen: tags are compared sixteen at a time. A tag is no hash: keys can be made to share one, but these are
 * few, and each is compared with the others once. */
#include "base/seen.h"

#include "base/scan.h"

void seen_start(Seen *seen, uint32_t most) {
    seen->count = 0;
    seen->many = most > SEEN_FEW;
    memset(seen->tags, 0, sizeof seen->tags);
    seen->map = (Map){0};
    if (seen->many) map_reserve(&seen->map, most);
}

void seen_end(Seen *seen) {
    map_free(&seen->map);
}

static inline uint64_t load_eight(const char *p) {
    uint64_t x;
    memcpy(&x, p, sizeof x);
    return x;
}

static inline uint32_t load_four(const char *p) {
    uint32_t x;
    memcpy(&x, p, sizeof x);
    return x;
}

/* Of the length and of what stands in the middle and at the end: addresses begin alike. Never 0. */
static inline unsigned char tag_of(Str key) {
    uint64_t x = key.len, y = 0;
    if (key.len >= 8) {
        x += load_eight(key.p + key.len / 2 - 4);
        y = load_eight(key.p + key.len - 8);
    } else if (key.len >= 4) {
        x += load_four(key.p);
        y = load_four(key.p + key.len - 4);
    } else if (key.len) {
        y = (uint64_t)(unsigned char)key.p[0] << 8 | (unsigned char)key.p[key.len - 1];
    }
    return (unsigned char)((x * 3 + y) * 0x9E3779B97F4A7C15u >> 56 | 1);
}

/* A bit for each key with that tag. */
static inline uint64_t alike(const Seen *seen, unsigned char tag) {
    uint64_t hits = 0;
    for (unsigned i = 0; i < SEEN_FEW; i += SCAN_STEP)
        hits |= (uint64_t)scan_mask(scan_equal(scan_load((const char *)seen->tags + i), tag)) << i;
    return hits;
}

static inline uint32_t append(Seen *seen, Str key, unsigned char tag, uint32_t value) {
    uint32_t at = seen->count++;
    seen->tags[at] = tag;
    seen->keys[at] = key;
    seen->values[at] = value;
    return value;
}

/* Apart, since it needs more registers than the usual case. */
__attribute__((noinline)) static uint32_t add_alike(Seen *seen, Str key, unsigned char tag, uint32_t value) {
    for (uint64_t hits = alike(seen, tag); hits; hits &= hits - 1) {
        int at = __builtin_ctzll(hits);
        if (str_eq(seen->keys[at], key)) return seen->values[at];
    }
    return append(seen, key, tag, value);
}

uint32_t seen_add(Seen *seen, Str key, uint32_t value) {
    if (seen->many) return map_add(&seen->map, key, value);
    unsigned char tag = tag_of(key);
    if (alike(seen, tag)) return add_alike(seen, key, tag, value);
    return append(seen, key, tag, value);
}

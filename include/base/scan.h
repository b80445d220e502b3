/* Scan: 16 bytes at a time, for text in which what is looked for is rare.
 *
 * The compilers' vector types: plain C on machines without any, one instruction set's own only where a hit is
 * placed. A byte table takes four times as long, and one memchr per character reads the text once for each.
 */
#ifndef LEDA_BASE_SCAN_H
#define LEDA_BASE_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define SCAN_STEP 16

typedef unsigned char ScanBytes __attribute__((vector_size(SCAN_STEP)));

static inline ScanBytes scan_load(const char *p) {
    ScanBytes v;
    memcpy(&v, p, sizeof v);
    return v;
}

/* 0xFF where v has the byte c, else 0. */
static inline ScanBytes scan_equal(ScanBytes v, unsigned char c) {
    return (ScanBytes)(v == c);
}

/* The position of the first byte of `hit` that is not 0, or SCAN_STEP. Bytes are 0 or 0xFF. */
static inline size_t scan_first(ScanBytes hit) {
#ifdef __SSE2__
    typedef char Lanes __attribute__((vector_size(SCAN_STEP)));
    return (size_t)__builtin_ctz((unsigned)__builtin_ia32_pmovmskb128((Lanes)hit) | 1u << SCAN_STEP);
#else
    uint64_t half[2];
    memcpy(half, &hit, sizeof half);
    if (!(half[0] | half[1])) return SCAN_STEP;
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    return half[0] ? (size_t)__builtin_ctzll(half[0]) / 8 : 8 + (size_t)__builtin_ctzll(half[1]) / 8;
#else
    return half[0] ? (size_t)__builtin_clzll(half[0]) / 8 : 8 + (size_t)__builtin_clzll(half[1]) / 8;
#endif
#endif
}

#endif

/* Scan: 16 bytes at a time, for text in which what is looked for is rare.
 *
 * The compilers' vector types: plain C on machines without any, one instruction set's own only where a hit is
 * placed. A byte table takes four times as long, and one memchr per character reads the text once for each.
 */
#ifndef LEDA_BASE_SCAN_H
#define LEDA_BASE_SCAN_H

#include <endian.h>
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

#define SCAN_ALL 0xFFFFu /* scan_mask's, when all are */

/* A bit for each byte of `hit`, the first one's lowest. Bytes are 0 or 0xFF. */
static inline unsigned scan_mask(ScanBytes hit) {
#ifdef __SSE2__
    typedef char Lanes __attribute__((vector_size(SCAN_STEP)));
    return (unsigned)__builtin_ia32_pmovmskb128((Lanes)hit);
#else
    const uint64_t bits = 0x8040201008040201, sum = 0x0101010101010101;
    uint64_t half[2];
    memcpy(half, &hit, sizeof half);
    uint64_t low = (le64toh(half[0]) & bits) * sum >> 56, high = (le64toh(half[1]) & bits) * sum >> 56;
    return (unsigned)(low | high << 8);
#endif
}

/* The position of the first byte of `hit` that is not 0, or SCAN_STEP. */
static inline size_t scan_first(ScanBytes hit) {
    return (size_t)__builtin_ctz(scan_mask(hit) | 1u << SCAN_STEP);
}

#endif

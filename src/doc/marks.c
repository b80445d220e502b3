/* Marks: see the header. */
#include "doc/marks.h"

#include "base/buf.h"
#include "base/scan.h"

#include <stdlib.h>

/* Ranges cost less than single bytes, and what they take in besides is rare in text. */
static inline ScanBytes marked(const char *p) {
    typedef signed char Signed __attribute__((vector_size(SCAN_STEP)));
    ScanBytes v = scan_load(p);
    ScanBytes behind_letters = (ScanBytes)((Signed)(v | 0x20) > 'z');
    ScanBytes behind_digits = (ScanBytes)((Signed)(v + (0x7F - '@')) > 0x7F - '@' + '9');
    ScanBytes ww = scan_equal(v & scan_load(p + 1), 'w');
    return behind_letters | behind_digits | ww | scan_equal(v, '\n') | scan_equal(v, '$');
}

static void grow(Marks *marks) {
    marks->cap = marks->cap ? marks->cap * 2 : 256;
    marks->at = mem_grow(marks->at, marks->cap, sizeof *marks->at);
}

void marks_find(Marks *marks, const char *p, size_t len) {
    size_t count = 0;
    for (size_t at = 0; at <= len; at += MARKS_STEP) {
        uint32_t hits = scan_mask(marked(p + at)) | scan_mask(marked(p + at + SCAN_STEP)) << SCAN_STEP;
        if (!hits) continue;
        if (marks->cap - count < MARKS_STEP) grow(marks);
        for (uint32_t *to = marks->at; hits; hits &= hits - 1)
            to[count++] = (uint32_t)at + (uint32_t)__builtin_ctz(hits);
    }
    marks->count = count;
}

void marks_free(Marks *marks) {
    free(marks->at);
    *marks = (Marks){0};
}

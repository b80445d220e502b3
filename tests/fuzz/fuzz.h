/* What all fuzz targets share. Each is one file with LLVMFuzzerTestOneInput; replay.c runs it over files. */
#ifndef LEDA_TESTS_FUZZ_FUZZ_H
#define LEDA_TESTS_FUZZ_FUZZ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

/* A property that has to hold for any input. */
#define fuzz_check(property) fuzz_hold((property), #property, __LINE__)

static inline void fuzz_hold(bool holds, const char *property, int line) {
    if (holds) return;
    fprintf(stderr, "line %d: does not hold: %s\n", line, property);
    abort();
}

#endif

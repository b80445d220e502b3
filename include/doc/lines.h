/* Lines: which line of the author's file a byte of the text stands on (MD-06).
 *
 * A cursor that only moves forward, since the parser reports in the order of the text: one memchr pass for a
 * page. */
#ifndef LEDA_DOC_LINES_H
#define LEDA_DOC_LINES_H

#include "base/str.h"

typedef struct Lines {
    const char *at;  /* counted up to here ... */
    const char *end; /* ... of what ends here */
    uint32_t line;   /* the line of `at` */
} Lines;

/* A cursor at the start of text, which is line `line`. */
Lines lines_start(Str text, uint32_t line);

/* The line of the byte at p. For a place behind the cursor or outside the text: the line that was seen last.
 */
uint32_t lines_of(Lines *lines, const char *p);

#endif

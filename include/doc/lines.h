/* Lines: which line of the author's file a byte of the text stands on (MD-06).
 *
 * A cursor that mostly moves forward, since the parser reports in the order of the text. It looks for line
 * ends itself unless the marks of the text are known. The lines of a text that was
 * put together from parts of a page have numbers of their own. */
#ifndef LEDA_DOC_LINES_H
#define LEDA_DOC_LINES_H

#include "base/str.h"
#include "doc/marks.h"

typedef struct Lines {
    const char *start;      /* the text ... */
    const char *end;        /* ... and its end */
    const char *at;         /* counted up to here */
    uint32_t line;          /* the line of `at` */
    const uint32_t *number; /* of `at`, and behind it of each further line; NULL: they count up */
    const Marks *marks;     /* of the text; NULL: they are not known */
    size_t passed;          /* of them, before `at` */
} Lines;

/* A cursor at the start of text, which is line `line`. */
Lines lines_start(Str text, uint32_t line);

/* A cursor at the start of text; `numbers` holds the number of each of its lines and one more. */
Lines lines_numbered(Str text, const uint32_t *numbers);

/* The line of the byte at p. For a place behind the cursor or outside the text: the line that was seen last.
 */
uint32_t lines_of(Lines *lines, const char *p);

/* The same for a place that may lie a little behind the cursor, which moves back to it. */
uint32_t lines_at(Lines *lines, const char *p);

/* Counts one line and returns its number, for whoever goes through the text alone. */
uint32_t lines_next(Lines *lines);

/* The column behind a byte that stands at `column`: tabs stop at every fourth (CommonMark, section 2.2). */
static inline uint32_t lines_column(char c, size_t column) {
    return (uint32_t)(c == '\t' ? (column | 3) + 1 : column + 1);
}

#endif

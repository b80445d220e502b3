/* shape: what md4c is shown instead of the text.
 *
 * A copy of equal length followed by SHAPE_TAIL newlines (MD-01), in which bytes that would cost md4c more
 * than linear time, or that it would misread, are hidden; the words are read from the text at the same
 * offsets. A hidden byte becomes one that UTF-8 never uses: md4c takes it for a letter, in a link's target
 * too, and shape_reveal turns it back where md4c hands out a copy of its own (attributes, MD-05).
 *
 * The limits are those of MD4C.md, "A guard that was found to work"; each that bites is a diagnostic. */
#ifndef LEDA_DOC_SHAPE_H
#define LEDA_DOC_SHAPE_H

#include "base/buf.h"
#include "base/diag.h"
#include "doc/autolink.h"
#include "doc/lines.h"
#include "doc/marks.h"

#include <string.h>

#define SHAPE_TAIL     64
#define SHAPE_LINE_END '\f' /* a line end that md4c is not shown */

#define SHAPE_MARKS_MAX    32  /* container marks of a line */
#define SHAPE_INDENT_MAX   128 /* columns of indent of a line */
#define SHAPE_BRACKETS_MAX 32  /* open brackets */
#define SHAPE_STRIKES_MAX  64  /* `~~` of a paragraph */
#define SHAPE_COLUMNS_MAX  128 /* `|` of a line */

/* Appends a copy of `text` and the newlines to *shape. `text` is valid UTF-8 without control characters but
 * TAB and LF. */
void shape_copy(Str text, Buf *shape);

/* Hides in that copy what in a bare URL would read as emphasis, strike or brackets (MD-09). Comes before the
 * guard, which counts what is left. */
void shape_urls(const AutolinkHints *hints, char *shape);

/* What the guard is told of the text. `lines` stands at its start. */
typedef struct ShapeText {
    Str text;
    Lines lines;
    const Marks *marks; /* of the text */
    bool join;          /* md4c need not see every line end: doc/shape_join */
} ShapeText;

/* Goes line by line and keeps the costs of md4c within bounds. Returns the character, one that the text does
 * not hold, that hides tildes beside `*` and `_`; 0: none does. */
char shape_guard(const ShapeText *text, char *shape, Diag *diag);

/* Hides the markup in the bytes from `from` up to `to`: md4c sees words there. Not in a link's target. */
void shape_hide(char *shape, size_t from, size_t to);

/* Hides in a shape what would make link definitions: for pages on which they cost too much. */
void shape_drop_definitions(Buf *shape);

/* What stands at p in a shape, up to the end of its line. */
static inline Str shape_line(const char *p) {
    return (Str){p, (size_t)((const char *)rawmemchr(p, '\n') - p)};
}

/* How often the byte at p stands there in a row. */
static inline size_t shape_run(const char *p) {
    size_t n = 1;
    while (p[n] == *p)
        n++;
    return n;
}

/* The byte that was hidden as c, or c itself. */
char shape_reveal(char c);

#endif

/* Marks: where a text has a byte that may mean something to whoever reads it.
 *
 * All bytes are looked at once (base/scan); doc/glance, doc/shape_guard and doc/lines go from mark to mark,
 * one in thirty bytes, and each passes by what is none of its own. */
#ifndef LEDA_DOC_MARKS_H
#define LEDA_DOC_MARKS_H

#include <stddef.h>
#include <stdint.h>

#define MARKS_STEP 32 /* bytes that are looked at together */

/* In order. A zeroed one has none and holds no memory. */
typedef struct Marks {
    uint32_t *at;
    size_t count, cap;
} Marks;

/* Starts anew with the line feeds of the text at p, its `$` and `:` to `@`, what comes behind letters in
 * ASCII (brackets, braces, bars, `\`, `^`, `_`, `~`) and the first of each `ww`. Line feeds come behind the
 * text, more than MARKS_STEP: one at least is a mark, so that there is one behind each byte. */
void marks_find(Marks *marks, const char *p, size_t len);

void marks_free(Marks *marks);

#endif

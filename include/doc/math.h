/* Math between dollars in running text, by Pandoc's rule (MD-10): the opening dollar is not followed by a
 * blank, the closing one neither preceded by a blank nor followed by a digit; the next dollar decides.
 *
 * What is taken for math loses the markup in it, so nothing that holds a link, code or a tag is: a price
 * between two dollars never takes a link away. */
#ifndef LEDA_DOC_MATH_H
#define LEDA_DOC_MATH_H

#include "base/str.h"

/* True for what holds a link or code. */
bool math_holds_links(Str s);

/* True for what is not empty and holds no link, code or tag. */
bool math_is_formula(Str s);

/* True for what has a sign of a formula in it: a command of TeX, a power, an equation. */
bool math_shows(Str s);

/* True for what holds several words in a row, outside of braces. */
bool math_holds_prose(Str s);

/* How far a paragraph's dollars were read. Zeroed at its start. */
typedef struct Math {
    size_t open;    /* behind the dollars that may open math ... */
    unsigned width; /* ... one or two; 0: none */
    size_t seen;    /* the line was read up to here ... */
    bool target;    /* ... where a link's target goes on, in which a dollar is no math */
} Math;

/* A line begins at `at`. */
void math_line(Math *math, size_t at);

/* The dollars at `at`, all that stand there, in ascending order. Hides in `shape` what they close. Returns
 * how many they are. */
size_t math_dollars(Math *math, Str text, char *shape, size_t at);

#endif

/* Display math: `$$` ... `$$`, `\[` ... `\]`, and `\\[` ... `\\]`, which is `\[` where an author escaped the
 * backslash. It begins a line and ends one; blank lines may stand in it. Only for doc/extras's own files. */
#ifndef LEDA_DOC_EXTRAS_MATH_H
#define LEDA_DOC_EXTRAS_MATH_H

#include "doc/extras_finder.h"

/* Takes the line, and those behind it up to the end mark. False: no display math begins here, or it never
 * ends. Linear: a search ends at the next line with a mark of its own kind. */
bool extras_math_take(ExtrasFinder *f, const OutlineLine *line);

#endif

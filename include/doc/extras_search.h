/* Whether a text may hold extras at all: most have none, and their lines need not be read one by one. Only
 * for doc/extras. */
#ifndef LEDA_DOC_EXTRAS_SEARCH_H
#define LEDA_DOC_EXTRAS_SEARCH_H

#include "base/str.h"

/* False for a text that has none. `shape` is a copy of it with SHAPE_TAIL behind it. What stands around a
 * mark is looked at, not what it is part of; but what stands in a block of code that is one to everybody
 * does not count, as code is full of dollars and brackets. */
bool extras_search(Str text, const char *shape);

#endif

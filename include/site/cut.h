/* Cut: whether a source ends where its author was not done. */
#ifndef LEDA_SITE_CUT_H
#define LEDA_SITE_CUT_H

#include "base/str.h"

/* True when a markdown text seems to end within a fence. A guess that asks nobody: fences in quotes and lists
 * count like any other, whatever their indentation. */
bool cut_in_fence(Str text);

#endif

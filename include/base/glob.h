/* Glob: patterns that name files of a tree (SRC-03, `[ignore]`).
 *
 * `*` is any run of bytes without a slash, `**` any run at all, `?` one byte that is no slash; every other
 * byte is itself. fnmatch(3) was considered: it depends on the locale, and its time on the number of stars is
 * not bounded. */
#ifndef LEDA_BASE_GLOB_H
#define LEDA_BASE_GLOB_H

#include "base/str.h"

/* True when the whole of s fits the pattern. Time is at most the product of the lengths. */
bool glob_match(Str pattern, Str s);

/* True when the pattern names the file or folder `path` of a tree: one that holds a slash (but at its end) is
 * laid over the whole path, any other over the last name. A slash at the end asks for a folder; one at the
 * start stands for the root of the tree. An empty pattern names nothing. */
bool glob_names(Str pattern, Str path, bool folder);

#endif

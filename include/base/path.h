/* Paths with slashes between their parts: of files below a root, addresses, selectors. */
#ifndef LEDA_BASE_PATH_H
#define LEDA_BASE_PATH_H

#include "base/buf.h"

/* Without slashes at its end; `/` becomes empty. */
Str path_trim(Str path);

/* The last part, whether slashes stand behind it or not; empty for `/`. */
Str path_last(Str path);

/* What stands before the last part, with the slash behind it: `/a/` of `/a/b` and of `/a/b/`; may be empty.
 */
Str path_folder(Str path);

/* Without the one of `count` endings that it has, ignoring ASCII case; each is a dot with what stands behind
 * the last dot of a path. A path that is nothing but an ending stays. */
Str path_without(Str path, const Str *endings, size_t count);

/* Appends `path` to *out, which holds a folder with a slash at its start and at its end, dot segments
 * resolved and empty parts left out; false when it climbs above the root. */
bool path_join(Str path, Buf *out);

#endif

/* Mapline: single lines of a gophermap, well-formed whatever goes in (MAP-01, -02, -06). */
#ifndef LEDA_RENDER_MAPLINE_H
#define LEDA_RENDER_MAPLINE_H

#include "base/buf.h"
#include "render/target.h"

/* Appends an info line: prefix and text as they are (clean, without TAB), in the `i` form where other servers
 * would not show the line but act on its first character. */
void mapline_info(Str prefix, Str text, Buf *out);

/* Appends an item; name is clean. Control characters of the other fields become blanks. */
void mapline_item(Str name, const Target *target, Buf *out);

/* True for what other servers act on at the start of a line instead of showing it (MAP-06). */
bool mapline_is_control(char c);

/* True when s takes at most `columns`. */
bool mapline_fits(Str s, size_t columns);

/* Appends `name` cut on a grapheme boundary with the whole of `tail` behind it, which begins with what says
 * that something is missing, in `columns` columns. */
void mapline_cut(Str name, Str tail, size_t columns, Buf *out);

#endif

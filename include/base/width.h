/* Display width and line breaking (UAX 11, UAX 14), independent of the locale.
 *
 * Columns as terminals count them: ambiguous = 1, emoji and wide = 2, combining = 0, a ZWJ sequence the sum
 * of its parts (CONVERSION.md, section 4). The tables are libunistring's; printable ASCII never reaches it.
 */
#ifndef LEDA_BASE_WIDTH_H
#define LEDA_BASE_WIDTH_H

#include "base/str.h"

/* Columns that s takes. TAB and other controls count 0: expand or drop them before. */
size_t width_of(Str s);

/* The longest prefix of s that takes at most `columns` and ends on a grapheme boundary: empty when the first
 * grapheme is wider. A ZWJ sequence and a flag are one grapheme each. */
Str width_cut(Str s, size_t columns);

/* Breaks one logical line into lines of at most a number of columns, a pass over the text. */
typedef struct Wrap {
    Str rest;   /* what is not yet out; starts as the whole text, without newlines */
    bool ascii; /* all of it is printable ASCII: nothing needs to be measured */
} Wrap;

/* Takes the next line of at most `columns` (0 counts as 1) into *line, without the blanks that the break uses
 * up. Greedy: the last break opportunity that fits. A space between ASCII letters or digits is one; whatever
 * else is decided by UAX 14, but inside a token of ASCII (a path, an option) a line ends only where it would
 * else fill less than half of the bytes that fit. UAX 14 is asked only about the neighbourhood of the place
 * where the line must end, so the cost stays linear. What has no opportunity is cut on a grapheme boundary
 * (MENU-01), a grapheme wider than the line between its characters. A line always advances and is never
 * empty; only a single character may be wider than the line. Blanks at the very start stay unless they fill
 * the line. False when nothing but blanks is left. */
bool wrap_line(Wrap *w, size_t columns, Str *line);

#endif

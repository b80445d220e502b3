/* Percent-encoding of paths (RFC 3986 section 3.3), both ways. */
#ifndef LEDA_BASE_PERCENT_H
#define LEDA_BASE_PERCENT_H

#include "base/arena.h"
#include "base/buf.h"

/* Appends s with every byte encoded that may not stand in a path: all but unreserved characters,
 * sub-delimiters, `:`, `@` and `/`. An apostrophe is encoded although it may stand there: old Gopher clients'
 * pages for other protocols quote the URL (HURL-02). */
void percent_path(Str s, Buf *out);

/* Appends s as it is but for bytes that no URI may hold (blanks, controls, non-ASCII, `"'<>\^{|}` and
 * backtick): for targets that authors wrote, whose escapes and delimiters stay. */
void percent_reference(Str s, Buf *out);

/* Appends s with every byte encoded but unreserved characters: a value in a query. */
void percent_value(Str s, Buf *out);

/* Appends s with each %XX decoded, once; a `%` without two hex digits stays. */
void percent_decode(Str s, Buf *out);

/* The same for three of them as a Str: s itself when nothing changes, else what is made of it, in `arena`. */
Str percent_path_str(Str s, Arena *arena);
Str percent_reference_str(Str s, Arena *arena);
Str percent_decode_str(Str s, Arena *arena);

#endif

/* Charset: Gopher text for clients that show only ASCII or ISO 8859-1 (MENU-03, [charset]).
 *
 * Words are spelled before they are wrapped, so that widths are right: in UTF-8 still, but with no character
 * outside the charset. charset_encode makes bytes of it at the end. */
#ifndef LEDA_RENDER_CHARSET_H
#define LEDA_RENDER_CHARSET_H

#include "base/buf.h"
#include "render/page.h"

/* How much of a text could be spelled. A zeroed one stands before any. */
typedef struct CharsetCount {
    size_t letters;
    size_t unspelled; /* of these, written only in UTF-8: CJK, Cyrillic, Greek ... */
} CharsetCount;

void charset_count(Charset charset, Str s, CharsetCount *count);

/* What is to be written where `wanted` is asked for: itself, or CHARSET_UTF8 where more than 5 % of the
 * letters have no spelling in it. */
Charset charset_choose(Charset wanted, const CharsetCount *count);

/* The same for a whole page, so that nobody need change a client's charset in the middle of it; reported
 * unless the page is generated. */
Charset charset_of_page(const RenderPage *page);

/* Appends s with every character outside the charset transliterated: `--`, `EUR`, letters without their
 * marks; what has no spelling becomes its Unicode name in brackets, `[snowman]`. Characters that show nothing
 * (joiners, variation selectors, direction marks) go. s in CHARSET_UTF8 is copied. */
void charset_add(Charset charset, Str s, Buf *out);

/* Makes the lines of a gophermap in *out from byte `from` on what the charset says: in CHARSET_LATIN1 the
 * text up to the first TAB of each line becomes ISO 8859-1. Selectors and URLs are addresses and stay as they
 * are.
 */
void charset_encode(Charset charset, size_t from, Buf *out);

/* Its name in MIME: `UTF-8`, `ISO-8859-1`, `US-ASCII`. */
Str charset_name(Charset charset);

#endif

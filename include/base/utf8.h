/* UTF-8: decoding, cleaning, normalisation. */
#ifndef LEDA_BASE_UTF8_H
#define LEDA_BASE_UTF8_H

#include "base/buf.h"

#define UTF8_REPLACEMENT 0xFFFDu

/* Decodes the first character of s (not empty) into *cp; returns its length in bytes. An invalid byte gives
 * UTF8_REPLACEMENT and length 1, so a loop always advances. Overlong forms, surrogates and values over
 * U+10FFFF are invalid. */
size_t utf8_decode(Str s, uint32_t *cp);

/* Writes cp to out; returns 1 to 4. A value that is no character is written as U+FFFD. */
size_t utf8_encode(uint32_t cp, char out[4]);
void utf8_add(Buf *out, uint32_t cp);

bool utf8_valid(Str s);
bool utf8_ascii(Str s); /* only bytes below 0x80 */

/* The longest prefix of s of at most max bytes that does not split a character. */
Str utf8_cut(Str s, size_t max);

/* Appends a source text cleaned for conversion (SRC-09, TXT-04, MD-01): a leading BOM goes; CR LF and lone CR
 * become LF; bytes that are not UTF-8 become U+FFFD; NUL becomes U+FFFD; C0 controls other than TAB and LF,
 * DEL and C1 controls go; U+2028, U+2029, VT, FF and U+0085 become a blank: in markdown they end no line, so
 * a heading or a row of a table goes on behind them. Returns the number of the first line (from 1) with bytes
 * that were not UTF-8, or 0. */
uint32_t utf8_clean(Str s, Buf *out);

/* True when there is nothing to clean. */
bool utf8_is_clean(Str s);

/* Appends s in Unicode normal form C. ASCII is copied at once. Invalid UTF-8 is copied as it is. */
void utf8_nfc(Str s, Buf *out);

/* Appends s in lower case by Unicode's simple mapping, independent of the locale (SRC-13, LNK-01). */
void utf8_lower(Str s, Buf *out);

#endif

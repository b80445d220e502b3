/* Str: a borrowed slice of bytes.
 *
 * A Str never owns what it points to and is never NUL-terminated by contract; whoever makes one says how
 * long the bytes live. The empty Str is {NULL, 0} or any pointer with length 0. All functions are total:
 * no position is out of range, they clamp. */
#ifndef LEDA_BASE_STR_H
#define LEDA_BASE_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

typedef struct Str {
    const char *p;
    size_t len;
} Str;

/* A Str over a string literal. */
#define STR(literal) ((Str){"" literal, sizeof(literal) - 1})

/* For printf's "%.*s". Lengths over INT_MAX do not occur: every input is capped far below. */
#define STR_FMT(s) (int)(s).len, ((s).p ? (s).p : "")

#define STR_NONE SIZE_MAX

/* A Str over a NUL-terminated string (NULL gives the empty Str). */
Str str_of(const char *z);

/* Of two equal lengths the second one counts: what is compared with a literal is compared in place. */
static inline bool str_eq(Str a, Str b) {
    return a.len == b.len && (b.len == 0 || memcmp(a.p, b.p, b.len) == 0);
}

/* ASCII case only, whatever the locale; the first is for equal lengths. */
bool str_same_letters(const char *a, const char *b, size_t len);
static inline bool str_eq_nocase(Str a, Str b) {
    return a.len == b.len && str_same_letters(a.p, b.p, b.len);
}

int str_cmp(Str a, Str b); /* byte order; a prefix sorts first */
static inline bool str_starts(Str s, Str prefix) {
    return s.len >= prefix.len && (prefix.len == 0 || memcmp(s.p, prefix.p, prefix.len) == 0);
}
static inline bool str_ends(Str s, Str suffix) {
    return s.len >= suffix.len &&
           (suffix.len == 0 || memcmp(s.p + (s.len - suffix.len), suffix.p, suffix.len) == 0);
}
bool str_ends_nocase(Str s, Str suffix);

/* The position of the first / last c in s, or STR_NONE. */
static inline size_t str_find(Str s, char c) {
    const char *at = s.len ? memchr(s.p, c, s.len) : NULL;
    return at ? (size_t)(at - s.p) : STR_NONE;
}
size_t str_rfind(Str s, char c);

/* The position of the first occurrence of needle, or STR_NONE. Linear for the short needles it is meant for.
 */
size_t str_search(Str s, Str needle);

/* s without its first n bytes */
static inline Str str_skip(Str s, size_t n) {
    if (n > s.len) n = s.len;
    return n ? (Str){s.p + n, s.len - n} : s;
}

/* the first n bytes of s */
static inline Str str_head(Str s, size_t n) {
    return (Str){s.p, n < s.len ? n : s.len};
}

/* s from position `from` up to but without `to`, both clamped. */
static inline Str str_slice(Str s, size_t from, size_t to) {
    return str_skip(str_head(s, to), from);
}

/* Without ASCII blanks (space, TAB, CR, LF, VT, FF) at both ends / at the end. */
Str str_trim(Str s);
Str str_trim_right(Str s);

/* How many c stand at the start of s. */
static inline size_t str_run(Str s, char c) {
    size_t n = 0;
    while (n < s.len && s.p[n] == c)
        n++;
    return n;
}

/* Takes the part before the first `sep` off *rest into *head; the separator is consumed. The last part is
 * what remains. False when *rest was used up before (its p is NULL then), so that a loop sees an empty last
 * part. */
bool str_cut(Str *rest, char sep, Str *head);

/* Takes one line off *rest into *line, without its LF or CR LF. False when *rest is empty. */
bool str_line(Str *rest, Str *line);

/* True when there is a letter or digit, or any character beyond ASCII. */
bool str_has_word(Str s);

/* A decimal number of ASCII digits only, at most 4294967295. False leaves *out alone. */
bool str_to_u32(Str s, uint32_t *out);

/* The length of the control character (C0, DEL, or C1 as UTF-8) that s begins with, or 0. For whoever shows
 * foreign text on a terminal. */
size_t str_control(Str s);

/* FNV-1a, 64 bits. Not for untrusted keys that an attacker picks against a table without a bound. */
uint64_t str_hash(Str s);

/* ASCII classes, independent of the locale (<ctype.h> is not). */
static inline bool ascii_digit(char c) {
    return c >= '0' && c <= '9';
}
static inline bool ascii_alpha(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
static inline bool ascii_alnum(char c) {
    return ascii_digit(c) || ascii_alpha(c);
}
static inline bool ascii_blank(char c) {
    return c == ' ' || c == '\t';
}
static inline bool ascii_space(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
}
static inline char ascii_lower(char c) {
    return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}
/* The value of a hex digit, or -1. */
static inline int ascii_hex(char c) {
    if (ascii_digit(c)) return c - '0';
    c = ascii_lower(c);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

#endif

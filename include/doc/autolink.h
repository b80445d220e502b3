/* Bare URLs and mail addresses in running text (LNK-08, MD-09). */
#ifndef LEDA_DOC_AUTOLINK_H
#define LEDA_DOC_AUTOLINK_H

#include "base/str.h"

typedef enum { AUTOLINK_URL, AUTOLINK_WWW, AUTOLINK_MAIL } AutolinkKind;

typedef struct Autolink {
    size_t start, end; /* where it stands in the text that was searched */
    AutolinkKind kind;
} Autolink;

/* Finds the first bare URL (`scheme://` for http, https, gemini, gopher, gophers, ftp, titan, spartan, nex,
 * finger, irc, ircs, telnet, ssh, xmpp; magnet:, mailto:, news:, tel:), `www.` host or mail address in s from
 * position `from` on. A URL begins at a word boundary, ends at the first byte that is not ASCII, a control, a
 * blank,
 * `<`, `>`, `"`, a backtick or a `]` without `[`, and leaves out trailing `?!.,:*_~;'|\` and a closing
 * bracket without its opening one (GFM). False when there is none. Linear over repeated calls. */
bool autolink_find(Str s, size_t from, Autolink *out);

/* The places of a text, in order, at which a link in it or in any part of it may be recognised: so that the
 * text is searched once, however often parts of it are asked about. A zeroed one has none. */
typedef struct AutolinkHints {
    Str text;
    uint32_t *at;
    uint32_t count, cap;
} AutolinkHints;

/* Starts anew with `text`, which is borrowed and shorter than 4 GiB. */
void autolink_hints_start(AutolinkHints *hints, Str text);

/* Looks at a `:`, an `@` or the first of `ww`, or any other byte. They come in order. */
void autolink_hints_at(AutolinkHints *hints, size_t at);
void autolink_hints_free(AutolinkHints *hints);

/* Finds the first link that is recognised at hint *next or one behind it and begins at `from` or behind;
 * *next moves behind it. */
bool autolink_hints_find(const AutolinkHints *hints, uint32_t *next, size_t from, Autolink *out);

/* A stretch of the text without hints; zeroed: none. */
typedef struct AutolinkGap {
    const char *from, *to;
} AutolinkGap;

/* False when s has no hint. *gap becomes the stretch around the start of s. */
bool autolink_hints_seek(const AutolinkHints *hints, AutolinkGap *gap, Str s);

/* False when no link can stand in s: it is part of the text and has no hint. *gap is the caller's, zeroed at
 * first: where the last answer came from, since parts are mostly asked about in order. */
static inline bool autolink_hints_any(const AutolinkHints *hints, AutolinkGap *gap, Str s) {
    bool inside = (uintptr_t)s.p >= (uintptr_t)gap->from && (uintptr_t)s.p + s.len <= (uintptr_t)gap->to;
    return !inside && autolink_hints_seek(hints, gap, s);
}

#endif

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
 * `<`, `>`, `"`, a backtick or a `]` without `[`, and leaves out trailing `?!.,:*_~;'|` and a closing bracket
 * without its opening one (GFM). False when there is none. Linear over repeated calls. */
bool autolink_find(Str s, size_t from, Autolink *out);

#endif

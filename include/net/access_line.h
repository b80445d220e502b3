/* A line of the access log: pure text, no file in sight.
 *
 *   2026-11-29T19:41:37.123Z gemini 5f2c81d09a3b 20 1234 3 gemini://example.org/posts/
 *
 * Time (RFC 3339, UTC) at which the answer had left, protocol, client, Gemini's status (Gopher's is what it
 * would be), bytes of the answer without TLS, milliseconds from the request to the answer's end, what was
 * asked for. Seven fields with one blank between them; one that is empty is `-`. */
#ifndef LEDA_NET_ACCESS_LINE_H
#define LEDA_NET_ACCESS_LINE_H

#include "base/buf.h"

#define ACCESS_TARGET_MAX 1024 /* bytes of what was asked for, when it is escaped */
#define ACCESS_LINE_MAX   1200 /* bytes of a line, its LF counted */

typedef struct AccessLine {
    int64_t at;           /* milliseconds since 1970 */
    const char *protocol; /* `gemini`, `gopher`; `gophers` with TLS; `noise` for what speaks neither */
    Str client;           /* at most 64 bytes without blanks */
    unsigned status;
    uint64_t bytes, milliseconds;
    Str target; /* access_target's */
} AccessLine;

/* Appends what a request asks for such that it can stand in a line: up to its query (`?`, or Gopher's TAB) or
 * its end, without a user's name and password, every byte but visible ASCII percent-encoded, quotes, angle
 * brackets and backslashes too. What is longer than ACCESS_TARGET_MAX ends with `...`. */
void access_target(Str request, Buf *out);

/* Appends the line with its LF. */
void access_line(const AccessLine *line, Buf *out);

#endif

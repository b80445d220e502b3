/* The two HTML pages of a Gopher server: for clients that cannot open a URL themselves, and for those that
 * speak HTTP. */
#ifndef LEDA_PROTO_GOPHER_HTML_H
#define LEDA_PROTO_GOPHER_HTML_H

#include "site/site.h"

/* Appends the page behind a `URL:` selector, which leads on to `url` (D.6). False, with nothing appended,
 * when its scheme is not one of those that we lead to or it has bytes that no page may repeat (HURL-02, -03).
 */
bool gopher_html_link(Str url, Buf *out);

/* True when the line is an HTTP request: `GET`, `HEAD` or `POST`, a target, and `HTTP/x.y` at its end (D.10).
 */
bool gopher_html_is_http(Str line);

/* Appends an HTTP answer to such a line: a short page that says where the capsule is; its head alone for
 * HEAD. */
void gopher_html_http(const Site *site, Str line, Buf *out);

#endif

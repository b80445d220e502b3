/* What a request for a selector asks for, as a URL (RFC 4266). */
#ifndef LEDA_PROTO_GOPHER_URL_H
#define LEDA_PROTO_GOPHER_URL_H

#include "site/site.h"

/* Appends `gopher://host:port/1/posts/`, with the type of what is there, 1 when nothing is; the selector as
 * it came up to its TAB or end, but for `%`, which is encoded. A request in HTTP is appended as it is. A
 * Protocol's `url`. */
void gopher_url(const Site *site, Str request, Buf *out);

#endif

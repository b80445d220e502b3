/* Gopher+ as far as a server without it needs it: the UMN client asks for the attributes of all items of the
 * menu that it is started with, and shows "Nothing available" when the answer is a plain menu (D.7). */
#ifndef LEDA_PROTO_GOPHER_PLUS_H
#define LEDA_PROTO_GOPHER_PLUS_H

#include "proto/response.h"

/* True when what a client sends behind the selector's TAB asks for that. */
bool gopher_plus_asks(Str tail);

/* A list of attributes in place of a menu: the same lines, each behind `+INFO: `, and the same dot at the
 * end. No line says that its item knows Gopher+, so the client asks for all else plainly. A FileFilter, for
 * whole lines at a time. */
void gopher_plus_list(Str in, char *last, Buf *out);

#endif

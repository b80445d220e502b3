/* Host names: one form for all comparisons (GEM-URI-08, GEM-URI-09). */
#ifndef LEDA_BASE_HOST_H
#define LEDA_BASE_HOST_H

#include "base/buf.h"

#define HOST_MAX 253 /* bytes of a DNS name */

/* Appends the A-label form of a host name in either form, lower case, without a trailing dot. False when it
 * is no host name: labels over 63 bytes, characters that DNS names lack; *out is as before then. IPv4
 * addresses pass as they are. */
bool host_ascii(Str name, Buf *out);

#endif

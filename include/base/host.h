/* Host names: one form for all comparisons (GEM-URI-08, GEM-URI-09). */
#ifndef LEDA_BASE_HOST_H
#define LEDA_BASE_HOST_H

#include "base/buf.h"

#define HOST_MAX 253 /* bytes of a DNS name */

/* Reads an IPv6 address, without brackets and zone. */
bool host_ipv6(Str s, unsigned char out[16]);

/* Appends the A-label form of a host name in either form, lower case, without a trailing dot. False when it
 * is no host name: labels over 63 bytes, characters that DNS names lack; *out is as before then. IPv4
 * addresses pass as they are, IPv6 addresses (without brackets) in the one form of RFC 5952. */
bool host_ascii(Str name, Buf *out);

#endif

/* Certificates of our own: made at first start, loaded afterwards, never replaced (K-12, K-14, TLSP-*). */
#ifndef LEDA_NET_CERT_H
#define LEDA_NET_CERT_H

#include "base/buf.h"

/* Makes sure that DIR/NAME.crt and DIR/NAME.key are there (PEM; directory 0700, key 0600). When neither is,
 * they are made: P-256, CN and SAN dNSName = name (localhost also 127.0.0.1 and ::1), 2020-01-01 to
 * 4096-01-01, random serial, SHA-256, v3, CA:FALSE. `*made` tells. When only one is there nothing is made. 0,
 * or -1 with a line in *error: what, where, what to do. */
int cert_ensure(const char *dir, Str name, bool *made, Buf *error);

/* Whether the certificate in a file is for that host, too. A file that cannot be read is taken for one that
 * is: whoever opens it says what is wrong. */
bool cert_covers(const char *path, Str host);

#endif

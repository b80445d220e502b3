/* What clients show of a certificate, for people to compare over another channel (TOFU, GEM-TLS-08). */
#ifndef LEDA_NET_TLS_FINGERPRINT_H
#define LEDA_NET_TLS_FINGERPRINT_H

#include "net/tls.h"

/* Appends a text of short lines on the certificate of `host`: whose it is, its validity, and SHA-256 of it
 * and of its public key, each as pairs of hex digits with colons, as plain hex and as base64. */
void tls_fingerprint(const TlsContext *context, Str host, Buf *out);

#endif

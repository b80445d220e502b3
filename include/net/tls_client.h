/* What is read from a client's certificate. For net/tls* alone. */
#ifndef LEDA_NET_TLS_CLIENT_H
#define LEDA_NET_TLS_CLIENT_H

#include "proto/protocol.h"

#include <openssl/x509.h>

/* Fills all of *out; a certificate that cannot be digested is not sound. */
void tls_client_read(X509 *certificate, PeerCertificate *out);

/* Whether now is within its dates. */
bool tls_client_is_current(const X509 *certificate);

#endif

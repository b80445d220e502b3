/* One certificate with its key, from two PEM files into OpenSSL (K-14). For net/tls* alone. */
#ifndef LEDA_NET_TLS_PAIR_H
#define LEDA_NET_TLS_PAIR_H

#include "net/tls.h"

#include <openssl/ssl.h>

/* Loads certificate, chain and key. False with one line in *error when they cannot be served. */
bool tls_pair_load(const TlsPair *pair, SSL_CTX *ssl, Buf *error);

/* Appends lines on what is loaded: that others than its owner and group may read the key's file (TLSP-08),
 * and what cert_review says. */
void tls_pair_review(const TlsPair *pair, const SSL_CTX *ssl, int64_t now, Buf *warning);

#endif

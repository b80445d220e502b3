/* Keys and certificates of our own, as PEM. For net/cert* alone. */
#ifndef LEDA_NET_CERT_MAKE_H
#define LEDA_NET_CERT_MAKE_H

#include "base/buf.h"

#include <openssl/evp.h>

/* Whether a certificate can be made out to that name: a host name in A-labels or an address. */
bool cert_name_usable(Str name);

/* A new key (P-256), the caller's, and its PEM. False with OpenSSL's reason in its queue, as below. */
bool cert_make_key(Buf *pem, EVP_PKEY **key);

/* The key as PEM, without a passphrase. Whoever holds it wipes it. */
bool cert_key_pem(EVP_PKEY *key, Buf *pem);

/* A self-signed certificate for the key, made out to a usable name: cert.h says what it is like. */
bool cert_make(EVP_PKEY *key, Str name, Buf *pem);

/* The line on one of these that failed; empties OpenSSL's queue. */
void cert_make_failed(Str name, Buf *error);

#endif

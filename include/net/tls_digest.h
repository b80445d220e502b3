/* The two fingerprints of a certificate. For net/tls* alone. */
#ifndef LEDA_NET_TLS_DIGEST_H
#define LEDA_NET_TLS_DIGEST_H

#include "base/fingerprint.h"

#include <openssl/x509.h>

/* SHA-256 of the whole certificate (DER). False when OpenSSL cannot make it. */
bool tls_digest_certificate(const X509 *certificate, Fingerprint *out);

/* SHA-256 of its public key as it stands in it (SubjectPublicKeyInfo): stays when the certificate is made
 * anew for the same key. */
bool tls_digest_key(const X509 *certificate, Fingerprint *out);

#endif

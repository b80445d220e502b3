/* A certificate from a PEM file, to be looked at. For net/cert* alone. */
#ifndef LEDA_NET_CERT_READ_H
#define LEDA_NET_CERT_READ_H

#include "base/buf.h"

#include <openssl/x509.h>

#define CERT_FILE_MAX (1 << 20) /* bytes of a certificate or key file */

/* The first certificate of the file, the caller's, or NULL with a line in *error. */
X509 *cert_read(const char *path, Buf *error);

/* The private key of a file, without a passphrase; the same. */
EVP_PKEY *cert_read_key(const char *path, Buf *error);

#endif

/* Certificates and keys from PEM files. For net/ alone. */
#ifndef LEDA_NET_CERT_READ_H
#define LEDA_NET_CERT_READ_H

#include "base/buf.h"

#include <openssl/x509.h>

#define CERT_FILE_MAX (1 << 20) /* bytes of a certificate or key file */

/* An open file: what it holds, and how far it was read. */
typedef struct CertFile {
    Buf text;
    BIO *pem;
} CertFile;

/* False with a line in *error. cert_close wipes what was read. */
bool cert_open(const char *path, CertFile *file, Buf *error);
void cert_close(CertFile *file);

/* The next certificate or the next key, the caller's; what stands between is skipped. NULL with OpenSSL's
 * reason in its queue when there is none. Keys with a passphrase are none: it would be asked for on a
 * daemon's terminal. */
X509 *cert_next(CertFile *file);
EVP_PKEY *cert_next_key(CertFile *file);

/* The first one of a file, or NULL with a line in *error. */
X509 *cert_read(const char *path, Buf *error);
EVP_PKEY *cert_read_key(const char *path, Buf *error);

#endif

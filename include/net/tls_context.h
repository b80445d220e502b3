/* What the TLS files share: OpenSSL's side of a context. For net/tls* alone. */
#ifndef LEDA_NET_TLS_CONTEXT_H
#define LEDA_NET_TLS_CONTEXT_H

#include "net/tls.h"
#include "net/tls_bio.h"

#include <openssl/ssl.h>

/* Where the certificate is that clients who ask for `host` get; of the first one for a host without. */
size_t tls_context_place(const TlsContext *context, Str host);

/* A server-side SSL object of this context over `pipe`; both outlive it. `standard` is the place of what a
 * client gets whose hello names none of our hosts. NULL when out of memory. */
SSL *tls_context_ssl(const TlsContext *context, TlsPipe *pipe, size_t standard);

/* The certificate that clients who ask for `host` get; the context's. */
X509 *tls_context_certificate(const TlsContext *context, Str host);

#endif

/* The BIO between OpenSSL and the connection's buffers. For net/tls* alone.
 *
 * Memory BIOs copy everything once more and grow without a bound; a socket BIO would bring read-wants-write
 * crossovers into the event loop. This one lends: input is a slice of what libuv just read, output is
 * appended to the connection's own buffer. Writing never fails and never waits: back-pressure is the business
 * of who seals. */
#ifndef LEDA_NET_TLS_BIO_H
#define LEDA_NET_TLS_BIO_H

#include "base/buf.h"

#include <openssl/bio.h>

/* Both sides are set for the length of a call into OpenSSL. With `out` NULL what is written is lost: only
 * freeing an SSL object may do that. */
typedef struct TlsPipe {
    Str in;   /* wire bytes that OpenSSL has not taken yet */
    Buf *out; /* where its records go */
} TlsPipe;

/* Freed with BIO_meth_free, after the last BIO made with it. NULL when out of memory. */
BIO_METHOD *tls_bio_method(void);

/* `pipe` outlives the BIO. NULL when out of memory. */
BIO *tls_bio_new(const BIO_METHOD *method, TlsPipe *pipe);

#endif

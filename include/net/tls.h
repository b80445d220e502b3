/* TLS, sans-IO: wire bytes in, plaintext out, and back.
 *
 * A custom BIO over the connection's own buffers; the rules are those of ARCHITECTURE.md, "TLS on libuv".
 * Only net/tls* and net/cert know OpenSSL. */
#ifndef LEDA_NET_TLS_H
#define LEDA_NET_TLS_H

#include "net/transport.h"

/* Certificates with their keys, ticket keys, settings; reference-counted, shared by all workers. */
typedef struct TlsContext TlsContext;

/* A certificate and the key to it, for clients that ask for `host`. Both are PEM; the first certificate of
 * the file is ours, those behind it are the chain that is sent. The files may be one. */
typedef struct TlsPair {
    const char *certificate, *key; /* paths */
    Str host;                      /* A-labels in lower case, or an address */
} TlsPair;

/* Whether both can be read, belong together and can be served at this moment; else a line in *error. Lines as
 * those below go to *warning. */
bool tls_pair_check(const TlsPair *pair, Buf *warning, Buf *error);

typedef struct TlsOrder {
    const TlsPair *pairs;
    size_t count;           /* at least 1 */
    const TlsContext *last; /* what was served before; NULL at start */
} TlsOrder;

/* Has OpenSSL look up all that it offers, which the first context asks for otherwise. On any thread. */
void tls_prepare(void);

/* Loads all pairs. What is served although clients may object (expired, not yet valid, of another name, a
 * key that everybody may read) or that ends soon is a line in *warning, each with its LF.
 *
 * At start one pair that cannot be served (K-14) is an end: NULL, with one line in *error. With `last` it is
 * a line in *error, each with its LF, and that host keeps the certificate that it had; ticket keys go on, so
 * that sessions are resumed. NULL is then for want of OpenSSL alone. The caller owns the reference. */
TlsContext *tls_context_open(const TlsOrder *order, Buf *warning, Buf *error);
TlsContext *tls_context_ref(TlsContext *context);
void tls_context_unref(TlsContext *context);

/* Whether the host is served with what lies, or lay, in the pair's files. */
bool tls_context_serves(const TlsContext *context, const TlsPair *pair);

/* What should happen now and then, from any thread: ticket keys whose time is over are changed even when
 * nobody comes. */
void tls_context_tick(const TlsContext *context);

/* Appends the lines of *warning above once more, as of `now` (seconds by the calendar). */
void tls_context_review(const TlsContext *context, int64_t now, Buf *warning);

/* Asks clients for a certificate from then on, before the context is in use. None is needed and none is
 * refused, whatever is wrong with it: who is let in where is the protocol's to say (GEM-TLS-04). Sessions
 * that began without the question are not resumed: they could never show one. Asking has a price, and some
 * clients bother their readers with it, so it is for sites that have areas. */
void tls_context_ask(TlsContext *context);

/* Whether a client that sends this byte first speaks TLS: no request of a text protocol begins so (GTLS-01).
 */
bool tls_begins(char first);

/* The server's side of one connection. A client that names no host, or none that there is a certificate for,
 * gets the one of `host`, or the first when that has none (GEM-TLS-02). Takes a reference of its own. Holds
 * no OpenSSL object before a whole first record is there. */
Transport tls_transport(TlsContext *context, Str host);

#endif

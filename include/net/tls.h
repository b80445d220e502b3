/* TLS, sans-IO: wire bytes in, plaintext out, and back.
 *
 * A custom BIO over the connection's own buffers; the rules are those of ARCHITECTURE.md, "TLS on libuv".
 * Only net/tls* and net/cert know OpenSSL. */
#ifndef LEDA_NET_TLS_H
#define LEDA_NET_TLS_H

#include "net/transport.h"

typedef struct TlsContext
    TlsContext; /* certificate, key, settings; reference-counted, shared by all workers */

/* Loads DIR/NAME.crt and NAME.key. NULL with a line in *error when it cannot be served (K-14); one that is
 * expired, not yet valid, or lacks the name is served and *warning gets a line. The caller owns the
 * reference. */
TlsContext *tls_context_open(const char *dir, Str name, Buf *warning, Buf *error);
TlsContext *tls_context_ref(TlsContext *context);
void tls_context_unref(TlsContext *context);

/* Gives `to` the ticket keys of `from`, so that sessions outlive a change of certificate (a context of its
 * own alone stops all resumption). `to` is not in use yet. */
void tls_context_take_tickets(TlsContext *to, const TlsContext *from);

/* Asks clients for a certificate from then on, before the context is in use. None is needed and none is
 * refused, whatever is wrong with it: who is let in where is the protocol's to say (GEM-TLS-04). Sessions
 * that began without the question are not resumed: they could never show one. Asking has a price, and some
 * clients bother their readers with it, so it is for sites that have areas. */
void tls_context_ask(TlsContext *context);

/* The server's side of one connection. Takes a reference of its own. Holds no OpenSSL object before a whole
 * first record is there. */
Transport tls_transport(TlsContext *context);

#endif

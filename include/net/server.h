/* Server: listeners, workers and connections as one thing for app/.
 *
 * Each worker is a thread with a loop of its own and a listener of its own for each endpoint (SO_REUSEPORT);
 * they share one set of Sites and one TlsContext by reference. All calls are made by one thread. */
#ifndef LEDA_NET_SERVER_H
#define LEDA_NET_SERVER_H

#include "net/access_log.h"
#include "net/tls.h"
#include "proto/protocol.h"
#include "site/set.h"

#include <sys/socket.h>

typedef struct Endpoint {
    struct sockaddr_storage address; /* with its port */
    const Protocol *protocol;
    bool tls;
    bool tls_too; /* TLS for whoever begins with it (GTLS-01); without a TlsContext they are turned away */
    uint32_t capsule; /* its place among the Sites: whose this is. With TLS another may be asked for by name
                         (GEM-TLS-02), without there is no name (GOP-REQ-07) */
    bool optional;    /* no error when the machine lacks the address family (the default [::]) */
} Endpoint;

typedef struct Limits {
    unsigned connections; /* open at once, all workers together (10,000); lowered to what descriptors allow */
    unsigned request_seconds; /* handshake and request together (15) */
    unsigned send_seconds;    /* without progress while sending (30) */
    unsigned grace_seconds;   /* for running answers at server_stop (5) */
} Limits;

typedef struct ServerOptions {
    const Endpoint *endpoints;
    size_t endpoint_count;
    unsigned workers; /* 1 to 64 */
    Limits limits;
    SiteSet *sites;    /* a reference is taken */
    TlsContext *tls;   /* a reference is taken; NULL when no endpoint needs it */
    AccessLog *access; /* outlives the Server; NULL: answers are not logged */
} ServerOptions;

typedef struct Server Server;

/* Whether all endpoints could be listened on at this moment: for a caller that wants to fail before it makes
 * anything. Those that the machine cannot have and need not have are dropped. False with a line in *error
 * otherwise. A port that another process holds is an error although SO_REUSEPORT would let us in. */
bool server_probe(Endpoint *endpoints, size_t *count, Buf *error);

/* Probes, binds everything, then starts the workers: when it returns a Server, all sockets accept. NULL with
 * a line in *error and nothing left open otherwise. */
Server *server_start(const ServerOptions *options, Buf *error);

/* New connections get `site` in the place of a capsule's, of which a reference is taken; running ones keep
 * theirs. */
void server_swap_site(Server *server, uint32_t capsule, const Site *site);
void server_swap_tls(Server *server, TlsContext *tls);

/* Stops accepting, lets running answers finish for at most grace_seconds, joins the workers, frees. */
void server_stop(Server *server);

#endif

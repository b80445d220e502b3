/* Protocol: request bytes -> Response, with no socket in sight. */
#ifndef LEDA_PROTO_PROTOCOL_H
#define LEDA_PROTO_PROTOCOL_H

#include "base/fingerprint.h"
#include "proto/response.h"
#include "site/site.h"

/* A certificate that the client showed, in its handshake or in the one that its session began with
 * (GEM-TLS-05, -07). That the client has its key is certain, nothing else is. */
typedef struct PeerCertificate {
    bool sound;              /* well-formed, well signed where it is its own issuer, within its dates now */
    Fingerprint certificate; /* of the whole of it (DER) */
    Fingerprint key;         /* of its SubjectPublicKeyInfo: stays when it is made anew for the same key */
} PeerCertificate;

/* What a transport can tell of it. Asked where an answer depends on it and nowhere else: most do not. */
typedef struct PeerOps {
    /* False, with *out left alone: the client showed none. */
    bool (*certificate)(const void *transport, PeerCertificate *out);

    /* Whether one of the certificates in `authorities` (PEM) has signed it, and may sign others. */
    bool (*is_signed)(const void *transport, Str authorities);
} PeerOps;

/* What the transport knows of the other side. */
typedef struct Peer {
    Str sni; /* the name that the client sent in its hello, empty when none or without TLS */
    bool tls;
    bool ended;            /* no more input will come (GOP-REQ-03) */
    const PeerOps *ops;    /* NULL: clients of this transport have no certificates */
    const void *transport; /* for `ops` */
} Peer;

typedef struct Protocol {
    const char *name;     /* `gemini`: the URI scheme */
    const char *name_tls; /* the one of what need not be over TLS and is: `gophers`; else NULL */
    uint16_t port;        /* the scheme's default port */
    size_t max_request;   /* serve decides at the latest when it is shown this many bytes */

    /* `in` is all input so far; *out needs no response_init. Returns the bytes consumed, with *out filled; 0
     * when it needs more and `peer->ended` is false; -1 when what is there can never become a request: *out
     * is then the protocol's own "bad request", and may be empty for "say nothing" (K-2). A pure function but
     * for memory. */
    long (*serve)(const Site *site, const Peer *peer, Str in, Response *out);

    /* The answer to a client for whom there is no room (41, an error item). *out needs no response_init. */
    void (*busy)(Response *out);

    /* Appends the URL that a request asks for, for the log; bytes of the client's as they came. NULL: the
     * request is one. */
    void (*url)(const Site *site, Str in, Buf *out);

    /* The answer in place of a file that cannot be read any more (40, an error item). */
    void (*unreadable)(Response *out);
} Protocol;

#endif

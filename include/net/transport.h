/* Transport: plaintext to wire bytes and back, with no socket in sight.
 *
 * Plain or TLS behind one small table of functions. The connection owns a Transport and all buffers; a
 * transport keeps only what its protocol must remember between calls. */
#ifndef LEDA_NET_TRANSPORT_H
#define LEDA_NET_TRANSPORT_H

#include "proto/protocol.h"

typedef enum {
    TRANSPORT_OPEN,   /* more may come */
    TRANSPORT_ENDED,  /* the peer said that it sends nothing more */
    TRANSPORT_FAILED, /* no further plaintext; what is in the sink's `wire` (an alert) is still to be sent */
} TransportState;

/* Where received bytes go. */
typedef struct TransportSink {
    Buf *plain;       /* plaintext is appended here ... */
    size_t plain_max; /* ... up to this length; what goes beyond may be dropped */
    Buf *wire;        /* what the transport itself has to say (handshake, alerts) is appended here */
} TransportSink;

typedef struct TransportOps {
    bool secure; /* its end is marked: a cut answer shows by the missing close_notify */

    TransportState (*receive)(void *state, Str wire, const TransportSink *sink);

    /* True when plaintext may be sealed and an end may be said: the handshake is over. */
    bool (*ready)(const void *state);

    /* True while nobody waits for what `receive` left in the sink's wire, so that it can leave with the
     * answer (TLS 1.3 session tickets). */
    bool (*patient)(const void *state);

    /* The name in the client's hello, empty when there is none. Valid as long as the transport. */
    Str (*sni)(const void *state);

    /* What it tells of the client's certificate once it is ready; NULL: never anything. */
    const PeerOps *peer;

    /* Appends the wire bytes of `count` slices to *wire. False when that is not possible any more. NULL: the
     * slices go out as they are. */
    bool (*seal)(void *state, const Str *slices, size_t count, Buf *wire);

    /* Appends the mark of an orderly end, if the transport has one. */
    void (*finish)(void *state, Buf *wire);

    void (*close)(void *state);
} TransportOps;

/* A zeroed Transport is none at all. */
typedef struct Transport {
    const TransportOps *ops;
    void *state; /* owned */
} Transport;

/* Bytes as they are. Costs no memory. */
Transport transport_plain(void);

/* Frees what it holds and zeroes it; nothing for none. */
void transport_close(Transport *t);

#endif

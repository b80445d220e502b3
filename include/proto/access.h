/* Access: whether a client may see an area (PROTOCOLS.md A.5). */
#ifndef LEDA_PROTO_ACCESS_H
#define LEDA_PROTO_ACCESS_H

#include "proto/protocol.h"

typedef enum {
    ACCESS_GRANTED = 0,
    ACCESS_NEEDS_CERTIFICATE = 60,
    ACCESS_NOT_ALLOWED = 61,
    ACCESS_NOT_SOUND = 62, /* the certificate is malformed, or outside its dates */
} Access;

/* Asks the peer for its certificate, and for no more than the area makes necessary. */
Access access_to(const Area *area, const Peer *peer);

#endif

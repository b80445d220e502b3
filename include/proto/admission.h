/* Admission: whether a client is let into an area (PROTOCOLS.md A.5). */
#ifndef LEDA_PROTO_ADMISSION_H
#define LEDA_PROTO_ADMISSION_H

#include "proto/protocol.h"

typedef enum {
    ADMISSION_GRANTED = 0,
    ADMISSION_NEEDS_CERTIFICATE = 60,
    ADMISSION_NOT_ALLOWED = 61,
    ADMISSION_NOT_SOUND = 62, /* the certificate is malformed, or outside its dates */
} Admission;

/* Asks the peer for its certificate, and for no more than the area makes necessary. */
Admission admission_to(const Area *area, const Peer *peer);

#endif

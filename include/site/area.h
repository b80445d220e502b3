/* Area: a part of a site that only clients with certain certificates see (PROTOCOLS.md A.5: 60, 61, 62).
 *
 * An area is an address, and everything below it, whatever stands there. What lies in one is told of there
 * and nowhere else: no list, feed, foot or link name outside shows it, and Gopher has nothing of it. */
#ifndef LEDA_SITE_AREA_H
#define LEDA_SITE_AREA_H

#include "base/arena.h"
#include "base/fingerprint.h"

#define AREA_NONE 0 /* in no area: everybody's. Areas are numbered from 1 */
#define AREAS_MAX 64

typedef struct Area {
    Str label; /* what its operator calls it; no client is told */
    Str path;  /* its address in any form that a reader could type: `/private`, `/private/`, `/private.gmi` */
    const Fingerprint *allowed; /* of certificates or of their keys */
    uint32_t allowed_count;
    Str authorities; /* certificates in PEM: whoever one of them has signed is let in; may be empty */
    bool any;        /* whoever has a certificate is let in */
} Area;

typedef struct Areas {
    const Area *items; /* in a Site: their paths are stems (site_address_stem), their fingerprints sorted */
    uint32_t count;
} Areas;

/* A copy in the arena, as a Site has them. */
Areas areas_copy(Areas areas, Arena *arena);

/* The number of the area that an address lies in: of several the one whose path is longest. `path` is decoded
 * and in NFC, in any form; no form of an area's own address is outside of it. */
uint8_t area_at(Areas areas, Str path);

/* Whether what lies in the area `at` may tell of what lies in `of`. */
static inline bool area_shows(uint8_t at, uint8_t of) {
    return of == AREA_NONE || of == at;
}

/* Whether a fingerprint is one of those that an area of a Site lets in. */
bool area_allows(const Area *area, const Fingerprint *fingerprint);

#endif

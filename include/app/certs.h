/* Certs: which certificates a configuration wants to be served with, made where they are ours to make, opened
 * as one TlsContext. */
#ifndef LEDA_APP_CERTS_H
#define LEDA_APP_CERTS_H

#include "app/config.h"
#include "base/arena.h"
#include "net/tls.h"

/* A pair for each host, that of the first capsule first. */
typedef struct Certs {
    TlsPair *pairs;
    const char **dirs; /* for each pair that is ours the folder in which it is made when it is not there */
    size_t count;
    bool asks;   /* clients for a certificate of theirs: there are areas */
    Arena arena; /* all of it */
} Certs;

/* Fills in a zeroed *certs, or one to be filled anew. Without Gemini there are none. */
void certs_list(const Config *config, Certs *certs);
void certs_free(Certs *certs);

/* What was found, to be logged. Each line ends with LF. */
typedef struct CertsNotes {
    Buf made, warning, error;
} CertsNotes;
void certs_log(CertsNotes *notes); /* and empties it */
void certs_notes_free(CertsNotes *notes);

/* Makes what is ours and not there, and opens everything. `last` is what is served: its hosts get nothing new
 * made, and keep what they have when their files are broken (K-14). Without `last` one broken pair is the
 * end: NULL. */
TlsContext *certs_open(const Certs *certs, const TlsContext *last, CertsNotes *notes);

#endif

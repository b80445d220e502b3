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
    const char **dirs; /* for each pair the folder of those that are ours */
    bool *own;         /* it is ours: made there when it is not there */
    size_t count;
    bool asks;   /* clients for a certificate of theirs: there are areas */
    Arena arena; /* all of it */
} Certs;

/* Fills in a zeroed *certs, or one to be filled anew, for the capsules of a configuration that runs; files
 * from elsewhere are those that the one which is wanted names, perhaps the same. Without Gemini there are
 * none. */
void certs_list(const Config *running, const Config *wanted, Certs *certs);
void certs_free(Certs *certs);

/* What was found, each line with its LF, and what of it was said last. */
typedef struct CertsNotes {
    Buf made, warning, error;
    Buf said_warning, said_error; /* of those two alone */
    int64_t warned, complained;   /* when; by the calendar */
} CertsNotes;

/* Logs the notes, or the warnings alone, and empties them. What does not differ from the last time is said
 * once a day. */
void certs_log(CertsNotes *notes);
void certs_warn(CertsNotes *notes);

/* The next time everything is said again. */
void certs_forget(CertsNotes *notes);
void certs_notes_free(CertsNotes *notes);

/* Makes what is ours and not there, and opens everything. `last` is what is served: its hosts get nothing new
 * made, and keep what they have when their files are broken (K-14). Without `last` one broken pair is the
 * end: NULL. */
TlsContext *certs_open(const Certs *certs, const TlsContext *last, CertsNotes *notes);

/* How many pairs could not be served if they were opened now. */
size_t certs_broken(const Certs *certs);

#endif

/* Hosted: one capsule while it is served: what it is loaded with, its first load and its reloads. All calls
 * are made by one thread. */
#ifndef LEDA_APP_HOSTED_H
#define LEDA_APP_HOSTED_H

#include "app/config.h"
#include "app/reload.h"

/* A configuration that loads read from, for as long as one does. */
typedef struct Reading {
    Config config;
    const char *const *hidden; /* config_private's */
    unsigned users;
} Reading;

/* Takes what *config owns; the caller is the first user. `started` is what the server was started with, or
 * NULL for that itself: where its certificates and its log are stays so. */
Reading *reading_new(Config *config, const Config *started);
Reading *reading_use(Reading *reading);
void reading_leave(Reading *reading); /* NULL is ignored */

/* What all capsules of a process share. */
typedef struct Hosting {
    Reading *started; /* what the server was started with */
    Reading *wanted;  /* what the last reload read */
    TlsContext *tls;  /* NULL without Gemini */
    uv_loop_t *loop;
    Server *server;
} Hosting;

typedef struct Hosted {
    const Hosting *hosting;
    uint32_t place;         /* among the capsules */
    const Capsule *capsule; /* as it was at the start */
    uint16_t gopher_port;   /* that it is listened on; 0: none */
    Buf about;              /* begins its lines in the log where there are several capsules */
    Reading *reading;       /* that `options` are from */
    SiteOptions options;
    Site *site; /* the first one, until hosted_start */
    Diag told;
    Reload reload;
    bool reloads;
} Hosted;

/* Fills in a zeroed *hosted. hosted_free gives it back once the loop has run. */
void hosted_open(Hosted *hosted, const Hosting *hosting, uint32_t place, uint16_t gopher_port);
void hosted_free(Hosted *hosted);

/* The first load. False when the folder cannot be read, which was logged. */
bool hosted_load(Hosted *hosted);

/* Tells the first Site of its certificate, before it is shared. */
void hosted_certify(Hosted *hosted);

/* Begins to look after reloads; ends that. */
void hosted_start(Hosted *hosted);
void hosted_end(Hosted *hosted);

#endif

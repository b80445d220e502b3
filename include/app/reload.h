/* Reload: the next Site, made on a thread of its own and swapped in (ARCHITECTURE.md, "The life of a
 * reload").
 *
 * One load runs at a time; a request during it is remembered. A load that fails leaves everything as it was.
 */
#ifndef LEDA_APP_RELOAD_H
#define LEDA_APP_RELOAD_H

#include "app/certs.h"
#include "base/diag.h"
#include "net/server.h"
#include "site/load.h"

#include <uv.h>

typedef struct Reload {
    uv_loop_t *loop;
    Server *server;
    const char *content;
    const Certs *certs;
    TlsContext *tls; /* what is served, NULL without Gemini; given back by reload_end */
    const SiteOptions *options;
    /* Called on the loop before each load, while no thread reads *options and *certs, which it may change.
     * False: no load. */
    bool (*prepare)(void *owner);
    void *owner;
    bool verbose;
    Buf fingerprint; /* of the certificate that is served; freed by reload_end */
    /* private from here */
    uv_thread_t thread;
    uv_async_t done;
    uv_timer_t due;
    bool running, again, ending;
    int64_t last_change, next_change; /* the Site's */
    const Site *served;               /* a reference: what the next load takes over from */
    LoadResult result;                /* what the thread made; without a Site a message is in error */
    TlsContext *next_tls;             /* what it opened, or NULL */
    CertsNotes notes;
    Diag diag;
    Buf error;
    uint64_t started; /* uv_hrtime */
} Reload;

/* Fills in the private part; `site` is the one that is served. */
void reload_start(Reload *reload, const Site *site);

/* Asks for a load (SIGHUP, a post that is due). */
void reload_request(Reload *reload);

/* Waits for a running load and closes the handles; their memory is free once the loop has run. */
void reload_end(Reload *reload);

#endif

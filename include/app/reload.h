/* Reload: the next Site, made on a thread of its own and swapped in (README, "The life of a reload").
 *
 * One load runs at a time; what asks for one during it is remembered. A load that fails leaves everything as
 * it was, and so does one that finds a folder empty, unless the operator asks for it. */
#ifndef LEDA_APP_RELOAD_H
#define LEDA_APP_RELOAD_H

#include "app/report.h"
#include "app/watch.h"
#include "base/diag.h"
#include "net/server.h"
#include "site/load.h"

#include <uv.h>

typedef struct Reload {
    uv_loop_t *loop;
    Server *server;
    uint32_t place; /* of the capsule among the server's Sites */
    ReportAbout about;
    const char *content;
    const SiteOptions *options;
    WatchMode watch;
    unsigned poll_seconds; /* as in Watch */
    Diag told;             /* what the last load found, sorted; the first one's is given, and is ours then */
    /* Called on the loop before each load that reload_request asks for, while no thread reads *options and
     * `fingerprint`, which it may change. */
    void (*prepare)(void *owner);
    void *owner;
    Buf fingerprint; /* of the certificate that is served, or empty; freed by reload_end */
    /* private from here */
    uv_thread_t thread;
    uv_async_t done;
    uv_timer_t due, later;
    Watch watching;
    bool running, ending;
    bool unsure;                      /* what will load next looks at everything, whatever was told */
    WatchTold touched;                /* what the load that runs looks at */
    bool again;                       /* reload_request is not served yet */
    bool empty_next;                  /* what it said of empty folders */
    bool changed;                     /* nor is a change of files */
    bool asked;                       /* the load that runs is what reload_request asked for */
    bool take_empty;                  /* and an empty Site is wanted, if that is what there is */
    bool reconfigured;                /* the options were set anew since those of the Site that is served */
    bool held;                        /* an empty Site is held back, and that was said */
    bool failed;                      /* the last load did, and that was said */
    int64_t last_change, next_change; /* the Site's */
    const Site *served;               /* a reference: what the next load takes over from */
    LoadResult result;                /* what the thread made; without a Site a message is in error */
    Diag diag;
    Buf error;
    uint64_t started; /* uv_hrtime */
} Reload;

/* Fills in the private part; `site` is the one that is served. */
void reload_start(Reload *reload, const Site *site);

/* Asks for a load with what `prepare` gives. `empty`: an empty folder is taken as it is (SIGHUP). */
void reload_request(Reload *reload, bool empty);

/* Waits for a running load and closes the handles; their memory is free once the loop has run. */
void reload_end(Reload *reload);

#endif

/* Watch: says that something has changed in a set of folders, and what, if that is known.
 *
 * Made of libuv's file events, a handle for each folder: on Linux they are not recursive. Events are left
 * out: the kernel forgets some when its queue is full (libuv says nothing then), a folder has none before it
 * is watched, a network has none at all. What makes it right all the same is that the whole is looked at
 * wherever that may have been: after many events at once, after folders were set that were not before, as
 * long as some cannot be watched, when a folder itself was moved, and every WATCH_SURE_SECONDS without any
 * event. Whoever is told sets the folders anew after looking, and looks again as long as some were new.
 *
 * Everything happens on the loop, which should serve nobody: setting watches on a hundred thousand folders
 * takes it a moment. */
#ifndef LEDA_APP_WATCH_H
#define LEDA_APP_WATCH_H

#include "app/watch_list.h"

#include <uv.h>

#define WATCH_QUIET_MS     50   /* without an event before a change is told */
#define WATCH_LATEST_MS    1000 /* after the first event it is told in any case */
#define WATCH_SURE_SECONDS 300
#define WATCH_TOLD_MAX     256 /* events at once after which anything may have happened */

typedef enum {
    WATCH_OFF,    /* nothing is ever told */
    WATCH_EVENTS, /* where the system gives no events for some folders, these are polled */
    WATCH_POLL,   /* the time has come to look, every poll_seconds */
} WatchMode;

typedef struct WatchEntry WatchEntry;

/* What happened. A zeroed one: nothing. */
typedef struct WatchTold {
    bool all;   /* anything may have, anywhere; else: */
    Str *paths; /* absolute, of entries of the WATCH_CONTENT folders; some may be there twice */
    uint32_t count, cap;
    Arena arena;
} WatchTold;

typedef struct Watch {
    uv_loop_t *loop;
    const char *about; /* begins its lines in the log; NULL: it has none, since another Watch on the same loop
                          meets the same limits */
    WatchMode mode;
    unsigned poll_seconds;
    void (*changed)(void *owner); /* on the loop */
    void *owner;
    /* private from here */
    uv_timer_t quiet, poll;
    WatchEntry **entries; /* sorted as a WatchList is */
    uint32_t count;
    uint32_t missing; /* folders without events */
    int limit;        /* why: a negative UV_E*, or 0 */
    bool complained;
    bool renew;     /* every entry, when folders are set the next time */
    unsigned burst; /* events not told yet */
    WatchTold told; /* since watch_take */
    uint64_t first; /* the loop's time at the first of them */
} Watch;

/* Fills in the private part. */
void watch_start(Watch *watch);

/* Watches these folders from now on and no others; the list is sorted and can be freed. True when events of
 * some of them begin only now: what happened in these before was not told. When the system refuses to watch
 * more, one line says so and what to raise. */
bool watch_set(Watch *watch, WatchList *list);

/* Moves what happened since the last call into *told, which is the caller's to free. What happens while
 * it is looked at is told the next time. */
void watch_take(Watch *watch, WatchTold *told);
void watch_told_free(WatchTold *told);

/* Closes the handles; nothing is told any more, and the Watch's memory is free once the loop has run. */
void watch_end(Watch *watch);

#endif

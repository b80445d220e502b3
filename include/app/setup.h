/* Setup: the files that decide how content is served: the configuration, what it names for areas,
 * certificates.
 */
#ifndef LEDA_APP_SETUP_H
#define LEDA_APP_SETUP_H

#include "app/certs.h"
#include "app/watch_list.h"

/* Borrowed, all of it. */
typedef struct Setup {
    const ConfigAsk *ask;
    const Config *config; /* the last one that was good */
    const Certs *certs;   /* that it wants */
} Setup;

/* Adds where a change to one of the files can be. */
void setup_places(const Setup *setup, WatchList *list);

/* Differs from what it was when one of the files was changed, replaced, made or deleted since. */
uint64_t setup_state(const Setup *setup);

#endif

/* The `serve` command: everything is made, then the loop waits for signals. */
#ifndef LEDA_APP_SERVE_H
#define LEDA_APP_SERVE_H

#include "app/config.h"

/* Runs until a signal ends it; SIGHUP makes the configuration anew from `ask`. Takes what *config owns.
 * Returns the exit code; what is
 * wrong was logged. */
int serve_run(const ConfigAsk *ask, Config *config);

#endif

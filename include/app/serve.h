/* The `serve` command: everything is made, then the loop waits for signals. */
#ifndef LEDA_APP_SERVE_H
#define LEDA_APP_SERVE_H

#include "app/options.h"

/* Runs until a signal ends it. Returns the exit code; what is wrong was logged. */
int serve_run(const ServeOptions *options);

#endif

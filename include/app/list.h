/* The `list` command: every public address and its file, to standard output (site/listing.h). */
#ifndef LEDA_APP_LIST_H
#define LEDA_APP_LIST_H

#include "app/config.h"

/* Returns the exit code. Findings go to standard error. */
int list_run(Config *config);

#endif

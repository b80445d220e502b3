/* The `render` command: one page to standard output, by the code that `serve` uses. */
#ifndef LEDA_APP_RENDER_H
#define LEDA_APP_RENDER_H

#include "app/options.h"

/* Returns the exit code. Findings about the page go to standard error. */
int render_run(const Command *command, Config *config);

#endif

/* The `cert` command: which certificates readers' clients see, and new ones of leda's own (K-12, TLSP-04). */
#ifndef LEDA_APP_CERT_H
#define LEDA_APP_CERT_H

#include "app/options.h"

/* Returns the exit code. What is asked for goes to standard output, what is wrong to standard error. */
int cert_run(const Command *command, const Config *config);

#endif

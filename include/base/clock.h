/* Clock: what time it is by the calendar, by which posts come and go (SRC-07), and how much has passed. */
#ifndef LEDA_BASE_CLOCK_H
#define LEDA_BASE_CLOCK_H

#include <stdint.h>

/* Milliseconds / whole seconds since 1970-01-01 UTC. For tests of time: when the environment variable
 * LEDA_CLOCK_FILE names a file, the seconds in it (a decimal number, perhaps with a sign) are added; it is
 * read anew each time. No file, or no number in it, is zero. */
int64_t clock_milliseconds(void);
int64_t clock_now(void);

/* Seconds from some moment on, which a change of the calendar's clock does not move and sleep does not stop.
 * Tests move it as they move the calendar's. */
int64_t clock_steady(void);

#endif

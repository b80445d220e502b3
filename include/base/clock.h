/* Clock: what time it is by the calendar. Posts come and go by it (SRC-07). */
#ifndef LEDA_BASE_CLOCK_H
#define LEDA_BASE_CLOCK_H

#include <stdint.h>

/* Milliseconds / whole seconds since 1970-01-01 UTC. For tests of time: when the environment variable
 * LEDA_CLOCK_FILE names a file, the seconds in it (a decimal number, perhaps with a sign) are added; it is
 * read anew each time. No file, or no number in it, is zero. */
int64_t clock_milliseconds(void);
int64_t clock_now(void);

#endif

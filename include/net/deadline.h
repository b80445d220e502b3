/* Deadlines: what is due first, without a heap and without a timer for each connection.
 *
 * All deadlines of a queue have the same span, so appending keeps a queue sorted: setting, moving and
 * dropping one is a few pointers. Times are milliseconds of the loop's clock. */
#ifndef LEDA_NET_DEADLINE_H
#define LEDA_NET_DEADLINE_H

#include <stdint.h>

/* A zeroed Deadline is in no queue. It must not move while it is in one. */
typedef struct Deadline {
    struct Deadline *previous, *next;
    uint64_t due;
} Deadline;

typedef struct DeadlineQueue {
    Deadline ring; /* next: due first */
    uint64_t span;
} DeadlineQueue;

#define DEADLINE_NEVER UINT64_MAX

void deadline_init(DeadlineQueue *queue, uint64_t span);

/* Due `span` after now; a deadline that was in a queue leaves it. */
void deadline_set(Deadline *deadline, DeadlineQueue *queue, uint64_t now);
void deadline_drop(Deadline *deadline);

/* The one that is due first, or NULL. */
Deadline *deadline_first(const DeadlineQueue *queue);

#endif

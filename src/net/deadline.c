/* A ring for each queue; the queue's own node closes it. */
#include "net/deadline.h"

#include <stddef.h>

void deadline_init(DeadlineQueue *queue, uint64_t span) {
    queue->span = span;
    queue->ring = (Deadline){.previous = &queue->ring, .next = &queue->ring, .due = DEADLINE_NEVER};
}

void deadline_drop(Deadline *deadline) {
    if (!deadline->next) return;
    deadline->previous->next = deadline->next;
    deadline->next->previous = deadline->previous;
    *deadline = (Deadline){0};
}

void deadline_set(Deadline *deadline, DeadlineQueue *queue, uint64_t now) {
    deadline_drop(deadline);
    deadline->due = now + queue->span;
    deadline->previous = queue->ring.previous;
    deadline->next = &queue->ring;
    deadline->previous->next = deadline;
    queue->ring.previous = deadline;
}

Deadline *deadline_first(const DeadlineQueue *queue) {
    return queue->ring.next == &queue->ring ? NULL : queue->ring.next;
}

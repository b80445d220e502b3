/* Gate: how many connections may be open at once, all workers together. */
#ifndef LEDA_NET_GATE_H
#define LEDA_NET_GATE_H

#include <stdatomic.h>
#include <stdint.h>

/* So many beyond the cap are let in to be told that there is no room; the rest wait in the kernel's backlog.
 */
#define GATE_BUSY_EXTRA 64

typedef struct Gate {
    atomic_uint inside;
    unsigned cap;
} Gate;

typedef enum { GATE_WELCOME, GATE_BUSY, GATE_FULL } GateAnswer;

/* How many of `wanted` connections this process can have: raises the soft limit of open files to the hard
 * one, then keeps `fixed` descriptors and a share for files that are sent out of it. Never less than one. */
unsigned gate_capacity(unsigned wanted, unsigned fixed);

void gate_init(Gate *gate, unsigned cap);

/* Counts one in, unless the answer is GATE_FULL. Whoever was let in leaves once. */
GateAnswer gate_enter(Gate *gate);
void gate_leave(Gate *gate);

#endif

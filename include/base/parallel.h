/* Parallel: one function over many items on threads of its own (never libuv's pool, which file bodies need).
 */
#ifndef LEDA_BASE_PARALLEL_H
#define LEDA_BASE_PARALLEL_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

#define PARALLEL_MAX 64

/* The number of processors that this process may use, 1 to PARALLEL_MAX. */
unsigned parallel_cores(void);

/* How many of them work beside those that answer somebody: one is left to these. At least 1. */
unsigned parallel_spare_cores(void);

/* From here on the calling thread, and each that it makes, goes behind those that answer somebody. There is
 * no way back. */
void parallel_behind(void);

/* A function on a thread of its own. */
typedef struct ParallelApart {
    void (*fn)(void *context);
    void *context;
    pthread_t thread;
} ParallelApart;

/* Begins to call apart->fn(context) on a thread of its own, and returns. False: no thread can be made, and
 * nothing was called. *apart stays where it is until parallel_await, which waits for the end. */
bool parallel_begin(ParallelApart *apart);
void parallel_await(ParallelApart *apart);

/* Calls fn(context) on a thread of its own, which may go behind, and returns when it is done. False: no
 * thread can be made, and nothing was called. */
bool parallel_run_apart(void (*fn)(void *context), void *context);

/* Does item `item` for the caller's context; `worker` (from 0, below the number of threads) tells which
 * thread runs. */
typedef void ParallelFn(void *context, unsigned worker, uint32_t item);

/* Calls fn once for each item from 0 to count - 1, on up to `threads` threads (the calling one among them),
 * and returns when all are done. Items are handed out in ascending order. A thread that cannot be made is
 * done without. */
void parallel_run(unsigned threads, uint32_t count, ParallelFn *fn, void *context);

/* The items of a parallel_run. */
typedef struct ParallelItems {
    unsigned threads;
    uint32_t count;
    ParallelFn *fn;
    void *context;
} ParallelItems;

/* The same, while the calling thread first calls meanwhile(context), which is none of the items. */
void parallel_run_beside(const ParallelItems *items, void (*meanwhile)(void *context), void *context);

#endif

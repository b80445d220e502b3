/* Pool: many blocks of memory from few large chunks, for one thread that makes them.
 *
 * For what a load makes by the ten thousand: texts that go while pages come, and those pages. Each block
 * knows the chunk that it lies in, its home, and is given back by that, from any thread; a chunk goes with
 * its last block. Chunks grow from 64 KiB to 1 MiB. A zeroed Pool is empty and valid and holds no memory.
 *
 * The memory of a block that was given back alone is not used again. Where that matters, ask pool_is_sparse.
 */
#ifndef LEDA_BASE_POOL_H
#define LEDA_BASE_POOL_H

#include <stdbool.h>
#include <stddef.h>

#define POOL_CHUNK ((size_t)1 << 20) /* bytes of the largest that many blocks share */

typedef struct PoolChunk PoolChunk;

typedef struct Pool {
    PoolChunk *chunk;  /* the one being filled, or NULL */
    char *next, *end;  /* what is free in it */
    PoolChunk *spares; /* whose last block was given to this Pool */
} Pool;

/* A block for anything that needs no more alignment than a pointer; its memory is not zeroed. *home is what
 * it is given back by. */
void *pool_alloc(Pool *pool, size_t size, PoolChunk **home);

/* Asks the system for one more of the largest chunks, before it is needed. Nothing else may use the Pool
 * meanwhile. */
void pool_prepare(Pool *pool);

/* Gives one block of the chunk back (NULL is ignored). If it was the last one, the chunk goes to `to` for use
 * again, or, where that is NULL, to the system. */
void pool_give(PoolChunk *home, Pool *to);

/* True when it is large, and more than a sixteenth of the blocks that were made in it are gone. The Pool that
 * it is from has ended. */
bool pool_is_sparse(const PoolChunk *home);

/* Gives back what no block lies in. Blocks stay. */
void pool_end(Pool *pool);

#endif

/* Chunks are mapped, never malloc's: a free chunk between two others could not be given back. With a
 * sanitizer that watches memory each block is a chunk of its own from malloc, so that it sees every byte too
 * far.
 *
 * All of a chunk is asked for at once (MAP_POPULATE): a fault for each 4 KiB of it costs twice as much. Huge
 * pages cost least where the machine has some at hand; but a virtual machine whose free memory went back to
 * its host takes three times as long to get them as the same bytes in small ones, which it has from before.
 *
 * The Pool that fills a chunk holds a reference to it like a block's. */
#include "base/pool.h"

#include "base/buf.h"

#include <stdalign.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>

#define CHUNK_FIRST  ((size_t)64 << 10)
#define CHUNK_GROWTH 4
#define PAGE         ((size_t)4096)

#ifndef __has_feature
#define __has_feature(what) 0
#endif
#if defined(__SANITIZE_ADDRESS__) || __has_feature(address_sanitizer)
enum { WATCHED = 1 };
#else
enum { WATCHED = 0 };
#endif

struct PoolChunk {
    alignas(max_align_t) PoolChunk *older; /* among spares */
    size_t size;
    atomic_uint refs;
    unsigned taken; /* blocks that were made in it */
};

static void *map(size_t size, int flags) {
    void *p = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | flags, -1, 0);
    if (p == MAP_FAILED) mem_fail();
    return p;
}

static PoolChunk *chunk_new(size_t size) {
    PoolChunk *chunk = WATCHED ? mem_alloc(size) : map(size, MAP_POPULATE);
    *chunk = (PoolChunk){.size = size};
    return chunk;
}

static void chunk_free(PoolChunk *chunk) {
    if (WATCHED)
        free(chunk);
    else
        munmap(chunk, chunk->size);
}

static void *take_own_chunk(size_t size, PoolChunk **home) {
    PoolChunk *chunk = chunk_new(sizeof *chunk + size);
    atomic_init(&chunk->refs, 1);
    chunk->taken = 1;
    *home = chunk;
    return chunk + 1;
}

/* Fills `chunk` from here on. What lies in the one before stays. */
static void begin_chunk(Pool *pool, PoolChunk *chunk) {
    pool_give(pool->chunk, pool);
    atomic_init(&chunk->refs, 1);
    chunk->taken = 0;
    pool->chunk = chunk;
    pool->next = (char *)(chunk + 1);
    pool->end = (char *)chunk + chunk->size;
}

static void put_spare(Pool *pool, PoolChunk *chunk) {
    chunk->older = pool->spares;
    pool->spares = chunk;
}

static PoolChunk *take_spare(Pool *pool) {
    PoolChunk *chunk = pool->spares;
    pool->spares = chunk->older;
    return chunk;
}

static size_t next_size(const Pool *pool) {
    if (pool->spares) return pool->spares->size;
    size_t size = pool->chunk ? pool->chunk->size * CHUNK_GROWTH : CHUNK_FIRST;
    return size < POOL_CHUNK ? size : POOL_CHUNK;
}

void *pool_alloc(Pool *pool, size_t size, PoolChunk **home) {
    const size_t aligned = alignof(max_align_t) - 1;
    if (size > SIZE_MAX / 4) mem_fail();
    size = (size + aligned) & ~aligned;
    if ((size_t)(pool->end - pool->next) < size || !pool->chunk) {
        size_t next = next_size(pool);
        if (WATCHED || size > next / 4) return take_own_chunk(size, home);
        begin_chunk(pool, pool->spares ? take_spare(pool) : chunk_new(next));
    }
    char *block = pool->next;
    pool->next += size;
    pool->chunk->taken++;
    atomic_fetch_add_explicit(&pool->chunk->refs, 1, memory_order_relaxed);
    *home = pool->chunk;
    return block;
}

void pool_give(PoolChunk *home, Pool *to) {
    if (!home || atomic_fetch_sub_explicit(&home->refs, 1, memory_order_acq_rel) != 1) return;
    if (!to || WATCHED || home->size > POOL_CHUNK) {
        chunk_free(home);
        return;
    }
    put_spare(to, home);
}

/* Touched page by page: while all of it is asked for at once, other threads wait for a map of theirs. */
void pool_prepare(Pool *pool) {
    if (WATCHED) return;
    char *bytes = map(POOL_CHUNK, 0);
    for (size_t at = 0; at < POOL_CHUNK; at += PAGE)
        *(volatile char *)(bytes + at) = 0;
    PoolChunk *chunk = (PoolChunk *)(void *)bytes;
    *chunk = (PoolChunk){.size = POOL_CHUNK};
    put_spare(pool, chunk);
}

bool pool_is_sparse(const PoolChunk *home) {
    unsigned refs = atomic_load_explicit(&home->refs, memory_order_relaxed);
    return home->size > CHUNK_FIRST && home->taken - refs > home->taken / 16;
}

/* The chunk is as long as what is in it, in whole pages. */
static void cut_chunk(const Pool *pool) {
    PoolChunk *chunk = pool->chunk;
    size_t used = ((size_t)(pool->next - (char *)chunk) + PAGE - 1) & ~(PAGE - 1);
    if (used >= chunk->size) return;
    munmap((char *)chunk + used, chunk->size - used);
    chunk->size = used;
}

void pool_end(Pool *pool) {
    while (pool->spares)
        chunk_free(take_spare(pool));
    if (pool->chunk) cut_chunk(pool);
    pool_give(pool->chunk, NULL);
    *pool = (Pool){0};
}

/* Arena: bump allocation in chunks.
 *
 * Chunks grow fourfold from 1 KiB to 1 MiB. Small ones come from calloc: a page's arena often holds a hundred
 * bytes, and to map and unmap memory for each page costs a third of what parsing it does. From 64 KiB on they
 * are mapped. What would waste more than a quarter of a chunk gets one of its own, which is linked behind the
 * chunk being filled, so that the room left there stays in use. Memory past `next` is always zero, as it
 * came: arena_alloc clears nothing, arena_reset clears what was used. */
#include "base/arena.h"

#include "base/buf.h"

#include <stdalign.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>

#define CHUNK_FIRST  ((size_t)1 << 10)
#define CHUNK_LAST   ((size_t)1 << 20)
#define CHUNK_GROWTH 4
#define MAPPED_MIN   ((size_t)64 << 10)
#define PAGE         ((size_t)4096)

struct ArenaChunk {
    alignas(max_align_t) ArenaChunk *older;
    size_t size;
};

static void *map(size_t size) {
    void *p = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (p == MAP_FAILED) mem_fail();
    return p;
}

static ArenaChunk *chunk_new(Arena *a, size_t size) {
    ArenaChunk *chunk = size < MAPPED_MIN ? mem_zero(1, size) : map(size);
    chunk->size = size;
    a->total += size;
    return chunk;
}

static void chunks_free(Arena *a, ArenaChunk *chunk) {
    while (chunk) {
        ArenaChunk *older = chunk->older;
        a->total -= chunk->size;
        if (chunk->size < MAPPED_MIN)
            free(chunk);
        else
            munmap(chunk, chunk->size);
        chunk = older;
    }
}

static void *take_own_chunk(Arena *a, size_t size) {
    size_t whole = sizeof(ArenaChunk) + size;
    if (whole >= MAPPED_MIN) whole = (whole + PAGE - 1) & ~(PAGE - 1);
    ArenaChunk *chunk = chunk_new(a, whole);
    ArenaChunk **link = a->chunks ? &a->chunks->older : &a->chunks;
    chunk->older = *link;
    *link = chunk;
    return chunk + 1;
}

static void *take_slowly(Arena *a, size_t size) {
    if (size > SIZE_MAX / 4) mem_fail();
    size_t next = a->chunks ? a->chunks->size * CHUNK_GROWTH : CHUNK_FIRST;
    if (next > CHUNK_LAST) next = CHUNK_LAST;
    if (size > next / 4) return take_own_chunk(a, size);

    ArenaChunk *chunk = chunk_new(a, next);
    chunk->older = a->chunks;
    a->chunks = chunk;
    a->next = (char *)(chunk + 1) + size;
    a->end = (char *)chunk + next;
    return chunk + 1;
}

/* Text needs no alignment: only arena_alloc pads. */
static char *take_bytes(Arena *a, size_t size) {
    if ((size_t)(a->end - a->next) < size || !a->next) return take_slowly(a, size);
    char *p = a->next;
    a->next += size;
    return p;
}

void arena_begin(Arena *a, void *block, size_t size) {
    a->next = block;
    a->end = a->next + size;
}

void *arena_alloc(Arena *a, size_t size) {
    size_t pad = -(uintptr_t)a->next & (alignof(max_align_t) - 1);
    size_t room = (size_t)(a->end - a->next);
    if (room < pad || room - pad < size || !a->next) return take_slowly(a, size);
    a->next += pad;
    return take_bytes(a, size);
}

Str arena_copy(Arena *a, Str s) {
    if (s.len == 0) return STR("");
    return (Str){memcpy(take_bytes(a, s.len), s.p, s.len), s.len};
}

Str arena_join(Arena *a, Str first, Str second) {
    return arena_join3(a, first, second, (Str){0});
}

Str arena_join3(Arena *a, Str first, Str second, Str third) {
    size_t len = first.len + second.len + third.len;
    if (len == 0) return STR("");
    char *p = take_bytes(a, len);
    if (first.len) memcpy(p, first.p, first.len);
    if (second.len) memcpy(p + first.len, second.p, second.len);
    if (third.len) memcpy(p + first.len + second.len, third.p, third.len);
    return (Str){p, len};
}

Str arena_format(Arena *a, const char *format, ...) {
    char small[128];
    va_list args;
    va_start(args, format);
    int n = vsnprintf(small, sizeof small, format, args);
    va_end(args);
    if (n <= 0) return STR("");
    size_t size = (size_t)n + 1;
    char *p = take_bytes(a, size);
    if (size <= sizeof small) return (Str){memcpy(p, small, size), (size_t)n};
    va_start(args, format);
    vsnprintf(p, size, format, args);
    va_end(args);
    return (Str){p, (size_t)n};
}

void arena_reset(Arena *a) {
    ArenaChunk *keep = a->chunks;
    if (!keep || !a->next) {
        arena_free(a);
        return;
    }
    chunks_free(a, keep->older);
    keep->older = NULL;
    char *start = (char *)(keep + 1);
    memset(start, 0, (size_t)(a->next - start));
    a->next = start;
}

void arena_free(Arena *a) {
    chunks_free(a, a->chunks);
    *a = (Arena){0};
}

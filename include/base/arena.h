/* Arena: memory that is freed at once.
 *
 * For everything that dies together: a document's attributes, a site's addresses. Large chunks come from
 * mmap, so that freeing gives the pages back to the system at once instead of leaving them in the allocator.
 * A zeroed Arena is empty and valid and holds no memory. */
#ifndef LEDA_BASE_ARENA_H
#define LEDA_BASE_ARENA_H

#include "base/str.h"

typedef struct ArenaChunk ArenaChunk;

typedef struct Arena {
    ArenaChunk *chunks; /* the one being filled first */
    char *next, *end;   /* what is free in it */
    size_t total;       /* bytes held */
} Arena;

/* Makes an empty arena begin with `size` bytes at `block`: zeroed, aligned for any type, they stay the
 * caller's and outlive what is in them. */
void arena_begin(Arena *a, void *block, size_t size);

/* Zeroed memory, aligned for any type. Never NULL. */
void *arena_alloc(Arena *a, size_t size);

/* Copies of s / of two Strs behind each other / of a number of them that live as long as the arena. */
Str arena_copy(Arena *a, Str s);
Str arena_join(Arena *a, Str first, Str second);
Str arena_join3(Arena *a, Str first, Str second, Str third);

/* printf into the arena. */
Str arena_format(Arena *a, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Frees all but the newest chunk, which is zeroed for use again: for a thread that fills an arena many times.
 */
void arena_reset(Arena *a);
void arena_free(Arena *a);

#endif

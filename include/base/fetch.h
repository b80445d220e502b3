/* Fetch: memory that is asked for some time before it is needed, where what is needed next lies all over it.
 */
#ifndef LEDA_BASE_FETCH_H
#define LEDA_BASE_FETCH_H

#include <stddef.h>
#include <stdint.h>

#define FETCH_AHEAD 8 /* items of a few hundred bytes: so many before the one that is looked at */

/* Any address will do. Not a function for gcc, which drops calls of one that does nothing else. */
__attribute__((always_inline)) static inline void fetch(const void *from, size_t size) {
    for (size_t at = 0; at < size; at += 64)
        __builtin_prefetch((const void *)((uintptr_t)from + at));
}

#endif

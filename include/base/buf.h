/* Buf: bytes that we own and that grow.
 *
 * A zeroed Buf is empty and valid. Growth doubles. Out of memory aborts (every input was capped before).
 * Pointers into a Buf die with its next growth. */
#ifndef LEDA_BASE_BUF_H
#define LEDA_BASE_BUF_H

#include "base/str.h"

#include <string.h>

typedef struct Buf {
    char *p;
    size_t len, cap;
} Buf;

/* Makes room for more than `extra` bytes behind len: the slow half of buf_reserve. */
void buf_grow(Buf *b, size_t extra);

/* Room for `extra` more bytes behind len; returns where they begin, never NULL. The caller raises len itself.
 * One byte more than asked for is always there, so an empty Buf gets memory too and a NUL fits. */
static inline char *buf_reserve(Buf *b, size_t extra) {
    if (b->cap - b->len <= extra) buf_grow(b, extra);
    return b->p + b->len;
}

/* Copies s to p, where there is room for it; returns where it ends. For lines that are put together of pieces
 * behind one buf_reserve. */
static inline char *buf_put(char *p, Str s) {
    if (s.len) memcpy(p, s.p, s.len);
    return p + s.len;
}

/* Appends s, which must not lie in b itself. */
static inline void buf_add(Buf *b, Str s) {
    if (s.len == 0) return;
    memcpy(buf_reserve(b, s.len), s.p, s.len);
    b->len += s.len;
}

static inline void buf_add_char(Buf *b, char c) {
    *buf_reserve(b, 1) = c;
    b->len++;
}

/* Appends n in decimal. */
void buf_add_number(Buf *b, uint32_t n);
void buf_add_repeat(Buf *b, char c, size_t n);
void buf_add_format(Buf *b, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Keeps the first n bytes, or all when there are fewer. */
void buf_truncate(Buf *b, size_t n);

/* Empties b and keeps its memory / gives its memory back and zeroes it. */
static inline void buf_clear(Buf *b) {
    b->len = 0;
}
void buf_free(Buf *b);

/* What b holds; valid until b changes. */
static inline Str buf_str(const Buf *b) {
    return (Str){b->p, b->len};
}

/* malloc, calloc, realloc that abort with one line instead of returning NULL. Sizes multiply with a check. */
void *mem_alloc(size_t size);
void *mem_zero(size_t count, size_t size);
void *mem_grow(void *p, size_t count, size_t size);

/* The end of the program for want of memory: one line, then abort. */
_Noreturn void mem_fail(void);

/* A NUL-terminated copy of s, freed with free(). */
char *mem_string(Str s);

/* Gives free memory back to the system. After much was freed piece by piece: it takes some milliseconds. */
void mem_trim(void);

/* Asks for what mem_trim cannot give back to be little. Before the first thread; for a program that runs
 * long. */
void mem_keep_little(void);

#endif

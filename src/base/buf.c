/* Buf: growth and formatting; the hot paths are inline in the header. Also the allocator that aborts. */
#include "base/buf.h"

#include "base/log.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#ifdef __GLIBC__
#include <malloc.h>
#include <pthread.h>
#endif

enum { BUF_SMALLEST = 256 };

void buf_grow(Buf *b, size_t extra) {
    if (extra >= SIZE_MAX / 4 || b->len >= SIZE_MAX / 4) mem_fail();
    size_t cap = b->cap < BUF_SMALLEST ? BUF_SMALLEST : b->cap;
    while (cap - b->len <= extra)
        cap *= 2;
    b->p = mem_grow(b->p, cap, 1);
    b->cap = cap;
}

void buf_add_number(Buf *b, uint32_t n) {
    char digits[10];
    size_t at = sizeof digits;
    do
        digits[--at] = (char)('0' + n % 10);
    while (n /= 10);
    buf_add(b, (Str){digits + at, sizeof digits - at});
}

void buf_add_repeat(Buf *b, char c, size_t n) {
    memset(buf_reserve(b, n), c, n);
    b->len += n;
}

void buf_add_format(Buf *b, const char *format, ...) {
    va_list args;
    char *at = buf_reserve(b, 0);
    va_start(args, format);
    int n = vsnprintf(at, b->cap - b->len, format, args);
    va_end(args);
    if (n < 0) return;
    if ((size_t)n >= b->cap - b->len) {
        at = buf_reserve(b, (size_t)n);
        va_start(args, format);
        vsnprintf(at, (size_t)n + 1, format, args);
        va_end(args);
    }
    b->len += (size_t)n;
}

void buf_truncate(Buf *b, size_t n) {
    if (n < b->len) b->len = n;
}

void buf_free(Buf *b) {
    free(b->p);
    *b = (Buf){0};
}

_Noreturn void mem_fail(void) {
    log_error("out of memory");
    abort();
}

void *mem_alloc(size_t size) {
    void *p = malloc(size ? size : 1);
    if (!p) mem_fail();
    return p;
}

void *mem_zero(size_t count, size_t size) {
    void *p = calloc(count ? count : 1, size ? size : 1);
    if (!p) mem_fail();
    return p;
}

void *mem_grow(void *p, size_t count, size_t size) {
    size_t bytes;
    if (__builtin_mul_overflow(count, size, &bytes)) mem_fail();
    p = realloc(p, bytes ? bytes : 1);
    if (!p) mem_fail();
    return p;
}

char *mem_string(Str s) {
    char *z = mem_alloc(s.len + 1);
    if (s.len) memcpy(z, s.p, s.len);
    z[s.len] = '\0';
    return z;
}

#ifdef __GLIBC__
static void trim(void) {
    malloc_trim(0);
}

/* Where another allocator is in use (a preloaded one, a sanitizer's), the first call sets glibc's own up,
 * which two threads must not do at once. */
void mem_trim(void) {
    static pthread_once_t first = PTHREAD_ONCE_INIT;
    pthread_once(&first, trim);
    trim();
}
/* glibc keeps what is free at the end of a thread's memory, and after large blocks were freed up to 64 MiB of
 * it: its threshold follows them. Threads of reloads come and go, each leaves that much, and malloc_trim does
 * not look there. A threshold that is set stays what it is, and large blocks stay mappings. */
void mem_keep_little(void) {
    mallopt(M_TRIM_THRESHOLD, 128 << 10);
}
#else
void mem_trim(void) {
}

void mem_keep_little(void) {
}
#endif

/* The logger. A line is built on the stack and written with one write(2) of at most PIPE_BUF bytes, which
 * POSIX keeps whole on a pipe. It works without memory, and leaves errno as it was. */
#include "base/log.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { LINE_MAX_BYTES = 4096 };

static LogLevel log_level = LOG_NORMAL;

void log_set_level(LogLevel level) {
    log_level = level;
}

/* Copies text, controls as \xNN, to at most `room` bytes; what does not fit is left out. */
static size_t copy_escaped(char *out, size_t room, Str text) {
    static const char digits[] = "0123456789abcdef";
    size_t n = 0, control = 0;
    for (size_t i = 0; i < text.len && n + 4 <= room; i++) {
        unsigned char c = (unsigned char)text.p[i];
        if (control == 0) control = str_control(str_skip(text, i));
        if (control == 0) {
            out[n++] = (char)c;
            continue;
        }
        memcpy(out + n, (char[]){'\\', 'x', digits[c >> 4], digits[c & 15]}, 4);
        n += 4;
        control--;
    }
    return n;
}

__attribute__((format(printf, 1, 0))) static void log_line(const char *format, va_list args) {
    int saved = errno;
    char text[LINE_MAX_BYTES], line[LINE_MAX_BYTES];
    int len = vsnprintf(text, sizeof text, format, args);
    if (len < 0) len = 0;
    if ((size_t)len >= sizeof text) len = sizeof text - 1;

    Str head = STR("leda: ");
    memcpy(line, head.p, head.len);
    size_t n = head.len;
    n += copy_escaped(line + n, sizeof line - n - 1, (Str){text, (size_t)len});
    line[n++] = '\n';
    while (write(STDERR_FILENO, line, n) < 0 && errno == EINTR)
        continue;
    errno = saved;
}

void log_error(const char *format, ...) {
    va_list args;
    va_start(args, format);
    log_line(format, args);
    va_end(args);
}

void log_info(const char *format, ...) {
    if (log_level < LOG_NORMAL) return;
    va_list args;
    va_start(args, format);
    log_line(format, args);
    va_end(args);
}

void log_debug(const char *format, ...) {
    if (log_level < LOG_VERBOSE) return;
    va_list args;
    va_start(args, format);
    log_line(format, args);
    va_end(args);
}

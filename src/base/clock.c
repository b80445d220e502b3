#include "base/clock.h"

#include "base/file.h"

#include <stdlib.h>
#include <time.h>

enum { SHIFT_MAX = 64 }; /* bytes of the file that shifts the clock */

/* Seconds by which a test has moved the clock. */
static int64_t clock_shift(void) {
    const char *path = getenv("LEDA_CLOCK_FILE");
    Buf text = {0};
    uint32_t seconds = 0;
    if (!path || file_read_path(path, SHIFT_MAX, &text) != 0) return 0;
    Str number = str_trim(buf_str(&text));
    bool back = str_starts(number, STR("-"));
    bool good = str_to_u32(str_skip(number, back), &seconds);
    buf_free(&text);
    if (!good) return 0;
    return back ? -(int64_t)seconds : (int64_t)seconds;
}

int64_t clock_milliseconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return ((int64_t)now.tv_sec + clock_shift()) * 1000 + now.tv_nsec / 1000000;
}

int64_t clock_now(void) {
    return clock_milliseconds() / 1000;
}

int64_t clock_steady(void) {
    struct timespec now;
    clock_gettime(CLOCK_BOOTTIME, &now);
    return (int64_t)now.tv_sec + clock_shift();
}

/* Lines: see the header. */
#include "doc/lines.h"

#include <string.h>

Lines lines_start(Str text, uint32_t line) {
    return (Lines){.start = text.p, .end = text.p + text.len, .at = text.p, .line = line};
}

Lines lines_numbered(Str text, const uint32_t *numbers) {
    Lines lines = lines_start(text, *numbers);
    lines.number = numbers;
    return lines;
}

uint32_t lines_next(Lines *lines) {
    return lines->line = lines->number ? *++lines->number : lines->line + 1;
}

/* The line of byte `at`, which lies behind the cursor. */
static uint32_t pass_marks(Lines *lines, size_t at) {
    const uint32_t *marks = lines->marks->at;
    size_t passed = lines->passed;
    uint32_t count = 0;
    for (; marks[passed] < at; passed++)
        count += lines->start[marks[passed]] == '\n';
    lines->passed = passed;
    if (lines->number) lines->number += count;
    return lines->line = lines->number ? *lines->number : lines->line + count;
}

uint32_t lines_of(Lines *lines, const char *p) {
    uintptr_t place = (uintptr_t)p;
    if (place <= (uintptr_t)lines->at || place > (uintptr_t)lines->end) return lines->line;
    const char *at = lines->at;
    lines->at = p;
    if (lines->marks) return pass_marks(lines, (size_t)(p - lines->start));
    while ((at = memchr(at, '\n', (size_t)(p - at)))) {
        lines_next(lines);
        at++;
    }
    return lines->line;
}

uint32_t lines_at(Lines *lines, const char *p) {
    uintptr_t place = (uintptr_t)p;
    if (place < (uintptr_t)lines->start || place >= (uintptr_t)lines->at) return lines_of(lines, p);
    const char *at = lines->at;
    while ((at = memrchr(p, '\n', (size_t)(at - p)))) {
        lines->line = lines->number ? *--lines->number : lines->line - 1;
    }
    while (lines->passed && lines->marks->at[lines->passed - 1] >= p - lines->start)
        lines->passed--;
    lines->at = p;
    return lines->line;
}

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

uint32_t lines_of(Lines *lines, const char *p) {
    uintptr_t place = (uintptr_t)p;
    if (place <= (uintptr_t)lines->at || place > (uintptr_t)lines->end) return lines->line;
    const char *at = lines->at;
    while ((at = memchr(at, '\n', (size_t)(p - at)))) {
        lines_next(lines);
        at++;
    }
    lines->at = p;
    return lines->line;
}

uint32_t lines_at(Lines *lines, const char *p) {
    uintptr_t place = (uintptr_t)p;
    if (place < (uintptr_t)lines->start || place >= (uintptr_t)lines->at) return lines_of(lines, p);
    const char *at = lines->at;
    while ((at = memrchr(p, '\n', (size_t)(at - p))))
        lines->line = lines->number ? *--lines->number : lines->line - 1;
    lines->at = p;
    return lines->line;
}

/* Lines: see the header. */
#include "doc/lines.h"

#include "base/buf.h"

#include <stdlib.h>
#include <string.h>

void line_ends_grow(LineEnds *ends) {
    ends->cap = ends->cap ? ends->cap * 2 : 256;
    ends->at = mem_grow(ends->at, ends->cap, sizeof *ends->at);
}

void line_ends_free(LineEnds *ends) {
    free(ends->at);
    *ends = (LineEnds){0};
}

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
static uint32_t pass_ends(Lines *lines, size_t at) {
    const LineEnds *ends = lines->ends;
    size_t passed = lines->passed;
    while (passed < ends->count && ends->at[passed] < at)
        passed++;
    uint32_t count = (uint32_t)(passed - lines->passed);
    lines->passed = passed;
    if (lines->number) lines->number += count;
    return lines->line = lines->number ? *lines->number : lines->line + count;
}

uint32_t lines_of(Lines *lines, const char *p) {
    uintptr_t place = (uintptr_t)p;
    if (place <= (uintptr_t)lines->at || place > (uintptr_t)lines->end) return lines->line;
    const char *at = lines->at;
    lines->at = p;
    if (lines->ends) return pass_ends(lines, (size_t)(p - lines->start));
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
        lines->passed -= lines->ends != NULL;
    }
    lines->at = p;
    return lines->line;
}

#include "site/cut.h"

#define FENCE_MIN 3

/* The line without what containers put before it. */
static Str inner(Str line) {
    size_t i = 0;
    while (i < line.len && (ascii_blank(line.p[i]) || line.p[i] == '>'))
        i++;
    return str_skip(line, i);
}

/* How many of its fence's characters a line begins with; 0: it is no fence. */
static size_t fence_length(Str line) {
    if (line.len == 0 || (line.p[0] != '`' && line.p[0] != '~')) return 0;
    size_t n = str_run(line, line.p[0]);
    return n < FENCE_MIN ? 0 : n;
}

bool cut_in_fence(Str text) {
    Str line, open = {0};
    while (str_line(&text, &line)) {
        line = inner(line);
        size_t length = fence_length(line);
        if (length == 0) continue;
        Str rest = str_trim(str_skip(line, length));
        if (open.len == 0) {
            bool span = line.p[0] == '`' && str_find(rest, '`') != STR_NONE;
            if (!span) open = str_head(line, length);
        } else if (rest.len == 0 && line.p[0] == open.p[0] && length >= open.len) {
            open = (Str){0};
        }
    }
    return open.len > 0;
}

#include "base/glob.h"

#include "base/path.h"

/* Where to go on when what follows a star does not fit. */
typedef struct Retry {
    size_t pattern, s; /* pattern: behind the star; 0: no star was met */
} Retry;

/* One more byte goes to the last star that may still take it; false when none may. `*` gives up at a slash,
 * and with it everything back to the last `**`: whatever it took before, a shorter run cannot reach further.
 */
static bool take_more(Str s, Retry *star, Retry *stars, size_t at[2]) {
    bool single = star->pattern && star->s < s.len && s.p[star->s] != '/';
    Retry *retry = single ? star : stars;
    if (!retry->pattern || retry->s >= s.len) return false;
    if (!single) star->pattern = 0;
    at[0] = retry->pattern;
    at[1] = ++retry->s;
    return true;
}

bool glob_match(Str pattern, Str s) {
    Retry star = {0}, stars = {0};
    size_t at[2] = {0, 0}; /* in the pattern, in s */
    for (;;) {
        char c = at[0] < pattern.len ? pattern.p[at[0]] : 0;
        if (at[0] == pattern.len && at[1] == s.len) return true;
        if (c == '*') {
            bool twice = at[0] + 1 < pattern.len && pattern.p[at[0] + 1] == '*';
            at[0] += twice ? 2 : 1;
            *(twice ? &stars : &star) = (Retry){at[0], at[1]};
            if (twice) star.pattern = 0;
        } else if (at[0] < pattern.len && at[1] < s.len &&
                   (c == s.p[at[1]] || (c == '?' && s.p[at[1]] != '/'))) {
            at[0]++;
            at[1]++;
        } else if (!take_more(s, &star, &stars, at)) {
            return false;
        }
    }
}

bool glob_names(Str pattern, Str path, bool folder) {
    if (str_ends(pattern, STR("/"))) {
        if (!folder) return false;
        pattern = str_head(pattern, pattern.len - 1);
    }
    if (pattern.len == 0) return false;
    if (str_find(pattern, '/') == STR_NONE) return glob_match(pattern, path_last(path));
    return glob_match(str_starts(pattern, STR("/")) ? str_skip(pattern, 1) : pattern, path);
}

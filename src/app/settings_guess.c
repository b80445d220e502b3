/* Which key was meant: the one that the fewest letters make of what was written. */
#include "app/settings.h"

#include <string.h>

#define WORD_MAX 32 /* longer words are not looked at */

static unsigned least(unsigned a, unsigned b) {
    return a < b ? a : b;
}

/* Letters left out, put in, exchanged for another or for their neighbour (optimal string alignment). Both
 * words are at most WORD_MAX long. */
static unsigned distance(Str a, Str b) {
    unsigned rows[3][WORD_MAX + 1];
    unsigned *before = rows[0], *above = rows[1], *row = rows[2];
    for (unsigned j = 0; j <= b.len; j++)
        above[j] = before[j] = j;
    for (unsigned i = 1; i <= a.len; i++) {
        row[0] = i;
        for (unsigned j = 1; j <= b.len; j++) {
            bool same = a.p[i - 1] == b.p[j - 1];
            row[j] = least(least(above[j], row[j - 1]) + 1, above[j - 1] + !same);
            bool swapped = i > 1 && j > 1 && a.p[i - 1] == b.p[j - 2] && a.p[i - 2] == b.p[j - 1];
            if (swapped) row[j] = least(row[j], before[j - 2] + 1);
        }
        unsigned *oldest = before;
        before = above;
        above = row;
        row = oldest;
    }
    return above[b.len];
}

/* One letter of three may be wrong: else any short word would be like any other. */
const char *settings_guess_among(const char *const *words, Str word) {
    char lower[WORD_MAX];
    const char *best = NULL;
    unsigned least_wrong = UINT32_MAX;
    if (word.len == 0 || word.len > WORD_MAX) return NULL;
    for (size_t i = 0; i < word.len; i++)
        lower[i] = word.p[i] == '_' ? '-' : ascii_lower(word.p[i]);
    for (; *words; words++) {
        Str candidate = str_of(*words);
        unsigned wrong = distance((Str){lower, word.len}, candidate);
        if (wrong >= least_wrong || wrong * 3 > candidate.len) continue;
        least_wrong = wrong;
        best = *words;
    }
    return best;
}

const char *settings_guess(Str key) {
    const char *keys[SETTINGS_COUNT_MAX + 1] = {NULL};
    for (size_t row = 0; row < settings_count; row++)
        keys[row] = settings_table[row].key;
    return settings_guess_among(keys, key);
}

/* shape_join: line ends of the shape that md4c need not see.
 *
 * What md4c costs is its reports more than its bytes. The lines of a paragraph, and those of a fenced block
 * of code, are one line to it where that changes nothing: their ends become blanks, which is what line ends
 * within words and spans are to it; the text has its line feeds there. Only where the lines around are sure
 * to be what they seem: outside of containers, from column 0 on, and nothing in between that spans lines and
 * tells a line end from a blank (hard breaks, targets in angle brackets). The last line end of a paragraph
 * that something else follows without a blank line stays: a table's header has one line.
 */
#ifndef LEDA_DOC_SHAPE_JOIN_H
#define LEDA_DOC_SHAPE_JOIN_H

#include "doc/shape.h"

typedef struct ShapeJoin {
    char *p;        /* the shape */
    bool on;        /* false: no line end goes, here and further down */
    bool fences;    /* a fence at column 0 is sure to open a block, unless one is open */
    bool fresh;     /* the line before is blank */
    bool words;     /* it and those up to the last blank one are a paragraph's */
    bool tags;      /* since the last blank line one began with a tag */
    size_t pending; /* a line end that goes when the next line is words or blank; 0: none */
    char fence;     /* of the block that is open at column 0, or 0 */
    size_t fence_len;
    bool inside; /* the line before is the block's */
} ShapeJoin;

/* The start of a shape. `on` is false where something counts lines: doc/extras. */
ShapeJoin shape_join_start(char *shape, bool on);

/* A blank line at `at`. In code one that has blanks keeps the line ends around it: these are not shown. */
void shape_join_blank(ShapeJoin *join, size_t at);

/* A line at `at` that begins with something else than a letter; its text begins at `content`, behind
 * container marks if `marked`. */
void shape_join_line(ShapeJoin *join, size_t at, size_t content, bool marked);

/* A line of the block that is open; empty ones may stand before it. */
static inline void shape_join_code(ShapeJoin *join, size_t at) {
    for (; join->inside && join->p[at - 1] == '\n'; at--)
        join->p[at - 1] = ' ';
    join->inside = true;
}

/* The line behind the pending line end lets it go. */
static inline void shape_join_settle(ShapeJoin *join) {
    if (join->pending) join->p[join->pending] = ' ';
    join->pending = 0;
}

/* A line at `at` that begins with words at column 0. Blanks or a backslash make a hard break of a line end.
 */
static inline void shape_join_words(ShapeJoin *join, size_t at) {
    if (join->fence) {
        shape_join_code(join, at);
        return;
    }
    shape_join_settle(join);
    if (join->words) {
        char last = join->p[at - 2];
        bool plain = last != ' ' && last != '\t' && last != '\\' && last != '`' && join->p[at] != '`';
        join->pending = plain ? at - 1 : 0;
    }
    join->words |= join->fresh;
    join->fresh = false;
}

/* A `<` in the line that was spoken of last. In angle brackets a link's target ends at a line end, and what
 * begins with `<`, `<!` or `<?` is something else when that comes right behind it. */
static inline void shape_join_bracket(ShapeJoin *join, size_t at) {
    const char *p = join->p;
    if (p[at + 1] == '!' || p[at + 1] == '?' || p[at + 1] == '\n') join->words = false;
    while (at && ascii_blank(p[at - 1]))
        at--;
    if (at && p[at - 1] == '(') join->words = false;
}

#endif

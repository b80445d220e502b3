/* shape_join: see the header. */
#include "doc/shape_join.h"

#include "base/str.h"
#include "doc/shape.h"

#include <string.h>

enum { FENCE_MIN = 3, FENCE_INDENT = 3 };

ShapeJoin shape_join_start(char *shape, bool on) {
    return (ShapeJoin){.p = shape, .on = on, .fences = on, .fresh = on};
}

void shape_join_blank(ShapeJoin *join, size_t at) {
    if (join->p[at] != '\n') join->inside = false;
    if (join->fence) return;
    shape_join_settle(join);
    join->words = join->tags = false;
    join->fresh = join->on;
}

/* Lines are read up to their line feed: SHAPE_TAIL of them are behind the last one. */

/* The length of the fence that opens a block with this line, or 0. */
static size_t opening_fence(const char *p) {
    size_t n = shape_run(p);
    bool code_span = *p == '`' && str_find(shape_line(p + n), '`') != STR_NONE;
    return n < FENCE_MIN || code_span ? 0 : n;
}

/* Whether the line from `at` on, with its text at `content`, ends the block. */
static bool closes(const ShapeJoin *join, size_t at, size_t content) {
    const char *p = join->p + content;
    if (*p != join->fence || content - at > FENCE_INDENT) return false;
    for (; at < content; at++)
        if (join->p[at] != ' ') return false;
    size_t n = shape_run(p);
    return n >= join->fence_len && str_trim(shape_line(p + n)).len == 0;
}

/* A line of the block that is open, or its end. */
static void take_code(ShapeJoin *join, size_t at, size_t content, bool marked) {
    if (!marked && closes(join, at, content)) {
        join->fence = 0;
        join->inside = false;
        return;
    }
    shape_join_code(join, at);
}

/* Words that go on with a paragraph: what they begin with is markup within a line at most. */
static bool goes_on(const char *p) {
    static const char marks[] = "\"'([!&$%@/.,;?)";
    unsigned char c = (unsigned char)p[0], next = (unsigned char)p[1];
    if (ascii_alnum((char)c) || c >= 0xC2) return true;
    if (c == '`') return next != '`' || p[2] != '`';
    if (c == '*' || c == '_') return ascii_alnum((char)next) || next >= 0xC2;
    return memchr(marks, c, sizeof marks - 1);
}

/* HTML that a blank line does not end. */
static bool opens_html(Str tag) {
    static const Str names[] = {STR("script"), STR("style"), STR("pre"), STR("textarea")};
    Str name = str_skip(tag, 1);
    if (str_starts(name, STR("!")) || str_starts(name, STR("?"))) return true;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (str_eq_nocase(str_head(name, names[i].len), names[i])) return true;
    return false;
}

/* A line that may open a fenced block. Where it is not sure to, whether one is open is not known from there
 * on; one in a container counts too, since md4c may not see the next one. */
static void take_fence(ShapeJoin *join, const char *p, bool column0) {
    size_t n = opening_fence(p);
    if (!n) return;
    bool sure = join->fences && column0 && !join->tags && (join->fresh || join->words);
    join->fences = sure;
    join->fence = sure ? *p : 0;
    join->fence_len = n;
}

void shape_join_line(ShapeJoin *join, size_t at, size_t content, bool marked) {
    if (!join->on) return;
    if (join->fence) {
        take_code(join, at, content, marked);
        return;
    }
    const char *p = join->p + content;
    /* A paragraph that a bracket begins may be a link's definition. */
    bool column0 = content == at && !marked;
    /* A backtick may end code that is not known to be open: md4c looks for a list mark behind it then. */
    if (column0 && goes_on(p) && (join->words || *p != '[') && (join->fences || *p != '`')) {
        shape_join_words(join, at);
        return;
    }
    if (*p == '<') {
        join->tags = true;
        if (opens_html(shape_line(p))) join->on = join->fences = false;
    }
    if (*p == '`' || *p == '~') take_fence(join, p, column0);
    join->pending = 0;
    join->words = join->fresh = false;
}

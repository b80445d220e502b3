/* shape_fence: see the header. */
#include "doc/shape_fence.h"

#include "doc/lines.h"
#include "doc/list_mark.h"

enum { CODE_INDENT = 4 };

/* The column of the first byte behind the blanks at *at, which moves there. */
static size_t skip_blanks(const char *p, size_t *at, size_t column) {
    for (; ascii_blank(p[*at]); ++*at)
        column = lines_column(p[*at], column);
    return column;
}

static bool begins_words(const char *s) {
    bool emphasis = (s[0] == '*' || s[0] == '_') && (s[1] == s[0] || ascii_alnum(s[1]));
    return ascii_alnum(s[0]) || (unsigned char)s[0] >= 0x80 || emphasis;
}

/* The column at which the words of the line above `at` begin, behind list marks; false: it has none. */
static bool words_above(Str text, size_t at, size_t *column) {
    const char *p = text.p;
    size_t start = at - 1;
    while (start > 0 && p[start - 1] != '\n')
        start--;
    *column = skip_blanks(p, &start, 0);
    for (size_t mark; (mark = list_mark(str_slice(text, start, at))) != 0;) {
        start += mark;
        *column = skip_blanks(p, &start, *column + mark);
    }
    return begins_words(p + start);
}

bool shape_fence_is_words(ShapeFence *fence, Str text, size_t at, size_t content) {
    Str run = str_slice(text, content, content + 3);
    bool begins = str_starts(run, STR("<")) || str_eq(run, STR("```")) || str_eq(run, STR("~~~"));
    if (!begins) return false;
    size_t end = at, above, column = skip_blanks(text.p, &end, 0);
    if (end != content || column < CODE_INDENT) return false;
    if (fence->column) return column >= fence->column;
    if (!words_above(text, at, &above) || column < above + CODE_INDENT) return false;
    fence->column = above + CODE_INDENT;
    return true;
}

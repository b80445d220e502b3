/* Math in running text: see the header. */
#include "doc/math.h"

#include "doc/shape.h"

#include <string.h>

/* Prose is so many words in a row of so many letters each, or so many bytes of another script. */
enum { PROSE_WORDS = 3, PROSE_LETTERS = 3, PROSE_FOREIGN = 12 };

void math_line(Math *math, size_t at) {
    math->seen = at;
    math->target = false;
}

/* Reads the line up to `at`: `](`, `]:` and `://` begin a target, a blank ends it. */
static void read_up_to(Math *math, Str text, size_t at) {
    for (; math->seen < at; math->seen++) {
        Str rest = str_skip(text, math->seen);
        if (ascii_space(rest.p[0]) && !str_starts(str_skip(text, math->seen - 1), STR(": ")))
            math->target = false;
        else if (str_starts(rest, STR("](")) || str_starts(rest, STR("]:")) || str_starts(rest, STR("://")))
            math->target = true;
    }
}

static bool is_escaped(Str text, size_t at) {
    size_t n = 0;
    while (n < at && text.p[at - n - 1] == '\\')
        n++;
    return n & 1;
}

bool math_holds_links(Str s) {
    return str_find(s, '`') != STR_NONE || str_search(s, STR("](")) != STR_NONE ||
           str_search(s, STR("://")) != STR_NONE;
}

bool math_is_formula(Str s) {
    if (!str_trim(s).len || math_holds_links(s)) return false;
    size_t close = str_rfind(s, '>');
    for (size_t i = 0; close != STR_NONE && i < close; i++)
        if (s.p[i] == '<' && (ascii_alpha(s.p[i + 1]) || s.p[i + 1] == '/')) return false;
    return true;
}

bool math_shows(Str s) {
    static const Str signs[] = {STR("^"), STR("_{"), STR(" = "), STR(" + ")};
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
        if (str_search(s, signs[i]) != STR_NONE) return true;
    for (size_t i = 0; i + 1 < s.len; i++)
        if (s.p[i] == '\\' && ascii_alpha(s.p[i + 1])) return true;
    return false;
}

/* The length of the word at the start of s, which has letters only. */
static size_t word_length(Str s) {
    size_t n = 0;
    while (n < s.len && (ascii_alpha(s.p[n]) || (unsigned char)s.p[n] >= 0x80))
        n++;
    return n;
}

static bool is_foreign(Str s) {
    size_t n = 0;
    while (n < s.len && (unsigned char)s.p[n] >= 0x80)
        n++;
    return n >= PROSE_FOREIGN;
}

bool math_holds_prose(Str s) {
    unsigned words = 0, braces = 0;
    for (char before = ' '; s.len; before = s.p[-1]) {
        size_t n = word_length(s);
        bool word = !braces && n >= PROSE_LETTERS && ascii_space(before);
        if (!braces && is_foreign(s)) return true;
        if (!n && !ascii_space(s.p[0]) && !memchr(",.;:!?", s.p[0], 6)) words = 0;
        if (n) words = word ? words + 1 : 0;
        if (words == PROSE_WORDS) return true;
        if (s.p[0] == '{') braces++;
        if (s.p[0] == '}' && braces) braces--;
        s = str_skip(s, n ? n : 1);
    }
    return false;
}

/* The marks of quotes at the start of a line stay, and bars, at which the cells of a table end. */
static void hide_formula(Str text, char *shape, size_t from, size_t to) {
    bool start = false;
    for (size_t i = from; i < to; i++) {
        char c = text.p[i];
        start = c == '\n' || (start && (c == ' ' || c == '\t' || c == '>'));
        if (!start && !ascii_space(c) && c != '|') shape_hide(shape, i, i + 1);
    }
}

static bool closes(const Math *math, Str text, size_t at, size_t n) {
    if (math->width != n || at == math->open) return false;
    if (n == 2) return true;
    char after = at + 1 < text.len ? text.p[at + 1] : 0;
    return !ascii_space(text.p[at - 1]) && !ascii_digit(after);
}

static bool may_open(Str text, size_t behind, size_t n) {
    return behind < text.len && (n == 2 || !ascii_space(text.p[behind]));
}

size_t math_dollars(Math *math, Str text, char *shape, size_t at) {
    size_t n = 1;
    while (at + n < text.len && text.p[at + n] == '$')
        n++;
    read_up_to(math, text, at);
    if (math->target || is_escaped(text, at)) return n;
    if (closes(math, text, at, n) && math_is_formula(str_slice(text, math->open, at))) {
        hide_formula(text, shape, math->open, at);
        math->width = 0;
        return n;
    }
    bool inner = math->width == 2 && n == 1;
    if (inner) return n;
    math->width = n <= 2 && may_open(text, at + n, n) ? (unsigned)n : 0;
    math->open = at + n;
    return n;
}

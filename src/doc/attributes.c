/* Attribute lists: see the header. */
#include "doc/attributes.h"

#include <string.h>

static bool is_name(char c) {
    return ascii_alnum(c) || (unsigned char)c >= 0x80 || memchr("_-:.", c, 4);
}

static size_t name_length(Str s, size_t at) {
    size_t n = 0;
    while (at + n < s.len && is_name(s.p[at + n]))
        n++;
    return n;
}

/* The value behind `=`: in quotes, or up to a blank or the brace. 0: none. */
static size_t value_length(Str s, size_t at) {
    char quote = at < s.len ? s.p[at] : 0;
    if (quote == '"' || quote == '\'') {
        size_t n = str_find(str_skip(s, at + 1), quote);
        return n == STR_NONE ? 0 : n + 2;
    }
    size_t n = 0;
    while (at + n < s.len && !ascii_space(s.p[at + n]) && !memchr("{}\"'", s.p[at + n], 4))
        n++;
    return n;
}

/* One attribute at `at`: `.class`, `#id`, `key=value`, and, of kramdown, a bare name and the slash of
 * `{:/comment}`. */
static size_t attribute_length(Str s, size_t at, bool colon) {
    char first = s.p[at];
    bool mark = first == '.' || first == '#';
    if (first == '/' && colon) return 1;
    size_t n = name_length(s, at + mark);
    if (mark) return n ? n + 1 : 0;
    if (n && at + n < s.len && s.p[at + n] == '=') {
        size_t value = value_length(s, at + n + 1);
        return value ? n + 1 + value : 0;
    }
    return colon ? n : 0;
}

size_t attributes_length(Str s, bool colon) {
    s = str_head(s, ATTRIBUTES_MAX);
    size_t newline = str_find(s, '\n');
    s = str_head(s, newline);
    if (s.len < 3 || s.p[0] != '{') return 0;
    bool kramdown = s.p[1] == ':';
    if (colon && !kramdown) return 0;
    size_t at = 1 + kramdown, count = 0;
    for (;; count++) {
        while (at < s.len && (s.p[at] == ' ' || s.p[at] == '\t'))
            at++;
        if (at < s.len && s.p[at] == '}') return count ? at + 1 : 0;
        size_t n = at < s.len ? attribute_length(s, at, kramdown) : 0;
        if (!n) return 0;
        at += n;
    }
}

size_t attributes_at_end(Str s) {
    size_t end = str_trim_right(s).len, hashes = end;
    while (hashes && s.p[hashes - 1] == '#')
        hashes--;
    if (hashes < end) end = str_trim_right(str_head(s, hashes)).len;
    if (!end || s.p[end - 1] != '}') return s.len;
    size_t from = end > ATTRIBUTES_MAX ? end - ATTRIBUTES_MAX : 0;
    size_t brace = str_rfind(str_slice(s, from, end), '{');
    if (brace == STR_NONE) return s.len;
    size_t at = from + brace;
    if (at && s.p[at - 1] == '\\') return s.len;
    if (attributes_length(str_slice(s, at, end), false) != end - at) return s.len;
    return str_trim_right(str_head(s, at)).len;
}

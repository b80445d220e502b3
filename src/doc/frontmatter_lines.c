/* Plain lines of front matter: see the header.
 *
 * Each check is narrower than YAML's own rule: a value begins with a letter, digit, slash or non-ASCII
 * character, so it is no indicator; a colon before a blank, a `#` behind one, a backslash or a tab is left to
 * libyaml, and so are the characters that it refuses, all of which begin with the byte EF. */
#include "doc/frontmatter_lines.h"

#include <string.h>

#define SOURCE_MAX 4096 /* bytes; longer ones have time for a parser */
#define KEY_MAX    64

/* What begins a plain value. */
static bool is_opening(char c) {
    return ascii_alnum(c) || c == '/' || (unsigned char)c >= 0x80;
}

static bool is_plain(Str value) {
    if (!is_opening(value.p[0])) return false;
    for (size_t i = 0; i < value.len; i++) {
        bool last = i + 1 == value.len;
        if (value.p[i] == ':' && (last || value.p[i + 1] == ' ')) return false;
        if (value.p[i] == '#' && value.p[i - 1] == ' ') return false;
    }
    return true;
}

/* In quotes, of which none stands inside. */
static bool is_quoted(Str value) {
    char quote = value.p[0];
    if ((quote != '"' && quote != '\'') || value.len < 2 || value.p[value.len - 1] != quote) return false;
    Str inside = str_slice(value, 1, value.len - 1);
    return str_find(inside, quote) == STR_NONE && str_find(inside, '\\') == STR_NONE;
}

/* An item of a list, without what ends one. */
static bool is_item(Str item) {
    if (!item.len || str_find(item, ',') != STR_NONE) return false;
    if (is_quoted(item)) return true;
    if (!is_opening(item.p[0])) return false;
    for (size_t i = 0; i < item.len; i++)
        if (!is_opening(item.p[i]) && !memchr(" _.+-", item.p[i], 5)) return false;
    return true;
}

/* YAML's words for nothing; in quotes they are words. */
static bool is_null(Str value) {
    return str_eq(value, STR("null")) || str_eq(value, STR("Null")) || str_eq(value, STR("NULL"));
}

/* Takes a value that was found good over. */
static void set(Fields *fields, Field field) {
    if (is_null(field.value)) return;
    if (is_quoted(field.value)) field.value = str_slice(field.value, 1, field.value.len - 1);
    fields_set(fields, &field);
}

/* `[a, b]`; without `fields` it is only looked at. */
static bool read_list(Field field, Fields *fields) {
    Str rest = str_slice(field.value, 1, field.value.len - 1), item;
    field.in_list = true;
    if (!str_trim(rest).len) return true;
    while (str_cut(&rest, ',', &item)) {
        field.value = str_trim(item);
        if (!fields && !is_item(field.value)) return false;
        if (fields) set(fields, field);
    }
    return true;
}

static bool read_value(Field field, Fields *fields) {
    Str value = field.value;
    if (!value.len) return true;
    if (value.p[0] == '[') return value.p[value.len - 1] == ']' && read_list(field, fields);
    if (!fields) return is_plain(value) || is_quoted(value);
    set(fields, field);
    return true;
}

static bool read_line(Str line, uint32_t number, Fields *fields) {
    size_t n = 0;
    if (!line.len || line.p[0] == '#') return true;
    while (n < line.len && (ascii_alnum(line.p[n]) || line.p[n] == '_' || line.p[n] == '-'))
        n++;
    if (n == line.len || n > KEY_MAX || !ascii_alpha(line.p[0]) || line.p[n] != ':') return false;
    if (n + 1 < line.len && line.p[n + 1] != ' ') return false;
    Field field = {.key = str_head(line, n), .value = str_trim(str_skip(line, n + 1)), .line = number};
    return read_value(field, fields);
}

static bool read_lines(Str source, uint32_t number, Fields *fields) {
    for (Str line; str_line(&source, &line); number++)
        if (!read_line(line, number, fields)) return false;
    return true;
}

bool frontmatter_lines(Str source, uint32_t line, Fields *fields) {
    if (source.len > SOURCE_MAX || str_find(source, '\t') != STR_NONE || str_find(source, '\xEF') != STR_NONE)
        return false;
    return read_lines(source, line, NULL) && read_lines(source, line, fields);
}

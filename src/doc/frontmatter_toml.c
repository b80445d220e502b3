/* TOML: see the header. A cursor over the source; lists and inline tables nest to a bounded depth. */
#include "doc/frontmatter_toml.h"

#include "base/utf8.h"

#include <string.h>

#define DEPTH_MAX 32

typedef struct Toml {
    const char *at, *end;
    uint32_t line;
    Fields *fields;
    FrontmatterFault *fault;
    Buf table; /* name of the table that pairs belong to; empty: the first level */
    bool skip; /* ... which is of no interest */
    Buf key, sub, value;
} Toml;

static bool fail(Toml *t, const char *why) {
    *t->fault = (FrontmatterFault){t->line, why};
    return false;
}

static char peek(const Toml *t) {
    return t->at < t->end ? *t->at : 0;
}

static Str rest(const Toml *t) {
    return (Str){t->at, (size_t)(t->end - t->at)};
}

static void skip_blanks(Toml *t) {
    while (t->at < t->end && (*t->at == ' ' || *t->at == '\t'))
        t->at++;
}

static void skip_comment(Toml *t) {
    skip_blanks(t);
    if (peek(t) != '#') return;
    while (t->at < t->end && *t->at != '\n')
        t->at++;
}

/* Blanks, comments and line ends: between pairs and within lists. */
static void skip_lines(Toml *t) {
    for (;;) {
        skip_comment(t);
        if (peek(t) != '\n') return;
        t->at++;
        t->line++;
    }
}

static int code_point(Toml *t, unsigned digits, Buf *out) {
    uint32_t cp = 0;
    for (unsigned i = 0; i < digits; i++) {
        int digit = t->at < t->end ? ascii_hex(*t->at) : -1;
        if (digit < 0) return -1;
        cp = cp << 4 | (uint32_t)digit;
        t->at++;
    }
    utf8_add(out, cp);
    return 0;
}

/* What follows a backslash, which is consumed. `multi`: a line end goes, with the blanks behind it. */
static bool take_escape(Toml *t, bool multi, Buf *out) {
    static const char names[] = "btnfr\"\\e";
    static const char values[] = "\b\t\n\f\r\"\\\x1b";
    char c = peek(t);
    if (multi && ascii_space(c)) {
        for (; t->at < t->end && ascii_space(*t->at); t->at++)
            t->line += *t->at == '\n';
        return true;
    }
    t->at += t->at < t->end;
    const char *which = c ? memchr(names, c, sizeof names - 1) : NULL;
    if (which)
        buf_add_char(out, values[which - names]);
    else if ((c != 'u' && c != 'U') || code_point(t, c == 'u' ? 4 : 8, out) < 0)
        return fail(t, "an escape in a string is not known");
    return true;
}

/* A string of any of the four kinds, at its quote. */
static bool take_string(Toml *t, Buf *out) {
    char quote = *t->at;
    Str triple = quote == '"' ? STR("\"\"\"") : STR("'''");
    bool multi = str_starts(rest(t), triple);
    t->at += multi ? 3 : 1;
    if (multi && peek(t) == '\n') {
        t->at++;
        t->line++;
    }
    buf_clear(out);
    while (t->at < t->end) {
        char c = *t->at;
        if (multi ? str_starts(rest(t), triple) : c == quote) {
            t->at += multi ? 3 : 1;
            /* Up to two quotes may stand right before the three that close. */
            for (; multi && peek(t) == quote; t->at++)
                buf_add_char(out, quote);
            return true;
        }
        if (c == '\n' && !multi) break;
        t->at++;
        t->line += c == '\n';
        if (c != '\\' || quote == '\'')
            buf_add_char(out, c);
        else if (!take_escape(t, multi, out))
            return false;
    }
    return fail(t, "a string is never closed");
}

static bool is_bare(char c) {
    return ascii_alnum(c) || c == '_' || c == '-';
}

static bool take_key_part(Toml *t, Buf *out) {
    skip_blanks(t);
    if (peek(t) == '"' || peek(t) == '\'') return take_string(t, out);
    buf_clear(out);
    for (; t->at < t->end && is_bare(*t->at); t->at++)
        buf_add_char(out, *t->at);
    return out->len || fail(t, "a key is missing");
}

/* A key, `a` or `a.b`, into the two parts; *parts counts them all. */
static bool take_key(Toml *t, Buf *first, Buf *second, unsigned *parts) {
    Buf further = {0};
    bool good = true;
    buf_clear(second);
    for (*parts = 0; good; t->at++) {
        Buf *part = *parts == 0 ? first : *parts == 1 ? second : &further;
        good = take_key_part(t, part);
        ++*parts;
        skip_blanks(t);
        if (peek(t) != '.') break;
    }
    buf_free(&further);
    return good;
}

static void set(Toml *t, Str value, bool in_list) {
    if (t->skip) return;
    Field field = {buf_str(&t->key), buf_str(&t->sub), value, t->line, in_list};
    if (t->sub.len && !fields_wants_map(field.key)) return;
    fields_set(t->fields, &field);
}

/* A date, number or truth value: up to what ends it. */
static bool take_bare(Toml *t, bool in_list) {
    const char *start = t->at;
    while (t->at < t->end && !memchr(",]}#\n", *t->at, 5))
        t->at++;
    Str value = str_trim((Str){start, (size_t)(t->at - start)});
    if (!value.len) return fail(t, "a value is missing");
    set(t, value, in_list);
    return true;
}

static bool take_value(Toml *t, unsigned depth, bool in_list);

/* A pair of an inline table. Where one is looked into, its key is the second part of the table's. */
static bool take_inner_pair(Toml *t, unsigned depth) {
    Buf more = {0};
    unsigned parts;
    bool skip = t->skip, good = take_key(t, &t->sub, &more, &parts);
    buf_free(&more);
    if (!good) return false;
    if (peek(t) != '=') return fail(t, "`=` is missing");
    t->at++;
    t->skip |= parts > 1;
    good = take_value(t, skip ? depth + 1 : 0, false);
    t->skip = skip;
    return good;
}

/* The rest of a list or inline table whose bracket is consumed: what it holds, up to the closing one. */
static bool take_items(Toml *t, unsigned depth, char close) {
    if (depth == DEPTH_MAX) return fail(t, "nested too deep");
    for (;;) {
        skip_lines(t);
        if (peek(t) == close) break;
        if (t->at == t->end) return fail(t, "a list is never closed");
        if (close == ']' ? !take_value(t, depth + 1, true) : !take_inner_pair(t, depth)) return false;
        skip_lines(t);
        if (peek(t) == ',')
            t->at++;
        else if (peek(t) != close)
            return fail(t, "a comma is missing");
    }
    t->at++;
    return true;
}

/* What lies in an inline table, or in a list within a list, is read and passed over. */
static bool skip_items(Toml *t, unsigned depth, char close) {
    bool skip = t->skip;
    t->skip = true;
    bool good = take_items(t, depth, close);
    t->skip = skip;
    return good;
}

/* `taxonomies = {tags = ["a"]}`, `authors = [{name = "Me"}]`. */
static bool take_inline_table(Toml *t, unsigned depth) {
    bool wanted = depth <= 1 && !t->skip && !t->sub.len && fields_wants_map(buf_str(&t->key));
    if (!wanted) return skip_items(t, depth, '}');
    bool good = take_items(t, depth, '}');
    buf_clear(&t->sub);
    return good;
}

static bool take_value(Toml *t, unsigned depth, bool in_list) {
    skip_blanks(t);
    switch (peek(t)) {
    case '"':
    case '\'':
        if (!take_string(t, &t->value)) return false;
        set(t, buf_str(&t->value), in_list);
        return true;
    case '[': t->at++; return depth ? skip_items(t, depth, ']') : take_items(t, depth, ']');
    case '{': t->at++; return take_inline_table(t, depth);
    default: return take_bare(t, in_list);
    }
}

static bool end_line(Toml *t) {
    skip_comment(t);
    return t->at == t->end || *t->at == '\n' || fail(t, "something follows a value on its line");
}

/* `[name]`, `[[name]]`. */
static bool take_table(Toml *t) {
    t->at++;
    bool array = peek(t) == '[';
    t->at += array;
    unsigned parts;
    if (!take_key(t, &t->table, &t->sub, &parts)) return false;
    t->skip = parts > 1 || !fields_wants_map(buf_str(&t->table));
    for (int i = 0; i < 1 + array; i++) {
        if (peek(t) != ']') return fail(t, "`]` is missing");
        t->at++;
    }
    return end_line(t);
}

static bool take_pair(Toml *t) {
    unsigned parts;
    if (!take_key(t, &t->key, &t->sub, &parts)) return false;
    if (peek(t) != '=') return fail(t, "`=` is missing");
    t->at++;
    bool skip = t->skip;
    unsigned most = t->table.len ? 1 : 2;
    t->skip |= parts > most;
    if (t->table.len) {
        buf_clear(&t->sub);
        buf_add(&t->sub, buf_str(&t->key));
        buf_clear(&t->key);
        buf_add(&t->key, buf_str(&t->table));
    }
    bool good = take_value(t, 0, false);
    t->skip = skip;
    return good && end_line(t);
}

FrontmatterResult frontmatter_toml(Str source, uint32_t line, Fields *fields, FrontmatterFault *fault) {
    Toml t = {.at = source.p, .end = source.p + source.len, .line = line, .fields = fields, .fault = fault};
    bool good = true;
    for (skip_lines(&t); good && t.at < t.end; skip_lines(&t))
        good = *t.at == '[' ? take_table(&t) : take_pair(&t);
    buf_free(&t.table);
    buf_free(&t.key);
    buf_free(&t.sub);
    buf_free(&t.value);
    return good ? FRONTMATTER_READ : FRONTMATTER_BROKEN;
}

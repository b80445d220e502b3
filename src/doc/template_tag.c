/* template_tag: see the header.
 *
 * A tag ends at the first of its endings that stands in no quotes. Where the quotes do not pair up within
 * TEMPLATE_TAG_MAX they are an author's slip or apostrophes, and the first ending counts, for all tags that
 * begin in what was read in vain: so nothing is read more than twice. */
#include "doc/template_tag.h"

static const Str endings[] = {STR(">}}"), STR("%}}"), STR("%}"), STR("}}")};
enum { END_ANGLE, END_PERCENT, END_WORD, END_BRACES, END_COUNT };

void template_tag_start(TemplateReader *reader, Str text) {
    *reader = (TemplateReader){.text = text};
}

static bool is_name_byte(char c) {
    return ascii_alnum(c) || c == '_' || c == '-';
}

static size_t skip_blanks(Str s, size_t i) {
    while (i < s.len && ascii_space(s.p[i]))
        i++;
    return i;
}

static bool at_str(Str text, size_t at, Str what) {
    return str_starts(str_skip(text, at), what);
}

/* ---- where a tag ends ---- */

static bool opens_string(Str text, size_t at) {
    char c = text.p[at];
    if (c != '"' && c != '\'' && c != '`') return false;
    char before = text.p[at - 1];
    return ascii_space(before) || memchr("=(,:[|<%{", before, 9) != NULL;
}

/* The place of the quote that closes the string at `at`, or STR_NONE: none before `limit` or an empty line.
 */
static size_t string_end(Str text, size_t at, size_t limit) {
    char quote = text.p[at];
    for (size_t i = at + 1; i < limit; i++) {
        if (text.p[i] == quote) return i;
        if (text.p[i] == '\n' && i + 1 < limit && text.p[i + 1] == '\n') return STR_NONE;
        if (text.p[i] == '\\' && quote != '`') i++;
    }
    return STR_NONE;
}

/* Where the next `kind` of ending stands from `from` on, or STR_NONE. */
static size_t next_ending(TemplateReader *r, unsigned kind, size_t from) {
    size_t *next = &r->next_end[kind];
    if (*next == STR_NONE || *next >= from) return *next;
    size_t found = str_search(str_skip(r->text, from), endings[kind]);
    return *next = found == STR_NONE ? STR_NONE : from + found;
}

static size_t quoted_ending(const TemplateReader *r, unsigned kind, size_t from, size_t limit) {
    for (size_t i = from; i < limit; i++) {
        char c = r->text.p[i];
        if (c == endings[kind].p[0] && at_str(r->text, i, endings[kind])) return i;
        if (!opens_string(r->text, i)) continue;
        i = string_end(r->text, i, limit);
        if (i == STR_NONE) return STR_NONE;
    }
    return STR_NONE;
}

/* The place of the ending of the tag whose inside begins at `from`, or STR_NONE. */
static size_t find_ending(TemplateReader *r, unsigned kind, size_t from) {
    size_t limit = from + TEMPLATE_TAG_MAX;
    if (limit > r->text.len) limit = r->text.len;
    size_t plain = next_ending(r, kind, from);
    r->cut = plain != STR_NONE && plain + endings[kind].len > limit;
    if (plain == STR_NONE || r->cut) return STR_NONE;
    if (from < r->plain_until) return plain;
    size_t end = quoted_ending(r, kind, from, limit);
    if (end != STR_NONE) return end;
    r->plain_until = limit;
    return plain;
}

/* ---- what stands in it ---- */

/* Without the marks that trim blanks, `{%- x -%}`, and without blanks. */
static Str inside(Str s) {
    if (s.len && (s.p[0] == '-' || s.p[0] == '+')) s = str_skip(s, 1);
    s = str_trim(s);
    if (s.len && s.p[s.len - 1] == '-') s = str_head(s, s.len - 1);
    return str_trim(s);
}

static bool take_name(Str s, TemplateTag *tag) {
    bool path = tag->form == TEMPLATE_SHORTCODE;
    size_t n = 0;
    if (!s.len || !(ascii_alnum(s.p[0]) || s.p[0] == '_')) return false;
    while (n < s.len) {
        bool module = at_str(s, n, STR("::"));
        if (!module && !is_name_byte(s.p[n]) && !(path && (s.p[n] == '.' || s.p[n] == '/'))) break;
        n += module ? 2 : 1;
    }
    tag->name = str_head(s, n);
    tag->args = str_trim(str_skip(s, n));
    return true;
}

/* {{< name args >}}, {{< /name >}}, {{< name args />}}: a slash behind an unquoted value is part of it. */
static bool read_shortcode(Str s, TemplateTag *tag) {
    s = str_trim(s);
    if (str_starts(s, STR("/"))) {
        tag->closes = true;
        s = str_trim(str_skip(s, 1));
    }
    if (!take_name(s, tag)) return false;
    if (str_ends(tag->name, STR("/"))) tag->name = str_head(tag->name, tag->name.len - 1);
    if (str_ends(tag->args, STR("/"))) {
        Str before = str_head(tag->args, tag->args.len - 1);
        if (before.len == 0 || ascii_space(before.p[before.len - 1]) || before.p[before.len - 1] == '"')
            tag->args = str_trim(before);
    }
    return true;
}

/* {% name args %}, {% name(args) %}, {% endname %}, {% end %}, {% # a note %} */
static bool read_word(Str s, TemplateTag *tag) {
    s = inside(s);
    if (str_starts(s, STR("#"))) {
        tag->name = STR("#");
        tag->closes = true;
        return true;
    }
    if (!take_name(s, tag)) return false;
    if (str_starts(tag->name, STR("end"))) {
        tag->closes = true;
        tag->name = str_skip(tag->name, 3);
    }
    return true;
}

static bool read_value(Str s, TemplateTag *tag) {
    size_t dot = str_find(s, '.'), n;
    tag->form = TEMPLATE_VALUE;
    tag->name = str_head(s, dot);
    s = str_skip(s, dot + 1);
    for (n = 0; n < s.len && (is_name_byte(s.p[n]) || s.p[n] == '.');)
        n++;
    tag->args = str_head(s, n);
    return n > 0;
}

static bool read_literal(Str s, TemplateTag *tag) {
    size_t end = string_end(s, 0, s.len);
    if (end == STR_NONE) return false;
    tag->form = TEMPLATE_LITERAL;
    tag->args = str_slice(s, 1, end);
    tag->name = str_trim(str_skip(s, end + 1));
    return true;
}

/* What stands between two braces. Whatever is none of the forms of SRC-08 is text. */
static bool read_braces(Str s, TemplateTag *tag) {
    s = inside(s);
    if (str_starts(s, STR("site.")) || str_starts(s, STR("page."))) return read_value(s, tag);
    if (s.len && (s.p[0] == '"' || s.p[0] == '\'')) return read_literal(s, tag);
    return take_name(s, tag) && str_starts(tag->args, STR("("));
}

/* ---- what is worth reading to its end ---- */

static bool is_name_start(Str text, size_t at) {
    return at < text.len && (ascii_alpha(text.p[at]) || text.p[at] == '_');
}

static bool promises_shortcode(Str text, size_t at) {
    at = skip_blanks(text, at);
    if (at < text.len && text.p[at] == '/') at = skip_blanks(text, at + 1);
    return is_name_start(text, at) || (at < text.len && ascii_digit(text.p[at]));
}

static size_t skip_trim_mark(Str text, size_t at) {
    if (at < text.len && (text.p[at] == '-' || text.p[at] == '+')) at++;
    return skip_blanks(text, at);
}

static bool promises_word(Str text, size_t at) {
    at = skip_trim_mark(text, at);
    return is_name_start(text, at) || (at < text.len && text.p[at] == '#');
}

static bool promises_braces(Str text, size_t at) {
    at = skip_trim_mark(text, at);
    if (at_str(text, at, STR("site.")) || at_str(text, at, STR("page.")))
        return at + 5 < text.len && ascii_alnum(text.p[at + 5]);
    if (at < text.len && (text.p[at] == '"' || text.p[at] == '\'')) return true;
    if (!is_name_start(text, at)) return false;
    while (at < text.len && (is_name_byte(text.p[at]) || text.p[at] == ':'))
        at++;
    return at_str(text, skip_blanks(text, at), STR("("));
}

static bool read_inside(TemplateReader *r, unsigned ending, size_t from, TemplateTag *tag) {
    size_t end = find_ending(r, ending, from);
    if (end == STR_NONE) return false;
    Str s = str_slice(r->text, from, end);
    tag->end = end + endings[ending].len;
    if (tag->form == TEMPLATE_SHORTCODE) return read_shortcode(s, tag);
    return tag->form == TEMPLATE_WORD ? read_word(s, tag) : read_braces(s, tag);
}

/* The short-code that is to be shown, whose inside begins at `from`. */
static bool read_escaped(TemplateReader *r, unsigned ending, size_t from, TemplateTag *tag) {
    size_t end = next_ending(r, ending, from);
    if (end == STR_NONE || end < from + 2 || end > from + TEMPLATE_TAG_MAX) return false;
    if (!at_str(r->text, end - 2, STR("*/"))) return false;
    tag->form = TEMPLATE_ESCAPED;
    tag->args = str_slice(r->text, from, end - 2);
    tag->end = end + endings[ending].len;
    return true;
}

bool template_tag_read(TemplateReader *reader, size_t at, TemplateTag *tag) {
    Str text = reader->text;
    *tag = (TemplateTag){.form = TEMPLATE_WORD, .start = at};
    reader->cut = false;
    if (at_str(text, at, STR("{%")))
        return promises_word(text, at + 2) && read_inside(reader, END_WORD, at + 2, tag);
    if (!at_str(text, at, STR("{{"))) return false;
    bool angle = at_str(text, at + 2, STR("<"));
    tag->form = TEMPLATE_CALL;
    if (!angle && !at_str(text, at + 2, STR("%")))
        return promises_braces(text, at + 2) && read_inside(reader, END_BRACES, at + 2, tag);
    unsigned ending = angle ? END_ANGLE : END_PERCENT;
    if (at_str(text, at + 3, STR("/*"))) return read_escaped(reader, ending, at + 5, tag);
    tag->form = TEMPLATE_SHORTCODE;
    return promises_shortcode(text, at + 3) && read_inside(reader, ending, at + 3, tag);
}

size_t template_tag_word(Str text, size_t at, Str name) {
    if (!at_str(text, at, STR("{%"))) return 0;
    size_t i = at + 2;
    if (i < text.len && text.p[i] == '-') i++;
    i = skip_blanks(text, i);
    if (!at_str(text, i, name)) return 0;
    i = skip_blanks(text, i + name.len);
    if (i < text.len && text.p[i] == '-') i++;
    return at_str(text, i, STR("%}")) ? i + 2 : 0;
}

/* ---- arguments ---- */

static bool is_separator(char c) {
    return ascii_space(c) || c == ',' || c == '(' || c == ')' || c == '{' || c == '}';
}

/* The length of a list `[…]` at the start of s: to its end or that of s. */
static size_t list_length(Str s) {
    size_t end = str_find(s, ']');
    return end == STR_NONE ? s.len : end + 1;
}

/* Takes a value off *s. */
static void take_value(Str *s, TemplateArg *arg) {
    size_t n = 0, end = STR_NONE;
    if (s->len && memchr("\"'`", s->p[0], 3)) end = string_end(*s, 0, s->len);
    if (end != STR_NONE) {
        arg->quoted = true;
        arg->value = str_slice(*s, 1, end);
        *s = str_skip(*s, end + 1);
        return;
    }
    if (str_starts(*s, STR("["))) n = list_length(*s);
    while (n < s->len && !ascii_space(s->p[n]) && s->p[n] != ',')
        n++;
    arg->value = str_head(*s, n);
    *s = str_skip(*s, n);
    while (arg->value.len > 1 && str_ends(arg->value, STR(")")) && str_find(arg->value, '(') == STR_NONE)
        arg->value = str_head(arg->value, arg->value.len - 1);
}

/* Takes `key=` or `key: ` off *s, if it begins with one. A colon without a blank or quote behind it is part
 * of a URL. */
static Str take_key(Str *s) {
    size_t n = 0;
    while (n < s->len && (is_name_byte(s->p[n]) || s->p[n] == '.'))
        n++;
    Str key = str_head(*s, n);
    size_t sign = skip_blanks(*s, n);
    if (n == 0 || sign >= s->len) return (Str){0};
    size_t value = skip_blanks(*s, sign + 1);
    bool equals = s->p[sign] == '=' && !at_str(*s, sign + 1, STR("="));
    bool colon = s->p[sign] == ':' && value < s->len && (value > sign + 1 || memchr("\"'`", s->p[value], 3));
    if (!equals && !colon) return (Str){0};
    *s = str_skip(*s, value);
    return key;
}

bool template_arg_next(Str *args, TemplateArg *arg) {
    size_t i = 0;
    while (i < args->len && is_separator(args->p[i]))
        i++;
    *args = str_skip(*args, i);
    *arg = (TemplateArg){0};
    if (!args->len || args->p[0] == '|') return false;
    arg->key = take_key(args);
    take_value(args, arg);
    return true;
}

Str template_arg_named(Str args, Str key) {
    TemplateArg arg;
    while (template_arg_next(&args, &arg))
        if (arg.key.len && str_eq_nocase(arg.key, key)) return arg.value;
    return (Str){0};
}

Str template_arg_at(Str args, unsigned n) {
    TemplateArg arg;
    while (template_arg_next(&args, &arg))
        if (!arg.key.len && n-- == 0) return arg.value;
    return (Str){0};
}

void template_arg_text(Str value, Buf *out) {
    for (size_t i = 0; i < value.len; i++) {
        char c = value.p[i];
        if (c == '\\' && i + 1 < value.len && memchr("\"'`\\", value.p[i + 1], 4)) {
            buf_add_char(out, value.p[++i]);
        } else if (c == '\n') {
            while (out->len && (out->p[out->len - 1] == ' ' || out->p[out->len - 1] == '\t'))
                out->len--;
            i = skip_blanks(value, i) - 1;
            buf_add_char(out, ' ');
        } else {
            buf_add_char(out, c);
        }
    }
}

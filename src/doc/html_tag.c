/* Tags: see the header. */
#include "doc/html_tag.h"

static bool is_name(char c) {
    return ascii_alnum(c) || c == '-';
}

Str html_tag_name(Str tag) {
    size_t start = str_starts(tag, STR("</")) ? 2 : 1;
    size_t end = start;
    while (end < tag.len && is_name(tag.p[end]))
        end++;
    return str_slice(tag, start, end);
}

static size_t skip_blanks(Str tag, size_t at) {
    while (at < tag.len && (ascii_space(tag.p[at]) || tag.p[at] == '/'))
        at++;
    return at;
}

/* Takes the value behind `=` at *at: quoted, or up to a blank or the end of the tag. */
static Str take_value(Str tag, size_t *at) {
    size_t start = *at;
    while (start < tag.len && ascii_space(tag.p[start]))
        start++;
    char quote = start < tag.len ? tag.p[start] : 0;
    size_t end = start;
    if (quote == '"' || quote == '\'') {
        end = ++start;
        while (end < tag.len && tag.p[end] != quote)
            end++;
        *at = end + 1;
    } else {
        while (end < tag.len && !ascii_space(tag.p[end]) && tag.p[end] != '>')
            end++;
        *at = end;
    }
    return str_slice(tag, start, end);
}

static void decode(EntityCache *entities, Str value, Buf *out) {
    buf_clear(out);
    value = str_trim(value);
    while (value.len) {
        char text[8];
        size_t len = 0, used = entity_decode(entities, value, text, &len);
        if (used) {
            buf_add(out, (Str){text, len});
        } else {
            used = 1;
            buf_add_char(out, ascii_space(value.p[0]) ? ' ' : value.p[0]);
        }
        value = str_skip(value, used);
    }
}

bool html_tag_attribute(EntityCache *entities, Str tag, Str name, Buf *value) {
    buf_clear(value);
    size_t at = (size_t)(html_tag_name(tag).p - tag.p) + html_tag_name(tag).len;
    while ((at = skip_blanks(tag, at)) < tag.len && tag.p[at] != '>') {
        size_t start = at;
        while (at < tag.len && !ascii_space(tag.p[at]) && !(tag.p[at] == '=' && at > start) &&
               tag.p[at] != '>' && tag.p[at] != '/')
            at++;
        Str found = str_slice(tag, start, at);
        size_t sign = at;
        while (sign < tag.len && ascii_space(tag.p[sign]))
            sign++;
        Str text = {0};
        if (sign < tag.len && tag.p[sign] == '=') {
            at = sign + 1;
            text = take_value(tag, &at);
        }
        if (!str_eq_nocase(found, name)) continue;
        decode(entities, text, value);
        return true;
    }
    return false;
}

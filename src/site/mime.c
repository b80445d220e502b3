#include "site/mime.h"

#include "base/glob.h"

#include <string.h>

enum { WORD_MAX = 64 };

/* ---- rules ---- */

/* Characters of a token (RFC 2045) that can stand in a header without quotes; `also` is allowed besides. */
static bool is_token(Str s, char also) {
    for (size_t i = 0; i < s.len; i++)
        if (!ascii_alnum(s.p[i]) && !strchr("!#$&^_.+-", s.p[i]) && s.p[i] != also) return false;
    return s.len > 0 && s.len <= WORD_MAX;
}

static bool is_type(Str s) {
    size_t slash = str_find(s, '/');
    return slash != STR_NONE && is_token(str_head(s, slash), 0) && is_token(str_skip(s, slash + 1), 0);
}

static bool is_language(Str s) {
    for (size_t i = 0; i < s.len; i++)
        if (!ascii_alnum(s.p[i]) && s.p[i] != '-' && s.p[i] != ',') return false;
    return s.len > 0 && s.len <= WORD_MAX;
}

static bool take_after(Str word, Str name, Str *value) {
    if (!str_starts(word, name)) return false;
    *value = str_skip(word, name.len);
    return true;
}

static const char *take_word(Str word, Mime *says) {
    Str value;
    if (take_after(word, STR("lang="), &says->lang))
        return is_language(says->lang) ? NULL : "lang= wants a language tag such as fi";
    if (take_after(word, STR("charset="), &says->charset))
        return is_token(says->charset, 0) ? NULL : "charset= wants the name of a charset";
    if (take_after(word, STR("gopher="), &value)) {
        says->item = value.len == 1 ? value.p[0] : 0;
        return value.len == 1 && ascii_alnum(value.p[0]) && value.p[0] != '3' && value.p[0] != '1'
                   ? NULL
                   : "gopher= wants the item type of a file, such as 0 or 9";
    }
    says->type = word;
    return is_type(word) ? NULL : "a type such as text/plain, lang=, charset= or gopher= is wanted";
}

/* Words with semicolons or blanks between them. */
const char *mime_parse(const Rule *rule, MimeRule *out) {
    const char *fault = "a type such as text/plain, lang=, charset= or gopher= is wanted";
    Str rest = rule->value;
    *out = (MimeRule){.pattern = rule->name};
    if (rule->name.len == 0) return "a pattern such as .gpx or /fi/ is wanted before the =";
    while ((rest = str_trim(rest)).len) {
        size_t end = 0;
        while (end < rest.len && rest.p[end] != ';' && !ascii_space(rest.p[end]))
            end++;
        if (end && (fault = take_word(str_head(rest, end), &out->says))) return fault;
        rest = str_skip(rest, end + 1);
    }
    return fault;
}

Mimes mimes_copy(const Rule *const *rules, Arena *arena) {
    uint32_t count = 0;
    while (rules && rules[count])
        count++;
    MimeRule *items = arena_alloc(arena, (count + 1) * sizeof *items);
    for (uint32_t i = 0; i < count; i++) {
        const Rule copy = {.name = arena_copy(arena, rules[i]->name),
                           .value = arena_copy(arena, rules[i]->value)};
        mime_parse(&copy, &items[i]);
        bool ending = str_starts(copy.name, STR(".")) && str_find(copy.name, '/') == STR_NONE;
        if (ending) items[i].pattern = arena_join(arena, STR("*"), copy.name);
    }
    return (Mimes){items, count};
}

/* ---- files ---- */

/* Whether the pattern names the file, or a folder that it lies in. */
static bool names(Str pattern, Str path) {
    bool folder = str_ends(path, STR("/"));
    if (!folder && glob_names(pattern, path, false)) return true;
    for (size_t i = 0; i < path.len; i++)
        if (path.p[i] == '/' && glob_names(pattern, str_head(path, i), true)) return true;
    return false;
}

Mime mimes_find(Mimes mimes, Str path) {
    Mime all = {0};
    for (uint32_t i = 0; i < mimes.count; i++) {
        const Mime *says = &mimes.items[i].says;
        if (!names(mimes.items[i].pattern, path)) continue;
        if (says->type.len) all.type = says->type;
        if (says->lang.len) all.lang = says->lang;
        if (says->charset.len) all.charset = says->charset;
        if (says->item) all.item = says->item;
    }
    return all;
}

void mime_parameters(const Mime *mime, Buf *out) {
    const char *quote = str_find(mime->lang, ',') == STR_NONE ? "" : "\"";
    if (mime->charset.len) buf_add_format(out, "; charset=%.*s", STR_FMT(mime->charset));
    if (mime->lang.len) buf_add_format(out, "; lang=%s%.*s%s", quote, STR_FMT(mime->lang), quote);
}

#include "doc/template_value.h"

#include "base/percent.h"

static bool is_one_of(Str s, const Str *names, size_t count) {
    for (size_t i = 0; i < count; i++)
        if (str_eq_nocase(s, names[i])) return true;
    return false;
}

#define IS_ONE_OF(s, names) is_one_of(s, names, sizeof(names) / sizeof *(names))

/* Appends a reference so that it can stand in a link's target: parentheses would end it. */
static void add_target(Str s, Buf *out) {
    Buf encoded = {0};
    percent_reference(s, &encoded);
    for (size_t i = 0; i < encoded.len; i++) {
        char c = encoded.p[i];
        if (c == '(' || c == ')')
            buf_add(out, c == '(' ? STR("%28") : STR("%29"));
        else
            buf_add_char(out, c);
    }
    buf_free(&encoded);
}

/* Appends a scalar; it stays on its line. */
static void add_scalar(Str s, Buf *out) {
    for (size_t i = 0; i < s.len; i++)
        buf_add_char(out, s.p[i] == '\n' ? ' ' : s.p[i]);
}

static bool add_key(const TemplateHost *host, const TemplateTag *tag, Buf *out) {
    static const Str home[] = {STR("url"), STR("baseurl"), STR("base_url")};
    bool site = str_eq(tag->name, STR("site"));
    if (site && IS_ONE_OF(tag->args, home)) return true;
    Buf scalar = {0};
    bool known = host->value && host->value(host->context, tag->name, tag->args, &scalar);
    if (known) add_scalar(str_trim(buf_str(&scalar)), out);
    buf_free(&scalar);
    return known;
}

/* A filter that makes a URL of the literal, as relative_url or absURL do, encodes blanks. */
static bool makes_url(Str filters) {
    return str_search(filters, STR("url")) != STR_NONE || str_search(filters, STR("URL")) != STR_NONE;
}

static void add_literal(const TemplateTag *tag, Buf *out) {
    Buf text = {0};
    template_arg_text(tag->args, &text);
    if (makes_url(tag->name))
        add_target(buf_str(&text), out);
    else
        buf_add(out, buf_str(&text));
    buf_free(&text);
}

bool template_value_add(const TemplateHost *host, const TemplateTag *tag, Buf *out) {
    if (tag->form == TEMPLATE_VALUE) return add_key(host, tag, out);
    add_literal(tag, out);
    return true;
}

void template_value_arg(const TemplateHost *host, Str value, Buf *out) {
    TemplateReader reader;
    size_t at = 0, copied = 0;
    template_tag_start(&reader, value);
    while (at < value.len) {
        TemplateTag tag;
        size_t found = str_find(str_skip(value, at), '{');
        if (found == STR_NONE) break;
        at += found;
        if (!template_tag_read(&reader, at, &tag)) {
            at++;
            continue;
        }
        bool resolves = tag.form == TEMPLATE_VALUE || tag.form == TEMPLATE_LITERAL;
        if (resolves) {
            template_arg_text(str_slice(value, copied, at), out);
            template_value_add(host, &tag, out);
            copied = tag.end;
        }
        at = tag.end;
    }
    template_arg_text(str_skip(value, copied), out);
}

bool template_value_names_page(const TemplateTag *tag, Str *name) {
    static const Str words[] = {STR("post_url"), STR("link"), STR("ref"), STR("relref")};
    static const Str calls[] = {STR("get_url"), STR("url"), STR("url_for"), STR("ref"), STR("relref")};
    bool call = tag->form == TEMPLATE_CALL;
    if (tag->closes || !(call ? IS_ONE_OF(tag->name, calls) : IS_ONE_OF(tag->name, words))) return false;
    *name = template_arg_named(tag->args, STR("path"));
    if (!name->len) *name = template_arg_at(tag->args, 0);
    bool quoted = str_find(tag->args, '"') != STR_NONE || str_find(tag->args, '\'') != STR_NONE;
    if (tag->form == TEMPLATE_WORD && !quoted) *name = str_trim(tag->args); /* its blanks too */
    return name->len > 0;
}

void template_value_page(const TemplateHost *host, Str name, Buf *out) {
    Buf written = {0}, address = {0};
    template_value_arg(host, name, &written);
    Str page = str_trim(buf_str(&written));
    bool found = page.len && host->page && host->page(host->context, page, &address);
    add_target(found ? buf_str(&address) : page, out);
    buf_free(&written);
    buf_free(&address);
}

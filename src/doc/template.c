/* template: see the header.
 *
 * The text is read once, line by line: doc/template_code says which lines and which parts of them are code,
 * doc/template_tag what is template code, doc/template_pair what it encloses. What is neither is taken over
 * in pieces as long as possible. Line breaks of what is left out are owed: they follow where a paragraph
 * ends, for within one they would break it. */
#include "doc/template.h"

#include "doc/template_highlight.h"
#include "doc/template_link.h"
#include "doc/template_value.h"

static const Str elements[] = {STR("pre"), STR("code"), STR("script"), STR("style")};
#define ELEMENT_COUNT   (sizeof elements / sizeof *elements)
#define ELEMENT_COMMENT ELEMENT_COUNT /* of no_html */

/* ---- what is left out ---- */

static bool is_blank_at(Str s, size_t i) {
    return i < s.len && (s.p[i] == ' ' || s.p[i] == '\t');
}

/* Leaves out what stands up to `end`, and outside code the blanks behind it where there are some before. */
static void leave_out(TemplateState *t, size_t end) {
    bool code = t->code_line || t->at < t->code_end;
    template_copy(t);
    template_skip(t, end);
    t->left_out = true;
    if (code || !(template_line_empty(t) || is_blank_at(buf_str(t->out), t->out->len - 1))) return;
    while (is_blank_at(t->text, t->at))
        t->at++;
    t->copied = t->at;
}

/* Reports a kind of template code the first time that it comes up in this text. */
static void tell(TemplateState *t, Str kind, const char *what) {
    for (unsigned i = 0; i < t->kind_count; i++)
        if (str_eq(t->kinds[i], kind)) return;
    uint32_t line = lines_of(&t->lines, t->text.p + t->at);
    if (t->kind_count < TEMPLATE_KINDS_MAX) {
        t->kinds[t->kind_count++] = kind;
        diag_add_once(t->host->diag, line, "template code %.*s: %s", STR_FMT(str_head(kind, 60)), what);
    } else if (!t->kinds_over) {
        t->kinds_over = true;
        diag_add(t->host->diag, line, "template code of more than %d kinds", TEMPLATE_KINDS_MAX);
    }
}

/* ---- code ---- */

/* The place of the closing tag of an element, or of a comment's end, from `at` on, or STR_NONE. */
static size_t find_closing(Str text, size_t at, unsigned element) {
    while (at < text.len) {
        size_t found = str_find(str_skip(text, at), element == ELEMENT_COMMENT ? '>' : '<');
        if (found == STR_NONE) return STR_NONE;
        at += found + 1;
        if (element == ELEMENT_COMMENT && str_ends(str_head(text, at - 1), STR("--"))) return at;
        if (element == ELEMENT_COMMENT || at >= text.len || text.p[at] != '/') continue;
        Str name = str_slice(text, at + 1, at + 1 + elements[element].len);
        if (str_eq_nocase(name, elements[element])) return at;
    }
    return STR_NONE;
}

/* The element of code that begins with the `<` at `at`; ELEMENT_COMMENT for a comment; more: none. */
static unsigned element_at(Str text, size_t at) {
    Str rest = str_skip(text, at + 1);
    if (str_starts(rest, STR("!--"))) return ELEMENT_COMMENT;
    for (unsigned i = 0; i < ELEMENT_COUNT; i++) {
        size_t n = elements[i].len;
        if (!str_eq_nocase(str_head(rest, n), elements[i]) || n >= rest.len) continue;
        if (rest.p[n] == '>' || ascii_space(rest.p[n])) return i;
    }
    return ELEMENT_COMMENT + 1;
}

static void take_html(TemplateState *t) {
    unsigned element = element_at(t->text, t->at);
    if (element > ELEMENT_COMMENT || t->no_html[element]) return;
    size_t end = find_closing(t->text, t->at + 1, element);
    if (end == STR_NONE)
        t->no_html[element] = true;
    else
        t->code_end = end;
}

/* ---- template code ---- */

/* Ends what was emitted for the tag: nothing at all, or something on its line. */
static void finish_tag(TemplateState *t, size_t mark, size_t end) {
    if (t->out->len == mark)
        leave_out(t, end);
    else
        template_skip(t, end);
}

/* `[x]({{ site.url }})` leads home. */
static bool is_whole_target(const TemplateState *t, size_t end) {
    return t->out->len && t->out->p[t->out->len - 1] == '(' && str_starts(str_skip(t->text, end), STR(")"));
}

static void resolve_value(TemplateState *t, const TemplateTag *tag) {
    template_copy(t);
    size_t mark = t->out->len;
    if (!template_value_add(t->host, tag, t->out)) {
        Str kind = {tag->name.p, (size_t)(tag->args.p + tag->args.len - tag->name.p)};
        tell(t, kind, "nothing is known of it; it is left out");
    } else if (t->out->len == mark && is_whole_target(t, tag->end)) {
        buf_add_char(t->out, '/');
    }
    finish_tag(t, mark, tag->end);
}

static void resolve_pair(TemplateState *t, const TemplateTag *tag, const TemplatePair *pair) {
    if (pair->kind == TEMPLATE_HIGHLIGHT) {
        template_highlight_open(t, tag, pair);
        return;
    }
    if (pair->kind != TEMPLATE_COMMENT) tell(t, tag->name, "it is left out with what it encloses");
    leave_out(t, pair->end);
}

/* True for tags that are meant to be closed and are not: their pair would have been found. */
static bool is_unclosed(const TemplateTag *tag) {
    static const Str names[] = {STR("raw"),    STR("highlight"), STR("comment"), STR("for"),
                                STR("unless"), STR("case"),      STR("capture"), STR("if")};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (tag->form == TEMPLATE_WORD && str_eq(tag->name, names[i])) return true;
    return false;
}

static void resolve_tag(TemplateState *t, const TemplateTag *tag) {
    Str name;
    template_copy(t);
    size_t mark = t->out->len;
    if (template_value_names_page(tag, &name)) {
        template_value_page(t->host, name, t->out);
    } else if (!template_link_add(t->host, tag, t->code.html, t->out) && !tag->closes) {
        tell(t, tag->name,
             is_unclosed(tag) ? "nothing closes it; only the tag is left out" : "only the tag is left out");
    }
    finish_tag(t, mark, tag->end);
}

/* A short-code that is shown. Its `<` must not begin HTML, outside code. */
static void add_escaped(TemplateState *t, const TemplateTag *tag) {
    bool code = t->code_line || t->at < t->code_end;
    template_copy(t);
    bool angle = t->text.p[tag->start + 2] == '<';
    bool html = tag->args.len && (ascii_alpha(tag->args.p[0]) || tag->args.p[0] == '/');
    buf_add(t->out, angle && html && !code ? STR("{{\\") : STR("{{"));
    buf_add_char(t->out, angle ? '<' : '%');
    buf_add(t->out, tag->args);
    buf_add(t->out, angle ? STR(">}}") : STR("%}}"));
    t->at = t->copied = tag->end;
}

static bool is_escaped_at(Str text, size_t at) {
    Str s = str_slice(text, at, at + 5);
    return str_eq(s, STR("{{</*")) || str_eq(s, STR("{{%/*"));
}

/* The `{` at t->at. False when it is text. */
static bool take_template(TemplateState *t) {
    TemplateTag tag;
    bool code = t->code_line || t->at < t->code_end;
    const TemplatePair *pair = template_pair_at(&t->pairs, t->at);
    if (pair && pair->kind == TEMPLATE_RAW) {
        t->raw = pair;
        leave_out(t, pair->inside);
        return true;
    }
    if (code && !is_escaped_at(t->text, t->at)) return false;
    if (!template_tag_read(&t->reader, t->at, &tag)) {
        if (t->reader.cut)
            tell(t, str_slice(t->text, t->at, t->at + 2), "its end is more than 8192 bytes away; it is text");
        return false;
    }
    if (t->highlight && tag.end > t->highlight->close) return false;
    if (tag.form == TEMPLATE_ESCAPED)
        add_escaped(t, &tag);
    else if (pair)
        resolve_pair(t, &tag, pair);
    else if (tag.form == TEMPLATE_VALUE || tag.form == TEMPLATE_LITERAL)
        resolve_value(t, &tag);
    else
        resolve_tag(t, &tag);
    return true;
}

/* ---- lines ---- */

/* Takes what begins at t->at: a byte of text or more. */
static void take(TemplateState *t) {
    char c = t->text.p[t->at];
    if (t->highlight && t->at == t->highlight->close) {
        template_highlight_close(t);
        return;
    }
    if (t->raw && t->at == t->raw->close) {
        leave_out(t, t->raw->end);
        t->raw = NULL;
        return;
    }
    if (c == '{' && !t->raw && take_template(t)) return;
    if (c == '\\' && str_starts(str_skip(t->text, t->at + 1), STR("`"))) t->at++;
    bool text = !t->code_line && t->at >= t->code_end;
    if (text && c == '`') t->code_end = template_code_span(&t->ticks, t->text, t->at);
    if (text && c == '<') take_html(t);
    t->at++;
}

static void pay(TemplateState *t) {
    if (t->owed > 0) {
        buf_add_repeat(t->out, '\n', (size_t)t->owed);
        t->owed = 0;
    }
}

/* Reads the blocks of a line. False when it is a blank one that makes up for a line break too many. */
static bool read_blocks(TemplateState *t, Str line) {
    bool open = t->code.paragraph || t->code.html, code = t->code_line;
    TemplateLine read = template_code_line(&t->code, line);
    t->margin = t->line + read.margin;
    t->content = t->line + read.content;
    t->code_line = read.kind == TEMPLATE_LINE_OF_CODE;
    if (read.kind == TEMPLATE_BLANK && t->owed < 0 && !open) {
        t->owed++;
        return false;
    }
    if (!read.continues && !(code && t->code_line)) pay(t);
    return true;
}

/* Reads what the line begins with. False for a line that is not taken over at all. */
static bool begin_line(TemplateState *t, Str line) {
    t->line = t->margin = t->content = t->at;
    t->left_out = false;
    template_copy(t);
    if (t->highlight || t->at < t->code_end)
        t->code_line = false;
    else if (!read_blocks(t, line))
        return false;
    t->out_line = t->out->len;
    t->at = t->content;
    template_copy(t);
    t->out_text = t->out->len;
    if (t->highlight) template_highlight_line(t, line);
    return true;
}

/* Takes over the line's end. A line from which something was left out and that is empty then does not come
 * in code; in a block of HTML, which a blank line would end, it becomes a comment. */
static void end_line(TemplateState *t) {
    template_copy(t);
    size_t next = t->at + (t->at < t->text.len);
    if (!t->left_out || !template_line_empty(t)) {
        t->at = next;
    } else if (t->code_line || t->line < t->code_end) {
        buf_truncate(t->out, t->out_line);
        template_skip(t, next);
    } else {
        if (t->code.html)
            buf_add(t->out, STR("<!---->"));
        else
            template_code_break(&t->code);
        t->at = next;
    }
}

static void read_line(TemplateState *t) {
    Str rest = str_skip(t->text, t->at);
    Str line = str_head(rest, str_find(rest, '\n'));
    if (!begin_line(t, line)) {
        t->at += line.len + (line.len < rest.len);
        t->copied = t->at;
        return;
    }
    while (t->at < t->text.len && t->text.p[t->at] != '\n')
        take(t);
    end_line(t);
}

static bool has_template_code(Str text) {
    for (size_t at = 0, found; (found = str_find(str_skip(text, at), '{')) != STR_NONE;) {
        at += found + 1;
        if (at < text.len && (text.p[at] == '{' || text.p[at] == '%')) return true;
    }
    return false;
}

bool template_resolve(Str text, const TemplateHost *host, Buf *out) {
    if (!has_template_code(text)) return false;
    TemplateState t = {.text = text, .host = host, .out = out, .lines = lines_start(text, host->line)};
    template_tag_start(&t.reader, text);
    template_pair_find(text, &t.pairs);
    while (t.at < text.len)
        read_line(&t);
    template_copy(&t);
    pay(&t);
    template_pair_free(&t.pairs);
    return true;
}

/* template_highlight: see the header. The fence is longer than any run of backticks in the content. */
#include "doc/template_highlight.h"

#define FENCE_MIN 3

static size_t longest_run(Str s) {
    size_t longest = 0, run = 0;
    for (size_t i = 0; i < s.len; i++) {
        run = s.p[i] == '`' ? run + 1 : 0;
        if (run > longest) longest = run;
    }
    return longest;
}

/* What keeps a line in the quotes and items in which the block began. */
static void add_prefix(TemplateState *t) {
    for (size_t i = 0; i < t->prefix.len; i++) {
        char c = t->prefix.p[i];
        buf_add_char(t->out, c == '>' || c == '\t' ? c : ' ');
    }
}

/* A line that the text does not have. */
static void add_line(TemplateState *t) {
    buf_add_char(t->out, '\n');
    t->owed--;
    t->out_line = t->out->len;
    add_prefix(t);
    t->out_text = t->out->len;
}

static void add_span(TemplateState *t, Str content) {
    size_t ticks = longest_run(content) + 1;
    bool pad = content.p[0] == '`' || str_ends(content, STR("`"));
    buf_add_repeat(t->out, '`', ticks);
    if (pad) buf_add_char(t->out, ' ');
    buf_add(t->out, content);
    if (pad) buf_add_char(t->out, ' ');
    buf_add_repeat(t->out, '`', ticks);
}

static void add_language(TemplateState *t, Str args) {
    Str language = template_arg_named(args, STR("lang"));
    if (!language.len) language = template_arg_at(args, 0);
    for (size_t i = 0; i < language.len && !ascii_space(language.p[i]); i++)
        if (language.p[i] != '`') buf_add_char(t->out, language.p[i]);
}

/* The bytes of the block's indent at the start of a line, or STR_NONE when it has less. */
static size_t indent_length(const TemplateState *t, Str line) {
    size_t i = 0;
    while (i < t->indent.len && i < line.len && (line.p[i] == t->indent.p[i] || line.p[i] == ' '))
        i++;
    if (i == t->indent.len) return i;
    return i < line.len && line.p[i] == '\t' ? i + 1 : STR_NONE;
}

/* True when all lines of the content behind the first have the indent: else it was not indented at all. */
static bool is_indented(const TemplateState *t, Str content) {
    Str line;
    str_line(&content, &line);
    while (str_line(&content, &line))
        if (str_trim(line).len && indent_length(t, line) == STR_NONE) return false;
    return true;
}

/* Where the line's text can begin: its own indent could keep a fence from being one. In a block of HTML it
 * would be text, so a blank line ends that. */
static void begin_fence(TemplateState *t) {
    size_t margin = t->margin - t->line;
    if (!template_line_empty(t))
        add_line(t);
    else if (t->out->len > t->out_line + margin)
        buf_truncate(t->out, t->out_line + margin);
    if (t->code.html) add_line(t);
}

void template_highlight_open(TemplateState *t, const TemplateTag *tag, const TemplatePair *pair) {
    Str content = str_slice(t->text, tag->end, pair->close);
    size_t first = str_find(content, '\n');
    template_copy(t);
    if (first == STR_NONE) {
        if (str_trim(content).len) add_span(t, str_trim(content));
        t->left_out = true;
        template_skip(t, pair->end);
        return;
    }
    t->prefix = str_slice(t->text, t->line, t->margin);
    t->indent = str_slice(t->text, t->line, t->content);
    t->indents = is_indented(t, content);
    begin_fence(t);
    t->fence = longest_run(content) + 1;
    if (t->fence < FENCE_MIN) t->fence = FENCE_MIN;
    buf_add_repeat(t->out, '`', t->fence);
    add_language(t, tag->args);
    t->highlight = pair;
    t->code_end = pair->close;
    bool alone = str_trim(str_head(content, first)).len == 0;
    if (!alone) add_line(t);
    template_skip(t, alone ? tag->end + first : tag->end);
    if (alone) t->left_out = false;
}

void template_highlight_line(TemplateState *t, Str line) {
    line = str_head(line, t->highlight->close - t->at);
    if (str_trim(line).len == 0) return;
    add_prefix(t);
    if (t->indents) t->at = t->copied = t->at + indent_length(t, line);
}

void template_highlight_close(TemplateState *t) {
    template_copy(t);
    bool open = template_line_empty(t);
    if (open) {
        buf_truncate(t->out, t->out_line);
        add_prefix(t);
    } else {
        add_line(t);
    }
    buf_add_repeat(t->out, '`', t->fence);
    size_t end = t->highlight->end;
    t->highlight = NULL;
    template_code_break(&t->code);
    template_skip(t, end);
    Str rest = str_skip(t->text, end);
    if (str_trim(str_head(rest, str_find(rest, '\n'))).len == 0) return;
    add_line(t);
    while (t->text.p[t->at] == ' ' || t->text.p[t->at] == '\t')
        t->at++;
    t->copied = t->at;
    t->code.paragraph = true;
}

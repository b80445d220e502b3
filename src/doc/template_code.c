#include "doc/template_code.h"

#include "doc/list_mark.h"

#include <string.h>

#define CODE_INDENT 4 /* columns that make a line code */

/* A place in a line. */
typedef struct Cursor {
    Str line;
    size_t at;
    uint32_t column;
    uint32_t rest; /* columns of the TAB before `at` that are not consumed */
} Cursor;

static char char_at(Str s, size_t i) {
    return i < s.len ? s.p[i] : '\n';
}

static uint32_t tab_width(char c, uint32_t column) {
    return c == '\t' ? CODE_INDENT - column % CODE_INDENT : 1;
}

/* The columns of blanks at the cursor. */
static uint32_t indent_of(const Cursor *c) {
    uint32_t column = c->column + c->rest;
    for (size_t i = c->at; ascii_blank(char_at(c->line, i)); i++)
        column += tab_width(c->line.p[i], column);
    return column - c->column;
}

/* Consumes up to `columns` columns of blanks. */
static void skip_columns(Cursor *c, uint32_t columns) {
    while (columns) {
        if (!c->rest) {
            if (!ascii_blank(char_at(c->line, c->at))) return;
            c->rest = tab_width(c->line.p[c->at++], c->column);
        }
        uint32_t n = columns < c->rest ? columns : c->rest;
        c->rest -= n;
        c->column += n;
        columns -= n;
    }
}

static char peek(const Cursor *c) {
    return char_at(c->line, c->at);
}

static bool is_rest_blank(const Cursor *c) {
    return str_trim(str_skip(c->line, c->at)).len == 0;
}

static bool take_quote(Cursor *c) {
    Cursor ahead = *c;
    if (indent_of(c) >= CODE_INDENT) return false;
    skip_columns(&ahead, CODE_INDENT);
    if (peek(&ahead) != '>') return false;
    ahead.at++;
    ahead.column++;
    skip_columns(&ahead, 1);
    *c = ahead;
    return true;
}

/* How many of the open blocks the line goes on with; moves the cursor behind their marks. */
static unsigned match_blocks(const TemplateCode *code, Cursor *c) {
    for (unsigned i = 0; i < code->depth; i++) {
        uint32_t width = code->blocks[i].width;
        if (width == 0) {
            if (!take_quote(c)) return i;
        } else if (!is_rest_blank(c)) {
            if (indent_of(c) < width) return i;
            skip_columns(c, width);
        }
    }
    return code->depth;
}

/* Nothing but one character, three times or more, and blanks: a thematic break. */
static bool is_rule(Str s) {
    size_t n = 0;
    char c = char_at(s, 0);
    if (c != '*' && c != '-' && c != '_') return false;
    for (size_t i = 0; i < s.len; i++) {
        if (s.p[i] == c)
            n++;
        else if (!ascii_blank(s.p[i]))
            return false;
    }
    return n >= 3;
}

/* Takes a list mark and the blanks behind it. */
static bool take_item(const TemplateCode *code, Cursor *c, bool in_paragraph, TemplateBlock *block) {
    uint32_t indent = indent_of(c);
    Cursor ahead = *c;
    skip_columns(&ahead, CODE_INDENT);
    Str s = str_skip(c->line, ahead.at);
    uint32_t mark = (uint32_t)list_mark(s);
    if (indent >= CODE_INDENT || !mark || is_rule(s) || code->depth == TEMPLATE_DEPTH_MAX) return false;
    if (in_paragraph && !list_mark_interrupts(s, mark)) return false;
    ahead.at += mark;
    ahead.column += mark;
    uint32_t blanks = indent_of(&ahead);
    if (blanks > CODE_INDENT || is_rest_blank(&ahead)) blanks = 1;
    skip_columns(&ahead, blanks);
    block->width = indent + mark + blanks;
    *c = ahead;
    return true;
}

/* Opens the quotes and items that begin in the line. True when one did. */
static bool open_blocks(TemplateCode *code, Cursor *c, unsigned matched) {
    bool any = false;
    while (code->depth <= TEMPLATE_DEPTH_MAX) {
        TemplateBlock block = {0};
        Cursor before = *c;
        bool in_paragraph = code->paragraph && !any && matched == code->depth;
        if (!take_quote(c) && !take_item(code, c, in_paragraph, &block)) return any;
        if (!any) code->depth = matched;
        if (code->depth == TEMPLATE_DEPTH_MAX) {
            *c = before;
            return any;
        }
        code->blocks[code->depth++] = block;
        any = true;
    }
    return any;
}

/* The length of the fence that opens a code block at the start of s, or 0. */
static size_t opens_fence(Str s) {
    char c = char_at(s, 0);
    if (c != '`' && c != '~') return 0;
    size_t n = str_run(s, c);
    return n >= 3 && (c == '~' || str_find(str_skip(s, n), '`') == STR_NONE) ? n : 0;
}

static bool closes_fence(const TemplateCode *code, const Cursor *c) {
    Str s = str_trim(str_skip(c->line, c->at));
    size_t n = str_run(s, code->fence);
    return indent_of(c) < CODE_INDENT && n >= code->fence_len && n == s.len;
}

static bool is_heading(Str s) {
    size_t n = str_run(s, '#');
    return n >= 1 && n <= 6 && (ascii_blank(char_at(s, n)) || char_at(s, n) == '\n');
}

/* True for a line that begins like HTML: a tag's name with a blank, a `>` or nothing behind it. */
static bool is_html(Str s) {
    size_t i = 1;
    if (char_at(s, 0) != '<') return false;
    if (char_at(s, i) == '/') i++;
    if (!ascii_alpha(char_at(s, i))) return char_at(s, i) == '!';
    while (ascii_alnum(char_at(s, i)) || char_at(s, i) == '-')
        i++;
    char c = char_at(s, i);
    return ascii_blank(c) || c == '\n' || c == '>' || c == '/';
}

void template_code_break(TemplateCode *code) {
    code->paragraph = code->html = false;
}

static TemplateLineKind code_line(TemplateCode *code) {
    template_code_break(code);
    return TEMPLATE_LINE_OF_CODE;
}

/* A line whose text begins at the cursor, behind its indent. */
static TemplateLine text_line(TemplateCode *code, const Cursor *c, size_t margin, bool continues) {
    Str s = str_skip(c->line, c->at);
    TemplateLine line = {TEMPLATE_TEXT, margin, c->at, continues};
    size_t fence = code->html && continues ? 0 : opens_fence(s);
    if (fence) {
        code->fence = s.p[0];
        code->fence_len = fence;
        code->fence_depth = code->depth;
        line.kind = code_line(code);
        line.continues = false;
        return line;
    }
    if (is_heading(s) || is_rule(s)) {
        line.continues = code->html && continues;
        code->paragraph = false;
        return line;
    }
    if (!code->paragraph && !code->html) code->html = is_html(s);
    code->paragraph = true;
    return line;
}

/* A line in a fence, which a closing one ends wherever it stands: md4c forgives an author who did not indent
 * it. False when the line ends the blocks that the fence stands in. */
static bool is_fenced(TemplateCode *code, const Cursor *c, unsigned matched) {
    bool closes = closes_fence(code, c);
    bool inside = closes || matched >= code->fence_depth;
    if (closes || !inside) code->fence = 0;
    if (closes && matched < code->depth) code->depth = matched;
    return inside;
}

/* True for what ends a paragraph and a block that is open only through it. md4c takes a fence for one however
 * far it is indented. */
static bool is_interruption(Str s, bool deep) {
    return opens_fence(s) || (!deep && (is_heading(s) || is_rule(s)));
}

TemplateLine template_code_line(TemplateCode *code, Str line) {
    Cursor c = {.line = line};
    unsigned matched = match_blocks(code, &c);
    bool broken = code->fence != 0; /* md4c has no indented code right behind a fence that was never closed */
    if (code->fence && is_fenced(code, &c, matched))
        return (TemplateLine){code_line(code), c.at, c.at, false};
    if (is_rest_blank(&c)) {
        code->depth = matched;
        template_code_break(code);
        return (TemplateLine){TEMPLATE_BLANK, line.len, line.len, false};
    }
    bool fresh = open_blocks(code, &c, matched);
    if (fresh) template_code_break(code);
    if (is_rest_blank(&c)) return (TemplateLine){TEMPLATE_TEXT, c.at, c.at, false};
    bool goes_on = code->paragraph || code->html;
    uint32_t indent = indent_of(&c);
    size_t margin = c.at;
    bool deep = indent >= CODE_INDENT;
    if (deep && !goes_on && (fresh || !broken)) {
        if (!fresh) code->depth = matched;
        return (TemplateLine){code_line(code), c.at, c.at, false};
    }
    skip_columns(&c, indent);
    Str text = str_skip(line, c.at);
    bool lazy = code->paragraph && !is_interruption(text, deep);
    if (!fresh && matched < code->depth && !lazy) {
        code->depth = matched;
        template_code_break(code);
        goes_on = false;
    }
    if (deep && !opens_fence(text)) return (TemplateLine){TEMPLATE_TEXT, margin, c.at, goes_on};
    return text_line(code, &c, margin, goes_on);
}

/* ---- code spans ---- */

/* True when the line at `at` cannot go on with a paragraph. */
static bool ends_paragraph(Str text, size_t at) {
    while (ascii_blank(char_at(text, at)) || char_at(text, at) == '>')
        at++;
    Str rest = str_skip(text, at);
    Str line = str_head(rest, str_find(rest, '\n'));
    if (line.len == 0 || line.p[0] == '|' || is_interruption(line, false)) return true;
    size_t mark = list_mark(line);
    return mark != 0 && mark < line.len;
}

size_t template_code_span(TemplateTicks *ticks, Str text, size_t at) {
    size_t n = str_run(str_skip(text, at), '`');
    size_t open = at + n, end = open;
    if (n > TEMPLATE_TICKS_MAX) return open;
    bool known = at < ticks->until;
    if (known && ticks->last[n] < open) return open;
    if (!known) memset(ticks->last, 0, sizeof ticks->last);
    while (end < text.len) {
        char c = text.p[end];
        if (c == '\n' && ends_paragraph(text, end + 1)) break;
        size_t run = c == '`' ? str_run(str_skip(text, end), '`') : 0;
        if (run == n) return end + run;
        if (run && run <= TEMPLATE_TICKS_MAX && !known) ticks->last[run] = end;
        end += run ? run : 1;
    }
    ticks->until = end;
    return open;
}

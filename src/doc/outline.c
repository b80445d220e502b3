/* Outline: see the header. */
#include "doc/outline.h"

#include "doc/lines.h"
#include "doc/list_mark.h"

#include <string.h>

enum { CODE_INDENT = 4 };

Outline outline_start(Str text) {
    return (Outline){.text = text, .single = STR_NONE};
}

/* A place within a line. */
typedef struct Place {
    size_t at;
    uint32_t column;
} Place;

static Place skip_blanks(const Outline *o, Place p, size_t end) {
    for (; p.at < end && ascii_blank(o->text.p[p.at]); p.at++)
        p.column = lines_column(o->text.p[p.at], p.column);
    return p;
}

static char byte_at(const Outline *o, size_t at, size_t end) {
    return at < end ? o->text.p[at] : '\n';
}

/* Behind a `>` at p: one blank belongs to the mark. */
static Place skip_quote(const Outline *o, Place p, size_t end, uint32_t *base) {
    p.at++;
    p.column++;
    *base = p.column + ascii_blank(byte_at(o, p.at, end));
    return p;
}

/* Follows the containers that are open into the line. Returns how many of them it has. */
static uint32_t match(const Outline *o, OutlineLine *line, Place *p) {
    uint32_t i = 0;
    for (; i < o->depth; i++) {
        Place text = skip_blanks(o, *p, line->end);
        if (o->stack[i].kind != CONTAINER_QUOTE) {
            if (text.at < line->end && text.column < o->stack[i].column) break;
            if (text.at < line->end) line->base = o->stack[i].column;
            continue;
        }
        if (byte_at(o, text.at, line->end) != '>' || text.column >= line->base + CODE_INDENT) break;
        *p = skip_quote(o, text, line->end, &line->base);
    }
    return i;
}

static bool all_of(const Outline *o, size_t at, size_t end, char c, size_t least) {
    size_t n = 0;
    for (; at < end; at++) {
        if (o->text.p[at] == c)
            n++;
        else if (!ascii_blank(o->text.p[at]))
            return false;
    }
    return n >= least;
}

static bool is_rule(const Outline *o, size_t at, size_t end) {
    char c = byte_at(o, at, end);
    return (c == '-' || c == '*' || c == '_') && all_of(o, at, end, c, 3);
}

/* The line under a heading. */
static bool is_underline(const Outline *o, size_t at, size_t end) {
    char c = byte_at(o, at, end);
    Str s = str_trim_right(str_slice(o->text, at, end));
    return (c == '-' || c == '=') && str_find(s, ' ') == STR_NONE && all_of(o, at, end, c, 1);
}

static bool is_heading(const Outline *o, size_t at, size_t end) {
    size_t n = 0;
    while (n < 7 && byte_at(o, at + n, end) == '#')
        n++;
    return n > 0 && n < 7 && (at + n >= end || ascii_blank(o->text.p[at + n]));
}

/* The length of the list mark at `at`, or 0. Only some may interrupt a paragraph. */
static size_t mark_length(const Outline *o, size_t at, size_t end, bool interrupts) {
    Str line = str_slice(o->text, at, end);
    size_t n = list_mark(line);
    return interrupts && n && !list_mark_interrupts(line, n) ? 0 : n;
}

/* `: text` with a word in it: a smile in brackets of its own, or a row of dashes, is none. */
static bool is_definition(const Outline *o, size_t at, size_t end) {
    if (byte_at(o, at, end) != ':' || !ascii_blank(byte_at(o, at + 1, end))) return false;
    return str_has_word(str_slice(o->text, at + 2, end));
}

/* A term begins with a letter, a digit or markup. */
static size_t as_term(const Outline *o, size_t at) {
    char c = o->text.p[at];
    bool good = ascii_alnum(c) || (unsigned char)c >= 0x80 || memchr("*_`[<!\\\"'($~", c, 13);
    return good ? at : STR_NONE;
}

/* Where the terms begin that a definition in the line at `start` explains, of whose containers `matched` are
 * open; STR_NONE: it has none, so it is text. */
static size_t find_term(const Outline *o, uint32_t matched, size_t start) {
    if (matched < o->depth) return o->stack[matched].kind == CONTAINER_DEFINITION ? start : STR_NONE;
    if (o->single != STR_NONE && o->single_depth == matched) return as_term(o, o->single);
    if (!o->paragraph || o->paragraph > OUTLINE_TERMS_MAX) return STR_NONE;
    Str terms = str_slice(o->text, o->paragraph_start, start);
    bool table = o->paragraph > 1 && str_find(terms, '|') != STR_NONE;
    return table ? STR_NONE : as_term(o, o->paragraph_start);
}

static void push(Outline *o, ContainerKind kind, uint32_t column) {
    o->stack[o->depth++] = (OutlineContainer){(uint8_t)kind, column};
    o->paragraph = 0;
}

/* Behind a list mark of n bytes at p; the item's content begins at the first text, or right behind the mark
 * when code follows or nothing. */
static Place enter_item(Outline *o, Place p, size_t end, size_t n) {
    ContainerKind kind = o->text.p[p.at] == ':' ? CONTAINER_DEFINITION : CONTAINER_ITEM;
    p.at += n;
    p.column += (uint32_t)n;
    Place text = skip_blanks(o, p, end);
    bool near = text.at < end && text.column <= p.column + CODE_INDENT;
    push(o, kind, near ? text.column : p.column + 1);
    return p;
}

/* Opens the containers that begin in the line. Leaves *p behind their marks. */
static void open_containers(Outline *o, OutlineLine *line, Place *p, uint32_t matched) {
    while (!o->verbatim && o->depth < OUTLINE_DEPTH) {
        Place text = skip_blanks(o, *p, line->end);
        if (text.at >= line->end || text.column >= line->base + CODE_INDENT) return;
        bool interrupts = o->paragraph && !line->marks && matched == o->depth;
        size_t term = STR_NONE;
        if (!line->marks && is_definition(o, text.at, line->end)) term = find_term(o, matched, line->start);
        size_t n = is_rule(o, text.at, line->end) ? 0 : mark_length(o, text.at, line->end, interrupts);
        bool quote = o->text.p[text.at] == '>';
        if (!n && !quote && term == STR_NONE) return;
        if (!line->marks) o->depth = matched;
        if (term != STR_NONE) {
            line->term = term;
            line->mark = text.at;
            n = 1;
        }
        if (quote) {
            *p = skip_quote(o, text, line->end, &line->base);
            push(o, CONTAINER_QUOTE, 0);
        } else {
            *p = enter_item(o, text, line->end, n);
            line->base = o->stack[o->depth - 1].column;
        }
        line->marks = true;
    }
}

static bool starts_nocase(Str s, Str prefix) {
    return str_eq_nocase(str_head(s, prefix.len), prefix);
}

/* Whether a tag whose name s begins with starts a block wherever it stands. Of two names md4c sees only the
 * shorter one when it begins the other: `thead`, `header`, `link` and others need a line of their own, and so
 * do h2 to h6, which it does not know. */
static bool begins_block(Str s) {
    static const Str names[] = {
        STR("address"), STR("article"), STR("aside"),    STR("base"),    STR("blockquote"), STR("body"),
        STR("caption"), STR("center"),  STR("col"),      STR("dd"),      STR("details"),    STR("dialog"),
        STR("dir"),     STR("div"),     STR("dl"),       STR("dt"),      STR("fieldset"),   STR("figcaption"),
        STR("figure"),  STR("footer"),  STR("form"),     STR("frame"),   STR("h1"),         STR("head"),
        STR("hr"),      STR("html"),    STR("iframe"),   STR("legend"),  STR("li"),         STR("main"),
        STR("menu"),    STR("nav"),     STR("noframes"), STR("ol"),      STR("optgroup"),   STR("option"),
        STR("p"),       STR("section"), STR("source"),   STR("summary"), STR("table"),      STR("tbody"),
        STR("td"),      STR("tfoot"),   STR("th"),       STR("title"),   STR("tr"),         STR("ul"),
    };
    size_t n = 0;
    while (n < s.len && ascii_alnum(s.p[n]))
        n++;
    Str rest = str_skip(s, n);
    bool ends = !rest.len || ascii_blank(rest.p[0]) || rest.p[0] == '>' || str_starts(rest, STR("/>"));
    for (size_t i = 0; i < sizeof names / sizeof *names && ends; i++)
        if (str_eq_nocase(str_head(s, n), names[i])) return true;
    return false;
}

/* What ends the HTML block that s begins, "" for a blank line; NULL when it begins none. *ahead: the kind of
 * what has to follow, since the block would hide all that comes. */
static const char *html_start(Str s, bool in_paragraph, AheadKind *ahead) {
    *ahead = AHEAD_KINDS;
    if (s.len < 2 || s.p[0] != '<') return NULL;
    if (str_starts(s, STR("<!--"))) return *ahead = AHEAD_COMMENT, "-->";
    if (str_starts(s, STR("<![CDATA["))) return "]]>";
    if (str_starts(s, STR("<?"))) return "?>";
    if (s.p[1] == '!' && s.len > 2 && ascii_alpha(s.p[2])) return ">";
    if (starts_nocase(s, STR("<script"))) return *ahead = AHEAD_SCRIPT, "</script>";
    if (starts_nocase(s, STR("<style"))) return *ahead = AHEAD_STYLE, "</style>";
    if (starts_nocase(s, STR("<pre"))) return "</pre>";
    Str name = str_skip(s, 1 + (s.p[1] == '/'));
    if (!name.len || !ascii_alpha(name.p[0])) return NULL;
    if (begins_block(name)) return "";
    s = str_trim_right(s);
    bool alone = str_find(s, '>') == s.len - 1;
    return alone && !in_paragraph ? "" : NULL;
}

static bool holds_nocase(Str s, Str needle) {
    for (size_t i; (i = str_find(s, needle.p[0])) != STR_NONE; s = str_skip(s, i + 1))
        if (starts_nocase(str_skip(s, i), needle)) return true;
    return false;
}

/* What ends one of `script`, `style` and `pre` ends any of them. */
static bool html_ends(Str s, const char *end) {
    if (end[0] != '<') return holds_nocase(s, str_of(end));
    return holds_nocase(s, STR("</script>")) || holds_nocase(s, STR("</style>")) ||
           holds_nocase(s, STR("</pre>"));
}

static bool is_ahead(Outline *o, AheadKind kind, size_t at) {
    return html_ahead(&o->ahead, kind, o->text.p + at, o->text.p + o->text.len) != NULL;
}

/* Whether the `pre` or `textarea` that is open ends behind `at` before another one begins. */
static bool is_kept(Outline *o, size_t at) {
    if (!o->verbatim_end) return false;
    const char *from = o->text.p + at, *end = o->text.p + o->text.len;
    const char *close = html_ahead(&o->ahead, o->verbatim_end, from, end);
    const char *open = html_ahead(&o->ahead, o->verbatim_end - 1, from, end);
    return close && (!open || close < open);
}

/* A line of an HTML block that a blank line ends: what it leaves open. */
static void follow_verbatim(Outline *o, size_t at, size_t end) {
    Str s = str_slice(o->text, at, end);
    for (size_t i; (i = str_find(s, '<')) != STR_NONE; s = str_skip(s, i + 1)) {
        Str tag = str_skip(s, i);
        if (starts_nocase(tag, STR("</pre")) || starts_nocase(tag, STR("</textarea")))
            o->verbatim_end = 0;
        else if (starts_nocase(tag, STR("<pre")))
            o->verbatim_end = AHEAD_PRE_END;
        else if (starts_nocase(tag, STR("<textarea")))
            o->verbatim_end = AHEAD_AREA_END;
    }
}

/* A line of the fenced code that is open: ends it if it is the closing fence. */
static void take_fenced(Outline *o, size_t at, const OutlineLine *line) {
    size_t n = 0;
    while (byte_at(o, at + n, line->end) == o->fence)
        n++;
    bool alone = !str_trim(str_slice(o->text, at + n, line->end)).len;
    if (line->indent < CODE_INDENT && n >= o->fence_len && alone) o->fence = 0;
}

static bool start_fence(Outline *o, size_t at, size_t end) {
    char c = byte_at(o, at, end);
    if (c != '`' && c != '~') return false;
    size_t n = 0;
    while (byte_at(o, at + n, end) == c)
        n++;
    if (n < 3 || (c == '`' && str_find(str_slice(o->text, at + n, end), '`') != STR_NONE)) return false;
    o->fence = c;
    o->fence_len = n;
    return true;
}

/* Goes on with the code or HTML block that is open. False when there is none, or this line ends it from
 * outside. */
static bool take_raw(Outline *o, OutlineLine *line, uint32_t matched) {
    if (!o->fence && !o->html_end) return false;
    bool soft = o->html_end && !*o->html_end;
    line->kept = soft && line->blank && matched >= o->raw_depth && is_kept(o, line->end);
    if (matched < o->raw_depth || (soft && line->blank && !line->kept)) {
        o->fence = 0;
        o->html_end = NULL;
        return false;
    }
    o->depth = matched;
    if (o->fence) {
        take_fenced(o, line->content, line);
    } else if (*o->html_end) {
        Str s = str_slice(o->text, line->content, line->end);
        if (html_ends(s, o->html_end)) o->html_end = NULL;
    } else {
        follow_verbatim(o, line->content, line->end);
    }
    line->raw = true;
    return true;
}

/* What the text of a line begins, containers apart. True: a block of its own. */
static bool take_block(Outline *o, OutlineLine *line) {
    if (o->verbatim || line->indent >= CODE_INDENT) return false;
    size_t at = line->content;
    AheadKind ahead;
    const char *html = html_start(str_slice(o->text, at, line->end), o->paragraph > 0, &ahead);
    line->unclosed = html && ahead != AHEAD_KINDS && !is_ahead(o, ahead, at);
    if (line->unclosed) return false;
    bool under = o->paragraph && !line->lazy && is_underline(o, at, line->end);
    if (html || start_fence(o, at, line->end)) {
        o->raw_depth = o->depth;
        line->raw = true;
        bool ends = html && *html && html_ends(str_slice(o->text, at + 2, line->end), html);
        o->html_end = ends ? NULL : html;
        o->verbatim_end = 0;
        if (html && !*html) follow_verbatim(o, at, line->end);
        return true;
    }
    line->leaf = under || is_heading(o, at, line->end) || is_rule(o, at, line->end);
    return line->leaf;
}

/* The text of a line that stands in no code and is not blank. */
static void take_text(Outline *o, OutlineLine *line, uint32_t matched) {
    line->lazy = !line->marks && matched < o->depth && o->paragraph > 0;
    uint32_t lines = o->paragraph;
    if (!line->marks && !line->lazy) o->depth = matched;
    if (take_block(o, line)) {
        if (line->lazy) o->depth = o->raw_depth = matched;
        line->paragraph = line->leaf && !line->marks ? lines : 0;
        o->paragraph = 0;
        line->lazy = false;
        return;
    }
    if (!o->paragraph && line->indent >= CODE_INDENT && !o->verbatim) {
        line->raw = true;
        return;
    }
    if (!o->paragraph) o->paragraph_start = line->content;
    line->paragraph = o->paragraph++;
}

static void take_blank(Outline *o, OutlineLine *line, uint32_t matched) {
    bool single = o->paragraph == 1 && matched == o->depth;
    o->single = single ? o->paragraph_start : STR_NONE;
    o->single_depth = matched;
    o->depth = matched;
    o->paragraph = 0;
    line->depth = matched;
}

/* The common line: words outside of all containers and blocks. */
static bool take_words(Outline *o, OutlineLine *line) {
    if (o->depth || o->fence || o->html_end || !ascii_alpha(o->text.p[line->start])) return false;
    line->blanks = line->content = line->start;
    line->paragraph = o->paragraph;
    if (!o->paragraph++) o->paragraph_start = line->start;
    o->single = STR_NONE;
    return true;
}

bool outline_next(Outline *o, OutlineLine *line) {
    if (o->at >= o->text.len) return false;
    const char *start = o->text.p + o->at;
    const char *newline = memchr(start, '\n', o->text.len - o->at);
    *line = (OutlineLine){.start = o->at, .term = STR_NONE};
    line->end = newline ? (size_t)(newline - o->text.p) : o->text.len;
    o->at = line->end + (newline != NULL);
    if (take_words(o, line)) return true;
    if (line->end == line->start && !o->depth && !o->fence && !o->html_end) {
        line->blanks = line->content = line->start;
        line->blank = true;
        take_blank(o, line, 0);
        return true;
    }

    Place p = {line->start, 0};
    uint32_t matched = match(o, line, &p);
    line->blanks = p.at;
    line->column = p.column;
    Place text = skip_blanks(o, p, line->end);
    line->content = text.at;
    line->blank = text.at >= line->end;
    line->indent = text.column > line->base ? text.column - line->base : 0;
    line->depth = matched;
    if (take_raw(o, line, matched)) return true;
    if (line->blank) {
        take_blank(o, line, matched);
        return true;
    }
    open_containers(o, line, &p, matched);
    text = skip_blanks(o, p, line->end);
    line->content = text.at;
    line->indent = text.column > line->base ? text.column - line->base : 0;
    o->single = STR_NONE;
    if (text.at < line->end) take_text(o, line, matched);
    line->depth = o->depth;
    return true;
}

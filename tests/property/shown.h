/* Shown: what a reader of a rendering sees, line by line. Parsers of gemtext, of a Gopher menu and of Gopher
 * text as their specifications have them; nothing of src/ is used. */
#ifndef LEDA_TESTS_PROPERTY_SHOWN_H
#define LEDA_TESTS_PROPERTY_SHOWN_H

#include "tokens.h"

#include <stdlib.h>

typedef enum { LINE_TEXT, LINE_HEADING, LINE_ITEM, LINE_QUOTE, LINE_PRE, LINE_FENCE, LINE_LINK } LineKind;

typedef struct Line {
    LineKind kind;
    unsigned level; /* `#` or `>` in front */
    Str whole;      /* the line */
    Str text;       /* what is left without the marks of its kind; a link's label, a fence's alt text */
    Str label;      /* `1.2.` in front of the text */
    Str url;        /* of a link */
} Line;

typedef struct Shown {
    Line *lines;
    uint32_t count, cap;
    Tokens tokens; /* at: the line */
} Shown;

static inline Line *shown_line(Shown *shown, LineKind kind, Str whole) {
    if (shown->count == shown->cap) {
        shown->cap = shown->cap ? shown->cap * 2 : 64;
        shown->lines = mem_grow(shown->lines, shown->cap, sizeof *shown->lines);
    }
    Line *line = &shown->lines[shown->count++];
    *line = (Line){.kind = kind, .whole = whole, .text = whole};
    return line;
}

/* Takes `1.2. ` off the text of a line. */
static inline void shown_label(Line *line) {
    size_t n = 0, end = 0;
    while (n < line->text.len && (ascii_digit(line->text.p[n]) || (n && line->text.p[n] == '.')))
        if (line->text.p[n++] == '.') end = n;
    if (end == 0 || end != n || (n < line->text.len && line->text.p[n] != ' ')) return;
    line->label = str_head(line->text, n);
    line->text = str_skip(line->text, n + 1);
}

/* The tokens of all lines. What a link line says counts where it is new: most repeat words of their block.
 * Letters behind a new word count where the line is a bare URL, which stands nowhere else then. */
static inline void shown_tokens(Shown *shown) {
    bool seen[WORDS_MAX] = {false};
    for (uint32_t i = 0; i < shown->count; i++) {
        const Line *line = &shown->lines[i];
        Str rest = line->text;
        Token token;
        if (line->kind == LINE_FENCE) continue;
        bool first = true, fresh = false, bare = str_starts(line->text, STR("http:"));
        for (; token_next(&rest, &token); first = false) {
            token.gap = token.gap || first;
            if (token.word) fresh = !seen[token.word];
            if (line->kind == LINE_LINK && !(fresh && (token.word || bare))) continue;
            seen[token.word] = true;
            token.at = i;
            tokens_add(&shown->tokens, token);
        }
    }
}

static inline Str shown_skip(Str s, char mark) {
    while (s.len && (s.p[0] == mark || s.p[0] == ' '))
        s = str_skip(s, 1);
    return s;
}

static inline unsigned shown_count(Str s, char mark) {
    unsigned n = 0;
    for (size_t i = 0; i < s.len && (s.p[i] == mark || s.p[i] == ' '); i++)
        n += s.p[i] == mark;
    return n;
}

static inline void shown_gemtext_line(Shown *shown, Str whole) {
    Line *line;
    if (str_starts(whole, STR("=>"))) {
        line = shown_line(shown, LINE_LINK, whole);
        Str rest = str_trim(str_skip(whole, 2));
        line->url = str_head(rest, str_find(rest, ' '));
        line->text = str_trim(str_skip(rest, line->url.len));
        if (line->text.len == 0) line->text = line->url;
    } else if (str_starts(whole, STR("#"))) {
        line = shown_line(shown, LINE_HEADING, whole);
        line->level = str_starts(whole, STR("###")) ? 3 : str_starts(whole, STR("##")) ? 2 : 1;
        line->text = str_skip(whole, line->level);
    } else if (str_starts(whole, STR("* "))) {
        shown_line(shown, LINE_ITEM, whole)->text = str_skip(whole, 2);
    } else if (str_starts(whole, STR(">"))) {
        line = shown_line(shown, LINE_QUOTE, whole);
        line->level = shown_count(whole, '>');
        line->text = shown_skip(whole, '>');
        shown_label(line);
    } else {
        shown_label(shown_line(shown, LINE_TEXT, whole));
    }
}

static inline void shown_gemtext(Shown *shown, Str gemtext) {
    bool pre = false;
    Str whole;
    while (str_line(&gemtext, &whole)) {
        if (str_starts(whole, STR("```"))) {
            shown_line(shown, LINE_FENCE, whole)->text = str_skip(whole, 3);
            pre = !pre;
        } else if (pre) {
            shown_line(shown, LINE_PRE, whole);
        } else {
            shown_gemtext_line(shown, whole);
        }
    }
    shown_tokens(shown);
}

/* A line of text on Gopher: leda's own marks, since Gopher has none. */
static inline void shown_gopher_text(Shown *shown, Str whole) {
    bool code = str_starts(whole, STR("    "));
    Line *line = shown_line(shown, code ? LINE_PRE : LINE_TEXT, whole);
    if (code) return;
    if (str_starts(whole, STR("#"))) line->kind = LINE_HEADING;
    if (str_starts(whole, STR(">"))) {
        line->kind = LINE_QUOTE;
        line->level = shown_count(whole, '>');
    }
    line->text = shown_skip(whole, '>');
    shown_label(line);
}

/* Lines of a menu: type and display text. */
static inline void shown_menu(Shown *shown, Str menu) {
    Str whole;
    while (str_line(&menu, &whole)) {
        if (str_eq(whole, STR(".")) && menu.len == 0) break;
        Str name = str_head(str_skip(whole, 1), str_find(str_skip(whole, 1), '\t'));
        if (whole.len && whole.p[0] == 'i')
            shown_gopher_text(shown, name);
        else
            shown_line(shown, LINE_LINK, whole)->text = name;
    }
    shown_tokens(shown);
}

/* Gopher text: `-> words` and the URL below it are a link. */
static inline void shown_text(Shown *shown, Str text) {
    Str whole, url;
    while (str_line(&text, &whole)) {
        if (!str_starts(whole, STR("-> "))) {
            shown_gopher_text(shown, whole);
            continue;
        }
        shown_line(shown, LINE_LINK, whole)->text = str_skip(whole, 3);
        str_line(&text, &url);
    }
    shown_tokens(shown);
}

static inline void shown_free(Shown *shown) {
    free(shown->lines);
    free(shown->tokens.items);
}

#endif

/* The search: see the header. */
#include "doc/extras_search.h"

#include "base/scan.h"
#include "doc/attributes.h"
#include "doc/extras_html.h"

#include <string.h>

static bool is_gap(char c) {
    return c == ' ' || c == '\t' || c == '\n';
}

static bool closes_math(ExtrasSearch *s, char before, char next) {
    if (next == '$' || (s->opened && !is_gap(before) && !ascii_digit(next))) return true;
    s->opened = s->opened || !is_gap(next);
    return false;
}

/* Nothing stands before `at` in its line but blanks and quote marks. */
static bool begins_line(Str text, size_t at) {
    while (at && (text.p[at - 1] == ' ' || text.p[at - 1] == '\t' || text.p[at - 1] == '>'))
        at--;
    return at == 0 || text.p[at - 1] == '\n';
}

/* An abbreviation, a table of contents, math between `\[` and `\]`: all on lines of their own. */
static bool opens_line(Str text, size_t at, char before) {
    Str rest = str_skip(text, at);
    if (before == '\\') return begins_line(text, at - 1) || (at > 1 && begins_line(text, at - 2));
    if (before == '*') return at < 2 || is_gap(text.p[at - 2]) || text.p[at - 2] == '>';
    if (!is_gap(before) && before != '>') return false;
    return str_starts(rest, STR("[[")) || str_eq_nocase(str_head(rest, 5), STR("[toc]"));
}

/* Whether an extra can begin, or math end, at `at`; what stands around it is looked at, not what it is part
 * of.
 */
static bool may_begin(ExtrasSearch *s, size_t at) {
    Str rest = str_skip(s->text, at);
    char before = at ? rest.p[-1] : '\n', next = rest.len > 1 ? rest.p[1] : '\n';
    switch (rest.p[0]) {
    case '$': return closes_math(s, before, next);
    case '^': return before == '[' || next == '[';
    case '{': return next != '\n' && next != '{' && attributes_length(rest, false) > 0;
    case ':': return is_gap(next) && begins_line(s->text, at);
    case '[': return opens_line(s->text, at, before);
    default: return false;
    }
}

/* At a `<`: HTML that may never end, or that may hold code. */
static bool may_hide(Str s) {
    static const Str openers[] = {STR("<!--"), STR("<script"), STR("<style"), STR("<pre"), STR("<textarea")};
    char next = s.len > 1 ? s.p[1] : 0;
    if (next != '!' && !memchr("sptSPT", next, 6)) return false;
    for (size_t i = 0; i < sizeof openers / sizeof *openers; i++)
        if (str_eq_nocase(str_head(s, openers[i].len), openers[i])) return true;
    return false;
}

/* The same of a page, or that asks for markdown. */
static bool may_hold_html(ExtrasSearch *search) {
    Str s = search->text;
    for (size_t at; (at = str_find(s, '<')) != STR_NONE; s = str_skip(s, 1)) {
        s = str_skip(s, at);
        if (may_hide(s) || extras_html_begins(s)) return true;
        search->lost |= s.len > 1 && (s.p[1] == '!' || s.p[1] == '?');
    }
    return false;
}

/* Three of c in a row, from `from` on but before `to`; or `to`. */
static size_t find_fence(const ExtrasSearch *s, char c, size_t from, size_t to) {
    for (size_t at = from; at < to; at += SCAN_STEP) {
        const char *p = s->shape + at;
        ScanBytes all = scan_equal(scan_load(p), (unsigned char)c) &
                        scan_equal(scan_load(p + 1), (unsigned char)c) &
                        scan_equal(scan_load(p + 2), (unsigned char)c);
        unsigned hits = scan_mask(all);
        size_t hit = hits ? at + (size_t)__builtin_ctz(hits) : to;
        if (hit < to) return hit;
    }
    return to;
}

/* Where the block of code ends whose fence stands at `at`, or the text. Only one from column 0 on, below a
 * blank line, is a block to everybody; and only such a fence ends it. */
static size_t block_end(ExtrasSearch *s, size_t at) {
    Str text = s->text, info = str_skip(text, at);
    bool apart = at == 0 || (text.p[at - 1] == '\n' && (at == 1 || text.p[at - 2] == '\n'));
    size_t n = str_run(info, '`');
    info = str_head(info, str_find(info, '\n'));
    s->lost |= !apart || str_find(str_skip(info, n), '`') != STR_NONE;
    for (size_t end = at + info.len; !s->lost;) {
        end = find_fence(s, '`', end, text.len);
        if (end == text.len) return end;
        s->lost |= text.p[end - 1] != '\n';
        Str line = str_skip(text, end);
        line = str_head(line, str_find(line, '\n'));
        size_t m = str_run(line, '`');
        end += line.len;
        if (m >= n && !str_trim(str_skip(line, m)).len) return end;
    }
    return at;
}

/* The end of the block of code in which `at` stands, or 0. */
static size_t code_end(ExtrasSearch *s, size_t at) {
    while (!s->lost) {
        size_t fence = find_fence(s, '`', s->seen, at);
        s->lost = find_fence(s, '~', s->seen, fence) < fence;
        if (s->lost || fence == at) return 0;
        s->seen = block_end(s, fence);
        if (s->seen > at) return s->seen;
    }
    return 0;
}

ExtrasSearch extras_search_start(Str text, const char *shape) {
    ExtrasSearch s = {.text = text, .shape = shape};
    s.found = may_hold_html(&s);
    return s;
}

void extras_search_at(ExtrasSearch *s, size_t at) {
    if (s->found || at < s->code || !may_begin(s, at)) return;
    s->code = code_end(s, at);
    s->found = !s->code;
    s->opened = false;
}

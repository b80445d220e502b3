/* Extras within a line: see the header. */
#include "doc/extras_inline.h"

#include "base/scan.h"
#include "doc/attributes.h"
#include "doc/shape.h"

enum { INLINE_NOTE_MAX = 4000 };

/* Bytes that may begin an extra, from `at` on. The shape has SHAPE_TAIL bytes behind the text. */
static size_t next_special(const ExtrasFinder *f, size_t at) {
    for (; at < f->text.len; at += SCAN_STEP) {
        ScanBytes v = scan_load(f->shape + at);
        size_t first = scan_first(scan_equal(v, '$') | scan_equal(v, '{') | scan_equal(v, '^'));
        if (first < SCAN_STEP) return at + first;
    }
    return f->text.len;
}

static bool is_escaped(Str text, size_t at) {
    size_t n = 0;
    while (n < at && text.p[at - n - 1] == '\\')
        n++;
    return n & 1;
}

/* `[^label]`, whose caret stands at `at`. Returns where it ends. */
static size_t take_reference(ExtrasFinder *f, size_t at) {
    Str label;
    size_t n = is_escaped(f->text, at - 1) ? 0 : notes_reference(str_skip(f->text, at - 1), &label);
    if (!n) return at + 1;
    extras_finder_add(f, (Extra){.kind = EXTRA_NOTE, .note = NOTES_NONE, .at = at - 1, .end = at - 1 + n});
    return at - 1 + n;
}

/* The bracket that closes the one at `at`, within the paragraph; STR_NONE: none. */
static size_t find_close(ExtrasFinder *f, size_t at) {
    unsigned depth = 0;
    size_t i = at;
    for (; i < f->text.len && i < at + INLINE_NOTE_MAX; i++) {
        char c = f->text.p[i];
        if (c == '\\')
            i++;
        else if (c == '[')
            depth++;
        else if (c == ']' && --depth == 0)
            return i;
        else if (c == '\n' && i + 1 < f->text.len && f->text.p[i + 1] == '\n')
            break;
    }
    f->unclosed = i;
    return STR_NONE;
}

/* Lines of a note in the sentence are one line, without the marks of quotes before them. */
static Str join_lines(ExtrasFinder *f, Str s) {
    if (str_find(s, '\n') == STR_NONE) return s;
    Buf joined = {0};
    for (Str line; str_line(&s, &line);) {
        size_t n = 0;
        while (joined.len && n < line.len && (ascii_space(line.p[n]) || line.p[n] == '>'))
            n++;
        if (joined.len) buf_add_char(&joined, ' ');
        buf_add(&joined, str_skip(line, n));
    }
    Str copy = arena_copy(&f->extras->notes->arena, buf_str(&joined));
    buf_free(&joined);
    return copy;
}

/* `^[several words]`, whose caret stands at `at`; one word is more likely something else. */
static size_t take_inline_note(ExtrasFinder *f, size_t at) {
    if (f->extras->notes_end || at < f->unclosed || is_escaped(f->text, at)) return at + 1;
    size_t close = find_close(f, at + 1);
    if (close == STR_NONE) return at + 1;
    Str body = str_slice(f->text, at + 2, close);
    bool gap = str_find(body, ' ') != STR_NONE || str_find(body, '\n') != STR_NONE;
    bool words = gap && !ascii_space(body.p[0]);
    if (!words) return at + 1;
    Notes *notes = f->extras->notes;
    notes_begin(notes, (Str){0}, f->lines.line);
    notes_line(notes, 0, join_lines(f, body), f->lines.line);
    extras_finder_add(f, (Extra){.kind = EXTRA_NOTE, .note = notes->count - 1, .at = at, .end = close + 1});
    extras_finder_fill(f, at, close + 1);
    f->skip = close + 1;
    return close + 1;
}

static size_t take_caret(ExtrasFinder *f, size_t at) {
    if (at > 0 && f->text.p[at - 1] == '[') return take_reference(f, at);
    if (at + 1 < f->text.len && f->text.p[at + 1] == '[') return take_inline_note(f, at);
    return at + 1;
}

/* Behind the `{:/comment}` or `{:/}` that follows; 0: none does. */
static size_t comment_end(Str text, size_t at) {
    for (size_t n; (n = str_search(str_skip(text, at), STR("{:/"))) != STR_NONE; at += n + 1) {
        Str closer = str_skip(text, at + n);
        if (str_starts(closer, STR("{:/comment}"))) return at + n + 11;
        if (str_starts(closer, STR("{:/}"))) return at + n + 4;
    }
    return 0;
}

/* `{::comment}` goes with all up to its end, over lines too. */
static size_t take_comment(ExtrasFinder *f, size_t at) {
    size_t end = f->no_comment ? 0 : comment_end(f->text, at);
    f->no_comment = !end;
    if (!end) return at + 1;
    extras_finder_add(f, (Extra){.kind = EXTRA_DROP, .at = at, .end = end});
    for (size_t i = at; i < end; i++)
        if (f->text.p[i] != '\n') f->shape[i] = 'x';
    f->skip = end;
    return end;
}

/* A brace: an attribute list, if it follows something that can have one. */
static size_t take_brace(ExtrasFinder *f, size_t at, size_t start) {
    Str rest = str_skip(f->text, at);
    if (is_escaped(f->text, at)) return at + 1;
    if (str_starts(rest, STR("{::comment}"))) return take_comment(f, at);
    char before = at > start ? f->text.p[at - 1] : 0;
    bool span = before && memchr(")]*_`>~", before, 7);
    bool tag = str_starts(rest, STR("{::")) || str_starts(rest, STR("{:/"));
    if (!span && !tag) return at + 1;
    size_t n = attributes_length(rest, !(before == ')' || before == ']'));
    if (!n) return at + 1;
    extras_finder_add(f, (Extra){.kind = tag ? EXTRA_DROP : EXTRA_AFTER_SPAN, .at = at, .end = at + n});
    shape_hide(f->shape, at, at + n);
    return at + n;
}

void extras_inline_take(ExtrasFinder *f, const OutlineLine *line) {
    size_t at = line->content;
    if (f->special >= line->end) return;
    math_line(&f->math, at);
    while (at < line->end) {
        if (f->special <= at) f->special = next_special(f, at);
        if (f->special >= line->end) return;
        at = f->special;
        switch (f->shape[at]) {
        case '^': at = take_caret(f, at); break;
        case '{': at = take_brace(f, at, line->content); break;
        default: at += math_dollars(&f->math, f->text, f->shape, at);
        }
    }
}

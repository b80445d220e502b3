/* Extras that have lines of their own: see the header. */
#include "doc/extras_block.h"

#include "doc/attributes.h"
#include "doc/extras_math.h"
#include "doc/shape.h"

enum { NOTE_INDENT = 4 };

static void blank_out(ExtrasFinder *f, size_t from, size_t to) {
    for (size_t i = from; i < to; i++)
        f->shape[i] = ' ';
}

/* Whether the line goes on with the note that began at depth `depth`: by its indent, or lazily right behind a
 * line of its text. */
static bool continues_note(const ExtrasFinder *f, const OutlineLine *line, uint32_t depth, bool after_blank) {
    if (line->blank) return line->depth >= depth;
    if (line->depth < depth) return false;
    bool same = line->depth == depth && !line->marks;
    if (same && !line->lazy && line->indent >= NOTE_INDENT) return true;
    Str label;
    bool plain = line->paragraph && !line->leaf && !line->marks && !line->raw;
    return !after_blank && plain && !notes_reference(str_skip(f->text, line->content), &label);
}

/* Takes the lines that go on with the note; blank ones only if more of it follows. */
static void take_note_lines(ExtrasFinder *f, const OutlineLine *first) {
    for (bool after_blank = false;;) {
        ExtrasFinder before = *f;
        OutlineLine line;
        if (!extras_finder_next(f, &line) || !continues_note(f, &line, first->depth, after_blank)) {
            *f = before;
            break;
        }
        unsigned pad;
        Str text = extras_finder_strip(f, &line, first->base + NOTE_INDENT, &pad);
        notes_line(f->extras->notes, pad, text, f->lines.line);
        blank_out(f, line.blanks, line.end);
        after_blank = line.blank;
    }
    f->outline.paragraph = 0;
}

static bool take_note(ExtrasFinder *f, const OutlineLine *line) {
    if (line->leaf) return false;
    Str text = str_slice(f->text, line->content, line->end), label;
    size_t n = notes_reference(text, &label);
    if (!n || n >= text.len || text.p[n] != ':') return false;
    if (!f->extras->main) {
        shape_hide(f->shape, line->content, line->content + n);
        return false;
    }
    if (!notes_begin(f->extras->notes, label, f->lines.line))
        diag_add(f->diag, f->lines.line, "the note [^%.*s] stands here a second time; the first one counts",
                 STR_FMT(label));
    Str rest = str_trim(str_skip(text, n + 1));
    notes_line(f->extras->notes, 0, rest, f->lines.line);
    blank_out(f, line->content, line->end);
    take_note_lines(f, line);
    return true;
}

static void drop_line(ExtrasFinder *f, size_t from, size_t to) {
    extras_finder_add(f, (Extra){.kind = EXTRA_LINE, .at = from, .end = to});
    extras_finder_fill(f, from, to);
}

/* The line before is the only item of a list. */
static bool is_only_item(const ExtrasFinder *f, const OutlineLine *line) {
    const OutlineLine *item = &f->last;
    if (!item->marks || item->raw || item->end + 1 != line->start) return false;
    Str before = str_head(f->text, item->start ? item->start - 1 : 0);
    size_t newline = str_rfind(before, '\n');
    before = str_trim(newline == STR_NONE ? before : str_skip(before, newline + 1));
    return !before.len || !(memchr("-+*", before.p[0], 3) || ascii_digit(before.p[0]));
}

/* `{:toc}` under a list of one item: kramdown puts the table of contents in its place. Where the place begins
 * that is dropped. */
static size_t seed_of_toc(const ExtrasFinder *f, const OutlineLine *line, Str list) {
    Str name = str_trim(str_skip(list, 2));
    bool toc = str_starts(name, STR("toc")) && name.len > 3 && !ascii_alnum(name.p[3]);
    return toc && is_only_item(f, line) ? f->last.blanks : line->content;
}

static bool is_toc(Str s) {
    return str_eq_nocase(s, STR("[toc]")) || str_eq_nocase(s, STR("[[toc]]")) ||
           str_eq_nocase(s, STR("[[_toc_]]"));
}

/* `*[HTML]: Hypertext Markup Language`; with another star it is emphasis. */
static bool is_abbreviation(Str s) {
    if (!str_starts(s, STR("*["))) return false;
    size_t close = str_find(s, ']');
    if (close == STR_NONE || close <= 2 || !str_starts(str_skip(s, close), STR("]:"))) return false;
    return str_find(str_skip(s, close), '*') == STR_NONE;
}

static bool blank_line_follows(const ExtrasFinder *f, const OutlineLine *line) {
    Str rest = str_skip(f->text, line->end + 1), next;
    return !str_line(&rest, &next) || !str_trim(next).len;
}

static bool take_own_line(ExtrasFinder *f, const OutlineLine *line) {
    if (line->leaf) return false;
    Str text = str_trim_right(str_slice(f->text, line->content, line->end));
    if (str_starts(text, STR("{::comment}"))) return false;
    if (text.p[0] == '{' && attributes_length(text, true) == text.len) {
        size_t from = seed_of_toc(f, line, text);
        while (f->extras->count && f->extras->items[f->extras->count - 1].at >= from)
            f->extras->count--;
        drop_line(f, from, line->content + text.len);
        return true;
    }
    bool toc = text.p[0] == '[' && !line->paragraph && is_toc(text) && blank_line_follows(f, line);
    if (!toc && !(text.p[0] == '*' && is_abbreviation(text))) return false;
    drop_line(f, line->content, line->content + text.len);
    return true;
}

bool extras_block_take(ExtrasFinder *f, const OutlineLine *line) {
    switch (f->text.p[line->content]) {
    case '[': return take_note(f, line) || take_own_line(f, line);
    case '$':
    case '\\': return extras_math_take(f, line);
    case '*':
    case '{': return take_own_line(f, line);
    default: return false;
    }
}

/* Extras: the pass over the lines. See the header. */
#include "doc/extras.h"

#include "doc/attributes.h"
#include "doc/extras_block.h"
#include "doc/extras_html.h"
#include "doc/extras_inline.h"
#include "doc/shape.h"

#include <stdlib.h>

void extras_free(Extras *extras) {
    free(extras->items);
    free(extras->terms);
    free(extras->late);
    buf_free(&extras->math);
    *extras = (Extras){.notes = extras->notes};
}

static void add_term(ExtrasFinder *f, size_t term, size_t mark) {
    Extras *x = f->extras;
    if (x->term_count == x->term_cap) {
        x->term_cap = x->term_cap ? x->term_cap * 2 : 16;
        x->terms = mem_grow(x->terms, x->term_cap, sizeof *x->terms);
    }
    x->terms[x->term_count++] = (ExtraTerm){term, mark};
    f->shape[mark] = '+';
}

/* An attribute list that ends a heading is blanked. */
static void take_heading(ExtrasFinder *f, const OutlineLine *line) {
    Str text = str_slice(f->text, line->content, line->end);
    size_t at = attributes_at_end(text);
    if (at >= text.len) return;
    size_t end = str_rfind(text, '}');
    for (size_t i = at; i <= end; i++)
        f->shape[line->content + i] = ' ';
}

void extras_set_lines(const Extras *extras, char *shape) {
    for (size_t i = 0; i < extras->late_count; i++)
        shape[extras->late[i].at] = extras->late[i].as;
}

/* The length of the opener of a comment or element at the start of s; 0: its name is longer than it seemed.
 */
static size_t opener_length(Str s) {
    if (str_starts(s, STR("<!--"))) return 4;
    size_t name = str_eq_nocase(str_head(s, 7), STR("<script")) ? 7 : 6;
    if (name < s.len && (ascii_alnum(s.p[name]) || s.p[name] == '-')) return 0;
    size_t end = str_find(s, '>');
    return end == STR_NONE ? s.len : end + 1;
}

/* Of what never ends only the opener goes; md4c would take all that follows for HTML. */
static void take_unclosed(ExtrasFinder *f, const OutlineLine *line) {
    size_t at = line->content, n = opener_length(str_slice(f->text, at, line->end));
    shape_hide(f->shape, at, at + 1);
    if (!n) return;
    extras_finder_add(f, (Extra){.kind = EXTRA_DROP, .at = at, .end = at + n});
    extras_finder_fill(f, at, at + n);
    if (!f->told)
        diag_add(f->diag, f->lines.line, "%s is never closed; what follows it is shown",
                 f->text.p[at + 1] == '!' ? "an HTML comment or instruction" : "an HTML element");
    f->told = true;
}

/* Code or HTML; but if md4c sees words there, it takes `[^1]: word` for the definition of a link. */
static void take_raw(ExtrasFinder *f, const OutlineLine *line) {
    Str text = str_slice(f->text, line->content, line->end), label;
    size_t n = notes_reference(text, &label);
    if (n && n < text.len && text.p[n] == ':') shape_hide(f->shape, line->content, line->content + n);
    extras_html_take(f, line);
}

static void take_line(ExtrasFinder *f, const OutlineLine *line) {
    /* The blank line of a quote has a mark, which would be shown. */
    if (line->kept && line->blanks == line->start) extras_finder_show(f, line->start - 1, SHAPE_LINE_END);
    if (line->raw)
        take_raw(f, line);
    else
        f->html_went_on = false;
    if (line->blank || line->raw) {
        f->math = (Math){0};
        return;
    }
    bool empty = line->content == line->end; /* but for the marks of containers */
    if (empty || line->content < f->skip) return;
    if (!line->paragraph) f->math = (Math){0};
    if (line->unclosed) take_unclosed(f, line);
    if (line->leaf) take_heading(f, line->paragraph ? &f->last : line);
    if (line->term != STR_NONE) add_term(f, line->term, line->mark);
    if (!extras_block_take(f, line)) extras_inline_take(f, line);
}

/* References to notes that are not defined are text. */
static void resolve(ExtrasFinder *f) {
    for (size_t i = 0; i < f->extras->count; i++) {
        Extra *extra = &f->extras->items[i];
        if (extra->kind != EXTRA_NOTE || extra->note != NOTES_NONE) continue;
        Str label;
        notes_reference(str_slice(f->text, extra->at, extra->end), &label);
        extra->note = notes_find(f->extras->notes, label);
        if (extra->note == NOTES_NONE)
            extra->kind = EXTRA_NONE;
        else
            shape_hide(f->shape, extra->at, extra->end);
    }
}

void extras_find(Extras *extras, Str text, Lines lines, char *shape, Diag *diag) {
    ExtrasFinder f = {.extras = extras, .text = text, .shape = shape, .lines = lines, .diag = diag};
    f.outline = outline_start(text);
    for (OutlineLine line; extras_finder_next(&f, &line); f.last = line)
        take_line(&f, &line);
    resolve(&f);
}

/* Display math: see the header.
 *
 * What could be words is taken for math only if it looks like it: brackets that are escaped in prose, as many
 * converters write them, and dollars that stand paragraphs apart. */
#include "doc/extras_math.h"

typedef struct MathMarks {
    Str open, close;
} MathMarks;

static const MathMarks kinds[] = {
    {STR("$$"), STR("$$")}, {STR("\\["), STR("\\]")}, {STR("\\\\["), STR("\\\\]")}};

/* Math whose end is looked for. */
typedef struct MathSearch {
    ExtrasFinder *f;
    const MathMarks *marks;
    const OutlineLine *first;
    size_t inner; /* its lines begin here in Extras.math */
    size_t end;   /* of the text: behind the end mark */
    bool lone;    /* the first mark stands alone on its line */
    bool parted;  /* there are blank lines in it */
} MathSearch;

static const MathMarks *marks_at(Str s) {
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (str_starts(s, kinds[i].open)) return &kinds[i];
    return NULL;
}

/* Where the mark stands in s; behind a backslash it is something else. */
static size_t find_mark(Str s, Str mark) {
    for (size_t at = 0;; at++) {
        size_t n = str_search(str_skip(s, at), mark);
        if (n == STR_NONE) return STR_NONE;
        at += n;
        if (at == 0 || s.p[at - 1] != '\\') return at;
    }
}

static void add_line(MathSearch *s, unsigned pad, Str line) {
    Buf *math = &s->f->extras->math;
    line = str_trim_right(line);
    if (!line.len && math->len == s->inner) return;
    buf_add_repeat(math, ' ', pad);
    buf_add(math, line);
    buf_add_char(math, '\n');
}

/* A heading or a fence: what stands behind a blank line is no math then. */
static bool begins_block(Str s) {
    return str_starts(s, STR("#")) || str_starts(s, STR("```")) || str_starts(s, STR("~~~"));
}

typedef enum { MATH_GOES_ON, MATH_ENDS, MATH_IS_NONE } MathStep;

static MathStep take_math_line(MathSearch *s, const OutlineLine *line) {
    if (line->raw || line->lazy || line->depth != s->first->depth) return MATH_IS_NONE;
    s->parted |= line->blank;
    unsigned pad;
    Str text = str_trim_right(extras_finder_strip(s->f, line, s->first->base + s->first->indent, &pad));
    if (s->parted && begins_block(text)) return MATH_IS_NONE;
    size_t close = find_mark(text, s->marks->close);
    if (close == STR_NONE) {
        if (find_mark(text, s->marks->open) != STR_NONE) return MATH_IS_NONE;
        add_line(s, pad, text);
        return MATH_GOES_ON;
    }
    if (close + s->marks->close.len != text.len) return MATH_IS_NONE;
    add_line(s, close ? pad : 0, str_head(text, close));
    s->end = (size_t)(text.p - s->f->text.p) + text.len;
    return MATH_ENDS;
}

/* Leaves the finder at the line with the end mark, if there is one. */
static bool find_end(MathSearch *s) {
    s->f->outline.verbatim = true;
    MathStep step = MATH_GOES_ON;
    for (OutlineLine line; step == MATH_GOES_ON && extras_finder_next(s->f, &line);)
        step = take_math_line(s, &line);
    s->f->outline.verbatim = false;
    return step == MATH_ENDS;
}

static bool is_math(const MathSearch *s) {
    Str formula = str_skip(buf_str(&s->f->extras->math), s->inner);
    bool dollars = s->marks == kinds;
    if (!formula.len || (dollars && !s->parted)) return formula.len > 0;
    if (math_holds_links(formula) || math_holds_prose(formula)) return false;
    return s->lone || (math_is_formula(formula) && math_shows(formula));
}

/* Shows md4c words in place of the lines: an indent behind a blank line would be code. `f` is the finder as
 * it was at the first of them. */
static void fill(ExtrasFinder *f, const OutlineLine *first, size_t end) {
    size_t from = first->content;
    f->outline.verbatim = true;
    for (OutlineLine line = *first; from < end;) {
        unsigned pad;
        extras_finder_fill(f, from, line.end < end ? line.end : end);
        if (line.end >= end || !extras_finder_next(f, &line)) return;
        from = (size_t)(extras_finder_strip(f, &line, line.base, &pad).p - f->text.p);
    }
}

/* Looks at the first line. False: it has an end mark, but words behind it. */
static bool begin(MathSearch *s, bool *ended) {
    Str text = str_trim_right(str_slice(s->f->text, s->first->content, s->first->end));
    Str inner = str_skip(text, s->marks->open.len);
    size_t close = find_mark(inner, s->marks->close);
    *ended = close != STR_NONE;
    if (*ended && close + s->marks->close.len != inner.len) return false;
    s->end = s->first->content + text.len;
    s->lone = !inner.len;
    add_line(s, 0, str_trim(str_head(inner, close)));
    return true;
}

bool extras_math_take(ExtrasFinder *f, const OutlineLine *line) {
    const MathMarks *marks = marks_at(str_slice(f->text, line->content, line->end));
    if (!marks || line->leaf || line->lazy) return false;
    MathSearch search = {.f = f, .marks = marks, .first = line, .inner = f->extras->math.len};
    ExtrasFinder before = *f;
    bool ended, found = begin(&search, &ended) && (ended || find_end(&search));
    if (!found || !is_math(&search)) {
        buf_truncate(&f->extras->math, search.inner);
        *f = before;
        return false;
    }
    extras_finder_add(f, (Extra){.kind = EXTRA_MATH,
                                 .at = line->content,
                                 .end = search.end,
                                 .inner = search.inner,
                                 .inner_end = f->extras->math.len});
    fill(&before, line, search.end);
    return true;
}

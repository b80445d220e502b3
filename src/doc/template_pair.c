/* template_pair: see the header.
 *
 * `raw` and `highlight` end at the first closing tag of theirs: what stands between is not read as template
 * code, but for `raw` within `highlight`. All others are matched by a stack; a closing tag closes the last
 * open one of its kind and leaves what was opened in between unclosed. */
#include "doc/template_pair.h"

#include <stdlib.h>

static const Str names[TEMPLATE_PAIR_KINDS] = {
    STR("raw"), STR("highlight"), STR("comment"), STR("for"),
    STR("if"),  STR("unless"),    STR("case"),    STR("capture"),
};

typedef struct Finder {
    TemplateReader reader;
    TemplatePairs *pairs;
    size_t *stack; /* open ones: indexes of pairs */
    size_t depth, cap;
    size_t open[TEMPLATE_PAIR_KINDS]; /* how many of a kind are on the stack */
    size_t highlight;                 /* the open one's index, or STR_NONE */
    bool no_raw, no_highlight;        /* nothing closes one from here on */
} Finder;

static size_t add_pair(TemplatePairs *pairs, const TemplateTag *tag, TemplatePairKind kind) {
    if (pairs->count == pairs->cap) {
        pairs->cap = pairs->cap ? pairs->cap * 2 : 16;
        pairs->items = mem_grow(pairs->items, pairs->cap, sizeof *pairs->items);
    }
    pairs->items[pairs->count] = (TemplatePair){.open = tag->start, .inside = tag->end, .kind = kind};
    return pairs->count++;
}

static void push(Finder *f, size_t pair) {
    if (f->depth == f->cap) {
        f->cap = f->cap ? f->cap * 2 : 16;
        f->stack = mem_grow(f->stack, f->cap, sizeof *f->stack);
    }
    f->stack[f->depth++] = pair;
    f->open[f->pairs->items[pair].kind]++;
}

static void close_pair(TemplatePair *pair, const TemplateTag *tag) {
    pair->close = tag->start;
    pair->end = tag->end;
}

static void pop(Finder *f, TemplatePairKind kind, const TemplateTag *tag) {
    if (!f->open[kind]) return;
    for (;;) {
        TemplatePair *pair = &f->pairs->items[f->stack[--f->depth]];
        f->open[pair->kind]--;
        if (pair->kind != kind) continue;
        close_pair(pair, tag);
        return;
    }
}

/* Takes `raw` with all that it holds. Returns where to go on. */
static size_t take_raw(Finder *f, const TemplateTag *tag) {
    Str text = f->reader.text;
    size_t at = tag->end;
    while (!f->no_raw && at < text.len) {
        size_t found = str_find(str_skip(text, at), '{');
        if (found == STR_NONE) break;
        at += found;
        size_t end = template_tag_word(text, at, STR("endraw"));
        if (end) {
            size_t pair = add_pair(f->pairs, tag, TEMPLATE_RAW);
            f->pairs->items[pair].close = at;
            f->pairs->items[pair].end = end;
            return end;
        }
        at++;
    }
    f->no_raw = true;
    return tag->end;
}

static TemplatePairKind kind_of(const TemplateTag *tag) {
    unsigned kind = 0;
    if (tag->form != TEMPLATE_WORD && tag->form != TEMPLATE_SHORTCODE) return TEMPLATE_PAIR_KINDS;
    while (kind < TEMPLATE_PAIR_KINDS && !str_eq(tag->name, names[kind]))
        kind++;
    if (kind == TEMPLATE_RAW && tag->form != TEMPLATE_WORD) return TEMPLATE_PAIR_KINDS;
    return (TemplatePairKind)kind;
}

/* Takes one tag. Returns where to go on. */
static size_t take_tag(Finder *f, const TemplateTag *tag) {
    TemplatePairKind kind = kind_of(tag);
    if (kind == TEMPLATE_PAIR_KINDS) return tag->end;
    if (kind == TEMPLATE_RAW) return tag->closes ? tag->end : take_raw(f, tag);
    if (f->highlight != STR_NONE) {
        if (kind != TEMPLATE_HIGHLIGHT || !tag->closes) return tag->end;
        close_pair(&f->pairs->items[f->highlight], tag);
        f->highlight = STR_NONE;
    } else if (tag->closes) {
        pop(f, kind, tag);
    } else if (kind != TEMPLATE_HIGHLIGHT) {
        push(f, add_pair(f->pairs, tag, kind));
    } else if (!f->no_highlight) {
        f->highlight = add_pair(f->pairs, tag, kind);
    }
    return tag->end;
}

static void find_from(Finder *f, size_t at) {
    Str text = f->reader.text;
    while (at < text.len) {
        TemplateTag tag;
        size_t found = str_find(str_skip(text, at), '{');
        if (found == STR_NONE) return;
        at += found;
        at = template_tag_read(&f->reader, at, &tag) ? take_tag(f, &tag) : at + 1;
    }
}

void template_pair_find(Str text, TemplatePairs *pairs) {
    Finder f = {.pairs = pairs, .highlight = STR_NONE};
    template_tag_start(&f.reader, text);
    find_from(&f, 0);
    if (f.highlight != STR_NONE) {
        size_t open = pairs->items[f.highlight].open;
        pairs->count = f.highlight;
        f.highlight = STR_NONE;
        f.no_highlight = true;
        template_tag_start(&f.reader, text);
        find_from(&f, open);
    }
    free(f.stack);
}

void template_pair_free(TemplatePairs *pairs) {
    free(pairs->items);
    *pairs = (TemplatePairs){0};
}

const TemplatePair *template_pair_at(TemplatePairs *pairs, size_t open) {
    while (pairs->next < pairs->count && pairs->items[pairs->next].open < open)
        pairs->next++;
    if (pairs->next == pairs->count) return NULL;
    const TemplatePair *pair = &pairs->items[pairs->next];
    return pair->open == open && pair->end ? pair : NULL;
}

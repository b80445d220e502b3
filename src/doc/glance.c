/* Glance: see the header. */
#include "doc/glance.h"

#include "doc/extras_search.h"

enum { HINT = 1, EXTRA = 2 };

/* Who looks at a mark. */
static const uint8_t readers[256] = {[':'] = HINT | EXTRA, ['@'] = HINT,  ['w'] = HINT, ['$'] = EXTRA,
                                     ['^'] = EXTRA,        ['{'] = EXTRA, ['['] = EXTRA};

void glance(Glance *g, Str text) {
    buf_clear(g->shape);
    shape_copy(text, g->shape);
    marks_find(g->marks, g->shape->p, text.len);
    autolink_hints_start(&g->hints, text);
    ExtrasSearch search = extras_search_start(text, g->shape->p);
    for (const uint32_t *mark = g->marks->at; *mark < text.len; mark++) {
        uint8_t is = readers[(unsigned char)text.p[*mark]];
        if (!is) continue;
        if (is & HINT) autolink_hints_at(&g->hints, *mark);
        if (is & EXTRA) extras_search_at(&search, *mark);
    }
    g->extras = search.found;
    shape_urls(&g->hints, g->shape->p);
}

void glance_free(Glance *g) {
    autolink_hints_free(&g->hints);
}

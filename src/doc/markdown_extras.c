/* Extras where md4c reports them: see the header. */
#include "doc/markdown_extras.h"

#include "doc/markdown_leaf.h"

static size_t offset_of(const Markdown *m, const char *p) {
    return (size_t)(p - m->text.p);
}

/* True where md4c has just spoken of the terms of the next definitions. */
static bool follows_terms(Markdown *m) {
    const Extras *x = m->extras;
    if (!x->term_count || !m->next) return false;
    size_t at = offset_of(m, m->next);
    while (m->term < x->term_count && x->terms[m->term].mark < at)
        m->term++;
    return m->term < x->term_count && x->terms[m->term].term < at;
}

static void mark_terms(Markdown *m) {
    Document *doc = m->doc;
    for (uint32_t i = m->term_block; i < doc->block_count; i++)
        if (doc->blocks[i].kind == BLOCK_PARAGRAPH) doc->blocks[i].kind = BLOCK_TERM;
    m->term_block = UINT32_MAX;
}

static void push_list(Markdown *m, MarkdownList list) {
    if (m->list_depth < MARKDOWN_LISTS_MAX) m->lists[m->list_depth] = (uint8_t)list;
    m->list_depth++;
}

static MarkdownList innermost_list(const Markdown *m) {
    bool known = m->list_depth && m->list_depth <= MARKDOWN_LISTS_MAX;
    return known ? (MarkdownList)m->lists[m->list_depth - 1] : LIST_PLAIN;
}

bool markdown_extras_list(Markdown *m, BlockKind kind) {
    MarkdownList list = LIST_PLAIN;
    if (m->first_note && !m->list_depth && kind == BLOCK_NUMBERS) {
        list = LIST_NOTES;
        html_restart(&m->html);
        document_rewind(m->doc, m->before);
        m->unlined = m->doc->block_count;
    } else if (kind == BLOCK_BULLETS && m->list_depth < MARKDOWN_LISTS_MAX && follows_terms(m)) {
        list = LIST_DEFINITIONS;
        mark_terms(m);
        m->term++;
    }
    push_list(m, list);
    return list != LIST_PLAIN;
}

bool markdown_extras_list_end(Markdown *m) {
    MarkdownList list = innermost_list(m);
    m->list_depth--;
    return list != LIST_PLAIN;
}

BlockKind markdown_extras_item(const Markdown *m) {
    return innermost_list(m) == LIST_DEFINITIONS ? BLOCK_DEFINITION : BLOCK_ITEM;
}

/* Terms above a definition: each line is one. */
static void follow_terms(Markdown *m, size_t at) {
    const Extras *x = m->extras;
    while (m->term < x->term_count && x->terms[m->term].mark <= at)
        m->term++;
    bool in_term = m->term < x->term_count && x->terms[m->term].term <= at;
    if (in_term && m->term_block == UINT32_MAX)
        m->term_block = m->doc->block_count - 1;
    else if (!in_term)
        m->term_block = UINT32_MAX;
}

bool markdown_extras_break(Markdown *m) {
    if (!m->next || markdown_extras_settled(m, m->next)) return true;
    if (m->term_block == UINT32_MAX || m->table.in_cell || m->fixed || m->prose.images) return false;
    const ExtraTerm *term = &m->extras->terms[m->term];
    if (offset_of(m, m->next) > term->mark || m->link != LINK_NONE) return false;
    markdown_leaf_part(m);
    return true;
}

static const Extra *current(Markdown *m, size_t at) {
    const Extras *x = m->extras;
    while (m->extra < x->count && x->items[m->extra].end <= at)
        m->extra++;
    return m->extra < x->count ? &x->items[m->extra] : NULL;
}

/* A place where a block of its own may stand: not within a cell, a heading, a link. */
static bool may_part(const Markdown *m) {
    return !m->table.in_cell && !m->fixed && !m->prose.images && m->link == LINK_NONE;
}

/* A note in the sentence may go on in further lines, which md4c reports one by one; nothing else may part it.
 */
static bool is_whole(const Markdown *m, const Extra *extra, size_t at, size_t end) {
    if (extra->at < at) return m->settled == m->text.p + extra->end;
    return extra->end <= end || m->text.p[end] == '\n';
}

/* Whether the extra counts where md4c reports text from `at` up to `end`. */
static bool counts(const Markdown *m, const Extra *extra, size_t at, size_t end) {
    switch (extra->kind) {
    case EXTRA_NONE: return false;
    case EXTRA_NOTE: return is_whole(m, extra, at, end);
    case EXTRA_AFTER_SPAN: return extra->at < at || m->after_span;
    case EXTRA_MATH: return extra->at < at ? m->settled == m->text.p + extra->end : may_part(m);
    default: return true;
    }
}

Str markdown_extras_words(Markdown *m, Str source) {
    const Extras *x = m->extras;
    if (!x->count && !x->term_count) return source;
    size_t at = offset_of(m, source.p), end = at + source.len;
    follow_terms(m, at);
    const Extra *extra = current(m, at);
    if (!extra || extra->at >= end) return source;
    if (extra->at > at) return str_head(source, extra->at - at);
    return counts(m, extra, at, end) ? (Str){source.p, 0} : str_head(source, extra->end - at);
}

static void add_math(Markdown *m, const Extra *extra) {
    if (m->leaf) markdown_leaf_part(m);
    Str lines = str_slice(buf_str(&m->extras->math), extra->inner, extra->inner_end);
    document_open(m->doc, BLOCK_MATH, 0);
    document_run(m->doc, RUN_CODE, arena_copy(&m->doc->arena, str_trim_right(lines)));
    document_close(m->doc);
    markdown_line_blocks(m, lines_of(&m->lines, m->text.p + extra->at));
}

static Str note_number(Markdown *m, const Extra *extra) {
    buf_clear(&m->value);
    buf_add_format(&m->value, "[%u]", notes_use(m->extras->notes, extra->note));
    return buf_str(&m->value);
}

size_t markdown_extras_take(Markdown *m, Str source, Str *shown) {
    *shown = (Str){0};
    if (!source.len || !m->extras->count) return 0;
    size_t at = offset_of(m, source.p), end = at + source.len;
    const Extra *extra = current(m, at);
    if (!extra || extra->at > at || !counts(m, extra, at, end)) return 0;
    const char *behind = m->text.p + extra->end;
    bool again = m->settled == behind;
    m->settled = behind;
    if (extra->kind == EXTRA_NOTE && !again) *shown = note_number(m, extra);
    if (extra->kind == EXTRA_MATH && !again) add_math(m, extra);
    if (extra->kind == EXTRA_LINE && m->leaf && may_part(m)) markdown_leaf_part(m);
    return extra->end < end ? extra->end - at : source.len;
}

bool markdown_extras_settled(Markdown *m, const char *p) {
    return p && m->settled && p < m->settled;
}

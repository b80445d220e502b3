/* md4c's reports about spans and text -> runs and links.
 *
 * Spans that cross or stay open are put right by Prose (MD-03). */
#include "doc/markdown_inline.h"

#include "doc/html_text.h"
#include "doc/markdown_code.h"
#include "doc/markdown_extras.h"
#include "doc/markdown_leaf.h"
#include "doc/markdown_repair.h"

#include <string.h>

#define LABEL_MAX         20 /* letters of `[!NOTE]` */
#define TARGET_BLANKS_MAX 8  /* bytes between `(` and a target that are looked at */

int markdown_enter_span(MD_SPANTYPE type, void *detail, void *context) {
    Markdown *m = context;
    markdown_leaf_need(m);
    if (!markdown_spend(m, 1)) return MARKDOWN_ABORT;
    switch (type) {
    case MD_SPAN_EM: prose_open(&m->prose, RUN_EMPHASIS); break;
    case MD_SPAN_STRONG: prose_open(&m->prose, RUN_STRONG); break;
    case MD_SPAN_DEL: prose_open(&m->prose, RUN_STRIKE); break;
    case MD_SPAN_A: {
        const MD_SPAN_A_DETAIL *a = detail;
        if (!markdown_spend(m, (uint64_t)a->href.size + a->title.size)) return MARKDOWN_ABORT;
        m->outer = m->link;
        m->link = prose_link_start(&m->prose, markdown_attribute(m, &a->href), 0);
        m->link_fresh = m->link != LINK_NONE;
        break;
    }
    case MD_SPAN_IMG: prose_image_start(&m->prose); break;
    case MD_SPAN_CODE: markdown_code_span_start(m); break;
    default: break;
    }
    return MARKDOWN_GO_ON;
}

/* `[https://a/](https://a/)` says no more than `<https://a/>`. */
static void end_shown_link(Markdown *m) {
    prose_link_end(&m->prose, m->link);
    Link *link = &m->doc->links[m->link];
    if (str_eq(link->words, link->target) && str_search(link->words, STR("://")) != STR_NONE)
        link->kind = LINK_BARE;
}

/* Goes on behind the target of a link or image without words; that of a reference stands somewhere else. */
static void place_target(Markdown *m, const MD_ATTRIBUTE *target) {
    Str source = markdown_source(m, target->text, target->size);
    if (!source.p) return;
    size_t at = (size_t)(source.p - m->text.p), least = at < TARGET_BLANKS_MAX ? 0 : at - TARGET_BLANKS_MAX;
    while (at > least && (m->text.p[at - 1] == '<' || ascii_space(m->text.p[at - 1])))
        at--;
    if (at > 0 && m->text.p[at - 1] == '(') markdown_place(m, source);
}

/* Within a hidden element a link without anything in it goes. */
static void end_link(Markdown *m, const MD_SPAN_A_DETAIL *a) {
    if (m->link == LINK_NONE) return;
    if (m->link_fresh) {
        place_target(m, &a->href);
        m->doc->links[m->link].line = markdown_line(m);
    }
    m->link_fresh = false;
    bool hidden = html_hides(&m->html, NULL) && prose_link_drop(&m->prose, m->link);
    if (!hidden) end_shown_link(m);
    m->link = m->outer;
    m->outer = LINK_NONE;
}

static void end_image(Markdown *m, const MD_SPAN_IMG_DETAIL *image) {
    if (html_hides(&m->html, NULL)) {
        prose_image_drop(&m->prose);
        return;
    }
    place_target(m, &image->src);
    Str title = arena_copy(&m->doc->arena, markdown_attribute(m, &image->title));
    prose_image_end(&m->prose, title, markdown_attribute(m, &image->src), markdown_line(m));
}

int markdown_leave_span(MD_SPANTYPE type, void *detail, void *context) {
    Markdown *m = context;
    markdown_leaf_need(m);
    if (!markdown_spend(m, 1)) return MARKDOWN_ABORT;
    switch (type) {
    case MD_SPAN_EM: prose_close(&m->prose, RUN_EMPHASIS); break;
    case MD_SPAN_STRONG: prose_close(&m->prose, RUN_STRONG); break;
    case MD_SPAN_DEL: prose_close(&m->prose, RUN_STRIKE); break;
    case MD_SPAN_A: {
        const MD_SPAN_A_DETAIL *a = detail;
        if (!markdown_spend(m, (uint64_t)a->href.size + a->title.size)) return MARKDOWN_ABORT;
        end_link(m, a);
        break;
    }
    case MD_SPAN_IMG: {
        const MD_SPAN_IMG_DETAIL *image = detail;
        if (!markdown_spend(m, (uint64_t)image->src.size + image->title.size)) return MARKDOWN_ABORT;
        end_image(m, image);
        break;
    }
    case MD_SPAN_CODE: markdown_code_span_end(m); break;
    default: break;
    }
    m->after_span = true;
    return MARKDOWN_GO_ON;
}

/* `[!NOTE]` at the start of a quote names it. Returns what of the text remains. Out of the way of what every
 * text goes through, as is whatever else needs an array. */
__attribute__((noinline)) static Str take_label(Markdown *m, Str text) {
    uint32_t quote = m->quote;
    m->quote = UINT32_MAX;
    if (m->words || !str_starts(text, STR("[!"))) return text;
    size_t n = 2;
    while (n < text.len && n < LABEL_MAX + 2 && ascii_alpha(text.p[n]))
        n++;
    bool whole =
        n > 2 && n < text.len && text.p[n] == ']' && (n + 1 == text.len || ascii_space(text.p[n + 1]));
    if (!whole) return text;
    char label[LABEL_MAX];
    for (size_t i = 2; i < n; i++)
        label[i - 2] = ascii_lower(text.p[i]);
    label[0] = (char)(label[0] - 'a' + 'A');
    m->doc->blocks[quote].text = arena_copy(&m->doc->arena, (Str){label, n - 2});
    return str_skip(text, n + 1);
}

/* The first words of a link: they tell its line, and whether it is `<https://a/>` or `<a@b.c>`, of which the
 * reader sees the address itself. md4c leaves the entities in those words as they are. */
__attribute__((noinline)) static Str first_in_link(Markdown *m, Str text) {
    m->link_fresh = false;
    Link *link = &m->doc->links[m->link];
    link->line = lines_of(&m->lines, text.p);
    if (m->outer != LINK_NONE && !m->doc->links[m->outer].line) m->doc->links[m->outer].line = link->line;
    const char *end = m->text.p + m->text.len;
    bool framed =
        text.p > m->text.p && text.p[-1] == '<' && text.p + text.len < end && text.p[text.len] == '>';
    if (!framed) return text;
    Str shown = link->target;
    if (str_starts(shown, STR("mailto:")) && !str_starts(text, STR("mailto:"))) shown = str_skip(shown, 7);
    bool same = str_eq(shown, text);
    if (!same && str_find(text, '&') == STR_NONE) return text;
    link->kind = LINK_BARE;
    return same ? text : shown;
}

/* What is to be done where words stand, whatever they are. Returns what of them is shown. */
static inline Str begin_words(Markdown *m, Str source) {
    Str text = m->quote == UINT32_MAX ? source : take_label(m, source);
    if (m->link_fresh) text = first_in_link(m, text);
    if (m->breaks == 1 && !m->table.in_cell && m->repairs) {
        markdown_repair_paragraph(m, source);
        m->breaks++;
    }
    m->words = true;
    return text;
}

/* Words that may hold extras, at which they part. */
__attribute__((noinline)) static void take_parted(Markdown *m, Str source) {
    while (source.len) {
        Str words = markdown_extras_words(m, source);
        markdown_leaf_need(m);
        if (words.len) html_words(&m->html, begin_words(m, words));
        m->after_span &= !words.len;
        source = str_skip(source, words.len);
        Str shown;
        source = str_skip(source, markdown_extras_take(m, source, &shown));
        if (!shown.len) continue;
        m->quote = UINT32_MAX;
        m->words = true;
        html_character(&m->html, shown);
    }
}

static void take_words(Markdown *m, Str source) {
    if (m->extras->count || m->extras->term_count) {
        take_parted(m, source);
        return;
    }
    Str words = begin_words(m, source);
    bool plain = !m->html.pre && !m->html.code;
    if (plain)
        prose_text(&m->prose, words);
    else
        html_words(&m->html, words);
    m->after_span = false;
    m->calm = plain && !m->table.in_cell;
}

static void take_break(Markdown *m, RunKind kind) {
    const char *end = m->text.p + m->text.len;
    const char *newline = m->next;
    if (newline && (newline == end || *newline != '\n'))
        newline = memchr(newline, '\n', (size_t)(end - newline));
    if (newline) m->next = newline + 1;
    if (newline && markdown_extras_break(m)) return;
    m->calm &= m->breaks > 0;
    m->breaks += m->breaks == 0;
    if (m->html.pre)
        html_words(&m->html, STR("\n"));
    else if (m->leaf && newline && kind == RUN_SOFT_BREAK)
        prose_line_end(&m->prose, newline);
    else if (m->leaf)
        prose_break(&m->prose, kind);
}

/* A name that is no entity of HTML is text. */
__attribute__((noinline)) static void take_entity(Markdown *m, Str source) {
    char text[8];
    size_t len = 0;
    if (markdown_extras_settled(m, source.p)) return;
    m->quote = UINT32_MAX;
    m->words = true;
    if (entity_decode(&m->prose.entities, source, text, &len))
        html_character(&m->html, (Str){text, len});
    else
        html_words(&m->html, source);
}

/* What md4c says in words of its own in an HTML block is a line end or the indent of a line, tabs as spaces
 * (MD-05, MD-07): in the source it follows the text; a line end may be another byte there (extras_set_lines).
 * An indent that is partly a container's is as md4c says.
 */
static Str html_source(const Markdown *m, Str said) {
    const char *end = m->text.p + m->text.len, *p = m->next;
    size_t columns = 0;
    if (!p || p == end) return (Str){0};
    if (said.len == 1 && said.p[0] == '\n') return m->shape[p - m->text.p] == '\n' ? (Str){p, 1} : (Str){0};
    for (; p < end && ascii_blank(*p) && columns < said.len; p++)
        columns = lines_column(*p, columns);
    return columns == said.len ? (Str){m->next, (size_t)(p - m->next)} : (Str){0};
}

static void take_html(Markdown *m, Str said, Str source) {
    if (!source.p) {
        source = html_source(m, said);
        if (source.p) markdown_place(m, source);
    }
    Str piece = source.p ? source : said;
    if (source.p) lines_of(&m->lines, source.p);
    if (source.p && markdown_extras_settled(m, source.p)) return;
    if (m->html_block)
        html_block_text(&m->html, piece);
    else
        html_inline(&m->html, piece);
    /* A table of HTML that has ended can be fewer blocks than it was. */
    if (m->unlined > m->doc->block_count) m->unlined = m->doc->block_count;
}

/* A blank or line end where an HTML element has ended the leaf: it does not open another. */
static bool between_tags(const Markdown *m, MD_TEXTTYPE type, Str source) {
    if (m->leaf || m->table.in_cell) return false;
    return type == MD_TEXT_SOFTBR || type == MD_TEXT_BR ||
           (type == MD_TEXT_NORMAL && str_trim(source).len == 0);
}

__attribute__((noinline)) static int take_text(Markdown *m, MD_TEXTTYPE type, const MD_CHAR *p,
                                               MD_SIZE size) {
    if (!markdown_spend(m, 1)) return MARKDOWN_ABORT;
    Str source = markdown_source(m, p, size);
    m->after_span &= type == MD_TEXT_NORMAL;
    m->calm &= type != MD_TEXT_HTML;
    if (m->code.open) {
        if (html_hides(&m->html, source.p)) return MARKDOWN_GO_ON;
        markdown_place(m, source);
        markdown_code_text(m, (Str){p, size}, source);
        return MARKDOWN_GO_ON;
    }
    bool shows = type != MD_TEXT_HTML && !html_hides(&m->html, source.p) && !between_tags(m, type, source);
    if (shows || m->table.in_cell) markdown_leaf_need(m);
    markdown_place(m, source);
    if (type != MD_TEXT_HTML && !shows) return MARKDOWN_GO_ON;
    switch (type) {
    case MD_TEXT_NORMAL: take_words(m, source); break;
    case MD_TEXT_NULLCHAR: prose_text(&m->prose, STR("\uFFFD")); break;
    case MD_TEXT_BR: take_break(m, RUN_HARD_BREAK); break;
    case MD_TEXT_SOFTBR: take_break(m, RUN_SOFT_BREAK); break;
    case MD_TEXT_ENTITY: take_entity(m, source); break;
    case MD_TEXT_CODE: markdown_code_span_text(m, source); break;
    case MD_TEXT_HTML: take_html(m, (Str){p, size}, source); break;
    case MD_TEXT_LATEXMATH: break;
    }
    return MARKDOWN_GO_ON;
}

/* Nearly all text: words and code behind words of the same leaf, and the line ends between them. */
static inline bool take_calm(Markdown *m, MD_TEXTTYPE type, const MD_CHAR *p, size_t size) {
    uintptr_t offset = (uintptr_t)p - (uintptr_t)m->shape;
    if (type == MD_TEXT_NORMAL || type == MD_TEXT_CODE) {
        if (offset + size > m->text.len || !m->budget) return false;
        Str source = {m->text.p + offset, size};
        m->next = source.p + size;
        if (type == MD_TEXT_CODE)
            markdown_code_span_text(m, source);
        else
            prose_text(&m->prose, m->link_fresh ? first_in_link(m, source) : source);
    } else {
        bool line_end = type == MD_TEXT_SOFTBR && m->breaks && m->next != m->text.p + m->text.len;
        if (!line_end || *m->next != '\n' || !m->budget) return false;
        prose_line_end(&m->prose, m->next++);
    }
    m->budget--;
    m->after_span = false;
    return true;
}

int markdown_text(MD_TEXTTYPE type, const MD_CHAR *p, MD_SIZE size, void *context) {
    Markdown *m = context;
    return m->calm && take_calm(m, type, p, size) ? MARKDOWN_GO_ON : take_text(m, type, p, size);
}

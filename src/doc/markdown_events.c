/* md4c's reports -> Document.
 *
 * md4c speaks of bytes of the shape; what is kept are the bytes of the text at the same place (MD-05). It
 * names no lines: a block's line is that of the first byte in it, of an empty one the line seen last (MD-06).
 * Spans that cross or stay open are put right by Prose (MD-03). */
#include "doc/markdown_events.h"

#include "doc/markdown_code.h"
#include "doc/markdown_repair.h"
#include "doc/markdown_table.h"

#include <md4c.h>
#include <string.h>

#define LABEL_MAX 20 /* letters of `[!NOTE]` */

/* Abort is negative: md4c goes on after a positive value (MD-02). */
enum { GO_ON = 0, ABORT = -1 };

static bool spend(Markdown *m, uint64_t cost) {
    if (m->budget < cost) return false;
    m->budget -= cost;
    return true;
}

/* Where bytes that md4c speaks of lie in the text; p is NULL for what lies elsewhere. */
static Str source_of(const Markdown *m, const char *p, size_t size) {
    uintptr_t offset = (uintptr_t)p - (uintptr_t)m->shape;
    if ((uintptr_t)p < (uintptr_t)m->shape || offset > m->text.len || size > m->text.len - offset)
        return (Str){0};
    return (Str){m->text.p + offset, size};
}

/* The value of an attribute: from the text, or put together in m->value until the next call. */
static Str attribute(Markdown *m, const MD_ATTRIBUTE *a) {
    Str source = source_of(m, a->text, a->size);
    if (!a->size || !a->text) return (Str){0};
    if (source.p && a->substr_offsets[1] == a->size && a->substr_types[0] == MD_TEXT_NORMAL) return source;
    buf_clear(&m->value);
    for (unsigned i = 0; a->substr_offsets[i] < a->size; i++) {
        Str part = {a->text + a->substr_offsets[i], a->substr_offsets[i + 1] - a->substr_offsets[i]};
        char text[8];
        size_t len = 0;
        if (a->substr_types[i] == MD_TEXT_ENTITY && entity_decode(&m->prose.entities, part, text, &len)) {
            buf_add(&m->value, (Str){text, len});
            continue;
        }
        for (size_t k = 0; k < part.len; k++)
            buf_add_char(&m->value, shape_reveal(part.p[k]));
    }
    return buf_str(&m->value);
}

/* Blocks that had no byte until now get their line. */
static void line_blocks(Markdown *m, uint32_t line) {
    for (; m->unlined < m->doc->block_count; m->unlined++)
        if (!m->doc->blocks[m->unlined].line) m->doc->blocks[m->unlined].line = line;
    m->unlined = m->doc->block_count;
}

static void place(Markdown *m, Str source) {
    if (!source.p) return;
    if (m->table.in_cell) markdown_table_place(m, source);
    if (m->unlined < m->doc->block_count) line_blocks(m, lines_of(&m->lines, source.p));
    m->next = source.p + source.len;
}

static uint32_t line_now(Markdown *m) {
    return lines_of(&m->lines, m->next);
}

/* Opens what running text needs around it: md4c mentions no paragraph in a tight item. */
static void need_leaf(Markdown *m) {
    if (m->leaf) return;
    if (m->table.in_cell) {
        markdown_table_leaf(m);
    } else {
        uint8_t level = m->html.heading;
        uint32_t index = document_open(m->doc, level ? BLOCK_HEADING : BLOCK_PARAGRAPH, 0);
        m->doc->blocks[index].level = level;
        m->implied = true;
        m->fixed = false;
    }
    m->leaf = true;
    m->words = false;
    m->breaks = 0;
    prose_begin(&m->prose);
    html_leaf_resume(&m->html);
}

static void leaf_opened(Markdown *m, bool fixed) {
    m->leaf = true;
    m->fixed = fixed;
    m->implied = m->words = false;
    m->breaks = 0;
    prose_begin(&m->prose);
}

/* Closes the open leaf; one in which nothing is to be seen goes. */
static void close_leaf(Markdown *m) {
    bool shows = prose_end(&m->prose);
    if (m->unlined < m->doc->block_count) line_blocks(m, line_now(m));
    m->leaf = m->implied = false;
    if (m->table.in_cell) return;
    if (shows)
        document_close(m->doc);
    else
        document_drop(m->doc);
    if (m->unlined > m->doc->block_count) m->unlined = m->doc->block_count;
}

/* The leaf ends where md4c says so. A cell's place counts, even if there is nothing in it. */
static void end_leaf(Markdown *m) {
    bool had = m->leaf;
    if (had) close_leaf(m);
    html_leaf_end(&m->html);
    m->link = m->outer = LINK_NONE;
    if (m->table.in_cell) markdown_table_cell_end(m, had);
}

/* A block element within a paragraph ends it; what follows opens another. Headings and cells have one line.
 */
static void part_leaf(Markdown *m) {
    m->html.parts = false;
    if (m->table.in_cell || m->fixed || m->prose.images)
        prose_part(&m->prose);
    else if (m->leaf) {
        html_leaf_pause(&m->html);
        close_leaf(m);
    }
}

/* Opens a list, quote or item. NULL when it lies too deep to be made. */
static Block *open_container(Markdown *m, BlockKind kind) {
    uint32_t index = document_open(m->doc, kind, 0);
    return document_opened(m->doc) ? &m->doc->blocks[index] : NULL;
}

static void open_list(Markdown *m, BlockKind kind, bool tight, uint32_t number) {
    Block *list = open_container(m, kind);
    if (!list) return;
    list->loose = !tight;
    list->number = number;
}

static void open_item(Markdown *m, const MD_BLOCK_LI_DETAIL *detail) {
    Block *item = open_container(m, BLOCK_ITEM);
    if (item && detail->is_task) item->task = detail->task_mark == ' ' ? TASK_OPEN : TASK_DONE;
}

static void open_quote(Markdown *m) {
    if (open_container(m, BLOCK_QUOTE)) m->quote = m->doc->block_count - 1;
}

static void open_heading(Markdown *m, unsigned level) {
    uint32_t index = document_open(m->doc, BLOCK_HEADING, 0);
    m->doc->blocks[index].level = (uint8_t)level;
    leaf_opened(m, true);
}

static void open_paragraph(Markdown *m) {
    bool first_in_quote = m->quote != UINT32_MAX && m->quote + 1 == m->doc->block_count;
    if (!first_in_quote) m->quote = UINT32_MAX;
    document_open(m->doc, BLOCK_PARAGRAPH, 0);
    leaf_opened(m, false);
}

/* The language of a code block: the info string up to a blank, a comma or a brace. */
static void open_code(Markdown *m, const MD_BLOCK_CODE_DETAIL *detail) {
    Str language = detail->fence_char ? attribute(m, &detail->lang) : (Str){0};
    size_t n = 0;
    while (n < language.len && !ascii_space(language.p[n]) && language.p[n] != ',' && language.p[n] != '{')
        n++;
    markdown_code_start(m, str_head(language, n));
}

static void add_rule(Markdown *m) {
    document_open(m->doc, BLOCK_RULE, 0);
    document_close(m->doc);
    line_blocks(m, line_now(m));
}

static BlockAlign align_of(MD_ALIGN align) {
    return align == MD_ALIGN_CENTER ? ALIGN_CENTER : align == MD_ALIGN_RIGHT ? ALIGN_RIGHT : ALIGN_LEFT;
}

static uint64_t block_cost(MD_BLOCKTYPE type, const void *detail) {
    if (type != MD_BLOCK_CODE) return 1;
    const MD_BLOCK_CODE_DETAIL *code = detail;
    return 1 + (uint64_t)code->info.size + code->lang.size;
}

static int enter_block(MD_BLOCKTYPE type, void *detail, void *context) {
    Markdown *m = context;
    if (!spend(m, block_cost(type, detail))) return ABORT;
    if (m->implied) end_leaf(m);
    switch (type) {
    case MD_BLOCK_QUOTE: open_quote(m); break;
    case MD_BLOCK_UL: open_list(m, BLOCK_BULLETS, ((MD_BLOCK_UL_DETAIL *)detail)->is_tight, 0); break;
    case MD_BLOCK_OL: {
        const MD_BLOCK_OL_DETAIL *ol = detail;
        open_list(m, BLOCK_NUMBERS, ol->is_tight, ol->start);
        break;
    }
    case MD_BLOCK_LI: open_item(m, detail); break;
    case MD_BLOCK_HR: add_rule(m); break;
    case MD_BLOCK_H: open_heading(m, ((MD_BLOCK_H_DETAIL *)detail)->level); break;
    case MD_BLOCK_CODE: open_code(m, detail); break;
    case MD_BLOCK_HTML:
        m->html_block = true;
        html_block_start(&m->html);
        break;
    case MD_BLOCK_P: open_paragraph(m); break;
    case MD_BLOCK_TABLE: markdown_table_start(m, ((MD_BLOCK_TABLE_DETAIL *)detail)->col_count); break;
    case MD_BLOCK_THEAD: m->table.header = true; break;
    case MD_BLOCK_TBODY: m->table.header = false; break;
    case MD_BLOCK_TR: markdown_table_row_start(m); break;
    case MD_BLOCK_TH:
    case MD_BLOCK_TD: markdown_table_cell_start(m, align_of(((MD_BLOCK_TD_DETAIL *)detail)->align)); break;
    case MD_BLOCK_DOC: break;
    }
    return GO_ON;
}

static int leave_block(MD_BLOCKTYPE type, void *detail, void *context) {
    Markdown *m = context;
    if (!spend(m, block_cost(type, detail))) return ABORT;
    if (m->implied) end_leaf(m);
    switch (type) {
    case MD_BLOCK_QUOTE:
    case MD_BLOCK_UL:
    case MD_BLOCK_OL:
    case MD_BLOCK_LI: document_close(m->doc); break;
    case MD_BLOCK_H:
    case MD_BLOCK_P:
    case MD_BLOCK_TH:
    case MD_BLOCK_TD: end_leaf(m); break;
    case MD_BLOCK_CODE: markdown_code_end(m); break;
    case MD_BLOCK_HTML:
        html_block_end(&m->html);
        m->html_block = false;
        break;
    case MD_BLOCK_TABLE: markdown_table_end(m); break;
    case MD_BLOCK_TR: markdown_table_row_end(m); break;
    default: break;
    }
    /* In a table, an empty row says nothing of where the table stands. */
    if (m->unlined > m->doc->block_count) m->unlined = m->doc->block_count;
    if (m->unlined < m->doc->block_count && (!m->table.open || m->table.next)) line_blocks(m, line_now(m));
    return GO_ON;
}

static int enter_span(MD_SPANTYPE type, void *detail, void *context) {
    Markdown *m = context;
    need_leaf(m);
    if (!spend(m, 1)) return ABORT;
    switch (type) {
    case MD_SPAN_EM: prose_open(&m->prose, RUN_EMPHASIS); break;
    case MD_SPAN_STRONG: prose_open(&m->prose, RUN_STRONG); break;
    case MD_SPAN_DEL: prose_open(&m->prose, RUN_STRIKE); break;
    case MD_SPAN_A: {
        const MD_SPAN_A_DETAIL *a = detail;
        if (!spend(m, (uint64_t)a->href.size + a->title.size)) return ABORT;
        m->outer = m->link;
        m->link = prose_link_start(&m->prose, attribute(m, &a->href), 0);
        m->link_fresh = m->link != LINK_NONE;
        break;
    }
    case MD_SPAN_IMG: prose_image_start(&m->prose); break;
    case MD_SPAN_CODE: markdown_code_span_start(m); break;
    default: break;
    }
    return GO_ON;
}

/* `[https://a/](https://a/)` says no more than `<https://a/>`. */
static void end_link(Markdown *m, const MD_SPAN_A_DETAIL *a) {
    if (m->link == LINK_NONE) return;
    if (m->link_fresh) {
        place(m, source_of(m, a->href.text, a->href.size));
        m->doc->links[m->link].line = line_now(m);
    }
    m->link_fresh = false;
    prose_link_end(&m->prose, m->link);
    Link *link = &m->doc->links[m->link];
    if (str_eq(link->words, link->target) && str_search(link->words, STR("://")) != STR_NONE)
        link->kind = LINK_BARE;
    m->link = m->outer;
    m->outer = LINK_NONE;
}

static void end_image(Markdown *m, const MD_SPAN_IMG_DETAIL *image) {
    place(m, source_of(m, image->src.text, image->src.size));
    Str title = arena_copy(&m->doc->arena, attribute(m, &image->title));
    prose_image_end(&m->prose, title, attribute(m, &image->src), line_now(m));
}

static int leave_span(MD_SPANTYPE type, void *detail, void *context) {
    Markdown *m = context;
    need_leaf(m);
    if (!spend(m, 1)) return ABORT;
    switch (type) {
    case MD_SPAN_EM: prose_close(&m->prose, RUN_EMPHASIS); break;
    case MD_SPAN_STRONG: prose_close(&m->prose, RUN_STRONG); break;
    case MD_SPAN_DEL: prose_close(&m->prose, RUN_STRIKE); break;
    case MD_SPAN_A: {
        const MD_SPAN_A_DETAIL *a = detail;
        if (!spend(m, (uint64_t)a->href.size + a->title.size)) return ABORT;
        end_link(m, a);
        break;
    }
    case MD_SPAN_IMG: {
        const MD_SPAN_IMG_DETAIL *image = detail;
        if (!spend(m, (uint64_t)image->src.size + image->title.size)) return ABORT;
        end_image(m, image);
        break;
    }
    case MD_SPAN_CODE: markdown_code_span_end(m); break;
    default: break;
    }
    return GO_ON;
}

/* `[!NOTE]` at the start of a quote names it. Returns what of the text remains. */
static Str take_label(Markdown *m, Str text) {
    uint32_t quote = m->quote;
    m->quote = UINT32_MAX;
    if (quote == UINT32_MAX || m->words || !str_starts(text, STR("[!"))) return text;
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
static Str first_in_link(Markdown *m, Str text) {
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

static void take_words(Markdown *m, Str source) {
    if (html_hides(&m->html)) return;
    Str text = take_label(m, source);
    if (m->link_fresh) text = first_in_link(m, text);
    if (m->breaks == 1 && !m->table.in_cell && m->repairs) {
        markdown_repair_paragraph(m, source);
        m->breaks++;
    }
    m->words = true;
    prose_text(&m->prose, text);
}

static void take_break(Markdown *m, RunKind kind) {
    const char *end = m->text.p + m->text.len;
    const char *newline = m->next ? memchr(m->next, '\n', (size_t)(end - m->next)) : NULL;
    if (newline) m->next = newline + 1;
    m->breaks += m->breaks == 0;
    prose_break(&m->prose, kind);
}

/* A name that is no entity of HTML is text. */
static void take_entity(Markdown *m, Str source) {
    char text[8];
    size_t len = 0;
    if (html_hides(&m->html)) return;
    m->quote = UINT32_MAX;
    m->words = true;
    if (entity_decode(&m->prose.entities, source, text, &len))
        prose_character(&m->prose, (Str){text, len});
    else
        prose_text(&m->prose, source);
}

/* Line ends of HTML stand nowhere in what md4c says, but in the source they follow the text. */
static void take_html(Markdown *m, Str said, Str source) {
    const char *end = m->text.p + m->text.len;
    if (!source.p && said.len == 1 && said.p[0] == '\n' && m->next && m->next < end && *m->next == '\n') {
        source = (Str){m->next, 1};
        place(m, source);
    }
    Str piece = source.p ? source : said;
    if (source.p) lines_of(&m->lines, source.p);
    if (m->html_block)
        html_block_text(&m->html, piece);
    else
        html_inline(&m->html, piece);
    if (m->html.parts) part_leaf(m);
}

static int text(MD_TEXTTYPE type, const MD_CHAR *p, MD_SIZE size, void *context) {
    Markdown *m = context;
    if (!spend(m, 1)) return ABORT;
    Str source = source_of(m, p, size);
    if (m->code.open) {
        place(m, source);
        markdown_code_text(m, (Str){p, size}, source);
        return GO_ON;
    }
    if (!m->html_block) need_leaf(m);
    place(m, source);
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
    return GO_ON;
}

bool markdown_events_run(Markdown *m, bool tables) {
    const MD_PARSER parser = {
        .flags = MD_FLAG_STRIKETHROUGH | MD_FLAG_TASKLISTS | (tables ? MD_FLAG_TABLES : 0u),
        .enter_block = enter_block,
        .leave_block = leave_block,
        .enter_span = enter_span,
        .leave_span = leave_span,
        .text = text,
    };
    m->next = NULL;
    m->unlined = m->doc->block_count;
    m->leaf = m->implied = m->words = m->html_block = m->link_fresh = false;
    m->quote = UINT32_MAX;
    m->link = m->outer = LINK_NONE;
    m->code.open = m->table.open = m->table.in_cell = m->span.open = false;
    prose_init(&m->prose, m->doc, &m->lines);
    html_init(&m->html, &m->prose);
    /* The newlines behind the text let md4c find line ends with strcspn. */
    size_t size = m->text.len + (m->text.p[m->text.len - 1] != '\n');
    bool good = md_parse(m->shape, (MD_SIZE)size, &parser, m) == 0;
    prose_free(&m->prose);
    html_free(&m->html);
    return good;
}

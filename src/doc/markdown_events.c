/* md4c's reports about blocks -> Document; those about text go to doc/markdown_inline. */
#include "doc/markdown_events.h"

#include "doc/html_block.h"
#include "doc/html_inline.h"
#include "doc/html_text.h"
#include "doc/markdown_code.h"
#include "doc/markdown_extras.h"
#include "doc/markdown_inline.h"
#include "doc/markdown_leaf.h"
#include "doc/markdown_table.h"

/* What an empty cell takes of the page's budget. md4c reports every cell that a row leaves out, as many as
 * the header has: short rows under a wide header would cost far more than their bytes. */
#define EMPTY_CELL_COST 28

/* Opens a list, quote or item. NULL when it lies too deep to be made. */
static Block *open_container(Markdown *m, BlockKind kind) {
    html_enter(&m->html);
    uint32_t index = document_open(m->doc, kind, 0);
    return document_opened(m->doc) ? &m->doc->blocks[index] : NULL;
}

static void open_list(Markdown *m, BlockKind kind, bool tight, uint32_t number) {
    if (markdown_extras_list(m, kind)) return;
    Block *list = open_container(m, kind);
    if (!list) return;
    list->loose = !tight;
    list->number = number;
}

static void open_item(Markdown *m, const MD_BLOCK_LI_DETAIL *detail) {
    Block *item = open_container(m, markdown_extras_item(m));
    if (item && m->first_note && m->list_depth == 1) item->number = m->note++;
    if (item && detail->is_task) item->task = detail->task_mark == ' ' ? TASK_OPEN : TASK_DONE;
}

static void open_quote(Markdown *m) {
    if (open_container(m, BLOCK_QUOTE)) m->quote = m->doc->block_count - 1;
}

static void open_heading(Markdown *m, unsigned level) {
    html_enter(&m->html);
    uint32_t index = document_open(m->doc, BLOCK_HEADING, 0);
    m->doc->blocks[index].level = (uint8_t)level;
    prose_begin(&m->prose);
    html_inline_resume(&m->html);
    markdown_leaf_opened(m, true);
}

static void open_paragraph(Markdown *m) {
    bool first_in_quote = m->quote != UINT32_MAX && m->quote + 1 == m->doc->block_count;
    if (!first_in_quote) m->quote = UINT32_MAX;
    html_leaf_open(&m->html, 0);
    markdown_leaf_opened(m, false);
}

/* The language of a code block: the info string up to a blank, a comma or a brace. */
static void open_code(Markdown *m, const MD_BLOCK_CODE_DETAIL *detail) {
    Str language = detail->fence_char ? markdown_attribute(m, &detail->lang) : (Str){0};
    size_t n = 0;
    while (n < language.len && !ascii_space(language.p[n]) && language.p[n] != ',' && language.p[n] != '{')
        n++;
    html_place(&m->html);
    markdown_code_start(m, str_head(language, n));
}

static void add_rule(Markdown *m) {
    if (html_hides(&m->html, NULL)) return;
    html_place(&m->html);
    document_open(m->doc, BLOCK_RULE, 0);
    document_close(m->doc);
    markdown_line_blocks(m, markdown_line(m));
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
    m->calm = false;
    if (!markdown_spend(m, block_cost(type, detail))) return MARKDOWN_ABORT;
    if (m->implied) markdown_leaf_end(m);
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
    case MD_BLOCK_TABLE:
        html_place(&m->html);
        markdown_table_start(m, ((MD_BLOCK_TABLE_DETAIL *)detail)->col_count);
        break;
    case MD_BLOCK_THEAD: m->table.header = true; break;
    case MD_BLOCK_TBODY: m->table.header = false; break;
    case MD_BLOCK_TR: markdown_table_row_start(m); break;
    case MD_BLOCK_TH:
    case MD_BLOCK_TD:
        html_enter(&m->html);
        markdown_table_cell_start(m, align_of(((MD_BLOCK_TD_DETAIL *)detail)->align));
        break;
    case MD_BLOCK_DOC: break;
    }
    return MARKDOWN_GO_ON;
}

static int leave_block(MD_BLOCKTYPE type, void *detail, void *context) {
    Markdown *m = context;
    uint64_t cost = type == MD_BLOCK_TD && !m->leaf ? EMPTY_CELL_COST : block_cost(type, detail);
    m->calm = false;
    if (!markdown_spend(m, cost)) return MARKDOWN_ABORT;
    if (m->implied) markdown_leaf_end(m);
    switch (type) {
    case MD_BLOCK_UL:
    case MD_BLOCK_OL:
        if (markdown_extras_list_end(m)) break;
        html_leave(&m->html);
        document_close(m->doc);
        break;
    case MD_BLOCK_QUOTE:
    case MD_BLOCK_LI:
        html_leave(&m->html);
        document_close(m->doc);
        break;
    case MD_BLOCK_P: markdown_leaf_end(m); break;
    case MD_BLOCK_H:
    case MD_BLOCK_TH:
    case MD_BLOCK_TD:
        markdown_leaf_end(m);
        html_leave(&m->html);
        break;
    case MD_BLOCK_DOC: html_end(&m->html); break;
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
    if (m->unlined < m->doc->block_count && (!m->table.open || m->table.next))
        markdown_line_blocks(m, markdown_line(m));
    return MARKDOWN_GO_ON;
}

bool markdown_events_run(Markdown *m, bool tables) {
    const MD_PARSER parser = {
        .flags = MD_FLAG_STRIKETHROUGH | MD_FLAG_TASKLISTS | (tables ? MD_FLAG_TABLES : 0u),
        .enter_block = enter_block,
        .leave_block = leave_block,
        .enter_span = markdown_enter_span,
        .leave_span = markdown_leave_span,
        .text = markdown_text,
    };
    m->next = m->settled = NULL;
    m->extra = m->term = 0;
    m->list_depth = 0;
    m->term_block = UINT32_MAX;
    m->note = m->first_note;
    m->before = document_mark(m->doc);
    m->after_span = false;
    m->unlined = m->doc->block_count;
    m->leaf = m->implied = m->words = m->calm = m->html_block = m->link_fresh = false;
    m->quote = UINT32_MAX;
    m->link = m->outer = LINK_NONE;
    m->code.open = m->table.open = m->table.in_cell = m->span.open = false;
    prose_init(&m->prose, m->doc, &m->lines, &m->glance.hints);
    html_init(&m->html, &m->prose, markdown_leaf_html(m), m->diag);
    /* The newlines behind the text let md4c find line ends with strcspn. */
    size_t size = m->text.len + (m->text.p[m->text.len - 1] != '\n');
    bool good = md_parse(m->shape, (MD_SIZE)size, &parser, m) == 0;
    prose_free(&m->prose);
    html_free(&m->html);
    return good;
}

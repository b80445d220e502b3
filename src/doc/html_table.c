/* Tables as their tags come; how they end is doc/html_table_settle. */
#include "doc/html_table.h"

#include "doc/html_block.h"
#include "doc/html_tag.h"
#include "doc/html_text.h"

/* Levels below a table: row, cell, and what a container needs in the cell. */
#define ROOM 7

void html_table_start(Html *html, uint8_t id) {
    bool free;
    HtmlEntry *entry = html_push(html, ELEMENT_TABLE, id, &free);
    if (!entry || !free) return;
    bool deep = html->table_count == HTML_TABLES_MAX || html->prose->doc->depth + ROOM > DOCUMENT_DEPTH_MAX;
    if (deep) {
        html_tell(html, HTML_TELL_TABLES,
                  "HTML tables are nested too deeply; the inner ones are read as paragraphs");
        return;
    }
    html_make(html, entry, BLOCK_TABLE);
    html->tables[html->table_count++] = (HtmlTable){.block = entry->block};
    html_settle(html);
}

/* The innermost entry of a table in scope, or NULL. */
static HtmlEntry *table_entry(Html *html) {
    for (uint32_t i = html->stack.count; i-- > html->stack.fence;)
        if (html->stack.entries[i].kind == ELEMENT_TABLE) return &html->stack.entries[i];
    return NULL;
}

static HtmlTable *table_of(Html *html) {
    return &html->tables[html->table_count - 1];
}

static bool in_head(Html *html) {
    const HtmlEntry *entry = &html->stack.entries[html->stack.count - 1];
    for (; entry->kind != ELEMENT_TABLE; entry--)
        if (entry->kind == ELEMENT_SECTION) return entry->head;
    return false;
}

static void open_row(Html *html, uint8_t id) {
    bool head = in_head(html);
    HtmlEntry *entry = html_stack_push(&html->stack, ELEMENT_ROW, id);
    if (!entry) return;
    HtmlTable *table = table_of(html);
    html_make(html, entry, BLOCK_ROW);
    table->row = entry->block;
    table->cells = table->owed = 0;
    table->headers = true;
    html->prose->doc->blocks[table->row].level = head;
}

static bool spend_cell(Html *html) {
    if (html->spare_cells) {
        html->spare_cells--;
        return true;
    }
    html_tell(html, HTML_TELL_SPANS,
              "colspan and rowspan add too many empty cells; further ones are left out");
    return false;
}

static void add_empty_cell(Html *html) {
    Document *doc = html->prose->doc;
    if (!spend_cell(html)) return;
    document_open(doc, BLOCK_CELL, html->prose->lines->line);
    document_close(doc);
    table_of(html)->cells++;
}

static bool is_reached(const HtmlTable *table) {
    return table->cells < HTML_SPANS_MAX && table->left[table->cells];
}

/* The cells that spans from the left and from above put before the next one. */
static void add_spanned(Html *html) {
    HtmlTable *table = table_of(html);
    for (; table->owed; table->owed--)
        add_empty_cell(html);
    while (is_reached(table) && html->spare_cells)
        add_empty_cell(html);
}

static uint32_t span_of(Html *html, Str tag, Str name) {
    uint32_t n = 1;
    if (!tag.len || !html_tag_attribute(&html->prose->entities, tag, name, &html->value)) return 1;
    if (!str_to_u32(buf_str(&html->value), &n) || !n) return 1;
    return n > HTML_SPANS_MAX ? HTML_SPANS_MAX : n;
}

static void note_spans(Html *html, Str tag) {
    HtmlTable *table = table_of(html);
    uint32_t columns = span_of(html, tag, STR("colspan"));
    uint32_t rows = span_of(html, tag, STR("rowspan"));
    table->owed = columns - 1;
    /* The cells owed are counted when they are added: a row below skips them by the first of the columns. */
    for (uint32_t i = table->cells; rows > 1 && i < table->cells + columns && i < HTML_SPANS_MAX; i++)
        table->left[i] = (uint8_t)rows;
}

static BlockAlign align_of(Html *html, Str tag) {
    if (!tag.len) return ALIGN_LEFT;
    bool found = html_tag_attribute(&html->prose->entities, tag, STR("align"), &html->value);
    Str value = buf_str(&html->value);
    if (!found && html_tag_attribute(&html->prose->entities, tag, STR("style"), &html->value)) {
        value = buf_str(&html->value);
        size_t at = str_search(value, STR("text-align:"));
        value = at == STR_NONE ? (Str){0} : str_trim(str_skip(value, at + 11));
    }
    if (str_eq_nocase(str_head(value, 5), STR("right"))) return ALIGN_RIGHT;
    return str_eq_nocase(str_head(value, 6), STR("center")) ? ALIGN_CENTER : ALIGN_LEFT;
}

static void open_cell(Html *html, uint8_t id, Str tag) {
    BlockAlign align = align_of(html, tag);
    HtmlEntry *entry = html_stack_push(&html->stack, ELEMENT_CELL, id);
    if (!entry) return;
    HtmlTable *table = table_of(html);
    add_spanned(html);
    note_spans(html, tag);
    table->cells++;
    bool header = tag.len > 2 && ascii_lower(tag.p[2]) == 'h';
    table->headers &= header;
    html_make(html, entry, BLOCK_CELL);
    html->prose->doc->blocks[entry->block].level = (uint8_t)align;
}

/* The innermost container; sections and plain elements between the parts of a table do not count. */
static Element innermost(const Html *html) {
    uint32_t at = html_stack_container(&html->stack);
    return at == UINT32_MAX ? ELEMENT_NONE : (Element)html->stack.entries[at].kind;
}

void html_table_part(Html *html, Element kind, uint8_t id, Str tag) {
    html_part(html);
    HtmlEntry *table = table_entry(html);
    if (!table || !table->made) return;
    if (kind == ELEMENT_CELL) {
        if (innermost(html) == ELEMENT_TABLE) open_row(html, HTML_NO_ELEMENT);
        if (innermost(html) == ELEMENT_ROW) open_cell(html, id, tag);
    } else if (kind == ELEMENT_ROW) {
        if (innermost(html) == ELEMENT_TABLE) open_row(html, id);
    } else {
        HtmlEntry *entry = html_stack_push(&html->stack, kind, id);
        if (entry) entry->head = kind == ELEMENT_SECTION && ascii_lower(tag.p[2]) == 'h';
    }
    html_settle(html);
}

void html_table_need_cell(Html *html) {
    html_table_part(html, ELEMENT_CELL, HTML_NO_ELEMENT, (Str){0});
}

/* A row of nothing but `th` is a header when no other row stands above it. */
void html_table_row_end(Html *html) {
    Document *doc = html->prose->doc;
    HtmlTable *table = table_of(html);
    for (uint32_t i = 0; i < HTML_SPANS_MAX; i++)
        if (table->left[i]) table->left[i]--;
    if (!table->cells) {
        document_drop(doc);
        return;
    }
    Block *row = &doc->blocks[table->row];
    if (table->headers && !table->body) row->level = 1;
    table->body |= !row->level;
    document_close(doc);
}

void html_table_end(Html *html) {
    html_table_settle(html->prose->doc, table_of(html)->block);
    html->table_count--;
}

/* Block elements: see the header. */
#include "doc/html_block.h"

#include "doc/html_inline.h"
#include "doc/html_table.h"
#include "doc/html_tag.h"
#include "doc/html_text.h"

static bool ends_leaf_softly(const HtmlEntry *entry) {
    return entry->kind == ELEMENT_BLOCK;
}

static void close_entry(Html *html, HtmlEntry *entry) {
    if (ends_leaf_softly(entry))
        html_part_soft(html);
    else
        html_part(html);
    html->pre_ended |= entry->kind == ELEMENT_PRE;
    if (!entry->made) return;
    if (entry->kind == ELEMENT_ROW)
        html_table_row_end(html);
    else
        document_close(html->prose->doc);
    if (entry->kind == ELEMENT_TABLE) html_table_end(html);
}

void html_pop(Html *html, uint32_t from) {
    while (html->stack.count > from) {
        close_entry(html, &html->stack.entries[html->stack.count - 1]);
        html->stack.count--;
    }
    html_settle(html);
}

static void pop_implied(Html *html, Element kind) {
    uint32_t at = html_stack_implied(&html->stack, kind);
    if (at != UINT32_MAX) html_pop(html, at);
}

HtmlEntry *html_push(Html *html, Element kind, uint8_t id, bool *free) {
    *free = html_part(html);
    if (*free && kind != ELEMENT_ITEM) html_place(html);
    HtmlEntry *entry = html_stack_push(&html->stack, kind, id);
    if (!entry)
        html_tell(html, HTML_TELL_DEPTH,
                  "more than 128 HTML elements are open; the tags of deeper ones are left out");
    return entry;
}

void html_make(Html *html, HtmlEntry *entry, BlockKind block) {
    Document *doc = html->prose->doc;
    uint32_t index = document_open(doc, block, html->prose->lines->line);
    entry->made = true;
    if (document_opened(doc)) entry->block = index;
}

static HtmlEntry *open_container(Html *html, Element kind, uint8_t id, BlockKind block) {
    bool free;
    HtmlEntry *entry = html_push(html, kind, id, &free);
    if (entry && free) html_make(html, entry, block);
    html_settle(html);
    return entry;
}

static bool read_number(Html *html, Str tag, Str name, uint32_t *number) {
    return html_tag_attribute(&html->prose->entities, tag, name, &html->value) &&
           str_to_u32(buf_str(&html->value), number);
}

static void open_list(Html *html, Element kind, uint8_t id, Str tag) {
    bool numbers = kind == ELEMENT_NUMBERS;
    HtmlEntry *entry = open_container(html, kind, id, numbers ? BLOCK_NUMBERS : BLOCK_BULLETS);
    if (!entry || !numbers) return;
    entry->number = 1;
    read_number(html, tag, STR("start"), &entry->number);
    if (entry->block != UINT32_MAX) html->prose->doc->blocks[entry->block].number = entry->number;
}

/* The list that an item may stand in: the innermost container, or one of our own. */
static HtmlEntry *need_list(Html *html) {
    uint32_t at = html_stack_container(&html->stack);
    HtmlEntry *list = at == UINT32_MAX ? NULL : &html->stack.entries[at];
    if (list && (list->kind == ELEMENT_LIST || list->kind == ELEMENT_NUMBERS)) return list;
    list = open_container(html, ELEMENT_LIST, HTML_NO_ELEMENT, BLOCK_BULLETS);
    if (list) list->implied = true;
    return list;
}

/* `<li value>`: a list has its items' numbers in order, so another one begins. */
static void renumber(Html *html, HtmlEntry *list, uint32_t number) {
    Document *doc = html->prose->doc;
    if (number == list->number || list->kind != ELEMENT_NUMBERS || list->block == UINT32_MAX) return;
    if (doc->block_count > list->block + 1) {
        document_close(doc);
        list->made = false;
        list->block = UINT32_MAX;
        html_make(html, list, BLOCK_NUMBERS);
    }
    list->number = number;
    if (list->block != UINT32_MAX) doc->blocks[list->block].number = number;
}

/* Where no item can be, in a heading or a cell of markdown, its mark parts it from the others. */
static void mark_item(Html *html, const HtmlEntry *list) {
    if (list->kind == ELEMENT_NUMBERS)
        html_words(html, arena_format(&html->prose->doc->arena, "%u. ", list->number));
    else
        html_words(html, STR("- "));
}

static void open_item(Html *html, uint8_t id, Str tag) {
    pop_implied(html, ELEMENT_ITEM);
    bool free = html_part(html);
    HtmlEntry *list = need_list(html);
    if (!list) return;
    uint32_t number;
    if (free && read_number(html, tag, STR("value"), &number)) renumber(html, list, number);
    HtmlEntry *item = html_push(html, ELEMENT_ITEM, id, &free);
    if (item && free && list->made) html_make(html, item, BLOCK_ITEM);
    if (!list->made) mark_item(html, list);
    if (list->number < UINT32_MAX) list->number++;
    html_settle(html);
}

/* In the midst of a link a heading is a line of it. */
static void open_heading(Html *html, uint8_t id, Str tag) {
    if (html_link_holds(html)) {
        html_part_soft(html);
        return;
    }
    const HtmlEntry *open = html_stack_text(&html->stack);
    if (open && open->kind == ELEMENT_HEADING) html_pop(html, (uint32_t)(open - html->stack.entries));
    bool free;
    HtmlEntry *entry = html_push(html, ELEMENT_HEADING, id, &free);
    if (entry) entry->level = (uint8_t)(tag.p[2] - '0');
}

static void open_pre(Html *html, uint8_t id, Str tag) {
    bool free;
    HtmlEntry *entry = html_push(html, ELEMENT_PRE, id, &free);
    buf_clear(&html->language);
    html_language(html, tag);
    html->pre_fresh = true;
    if (entry && !free) html->stack.count--;
    html_settle(html);
}

/* `<li><p>`: the items are paragraphs. */
static void loosen_list(Html *html) {
    const HtmlStack *stack = &html->stack;
    if (stack->count < stack->fence + 2 || stack->entries[stack->count - 1].kind != ELEMENT_ITEM) return;
    uint32_t list = stack->entries[stack->count - 2].block;
    if (list != UINT32_MAX && stack->entries[stack->count - 2].made)
        html->prose->doc->blocks[list].loose = true;
}

static void open_plain(Html *html, Element kind, uint8_t id) {
    html_part_soft(html);
    if (kind == ELEMENT_PARAGRAPH) {
        loosen_list(html);
        return;
    }
    HtmlEntry *entry = html_stack_push(&html->stack, kind, id);
    if (!entry)
        html_tell(html, HTML_TELL_DEPTH,
                  "more than 128 HTML elements are open; the tags of deeper ones are left out");
}

void html_block_open(Html *html, Element kind, uint8_t id, Str tag) {
    if (html->pre) return;
    switch (kind) {
    case ELEMENT_HEADING: open_heading(html, id, tag); break;
    case ELEMENT_PRE: open_pre(html, id, tag); break;
    case ELEMENT_QUOTE: open_container(html, kind, id, BLOCK_QUOTE); break;
    case ELEMENT_LIST:
    case ELEMENT_NUMBERS: open_list(html, kind, id, tag); break;
    case ELEMENT_ITEM: open_item(html, id, tag); break;
    case ELEMENT_TERM: {
        bool free;
        pop_implied(html, kind);
        html_push(html, kind, id, &free);
        break;
    }
    case ELEMENT_DEFINITION:
        pop_implied(html, kind);
        open_container(html, kind, id, BLOCK_DEFINITION);
        break;
    case ELEMENT_TABLE: html_table_start(html, id); break;
    case ELEMENT_CAPTION:
    case ELEMENT_SECTION:
    case ELEMENT_ROW:
    case ELEMENT_CELL:
        pop_implied(html, kind);
        html_table_part(html, kind, id, tag);
        break;
    default: open_plain(html, kind, id); break;
    }
}

void html_block_close(Html *html, Element kind, uint8_t id) {
    uint32_t at = html_stack_ended(&html->stack, kind, id);
    if (at != UINT32_MAX)
        html_pop(html, at);
    else if ((kind == ELEMENT_PARAGRAPH || (kind == ELEMENT_HEADING && html->in_link)) && !html->pre)
        html_part_soft(html);
}

void html_rule(Html *html) {
    if (html->pre || !html_part(html)) return;
    html_place(html);
    document_open(html->prose->doc, BLOCK_RULE, html->prose->lines->line);
    document_close(html->prose->doc);
}

/* The item whose first words are still to come, or NULL. */
static Block *fresh_item(const Html *html) {
    const Document *doc = html->prose->doc;
    uint32_t depth = doc->depth;
    if (html_has_leaf(html)) {
        if (html->prose->pending.len || html->prose->word.len || depth < 2) return NULL;
        if (doc->blocks[doc->open[depth - 1]].run != doc->run_count) return NULL;
        depth--;
    }
    if (!depth) return NULL;
    uint32_t item = doc->open[depth - 1];
    uint32_t shown = doc->block_count - item - 1;
    bool fresh = doc->blocks[item].kind == BLOCK_ITEM && shown == doc->depth - depth;
    return fresh ? &doc->blocks[item] : NULL;
}

void html_input(Html *html, Str tag) {
    if (!html_tag_attribute(&html->prose->entities, tag, STR("type"), &html->value)) return;
    Str type = buf_str(&html->value);
    if (str_eq_nocase(type, STR("checkbox"))) {
        Block *item = fresh_item(html);
        bool done = html_tag_attribute(&html->prose->entities, tag, STR("checked"), &html->value);
        if (item) item->task = done ? TASK_DONE : TASK_OPEN;
    } else if (str_eq_nocase(type, STR("submit")) || str_eq_nocase(type, STR("button"))) {
        if (!html_tag_attribute(&html->prose->entities, tag, STR("value"), &html->value)) return;
        html_begin(html);
        html_apart(html);
        html_character(html, buf_str(&html->value));
    }
}

static void open_implied_item(Html *html, HtmlEntry *list) {
    HtmlEntry *item = html_stack_push(&html->stack, ELEMENT_ITEM, HTML_NO_ELEMENT);
    if (!item) return;
    html_make(html, item, BLOCK_ITEM);
    list->number++;
}

void html_place(Html *html) {
    uint32_t at = html_stack_container(&html->stack);
    if (at == UINT32_MAX || !html->stack.entries[at].made) return;
    HtmlEntry *entry = &html->stack.entries[at];
    switch (entry->kind) {
    case ELEMENT_LIST:
    case ELEMENT_NUMBERS:
        if (entry->implied) {
            document_close(html->prose->doc);
            html->stack.count = at;
        } else {
            open_implied_item(html, entry);
        }
        break;
    case ELEMENT_TABLE:
    case ELEMENT_ROW: html_table_need_cell(html); break;
    default: break;
    }
}

#include "render/flow.h"

#include "render/words.h"

enum { LABEL_MAX = 24 }; /* bytes of `1.2.3.`; a longer one shrinks to its last number */

/* Bytes that a block costs an author at least, without its words. */
enum { BLOCK_WEIGHT = 1, RULE_WEIGHT = 3 };

static unsigned least(unsigned a, unsigned b) {
    return a < b ? a : b;
}

static const FlowFrame *top(const Flow *flow) {
    return flow->depth ? &flow->frames[flow->depth - 1] : NULL;
}

static bool is_list(uint8_t kind) {
    return kind == BLOCK_BULLETS || kind == BLOCK_NUMBERS;
}

static bool is_item(uint8_t kind) {
    return kind == BLOCK_ITEM || kind == BLOCK_DEFINITION;
}

static bool is_definition(uint8_t kind) {
    return kind == BLOCK_TERM || kind == BLOCK_DEFINITION;
}

/* The Document is no deeper than frames has room; what were deeper would be drawn as its parent's. */
static void flow_push(Flow *flow, uint32_t index) {
    if (flow->depth == DOCUMENT_DEPTH_MAX) return;
    const Block *block = &flow->doc->blocks[index];
    const FlowFrame *up = top(flow);
    FlowFrame frame = {.block = index, .end = block->end, .kind = block->kind, .number = block->number};
    if (up) {
        frame.quotes = up->quotes;
        frame.lists = up->lists;
        frame.hang = up->hang;
    }
    if (block->kind == BLOCK_QUOTE) {
        frame.quotes++;
        frame.lists = 0;
        frame.hang = false;
    }
    if (is_list(block->kind)) frame.lists++;
    if (is_item(block->kind)) frame.hang = true;
    flow->frames[flow->depth++] = frame;
}

static void flow_leave(Flow *flow) {
    while (flow->depth && top(flow)->end <= flow->next) {
        flow->depth--;
        flow->tight = false;
    }
    if (flow->common > flow->depth) flow->common = flow->depth;
}

static bool follows_title(const Block *blocks, uint32_t index) {
    return index > 0 && blocks[index - 1].kind == BLOCK_TITLE;
}

/* Whether a blank line separates `index` from what was drawn before it: decided by the innermost container
 * that holds both, and by what the path to `index` looks like below that container. */
static bool wants_gap(const Flow *flow, uint32_t index) {
    const Block *blocks = flow->doc->blocks;
    uint32_t child = flow->depth > flow->common ? flow->frames[flow->common].block : index;
    if ((blocks[child].joined && !follows_title(blocks, child)) || blocks[child].kind == BLOCK_DEFINITION)
        return false;
    if (blocks[child].kind == BLOCK_TERM && child && blocks[child - 1].kind == BLOCK_TERM) return false;
    if (flow->common == 0) return true;
    const FlowFrame *around = &flow->frames[flow->common - 1];
    if (is_list(around->kind)) return blocks[around->block].loose;
    if (around->kind == BLOCK_ITEM && flow->common >= 2) {
        bool tight_list = is_list(blocks[child].kind) && !blocks[child].loose;
        return blocks[flow->frames[flow->common - 2].block].loose && !tight_list;
    }
    return around->kind == BLOCK_QUOTE;
}

/* Fills what a step says about its place and counts it as drawn. */
static void flow_place(Flow *flow, uint32_t index, Step *step) {
    const FlowFrame *up = top(flow);
    step->block = index;
    if (up) {
        step->quotes = up->quotes;
        step->lists = up->lists;
        step->hang = up->hang;
    }
    step->gap = flow->any && !flow->tight && wants_gap(flow, index);
    if (step->gap && flow->common) step->gap_quotes = flow->frames[flow->common - 1].quotes;
    flow->any = true;
    flow->group_any = true;
    flow->tight = false;
    flow->common = flow->depth;
}

static bool is_numbered(const Flow *flow, uint32_t frame) {
    return frame > 0 && flow->frames[frame].kind == BLOCK_ITEM &&
           flow->frames[frame - 1].kind == BLOCK_NUMBERS;
}

static void add_number(Flow *flow, uint32_t frame) {
    buf_add_number(&flow->label, flow->frames[frame].number);
    buf_add_char(&flow->label, '.');
}

/* `1.2.` for the innermost item: the numbers of all ordered lists around it since the innermost quote. */
static Str number_label(Flow *flow) {
    uint32_t last = flow->depth - 1, first = last;
    buf_clear(&flow->label);
    while (first > 0 && flow->frames[first - 1].kind != BLOCK_QUOTE)
        first--;
    for (uint32_t i = first; i <= last; i++)
        if (is_numbered(flow, i)) add_number(flow, i);
    if (flow->label.len > LABEL_MAX) {
        buf_clear(&flow->label);
        add_number(flow, last);
    }
    return buf_str(&flow->label);
}

static Str note_label(Flow *flow) {
    buf_clear(&flow->label);
    buf_add_format(&flow->label, "[%u]", flow->frames[flow->depth - 1].number);
    return buf_str(&flow->label);
}

/* The step begins the innermost item. */
static void flow_mark(Flow *flow, Step *step) {
    FlowFrame *item = &flow->frames[flow->depth - 1];
    uint8_t list = flow->depth >= 2 ? flow->frames[flow->depth - 2].kind : BLOCK_ITEM;
    item->marked = true;
    step->task = flow->doc->blocks[item->block].task;
    if (item->kind == BLOCK_DEFINITION) {
        step->mark = MARK_DEFINITION;
    } else if (list == BLOCK_BULLETS) {
        step->mark = MARK_BULLET;
    } else if (list == BLOCK_NUMBERS || list == BLOCK_NOTES) {
        step->mark = MARK_NUMBER;
        step->label = list == BLOCK_NOTES ? note_label(flow) : number_label(flow);
    }
}

/* An item whose mark says something even without words behind it: a number, a box. */
static bool mark_matters(const Flow *flow) {
    const FlowFrame *item = &flow->frames[flow->depth - 1];
    uint8_t list = flow->depth >= 2 ? flow->frames[flow->depth - 2].kind : BLOCK_ITEM;
    return list == BLOCK_NUMBERS || list == BLOCK_NOTES || flow->doc->blocks[item->block].task != TASK_NONE;
}

/* What begins with a paragraph gets its mark there; `1. 1. text` becomes `1.1. text`; before anything else
 * the mark has a line of its own if it matters. */
static bool enter_item(Flow *flow, uint32_t index, Step *step) {
    const Block *block = &flow->doc->blocks[index];
    FlowFrame *list = flow->depth ? &flow->frames[flow->depth - 1] : NULL;
    uint32_t number = list && list->kind == BLOCK_NUMBERS ? list->number++ : block->number;
    flow_push(flow, index);
    FlowFrame *item = &flow->frames[flow->depth - 1];
    item->number = number;
    bool empty = block->end == index + 1;
    uint8_t child = empty ? BLOCK_RULE : block[1].kind;
    if (child == BLOCK_PARAGRAPH || child == BLOCK_HEADING || child == BLOCK_TERM) return false;
    bool continued = child == BLOCK_NUMBERS && list && list->kind == BLOCK_NUMBERS && !block->task;
    item->marked = true;
    if (continued || !mark_matters(flow)) return false;
    step->kind = STEP_TEXT;
    flow_place(flow, index, step);
    flow_mark(flow, step);
    flow->tight = true;
    return true;
}

/* `> Note:` over the quote. */
static bool enter_quote(Flow *flow, uint32_t index, Step *step) {
    Str label = flow->doc->blocks[index].text;
    flow_push(flow, index);
    if (label.len == 0) return false;
    buf_clear(&flow->text);
    words_add_field(label, &flow->text);
    buf_add_char(&flow->text, ':');
    flow_place(flow, index, step);
    step->kind = STEP_TEXT;
    step->text = buf_str(&flow->text);
    flow->tight = true;
    return true;
}

static bool enter_notes(Flow *flow, uint32_t index, Step *step) {
    flow_place(flow, index, step);
    step->kind = STEP_HEADING;
    step->level = 2;
    step->text = STR("Notes");
    flow_push(flow, index);
    return true;
}

static void links_step(Flow *flow, uint32_t from, Step *step) {
    const Links *links = &flow->links;
    step->kind = STEP_LINKS;
    step->link = from;
    step->link_end = links->pending_count;
    flow->shown = from;
    /* A target counts once: a definition that many references share stands once in the source too. */
    for (uint32_t i = from; i < links->pending_count; i++) {
        uint32_t link = links->pending[i];
        if (links->labels[link].first == link) flow->weight += flow->doc->links[link].target.len;
    }
}

/* Takes the links of a block that they replace. Links that wait for the end of the page stay a group of their
 * own. */
static void collect_alone(Flow *flow, const Block *block) {
    const Block *blocks = flow->doc->blocks;
    uint32_t page_group = flow->links.group;
    if (flow->page.options->links_at_end)
        flow->links.group = 0;
    else
        links_next_group(&flow->links, true);
    for (uint32_t i = (uint32_t)(block - blocks); i < block->end; i++)
        links_collect(&flow->links, &blocks[i]);
    if (flow->page.options->links_at_end)
        flow->links.group = page_group;
    else
        links_next_group(&flow->links, false);
}

/* A paragraph or list that its link lines replace (LNK-05). */
static bool alone_step(Flow *flow, uint32_t index, Step *step) {
    const Block *block = &flow->doc->blocks[index];
    uint32_t from = flow->links.pending_count;
    flow->next = block->end;
    collect_alone(flow, block);
    if (flow->links.pending_count == from) return false;
    flow_place(flow, index, step);
    step->alone = true;
    step->generated = block->generated;
    links_step(flow, from, step);
    return true;
}

/* The link lines of what was drawn since the last ones, when a block of the page itself has ended. A
 * definition list is many blocks but one to its readers. */
static bool group_step(Flow *flow, Step *step) {
    const Document *doc = flow->doc;
    bool last = flow->next >= doc->block_count;
    const Block *next = last ? NULL : &doc->blocks[flow->next];
    if (next && flow->group_any && is_definition(next->kind) && flow->definitions) return false;
    links_collect_before(&flow->links, next ? next->line : UINT32_MAX);
    flow->definitions = next && is_definition(next->kind);
    if (next && flow->page.options->links_at_end) return false;
    bool gap = flow->any && (!flow->group_any || flow->page.options->links_at_end);
    flow->group_any = false;
    links_next_group(&flow->links, false);
    if (flow->links.pending_count == 0) return false;
    step->block = flow->next ? flow->next - 1 : 0;
    step->gap = gap;
    flow->any = true;
    flow->tight = false;
    links_step(flow, 0, step);
    return true;
}

static bool text_step(Flow *flow, uint32_t index, Step *step) {
    const Block *block = &flow->doc->blocks[index];
    if (flow->depth == 0 && block->kind == BLOCK_PARAGRAPH && links_only(&flow->links, index))
        return alone_step(flow, index, step);
    const FlowFrame *up = top(flow);
    bool begins = up && is_item(up->kind) && !up->marked;
    bool heading = block->kind == BLOCK_HEADING && flow->depth == 0;
    unsigned flags =
        (heading ? WORDS_ONE_LINE : 0u) | (flow->page.options->keep_emphasis ? WORDS_EMPHASIS : 0u);
    Words words = words_of(&flow->links, block, flags, &flow->text);
    if (words.text.len == 0 && (begins || block->kind != BLOCK_PARAGRAPH))
        words = words_of(&flow->links, block, flags | WORDS_IMAGES, &flow->text);
    if (words.linked) links_collect(&flow->links, block);
    flow->weight += words.text.len;
    if (words.text.len == 0 && !(begins && mark_matters(flow))) return false;
    flow_place(flow, index, step);
    step->kind = heading ? STEP_HEADING : STEP_TEXT;
    step->level = (uint8_t)(block->level < 1 ? 1 : least(block->level, 3));
    step->generated = block->generated;
    step->text = words.text;
    step->ascii = words.ascii;
    step->lines = words.lines;
    if (begins) flow_mark(flow, step);
    if (block->kind == BLOCK_DEFINITION) {
        step->mark = MARK_DEFINITION;
        step->hang = true;
    }
    return true;
}

static bool code_step(Flow *flow, uint32_t index, Step *step) {
    const Block *block = &flow->doc->blocks[index];
    size_t length = 0;
    for (uint32_t i = block->run; i < block->run_end; i++)
        length += flow->doc->runs[i].text.len;
    links_collect(&flow->links, block);
    if (length == 0) return false;
    flow->weight += length;
    flow_place(flow, index, step);
    step->kind = STEP_CODE;
    return true;
}

/* A table in which no cell says anything is not drawn. */
static bool table_says_something(Flow *flow, uint32_t index) {
    const Block *blocks = flow->doc->blocks;
    for (uint32_t i = index; i < blocks[index].end; i++)
        if (words_of(&flow->links, &blocks[i], WORDS_IMAGES, &flow->text).text.len) return true;
    return false;
}

static bool table_step(Flow *flow, uint32_t index, Step *step) {
    const Block *blocks = flow->doc->blocks;
    uint32_t end = flow->next = blocks[index].end;
    for (uint32_t i = index; i < end; i++) {
        links_collect(&flow->links, &blocks[i]);
        flow->weight += BLOCK_WEIGHT;
        for (uint32_t r = blocks[i].run; r < blocks[i].run_end; r++)
            flow->weight += flow->doc->runs[r].text.len;
    }
    if (!table_says_something(flow, index)) return false;
    flow_place(flow, index, step);
    step->kind = STEP_TABLE;
    return true;
}

static bool block_step(Flow *flow, Step *step) {
    uint32_t index = flow->next++;
    const Block *block = &flow->doc->blocks[index];
    flow->weight += BLOCK_WEIGHT;
    switch ((BlockKind)block->kind) {
    case BLOCK_TITLE: flow->next = block->end; return false;
    case BLOCK_QUOTE: return enter_quote(flow, index, step);
    case BLOCK_NOTES: return enter_notes(flow, index, step);
    case BLOCK_CODE:
    case BLOCK_MATH: return code_step(flow, index, step);
    case BLOCK_TABLE: return table_step(flow, index, step);
    case BLOCK_BULLETS:
    case BLOCK_NUMBERS:
        if (flow->depth == 0 && links_only(&flow->links, index)) return alone_step(flow, index, step);
        flow_push(flow, index);
        return false;
    case BLOCK_ITEM: return enter_item(flow, index, step);
    case BLOCK_DEFINITION:
        if (block->run_end > block->run) return text_step(flow, index, step);
        flow_push(flow, index);
        return false;
    case BLOCK_RULE:
        flow->weight += RULE_WEIGHT;
        flow_place(flow, index, step);
        step->kind = STEP_RULE;
        return true;
    case BLOCK_PARAGRAPH:
    case BLOCK_HEADING:
    case BLOCK_ROW:
    case BLOCK_CELL:
    case BLOCK_TERM: return text_step(flow, index, step);
    }
    return false;
}

void flow_init(Flow *flow, const RenderPage *page) {
    const Document *doc = page->doc;
    *flow = (Flow){.page = *page,
                   .doc = doc,
                   .links = flow->links,
                   .text = flow->text,
                   .label = flow->label,
                   .shown = LINK_NONE};
    links_init(&flow->links, doc, page->targets);
    flow->any = flow->group_any = doc->title.len > 0;
    flow->weight = doc->title.len;
    if (doc->link_count == 0) return;
    for (uint32_t i = 0; i < doc->block_count; i++)
        if (doc->blocks[i].kind == BLOCK_TITLE) links_collect_title(&flow->links, &doc->blocks[i]);
}

void flow_free(Flow *flow) {
    links_free(&flow->links);
    buf_free(&flow->text);
    buf_free(&flow->label);
}

bool flow_next(Flow *flow, Step *step) {
    if (flow->shown != LINK_NONE) flow->links.pending_count = flow->shown;
    flow->shown = LINK_NONE;
    *step = (Step){0};
    for (;;) {
        flow_leave(flow);
        if (flow->depth == 0 && group_step(flow, step)) return true;
        if (flow->next >= flow->doc->block_count) return false;
        if (block_step(flow, step)) return true;
    }
}

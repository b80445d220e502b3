/* gemtext: the steps of a page as lines of text/gemini. Lines that begin with a mark of their own need no
 * escape; plain lines get TXT-01's blank. */
#include "render/gemtext.h"

#include "render/words.h"

enum { TABLE_WIDTH = 80 }; /* a wider table wraps its cells (section 4) */

static void add_quotes(unsigned quotes, Buf *out) {
    for (unsigned i = 0; i < quotes; i++)
        buf_add(out, STR("> "));
}

/* A line of text that must stay text. */
static void draw_plain(Str line, Buf *out) {
    if (words_look_like_markup(line)) buf_add_char(out, ' ');
    buf_add(out, line);
    buf_add_char(out, '\n');
}

static void add_mark(const Step *step, Buf *out) {
    if (step->mark == MARK_BULLET || step->mark == MARK_DEFINITION) buf_add(out, STR("* "));
    if (step->mark == MARK_BULLET)
        for (unsigned i = 1; i < step->lists; i++)
            buf_add(out, STR("– "));
    if (step->mark == MARK_NUMBER) {
        buf_add(out, step->label);
        buf_add_char(out, ' ');
    }
    if (step->task) buf_add(out, step->task == TASK_DONE ? STR("☑ ") : STR("☐ "));
}

/* The first line carries the mark of its item; the others stand for themselves. */
static void draw_text(const Step *step, Str text, Buf *out) {
    Str line = text;
    if (step->lines)
        str_cut(&text, '\n', &line);
    else
        text = (Str){0};
    if (step->mark) {
        add_quotes(step->quotes, out);
        add_mark(step, out);
        buf_add(out, line);
        if (out->p[out->len - 1] == ' ') out->len--;
        buf_add_char(out, '\n');
        if (!text.p || !str_cut(&text, '\n', &line)) return;
    }
    do {
        if (step->quotes == 0) {
            draw_plain(line, out);
            continue;
        }
        add_quotes(step->quotes, out);
        buf_add(out, line);
        if (line.len == 0) out->len--;
        buf_add_char(out, '\n');
    } while (text.p && str_cut(&text, '\n', &line));
}

static void draw_heading(unsigned level, Str words, Buf *out) {
    buf_add(out, str_head(STR("###"), level));
    buf_add_char(out, ' ');
    words_add_field(words, out);
    buf_add_char(out, '\n');
}

static void draw_fence(Str alt, Buf *out) {
    buf_add(out, STR("```"));
    words_add_field(alt, out);
    buf_add_char(out, '\n');
}

/* The lines of a run; a line may go on in the next one. */
static void draw_code_run(Str text, Buf *out) {
    while (text.len) {
        bool at_start = out->p[out->len - 1] == '\n';
        if (at_start && str_starts(text, STR("```"))) buf_add_char(out, ' ');
        size_t end = str_find(text, '\n');
        size_t n = end == STR_NONE ? text.len : end + 1;
        buf_add(out, str_head(text, n));
        text = str_skip(text, n);
    }
}

static void draw_code(const Gemtext *g, const Step *step) {
    const Block *block = &g->flow->doc->blocks[step->block];
    draw_fence(block->kind == BLOCK_MATH ? STR("math") : block->text, g->out);
    for (uint32_t i = block->run; i < block->run_end; i++)
        draw_code_run(g->flow->doc->runs[i].text, g->out);
    if (g->out->p[g->out->len - 1] != '\n') buf_add_char(g->out, '\n');
    draw_fence(STR(""), g->out);
}

static bool over_budget(const Gemtext *g) {
    return flow_over_budget(g->flow, g->out->len - g->start);
}

static void draw_grid(Gemtext *g, TableForm form) {
    draw_fence(STR("table"), g->out);
    for (uint32_t i = 0; i < g->table.row_count; i++)
        table_draw_row(&g->table, i, over_budget(g) ? TABLE_PLAIN : form, STR(""), g->out);
    draw_fence(STR(""), g->out);
}

static void draw_pairs(Gemtext *g, const Step *step) {
    TablePairs pairs = {0};
    while (table_next_pair(&g->table, &pairs, over_budget(g))) {
        if (pairs.gap) words_add_gap(step->quotes, g->out);
        draw_text(step, pairs.text, g->out);
    }
    if (g->table.header_cut) flow_tell(g->flow, LIMIT_HEADER, step->block);
}

static void draw_table(Gemtext *g, const Step *step) {
    table_read(&g->table, g->flow, step->block);
    if (g->table.columns > TABLE_COLUMNS_MAX) flow_tell(g->flow, LIMIT_COLUMNS, step->block);
    TableForm form = table_layout(&g->table, TABLE_WIDTH);
    if (form == TABLE_PAIRS)
        draw_pairs(g, step);
    else
        draw_grid(g, form);
}

/* A URI reference holds no blank and no control character: one that came here would end the address. Out of
 * the way of those that hold none. */
__attribute__((noinline)) static void add_encoded(Str url, Buf *out) {
    size_t from = 0;
    for (size_t i = 0; i < url.len; i++) {
        unsigned char c = (unsigned char)url.p[i];
        if (c > ' ' && c != 0x7F) continue;
        buf_add(out, str_slice(url, from, i));
        buf_add_format(out, "%%%02X", c);
        from = i + 1;
    }
    buf_add(out, str_skip(url, from));
}

void gemtext_link(Str url, Str label, Buf *out) {
    bool fit = words_are_graphic(url);
    char *p = buf_put(buf_reserve(out, url.len + 4), STR("=> "));
    if (fit) p = buf_put(p, url);
    out->len = (size_t)(p - out->p);
    if (!fit) add_encoded(url, out);
    if (label.len) {
        buf_add_char(out, ' ');
        words_add_field(label, out);
    }
    buf_add_char(out, '\n');
}

static void draw_links(const Gemtext *g, const Step *step) {
    const Links *links = &g->flow->links;
    for (uint32_t i = step->link; i < step->link_end; i++) {
        uint32_t link = links->pending[i];
        const LinkLabel *label = &links->labels[link];
        gemtext_link(links->targets[link].url, label->words, g->out);
        if (label->suffix.len == 0) continue;
        g->out->len--;
        buf_add(g->out, STR(" ("));
        words_add_field(label->suffix, g->out);
        buf_add(g->out, STR(")\n"));
    }
}

static void draw_step(Gemtext *g, const Step *step) {
    if (step->gap) words_add_gap(step->gap_quotes, g->out);
    switch ((StepKind)step->kind) {
    case STEP_TEXT: draw_text(step, step->text, g->out); return;
    case STEP_HEADING: draw_heading(step->level, step->text, g->out); return;
    case STEP_CODE: draw_code(g, step); return;
    case STEP_TABLE: draw_table(g, step); return;
    case STEP_LINKS: draw_links(g, step); return;
    case STEP_RULE:
        add_quotes(step->quotes, g->out);
        buf_add(g->out, STR("---\n"));
        return;
    }
}

void gemtext_start(Gemtext *g, const Flow *flow, Buf *out) {
    *g = (Gemtext){.flow = flow, .table = g->table, .start = out->len, .out = out};
    if (flow->doc->title.len) draw_heading(1, flow->doc->title, out);
}

void gemtext_step(Gemtext *g, const Step *step) {
    size_t drawn = g->out->len - g->start;
    if (flow_within_limits(g->flow, RENDER_DEPTH_MAX, drawn, step)) {
        draw_step(g, step);
        return;
    }
    Step limited = *step;
    flow_limit(g->flow, RENDER_DEPTH_MAX, drawn, &limited);
    draw_step(g, &limited);
}

void gemtext_free(Gemtext *g) {
    table_free(&g->table);
}

void gemtext_render(const RenderPage *page, Buf *out) {
    Flow flow = {0};
    Gemtext g = {0};
    Step step;
    flow_init(&flow, page);
    gemtext_start(&g, &flow, out);
    while (flow_next(&flow, &step))
        gemtext_step(&g, &step);
    gemtext_free(&g);
    flow_free(&flow);
}

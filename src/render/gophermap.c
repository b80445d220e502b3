/* gophermap: the steps of a page as lines of a gophermap. A text line is a prefix (marks of quotes and items,
 * a hanging indent) and as many words as fit; what stands at its very start decides whether it needs TXT-01's
 * blank or the `i` form of MAP-06. */
#include "render/gophermap.h"

#include "base/width.h"
#include "render/charset.h"
#include "render/mapline.h"
#include "render/words.h"

enum {
    TAB_STOP = 8,
    DEPTH_SHARE = 4, /* a level of nesting takes two columns, all of them at most half of the width */
};

#define CODE_INDENT STR("    ")

void gophermap_info(Str text, Buf *out) {
    mapline_info(STR(""), text, out);
}

/* Appends s as one line of the charset. */
static void add_field(Charset charset, Str s, Buf *out) {
    if (charset == CHARSET_UTF8) {
        words_add_field(s, out);
        return;
    }
    Buf line = {0};
    words_add_field(s, &line);
    charset_add(charset, buf_str(&line), out);
    buf_free(&line);
}

static Str ellipsis(Charset charset) {
    return charset == CHARSET_UTF8 ? STR("…") : STR("...");
}

static void add_quotes(unsigned quotes, Buf *out) {
    for (unsigned i = 0; i < quotes; i++)
        buf_add(out, STR("> "));
}

/* The label, or its last number alone where the whole would leave too little of the line for words. */
static Str fitting_label(const Gophermap *g, const Step *step) {
    size_t taken = g->first.len + step->label.len + 1;
    return taken + g->width / DEPTH_SHARE <= g->width ? step->label : flow_last_number(step->label);
}

static void add_mark(const Gophermap *g, const Step *step, Buf *out) {
    bool utf8 = g->charset == CHARSET_UTF8;
    bool bullet = step->mark == MARK_BULLET;
    if (bullet && !step->task) buf_add(out, STR("- "));
    for (unsigned i = 1; bullet && i < step->lists; i++)
        buf_add(out, utf8 ? STR("– ") : STR("- "));
    if (step->mark == MARK_NUMBER) {
        buf_add(out, fitting_label(g, step));
        buf_add_char(out, ' ');
    }
    if (step->task) buf_add(out, step->task == TASK_DONE ? STR("[x] ") : STR("[ ] "));
}

/* Two columns; behind a quote's mark one, since Lagrange takes three blanks in a row for a drawing (MENU-04).
 */
static Str hanging_indent(const Step *step) {
    return step->quotes ? STR(" ") : STR("  ");
}

static void set_prefixes(Gophermap *g, const Step *step) {
    buf_clear(&g->first);
    buf_clear(&g->rest);
    if (!(step->quotes | step->mark | step->hang)) return;
    Str indent = hanging_indent(step);
    add_quotes(step->quotes, &g->first);
    add_quotes(step->quotes, &g->rest);
    if (step->mark == MARK_BULLET || step->mark == MARK_NUMBER)
        add_mark(g, step, &g->first);
    else if (step->hang)
        buf_add(&g->first, indent);
    if (step->hang) buf_add(&g->rest, indent);
}

static size_t columns_left(const Gophermap *g, Str prefix) {
    size_t taken = width_of(prefix);
    return taken + g->width / DEPTH_SHARE < g->width ? g->width - taken : g->width / DEPTH_SHARE;
}

/* One line of text, wrapped; *prefix is what its first line begins with, and becomes what the next one does.
 */
static void draw_line(Gophermap *g, Wrap wrap, Str *prefix) {
    for (Str line; wrap.rest.len; *prefix = buf_str(&g->rest)) {
        bool escaped = prefix->len == 0 && words_look_like_markup(wrap.rest);
        size_t columns = prefix->len ? columns_left(g, *prefix) : g->width - escaped;
        if (!wrap_line(&wrap, columns, &line)) return;
        mapline_info(escaped ? STR(" ") : *prefix, line, g->out);
    }
}

void gophermap_item(Str name, const Target *target, const RenderOptions *options, Buf *out) {
    Buf field = {0}, cut = {0};
    CharsetCount count = {0};
    size_t start = out->len;
    if (options->charset != CHARSET_UTF8) charset_count(options->charset, name, &count);
    Charset charset = charset_choose(options->charset, &count);
    add_field(charset, name, &field);
    Str shown = buf_str(&field);
    if (!mapline_fits(shown, options->width)) {
        Gophermap above = {.width = options->width, .out = out};
        Str prefix = STR("");
        draw_line(&above, (Wrap){.rest = shown}, &prefix);
        mapline_cut(shown, ellipsis(charset), options->width, &cut);
        shown = buf_str(&cut);
    }
    if (target->kind == TARGET_NONE)
        gophermap_info(shown, out);
    else
        mapline_item(shown, target, out);
    charset_encode(charset, start, out);
    buf_free(&field);
    buf_free(&cut);
}

/* The text in the charset of the page. */
static Str spelled(Gophermap *g, Str text) {
    if (g->charset == CHARSET_UTF8) return text;
    buf_clear(&g->spelled);
    charset_add(g->charset, text, &g->spelled);
    return buf_str(&g->spelled);
}

static void draw_lines(Gophermap *g, Str text) {
    Str prefix = buf_str(&g->first), line;
    if (text.len == 0) mapline_info(STR(""), str_trim_right(prefix), g->out);
    while (text.len) {
        str_cut(&text, '\n', &line);
        if (line.len)
            draw_line(g, (Wrap){.rest = line}, &prefix);
        else
            mapline_info(STR(""), str_trim_right(buf_str(&g->rest)), g->out);
    }
}

static void draw_text(Gophermap *g, const Step *step) {
    Str prefix = buf_str(&g->first);
    if (step->lines || step->text.len == 0 || g->charset != CHARSET_UTF8)
        draw_lines(g, spelled(g, step->text));
    else
        draw_line(g, (Wrap){.rest = step->text, .ascii = step->ascii}, &prefix);
}

/* Below an entry of a generated list: what does not fit is cut. */
static void draw_detail(Gophermap *g, Str text) {
    Str lead = words_look_like_markup(text) ? STR(" ") : STR("");
    size_t columns = g->width - lead.len;
    buf_clear(&g->name);
    if (mapline_fits(text, columns))
        buf_add(&g->name, text);
    else
        mapline_cut(text, ellipsis(g->charset), columns, &g->name);
    mapline_info(lead, buf_str(&g->name), g->out);
}

/* `## words`; what does not fit hangs below. */
static void draw_heading(Gophermap *g, unsigned level, Str words) {
    buf_clear(&g->first);
    buf_clear(&g->rest);
    buf_add(&g->first, str_head(STR("###"), level));
    buf_add_char(&g->first, ' ');
    buf_add(&g->rest, STR("  "));
    draw_lines(g, words);
}

static void draw_title(Gophermap *g) {
    buf_clear(&g->scratch);
    add_field(g->charset, g->flow->doc->title, &g->scratch);
    draw_heading(g, 1, buf_str(&g->scratch));
}

static void draw_code_line(Str line, Buf *out) {
    buf_add(out, CODE_INDENT);
    size_t column = 0;
    for (size_t tab; (tab = str_find(line, '\t')) != STR_NONE; line = str_skip(line, tab + 1)) {
        Str before = str_head(line, tab);
        buf_add(out, before);
        column += width_of(before);
        size_t pad = TAB_STOP - column % TAB_STOP;
        buf_add_repeat(out, ' ', pad);
        column += pad;
    }
    buf_add(out, line);
    buf_add_char(out, '\n');
}

static Str code_text(Gophermap *g, const Block *block) {
    const Run *runs = g->flow->doc->runs;
    if (block->run_end - block->run == 1) return runs[block->run].text;
    buf_clear(&g->scratch);
    for (uint32_t i = block->run; i < block->run_end; i++)
        buf_add(&g->scratch, runs[i].text);
    return buf_str(&g->scratch);
}

static void draw_code(Gophermap *g, const Step *step) {
    Str text = spelled(g, code_text(g, &g->flow->doc->blocks[step->block])), line;
    while (str_line(&text, &line))
        draw_code_line(line, g->out);
}

static bool over_budget(const Gophermap *g) {
    return flow_over_budget(g->flow, g->out->len - g->start);
}

/* `Header: value`, what does not fit hangs below. */
static void draw_pairs(Gophermap *g, Table *table, const Step *step) {
    TablePairs pairs = {0};
    while (table_next_pair(table, &pairs, over_budget(g))) {
        if (pairs.gap) words_add_gap(step->quotes, g->out);
        set_prefixes(g, &(Step){.quotes = step->quotes});
        buf_add(&g->rest, hanging_indent(step));
        draw_lines(g, pairs.text);
    }
    if (table->header_cut) flow_tell(g->flow, LIMIT_HEADER, step->block);
}

static Table *read_table(Gophermap *g, uint32_t block) {
    if (g->read && g->charset == CHARSET_UTF8) return g->read;
    table_read(&g->table, g->flow, block);
    return &g->table;
}

static void draw_table(Gophermap *g, const Step *step) {
    Table *table = read_table(g, step->block);
    if (table->columns > TABLE_COLUMNS_MAX) flow_tell(g->flow, LIMIT_COLUMNS, step->block);
    TableForm form = table_layout(table, g->width - CODE_INDENT.len);
    if (form == TABLE_PAIRS) {
        draw_pairs(g, table, step);
        return;
    }
    for (uint32_t i = 0; i < table->row_count; i++)
        table_draw_row(table, i, over_budget(g) ? TABLE_PLAIN : form, CODE_INDENT, g->out);
}

static void draw_rule(Gophermap *g, const Step *step) {
    set_prefixes(g, &(Step){.quotes = step->quotes});
    buf_clear(&g->scratch);
    buf_add_repeat(&g->scratch, '-', step->plain ? 3 : columns_left(g, buf_str(&g->first)));
    mapline_info(buf_str(&g->first), buf_str(&g->scratch), g->out);
}

static void add_parenthesis(Charset charset, Str words, Buf *out) {
    buf_add(out, STR(" ("));
    add_field(charset, words, out);
    buf_add_char(out, ')');
}

/* Appends to the name what a link line says behind its words: the suffix of a link that shares them, and the
 * host of one that leads elsewhere, since lynx and sacc do not show where an `h` item goes (LNK-10). Returns
 * where the suffix ends; the rest may be left out. */
static size_t add_tail(const LinkLabel *label, const Target *target, Charset charset, Buf *name) {
    Str host = target->kind == TARGET_OURS ? STR("") : target->host;
    bool says_host = label->words.len == 0 || str_eq_nocase(label->words, host);
    if (label->suffix.len) add_parenthesis(charset, label->suffix, name);
    size_t suffix = name->len;
    if (host.len && !says_host && str_search(label->suffix, host) == STR_NONE)
        add_parenthesis(charset, host, name);
    return suffix;
}

/* Whether the words of a link stand in the text above its line (LNK-10). */
static bool words_stand_above(const Gophermap *g, const Step *step, uint32_t link) {
    if (step->generated) return true;
    return !step->alone && g->flow->links.labels[link].in_text &&
           g->flow->doc->links[link].kind != LINK_IMAGE;
}

static void cut_name(Gophermap *g, Str words, Str tail) {
    Str dots = ellipsis(g->charset);
    buf_clear(&g->first);
    buf_add(&g->first, dots);
    if (width_of(tail) <= g->width / 2) buf_add(&g->first, tail);
    buf_clear(&g->scratch);
    mapline_cut(words, buf_str(&g->first), g->width, &g->scratch);
}

static void draw_link(Gophermap *g, const Step *step, uint32_t link) {
    const LinkLabel *label = &g->flow->links.labels[link];
    const Target *target = &g->flow->links.targets[link];
    Str address = target->kind == TARGET_OURS && target->selector.len ? target->selector : target->url;
    buf_clear(&g->name);
    add_field(g->charset, label->words.len ? label->words : address, &g->name);
    size_t words = g->name.len, suffix = add_tail(label, target, g->charset, &g->name);
    Str whole = buf_str(&g->name), name = whole;
    if (!mapline_fits(name, g->width)) name = str_head(whole, suffix);
    if (!mapline_fits(name, g->width)) {
        set_prefixes(g, &(Step){0});
        if (!words_stand_above(g, step, link)) draw_lines(g, str_head(whole, words));
        cut_name(g, str_head(whole, words), str_skip(whole, words));
        name = buf_str(&g->scratch);
    }
    mapline_item(name, target, g->out);
}

static void draw_step(Gophermap *g, const Step *step) {
    if (step->gap) words_add_gap(step->gap_quotes, g->out);
    switch ((StepKind)step->kind) {
    case STEP_TEXT:
        if (step->generated) {
            draw_detail(g, spelled(g, step->text));
            return;
        }
        set_prefixes(g, step);
        draw_text(g, step);
        return;
    case STEP_HEADING: draw_heading(g, step->level, spelled(g, step->text)); return;
    case STEP_CODE: draw_code(g, step); return;
    case STEP_TABLE: draw_table(g, step); return;
    case STEP_RULE: draw_rule(g, step); return;
    case STEP_LINKS:
        for (uint32_t i = step->link; i < step->link_end; i++)
            draw_link(g, step, g->flow->links.pending[i]);
        return;
    }
}

/* A Gophermap for the next page, without what it knew of the last one. */
static Gophermap emptied(const Gophermap *g) {
    return (Gophermap){.table = g->table,
                       .first = g->first,
                       .rest = g->rest,
                       .name = g->name,
                       .scratch = g->scratch,
                       .spelled = g->spelled};
}

void gophermap_start(Gophermap *g, const Flow *flow, Buf *out) {
    unsigned fitting = flow->page.options->width / DEPTH_SHARE;
    *g = emptied(g);
    g->flow = flow;
    g->width = flow->page.options->width;
    g->start = out->len;
    g->out = out;
    g->depth = fitting < RENDER_DEPTH_MAX ? fitting : RENDER_DEPTH_MAX;
    g->charset = g->table.charset = charset_of_page(&flow->page);
    if (flow->doc->title.len) draw_title(g);
    charset_encode(g->charset, g->start, out);
    g->title = out->len - g->start;
}

void gophermap_step(Gophermap *g, const Step *step) {
    size_t drawn = g->out->len - g->start;
    if (flow_within_limits(g->flow, g->depth, drawn, step)) {
        draw_step(g, step);
        return;
    }
    Step limited = *step;
    flow_limit(g->flow, g->depth, drawn, &limited);
    draw_step(g, &limited);
}

void gophermap_end(Gophermap *g) {
    charset_encode(g->charset, g->start + g->title, g->out);
}

void gophermap_free(Gophermap *g) {
    table_free(&g->table);
    buf_free(&g->first);
    buf_free(&g->rest);
    buf_free(&g->name);
    buf_free(&g->scratch);
    buf_free(&g->spelled);
}

size_t gophermap_render(const RenderPage *page, Buf *out) {
    Flow flow = {0};
    Gophermap g = {0};
    Step step;
    flow_init(&flow, page);
    gophermap_start(&g, &flow, out);
    while (flow_next(&flow, &step))
        gophermap_step(&g, &step);
    gophermap_end(&g);
    gophermap_free(&g);
    flow_free(&flow);
    return g.title;
}

/* Words: see the header. */
#include "doc/html_text.h"

#include "doc/html_block.h"
#include "doc/html_inline.h"

bool html_has_leaf(const Html *html) {
    return html->block ? html->leaf : *html->paragraph.open;
}

void html_settle(Html *html) {
    if (!html->stack.count) {
        html->pre = false;
        return;
    }
    const HtmlEntry *entry = html_stack_text(&html->stack);
    html->pre = entry && entry->kind == ELEMENT_PRE;
}

/* Lines of code that touch, a `pre` for each, are one block, and so is a `pre` that paragraphs part. */
static bool continue_pre(Html *html, uint32_t line) {
    Document *doc = html->prose->doc;
    if (html->pre_last + 1 != doc->block_count || (html->pre_ended && line > html->pre_line + 1))
        return false;
    if (!document_reopen(doc, html->pre_last, html->pre_depth)) return false;
    document_run(doc, RUN_CODE, html->pre_ended ? STR("\n") : STR("\n\n"));
    html->pre_ended = false;
    return true;
}

static void open_code(Html *html, uint32_t line) {
    Document *doc = html->prose->doc;
    if (continue_pre(html, line)) return;
    uint32_t index = document_open(doc, BLOCK_CODE, line);
    doc->blocks[index].text = arena_copy(&doc->arena, buf_str(&html->language));
    html->pre_last = index;
    html->pre_ended = false;
    html->pre_depth = doc->depth - 1;
}

void html_leaf_open(Html *html, uint32_t line) {
    if (html->stack.count) html_place(html);
    Document *doc = html->prose->doc;
    const HtmlEntry *entry = html->stack.count ? html_stack_text(&html->stack) : NULL;
    if (html->pre) {
        open_code(html, line);
    } else {
        BlockKind kind = !entry                           ? BLOCK_PARAGRAPH
                         : entry->kind == ELEMENT_HEADING ? BLOCK_HEADING
                                                          : BLOCK_TERM;
        uint32_t index = document_open(doc, kind, line);
        if (kind == BLOCK_HEADING) doc->blocks[index].level = entry->level;
    }
    prose_begin(html->prose);
    html_inline_resume(html);
}

void html_leaf_pause(Html *html) {
    html_inline_pause(html);
    if (html->pre) html->pre_line = html->prose->lines->line;
}

void html_leaf_end(Html *html) {
    if (!html->fed) return;
    html_inline_end(html);
    html->state = HTML_TEXT;
    html->quote = 0;
    html->newlines = 0;
    buf_clear(&html->tag);
    html->fed = html->in_link;
}

static void end_leaf(Html *html) {
    if (!html->leaf) return;
    html_leaf_pause(html);
    if (prose_end(html->prose))
        document_close(html->prose->doc);
    else
        document_drop(html->prose->doc);
    html->leaf = false;
}

void html_need_leaf(Html *html) {
    if (!html->block) {
        html->paragraph.need(html->paragraph.owner);
    } else if (!html->leaf) {
        html_leaf_open(html, html->prose->lines->line);
        html->leaf = true;
    }
}

bool html_part(Html *html) {
    if (!html->block) return html->paragraph.part(html->paragraph.owner);
    end_leaf(html);
    html->newlines = 0;
    return true;
}

void html_part_soft(Html *html) {
    bool linked = html->in_link || html->embed_link != LINK_NONE;
    if (linked && html_has_leaf(html) && !html->pre)
        prose_part(html->prose);
    else
        html_part(html);
}

void html_words(Html *html, Str text) {
    if (!text.len) return;
    if (!html_has_leaf(html)) html_need_leaf(html);
    if (html->code == HTML_CODE_FRESH && !html->pre) {
        prose_code(html->prose, RUN_TICK, STR("`"));
        html->code = HTML_CODE_OPEN;
    }
    if (html->pre || html->code)
        prose_code(html->prose, RUN_CODE, text);
    else
        prose_text(html->prose, text);
}

void html_character(Html *html, Str text) {
    html_words(html, arena_copy(&html->prose->doc->arena, text));
}

static void add_text(Html *html, Str s) {
    while (s.len) {
        char text[8];
        size_t len = 0, used = entity_decode(&html->prose->entities, s, text, &len);
        if (used) {
            html_character(html, (Str){text, len});
        } else {
            size_t next = str_find(str_skip(s, 1), '&');
            used = next == STR_NONE ? s.len : next + 1;
            html_words(html, str_head(s, used));
        }
        s = str_skip(s, used);
    }
}

/* Line ends count between words only, in a pre before the first ones too. */
void html_begin(Html *html) {
    uint32_t n = html->newlines;
    html->newlines = 0;
    if (n > 1 && !html->pre) html_part(html);
    if (!html_has_leaf(html) && !html->pre) n = 0;
    html_need_leaf(html);
    for (; n; n--) {
        if (html->pre)
            prose_code(html->prose, RUN_CODE, STR("\n"));
        else
            prose_break(html->prose, RUN_SOFT_BREAK);
    }
}

/* Text of an HTML block without line ends. */
static void take_line(Html *html, Str s) {
    if (!s.len) return;
    bool blank = str_trim(s).len == 0;
    if (blank && !html->pre && (!html->leaf || html->newlines)) return;
    while (html->newlines && !html->pre && ascii_space(s.p[0]))
        s = str_skip(s, 1);
    html->pre_fresh = false;
    html_begin(html);
    add_text(html, s);
}

void html_apart(Html *html) {
    if (html_has_leaf(html) && !html->pre && !html->newlines) html_words(html, STR(" "));
}

void html_break(Html *html) {
    if (html->pre && html->pre_fresh) {
        html->pre_fresh = false;
    } else if (html->pre) {
        html->newlines++;
    } else if (html_has_leaf(html)) {
        prose_break(html->prose, RUN_HARD_BREAK);
    }
}

/* Two line ends with nothing between them, not even a tag, are a blank line. */
static void count_line(Html *html) {
    if (!html->newlines || !html->tagged) html->newlines++;
    html->tagged = false;
}

void html_text(Html *html, Str s) {
    if (html->hidden.len) return;
    if (!html->block) {
        add_text(html, s);
        return;
    }
    for (size_t end; (end = str_find(s, '\n')) != STR_NONE; s = str_skip(s, end + 1)) {
        take_line(html, str_head(s, end));
        if (html->pre)
            html_break(html);
        else if (html->leaf)
            count_line(html);
    }
    take_line(html, s);
}

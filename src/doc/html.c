/* Raw HTML, tag by tag: see the header. */
#include "doc/html.h"

#include "doc/html_block.h"
#include "doc/html_embed.h"
#include "doc/html_inline.h"
#include "doc/html_tag.h"
#include "doc/html_text.h"

#include <string.h>

/* Bytes of the page for each empty cell that spans may add, and cells that any page may have. */
#define BYTES_PER_CELL 16
#define CELLS_FREE     256

#define NO_PRE (UINT32_MAX - 1) /* no block is the one behind it */

void html_init(Html *html, Prose *prose, HtmlLeaf paragraph, Diag *diag) {
    size_t size = (size_t)(prose->lines->end - prose->lines->at);
    /* Entries and tables are written before they are read, and there are none in most pages. */
    memset(html, 0, offsetof(Html, stack.entries));
    html->prose = prose;
    html->paragraph = paragraph;
    html->diag = diag;
    html->spare_cells = (uint32_t)(size / BYTES_PER_CELL) + CELLS_FREE;
    html->pre_last = NO_PRE;
    html->link = html->embed_link = LINK_NONE;
    prose->entities.diag = diag;
    prose->entities.lines = prose->lines;
}

void html_free(Html *html) {
    buf_free(&html->tag);
    buf_free(&html->value);
    buf_free(&html->href);
    buf_free(&html->title);
    buf_free(&html->language);
}

void html_tell(Html *html, unsigned what, const char *message) {
    if (html->told & what) return;
    html->told |= what;
    diag_add(html->diag, html->prose->lines->line, "%s", message);
}

/* Within the page, behind what has been read: tags come from nowhere else. */
static const char *ahead(Html *html, AheadKind kind, const char *from) {
    const Lines *lines = html->prose->lines;
    bool inside = (uintptr_t)from >= (uintptr_t)lines->at && (uintptr_t)from <= (uintptr_t)lines->end;
    return inside ? html_ahead(&html->ahead, kind, from, lines->end) : NULL;
}

/* An element without end tag hides nothing; in a paragraph the end tag has to stand there. */
static void take_hidden(Html *html, Str name, bool closes, const char *from) {
    AheadKind kind = html_ahead_element(name);
    if (closes || kind == AHEAD_KINDS || name.len > sizeof html->hidden_name) return;
    const char *until = ahead(html, kind, from);
    const char *page = html->prose->lines->end;
    if (until && !html->block && html_ahead_blank(&html->ahead, from, page) < until) until = NULL;
    if (!until) {
        html_tell(html, HTML_TELL_OPEN, "an HTML element is never closed; what follows it is shown");
        return;
    }
    memcpy(html->hidden_name, name.p, name.len);
    html->hidden = (Str){html->hidden_name, name.len};
    html->hidden_until = until;
}

/* Among the words for an image nothing begins or ends but these words. */
static void take_block(Html *html, Element kind, uint8_t id, Str tag) {
    if (html->prose->images)
        html_part(html);
    else if (tag.p[1] == '/')
        html_block_close(html, kind, id);
    else
        html_block_open(html, kind, id, tag);
}

/* Elements of which the end tag says nothing. */
static void take_void(Html *html, Element kind, Str name, const char *from) {
    Str tag = buf_str(&html->tag);
    switch (kind) {
    case ELEMENT_RULE: html_rule(html); break;
    case ELEMENT_IMAGE: html_image(html, tag); break;
    case ELEMENT_EMBED_VOID: html_embed_void(html, tag); break;
    case ELEMENT_SOURCE: html_embed_source(html, tag); break;
    case ELEMENT_INPUT: html_input(html, tag); break;
    default: html_script(html, name, from); break;
    }
}

/* A tag is whole in html->tag; `from` is what follows it in the source. */
static void take_tag(Html *html, const char *from) {
    Str tag = buf_str(&html->tag);
    Str name = html_tag_name(tag);
    bool closes = tag.p[1] == '/';
    if (html_hides(html, NULL)) {
        if (closes && str_eq_nocase(name, html->hidden)) html->hidden = (Str){0};
        return;
    }
    uint8_t id;
    Element kind = html_element(name, &id);
    html->tagged = true;
    switch (kind) {
    case ELEMENT_NONE: html_text(html, arena_copy(&html->prose->doc->arena, tag)); break;
    case ELEMENT_INLINE: break;
    case ELEMENT_BREAK: html_break(html); break;
    case ELEMENT_LINK: html_link(html, tag, closes); break;
    case ELEMENT_EMBED: html_embed(html, tag, closes); break;
    case ELEMENT_CODE: html_code(html, tag, closes); break;
    case ELEMENT_EMPHASIS: html_mark(html, RUN_EMPHASIS, closes); break;
    case ELEMENT_STRONG: html_mark(html, RUN_STRONG, closes); break;
    case ELEMENT_STRIKE: html_mark(html, RUN_STRIKE, closes); break;
    case ELEMENT_QUOTATION: html_quotation(html, closes); break;
    case ELEMENT_BUTTON:
        if (!closes) html_apart(html);
        break;
    case ELEMENT_RUBY:
    case ELEMENT_RUBY_TEXT:
    case ELEMENT_RUBY_PAREN: html_ruby(html, kind, closes); break;
    case ELEMENT_HIDDEN: take_hidden(html, name, closes, from); break;
    case ELEMENT_RULE:
    case ELEMENT_IMAGE:
    case ELEMENT_EMBED_VOID:
    case ELEMENT_SOURCE:
    case ELEMENT_INPUT:
    case ELEMENT_SCRIPT:
        if (!closes) take_void(html, kind, name, from);
        break;
    default: take_block(html, kind, id, tag);
    }
}

/* What the `<` at the start of s begins. */
static HtmlState state_at(Str s) {
    char next = s.len > 1 ? s.p[1] : 0;
    if (str_starts(s, STR("<!--"))) return HTML_COMMENT;
    if (str_starts(s, STR("<![CDATA["))) return HTML_CDATA;
    if (next == '!') return HTML_DECLARATION;
    if (next == '?') return HTML_INSTRUCTION;
    if (ascii_alpha(next) || (next == '/' && s.len > 2 && ascii_alpha(s.p[2]))) return HTML_TAG;
    return HTML_TEXT;
}

/* Within a hidden element only its end tag counts. */
static bool is_shut_out(const Html *html, Str s) {
    if (!html->hidden.len) return false;
    return !str_starts(s, STR("</")) || !str_eq_nocase(str_slice(s, 2, 2 + html->hidden.len), html->hidden);
}

/* What opens and closes each thing that is not shown. */
static const struct {
    Str opener, closer;
    AheadKind ahead;
} unseen[] = {
    [HTML_COMMENT] = {STR("<!--"), STR("-->"), AHEAD_COMMENT},
    [HTML_DECLARATION] = {STR("<!"), STR(">"), AHEAD_DECLARATION},
    [HTML_INSTRUCTION] = {STR("<?"), STR("?>"), AHEAD_INSTRUCTION},
    [HTML_CDATA] = {STR("<![CDATA["), STR("]]>"), AHEAD_CDATA},
};

/* True when what `state` begins at p has an end. Of what has none, only the opener goes. */
static bool is_closed(Html *html, HtmlState state, const char *p) {
    if (state == HTML_TAG || ahead(html, unseen[state].ahead, p)) return true;
    html_tell(html, HTML_TELL_OPEN,
              "an HTML comment or instruction is never closed; what follows it is shown");
    return false;
}

/* Text up to the next `<` that begins something; what it begins is in the state then. Returns the bytes used.
 */
static size_t feed_text(Html *html, Str s) {
    for (size_t at = 0; at < s.len; at++) {
        size_t next = str_find(str_skip(s, at), '<');
        if (next == STR_NONE) break;
        at += next;
        Str rest = str_skip(s, at);
        HtmlState state = is_shut_out(html, rest) ? HTML_TEXT : state_at(rest);
        if (state == HTML_TEXT) continue;
        bool closed = is_closed(html, state, rest.p);
        html_text(html, str_head(s, at));
        html->state = (uint8_t)(closed ? state : HTML_TEXT);
        return closed ? at : at + unseen[state].opener.len;
    }
    html_text(html, s);
    return s.len;
}

/* A tag up to its `>`; a quote counts as a value's only. Returns the bytes used. */
static size_t feed_tag(Html *html, Str s) {
    for (size_t i = 0; i < s.len; i++) {
        char c = s.p[i];
        buf_add_char(&html->tag, c);
        if (html->quote) {
            if (c == html->quote) html->quote = 0;
        } else if (c == '"' || c == '\'') {
            Str before = str_trim_right(str_head(buf_str(&html->tag), html->tag.len - 1));
            if (str_ends(before, STR("="))) html->quote = c;
        } else if (c == '>') {
            html->state = HTML_TEXT;
            take_tag(html, s.p + i + 1);
            buf_clear(&html->tag);
            return i + 1;
        }
    }
    return s.len;
}

/* A comment, declaration or CDATA section up to its end; nothing of it is shown. Returns the bytes used. */
static size_t feed_unseen(Html *html, Str s) {
    Str opener = unseen[html->state].opener, closer = unseen[html->state].closer;
    for (size_t i = 0; i < s.len; i++) {
        buf_add_char(&html->tag, s.p[i]);
        if (s.p[i] != '>' || !str_ends(buf_str(&html->tag), closer)) continue;
        if (html->tag.len < opener.len + closer.len && html->state != HTML_COMMENT) continue;
        html->state = HTML_TEXT;
        buf_clear(&html->tag);
        return i + 1;
    }
    return s.len;
}

static void feed(Html *html, Str s) {
    html->fed = true;
    while (s.len) {
        size_t used = html->state == HTML_TEXT  ? feed_text(html, s)
                      : html->state == HTML_TAG ? feed_tag(html, s)
                                                : feed_unseen(html, s);
        s = str_skip(s, used);
    }
}

void html_inline(Html *html, Str piece) {
    feed(html, piece);
}

void html_block_start(Html *html) {
    html->block = true;
    html->leaf = false;
    html->newlines = 0;
}

void html_block_text(Html *html, Str piece) {
    html_hides(html, piece.p);
    feed(html, piece);
}

/* A tag that never ended was no tag. */
void html_block_end(Html *html) {
    if (html->state == HTML_TAG) html_text(html, arena_copy(&html->prose->doc->arena, buf_str(&html->tag)));
    html_leaf_end(html);
    html_part(html);
    html->block = false;
}

void html_enter(Html *html) {
    if (html->stack.count) html_place(html);
    html_stack_enter(&html->stack);
    html->pre = false;
}

/* A link that never held anything gets a leaf for its target, which ends with it. */
static void end_link(Html *html) {
    bool had = html_has_leaf(html);
    html_link_end(html);
    if (!had && html_has_leaf(html)) html_part(html);
}

void html_leave(Html *html) {
    bool any = html->stack.count > 0;
    if (any)
        html_pop(html, html->stack.fence_count > HTML_FENCES_MAX ? html->stack.count : html->stack.fence);
    if (html->in_link && html->link_fences >= html->stack.fence_count) end_link(html);
    html_stack_leave(&html->stack);
    if (any) html_settle(html);
}

void html_end(Html *html) {
    html_pop(html, 0);
    end_link(html);
}

void html_restart(Html *html) {
    html_end(html);
    html->hidden = (Str){0};
    html->pre_last = NO_PRE;
}

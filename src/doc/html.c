/* Raw HTML: see the header. */
#include "doc/html.h"

#include "doc/html_tag.h"

#include <string.h>

void html_init(Html *html, Prose *prose) {
    *html = (Html){.prose = prose, .link = LINK_NONE};
}

void html_free(Html *html) {
    buf_free(&html->tag);
    buf_free(&html->href);
    buf_free(&html->value);
}

bool html_hides(const Html *html) {
    return html->hidden.len > 0;
}

static void forget(Html *html) {
    html->state = HTML_TEXT;
    html->quote = 0;
    html->unclosed = html->in_link = html->linked = html->pre = html->parts = false;
    html->heading = 0;
    html->link = LINK_NONE;
    html->newlines = 0;
    html->hidden = (Str){0};
    buf_clear(&html->tag);
}

/* The leaf block that words of an HTML block go to. A link that is open around it goes on in it. */
static void need_leaf(Html *html) {
    if (!html->block || html->leaf) return;
    Document *doc = html->prose->doc;
    uint32_t line = html->prose->lines->line;
    BlockKind kind = html->pre ? BLOCK_CODE : html->heading ? BLOCK_HEADING : BLOCK_PARAGRAPH;
    uint32_t index = document_open(doc, kind, line);
    doc->blocks[index].level = kind == BLOCK_HEADING ? html->heading : 0;
    html->leaf = true;
    html->newlines = 0;
    prose_begin(html->prose);
    html_leaf_resume(html);
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

/* Text with its entities still in it: words, or the lines of a pre. */
static void add_text(Html *html, Str s) {
    Prose *prose = html->prose;
    while (s.len) {
        char text[8];
        size_t len = 0, used = entity_decode(&prose->entities, s, text, &len);
        if (used && html->pre) {
            prose_code(prose, RUN_CODE, arena_copy(&prose->doc->arena, (Str){text, len}));
        } else if (used) {
            prose_character(prose, (Str){text, len});
        } else {
            size_t next = str_find(str_skip(s, 1), '&');
            used = next == STR_NONE ? s.len : next + 1;
            if (html->pre)
                prose_code(prose, RUN_CODE, str_head(s, used));
            else
                prose_text(prose, str_head(s, used));
        }
        s = str_skip(s, used);
    }
}

/* Line ends that were held back: they count between words only. */
static void add_newlines(Html *html) {
    if (html->newlines > 1 && !html->pre) end_leaf(html);
    need_leaf(html);
    for (; html->newlines; html->newlines--) {
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
    add_newlines(html);
    add_text(html, s);
}

static void take_text(Html *html, Str s) {
    if (html->hidden.len) return;
    if (!html->block) {
        prose_text(html->prose, s);
        return;
    }
    for (size_t end; (end = str_find(s, '\n')) != STR_NONE; s = str_skip(s, end + 1)) {
        take_line(html, str_head(s, end));
        if (html->leaf) html->newlines++;
    }
    take_line(html, s);
}

static void end_paragraph(Html *html) {
    if (html->block)
        end_leaf(html);
    else
        html->parts = true;
}

static void take_heading(Html *html, Str name, bool closes) {
    end_paragraph(html);
    html->heading = closes ? 0 : (uint8_t)(name.p[1] - '0');
}

static void take_pre(Html *html, bool closes) {
    end_paragraph(html);
    html->pre = html->block && !closes;
}

static void take_break(Html *html) {
    if (html->block && !html->leaf) return;
    if (html->pre)
        html->newlines++;
    else
        prose_break(html->prose, RUN_HARD_BREAK);
}

static void take_rule(Html *html) {
    end_paragraph(html);
    if (!html->block) return;
    document_open(html->prose->doc, BLOCK_RULE, html->prose->lines->line);
    document_close(html->prose->doc);
}

/* A link of which nothing is left for this leaf is not repeated in it. */
static void close_link(Html *html) {
    if (!html->in_link) return;
    if (!html->linked) need_leaf(html);
    if (!html->linked || !prose_link_drop(html->prose, html->link)) prose_link_end(html->prose, html->link);
    html->in_link = html->linked = false;
    html->link = LINK_NONE;
}

static void take_link(Html *html, Str tag, bool closes) {
    close_link(html);
    if (closes || !html_tag_attribute(tag, STR("href"), &html->href)) return;
    html->in_link = true;
    if (!html->block || html->leaf)
        html->link = prose_link_start(html->prose, buf_str(&html->href), html->prose->lines->line);
}

static void take_image(Html *html, Str tag) {
    Prose *prose = html->prose;
    add_newlines(html);
    prose_image_start(prose);
    if (!html_tag_attribute(tag, STR("alt"), &html->value) || !html->value.len)
        html_tag_attribute(tag, STR("title"), &html->value);
    prose_character(prose, buf_str(&html->value));
    if (html_tag_attribute(tag, STR("src"), &html->value) && html->value.len)
        prose_image_end(prose, (Str){0}, buf_str(&html->value), prose->lines->line);
    else
        prose_image_drop(prose);
}

/* What a browser would load into the page becomes a link without words. */
static void take_embed(Html *html, Str tag) {
    if (!html_tag_attribute(tag, STR("src"), &html->value))
        html_tag_attribute(tag, STR("data"), &html->value);
    if (!html->value.len || html->in_link) return;
    add_newlines(html);
    uint32_t link = prose_link_start(html->prose, buf_str(&html->value), html->prose->lines->line);
    prose_link_end(html->prose, link);
}

static void take_span(Html *html, RunKind kind, bool closes) {
    if (html->pre) return;
    add_newlines(html);
    if (closes)
        prose_close(html->prose, kind);
    else
        prose_open(html->prose, kind);
}

/* Within a paragraph: the end tag is there, before a blank line ends the paragraph. Looked for in vain once
 * at most. */
static bool is_closed_later(Html *html, Str name, const char *from) {
    if (html->unclosed) return false;
    const char *end = html->prose->lines->end;
    if ((uintptr_t)from > (uintptr_t)end) return false;
    Str rest = {from, (size_t)(end - from)};
    size_t stop = str_search(rest, STR("\n\n"));
    if (stop != STR_NONE) rest = str_head(rest, stop);
    for (size_t at = 0; (at = str_search(rest, STR("</"))) != STR_NONE; rest = str_skip(rest, at + 2))
        if (str_eq_nocase(str_head(str_skip(rest, at + 2), name.len), name)) return true;
    html->unclosed = true;
    return false;
}

static void take_hidden(Html *html, Str name, bool closes, const char *from) {
    if (closes || name.len > sizeof html->hidden_name) return;
    if (!html->block && !is_closed_later(html, name, from)) return;
    memcpy(html->hidden_name, name.p, name.len);
    html->hidden = (Str){html->hidden_name, name.len};
}

static void take_code(Html *html) {
    if (html->pre) return;
    add_newlines(html);
    prose_code(html->prose, RUN_TICK, STR("`"));
}

/* A tag is whole in html->tag; `from` is what follows it in the source. */
static void take_tag(Html *html, const char *from) {
    Str tag = buf_str(&html->tag);
    Str name = html_tag_name(tag);
    bool closes = tag.p[1] == '/';
    if (html->hidden.len) {
        if (closes && str_eq_nocase(name, html->hidden)) html->hidden = (Str){0};
        return;
    }
    switch (html_element(name)) {
    case ELEMENT_NONE: take_text(html, arena_copy(&html->prose->doc->arena, tag)); break;
    case ELEMENT_INLINE: break;
    case ELEMENT_BLOCK: end_paragraph(html); break;
    case ELEMENT_HEADING: take_heading(html, name, closes); break;
    case ELEMENT_PRE: take_pre(html, closes); break;
    case ELEMENT_BREAK: take_break(html); break;
    case ELEMENT_RULE: take_rule(html); break;
    case ELEMENT_LINK: take_link(html, tag, closes); break;
    case ELEMENT_IMAGE:
        if (!closes) take_image(html, tag);
        break;
    case ELEMENT_EMBED:
        if (!closes) take_embed(html, tag);
        break;
    case ELEMENT_CODE: take_code(html); break;
    case ELEMENT_EMPHASIS: take_span(html, RUN_EMPHASIS, closes); break;
    case ELEMENT_STRONG: take_span(html, RUN_STRONG, closes); break;
    case ELEMENT_STRIKE: take_span(html, RUN_STRIKE, closes); break;
    case ELEMENT_HIDDEN: take_hidden(html, name, closes, from); break;
    }
}

/* What the `<` at the start of s begins. */
static HtmlState state_at(Str s) {
    char next = s.len > 1 ? s.p[1] : 0;
    if (str_starts(s, STR("<!--"))) return HTML_COMMENT;
    if (str_starts(s, STR("<![CDATA["))) return HTML_CDATA;
    if (next == '!' || next == '?') return HTML_DECLARATION;
    if (ascii_alpha(next) || (next == '/' && s.len > 2 && ascii_alpha(s.p[2]))) return HTML_TAG;
    return HTML_TEXT;
}

/* Text up to the next `<` that begins something; what it begins is in the state then. Returns the bytes used.
 */
static size_t feed_text(Html *html, Str s) {
    size_t at = 0;
    for (; at < s.len; at++) {
        size_t next = str_find(str_skip(s, at), '<');
        at = next == STR_NONE ? s.len : at + next;
        Str rest = str_skip(s, at);
        html->state = (uint8_t)state_at(rest);
        bool hides = html->hidden.len && !(rest.len > 1 && rest.p[1] == '/');
        if (hides) html->state = HTML_TEXT;
        if (html->state != HTML_TEXT) break;
    }
    if (at > s.len) at = s.len;
    take_text(html, str_head(s, at));
    return at;
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
static size_t feed_hidden(Html *html, Str s) {
    Str closer = html->state == HTML_COMMENT ? STR("-->") : html->state == HTML_CDATA ? STR("]]>") : STR(">");
    for (size_t i = 0; i < s.len; i++) {
        buf_add_char(&html->tag, s.p[i]);
        if (s.p[i] != '>' || !str_ends(buf_str(&html->tag), closer)) continue;
        html->state = HTML_TEXT;
        buf_clear(&html->tag);
        return i + 1;
    }
    return s.len;
}

static void feed(Html *html, Str s) {
    while (s.len) {
        size_t used = html->state == HTML_TEXT  ? feed_text(html, s)
                      : html->state == HTML_TAG ? feed_tag(html, s)
                                                : feed_hidden(html, s);
        s = str_skip(s, used);
    }
}

void html_inline(Html *html, Str piece) {
    feed(html, piece);
}

void html_leaf_end(Html *html) {
    forget(html);
}

void html_leaf_pause(Html *html) {
    if (html->in_link && html->link != LINK_NONE && !prose_link_drop(html->prose, html->link))
        html->linked = true;
    html->link = LINK_NONE;
}

void html_leaf_resume(Html *html) {
    if (!html->in_link) return;
    html->link = prose_link_start(html->prose, buf_str(&html->href), html->prose->lines->line);
}

void html_block_start(Html *html) {
    forget(html);
    html->block = true;
}

void html_block_text(Html *html, Str piece) {
    feed(html, piece);
}

/* A tag that never ended was no tag. */
void html_block_end(Html *html) {
    if (html->state == HTML_TAG) take_text(html, arena_copy(&html->prose->doc->arena, buf_str(&html->tag)));
    close_link(html);
    end_leaf(html);
    forget(html);
    html->block = false;
}

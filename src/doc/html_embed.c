/* Embedded things: see the header. */
#include "doc/html_embed.h"

#include "doc/html_tag.h"
#include "doc/html_text.h"

static bool read_source(Html *html, Str tag) {
    static const Str names[] = {STR("src"), STR("data-src"), STR("data")};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (html_tag_attribute(&html->prose->entities, tag, names[i], &html->value) && html->value.len)
            return true;
    return false;
}

static void start(Html *html) {
    html_begin(html);
    Prose *prose = html->prose;
    html->embed = HTML_EMBED_LINKED;
    html->embed_link = prose_link_start(prose, buf_str(&html->value), prose->lines->line);
    if (html->embed_link == LINK_NONE || !html->title.len) return;
    prose->doc->links[html->embed_link].words = arena_copy(&prose->doc->arena, buf_str(&html->title));
}

void html_embed_end(Html *html) {
    if (html->embed_link != LINK_NONE) prose_link_end(html->prose, html->embed_link);
    html->embed_link = LINK_NONE;
    html->embed = HTML_EMBED_NONE;
}

void html_embed(Html *html, Str tag, bool closes) {
    if (closes) {
        html_embed_end(html);
        return;
    }
    if (html->embed == HTML_EMBED_LINKED && html->embed_link != LINK_NONE) html_embed_end(html);
    html_tag_attribute(&html->prose->entities, tag, STR("title"), &html->title);
    html->embed = HTML_EMBED_FRESH;
    html->embed_link = LINK_NONE;
    if (read_source(html, tag)) start(html);
}

void html_embed_void(Html *html, Str tag) {
    if (html->embed == HTML_EMBED_LINKED || !read_source(html, tag)) return;
    bool inside = html->embed == HTML_EMBED_FRESH;
    if (!inside) html_tag_attribute(&html->prose->entities, tag, STR("title"), &html->title);
    start(html);
    if (!inside) html_embed_end(html);
}

void html_embed_source(Html *html, Str tag) {
    if (html->embed == HTML_EMBED_FRESH && read_source(html, tag)) start(html);
}

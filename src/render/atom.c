/* Atom is written by hand: a feed has a dozen elements, and what XML asks for is to escape four characters
 * and to leave out those that it does not have. */
#include "render/atom.h"

#include "base/date.h"
#include "base/utf8.h"

/* XML 1.0 section 2.2: of what cleaned text may hold, U+FFFE and U+FFFF are no characters. */
static bool is_character(uint32_t cp) {
    if (cp < 0x20) return cp == '\t' || cp == '\n' || cp == '\r';
    return cp != 0xFFFE && cp != 0xFFFF;
}

static void add_text(Str s, Buf *out) {
    while (s.len) {
        uint32_t cp;
        size_t n = utf8_decode(s, &cp);
        if (cp == '&')
            buf_add(out, STR("&amp;"));
        else if (cp == '<')
            buf_add(out, STR("&lt;"));
        else if (cp == '>')
            buf_add(out, STR("&gt;"));
        else if (cp == '"')
            buf_add(out, STR("&quot;"));
        else if (is_character(cp))
            utf8_add(out, cp);
        s = str_skip(s, n);
    }
}

/* ` name="value"`; nothing for an empty value. */
static void add_attribute(const char *name, Str value, Buf *out) {
    if (!value.len) return;
    buf_add_format(out, " %s=\"", name);
    add_text(value, out);
    buf_add_char(out, '"');
}

/* `<name>text</name>` on a line of its own; nothing for an empty text. */
static void add_element(const char *name, Str text, Buf *out) {
    if (!text.len) return;
    buf_add_format(out, "<%s>", name);
    add_text(text, out);
    buf_add_format(out, "</%s>\n", name);
}

static void add_time(const char *name, int64_t at, Buf *out) {
    char time[21];
    date_rfc3339(at, time);
    add_element(name, str_of(time), out);
}

static void add_link(const char *rel, const AtomLink *link, Buf *out) {
    if (!link->url.len) return;
    buf_add_format(out, "<link rel=\"%s\"", rel);
    add_attribute("type", link->type, out);
    add_attribute("href", link->url, out);
    buf_add(out, STR("/>\n"));
}

static void add_links(const AtomLinks *links, Buf *out) {
    add_link("alternate", &links->first, out);
    add_link("alternate", &links->second, out);
}

static void add_author(Str name, Buf *out) {
    if (!name.len) return;
    buf_add(out, STR("<author><name>"));
    add_text(name, out);
    buf_add(out, STR("</name></author>\n"));
}

/* The opening tag with its language, if that is known. */
static void add_open(const char *tag, Str lang, Buf *out) {
    buf_add_format(out, "<%s", tag);
    add_attribute("xml:lang", lang, out);
    buf_add(out, STR(">\n"));
}

void atom_start(const AtomFeed *feed, Buf *out) {
    buf_add(out, STR("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"));
    add_open("feed xmlns=\"http://www.w3.org/2005/Atom\"", feed->lang, out);
    add_element("id", feed->id, out);
    add_element("title", feed->title, out);
    add_element("subtitle", feed->subtitle, out);
    add_time("updated", feed->updated, out);
    add_author(feed->author.len ? feed->author : feed->title, out);
    add_link("self", &feed->self, out);
    add_links(&feed->links, out);
}

static void add_categories(const AtomEntry *entry, Buf *out) {
    for (uint32_t i = 0; i < entry->tag_count; i++) {
        buf_add(out, STR("<category"));
        add_attribute("term", entry->tags[i], out);
        buf_add(out, STR("/>\n"));
    }
}

void atom_entry(const AtomEntry *entry, Buf *out) {
    add_open("entry", entry->lang, out);
    add_element("id", entry->id, out);
    add_element("title", entry->title, out);
    add_time("published", entry->published, out);
    add_time("updated", entry->updated, out);
    add_author(entry->author, out);
    add_links(&entry->links, out);
    add_categories(entry, out);
    add_element("summary", entry->summary, out);
    if (entry->content.len) {
        buf_add(out, STR("<content"));
        add_attribute("type", entry->content_type, out);
        buf_add_char(out, '>');
        add_text(entry->content, out);
        buf_add(out, STR("</content>\n"));
    }
    buf_add(out, STR("</entry>\n"));
}

void atom_end(Buf *out) {
    buf_add(out, STR("</feed>\n"));
}

#include "site/foot.h"

#include "base/percent.h"
#include "render/gemtext.h"
#include "render/gophermap.h"
#include "site/resolve.h"

#include <stdio.h>

/* Pages that "Linked from" names; the rest is counted. */
#define FOOT_LINKERS_MAX 100

/* A foot that is being made, in one of the two forms. */
typedef struct Foot {
    const Site *site;
    const Node *node;
    RenderOptions options; /* the lines around a page are in its charset */
    bool gopher;
    Buf label, url;
    Buf *out;
} Foot;

static RenderOptions foot_options(const Site *site, const Node *node) {
    RenderOptions options = site->render;
    if (node->page && node->page->utf8) options.charset = CHARSET_UTF8;
    return options;
}

static void foot_line(Foot *f, Str text) {
    if (f->gopher) {
        gophermap_info(text, f->out);
        return;
    }
    buf_add(f->out, text);
    buf_add_char(f->out, '\n');
}

/* A link to a page of ours: "Previous: Title". Titles that begin with a date stand behind a mark, since feed
 * readers take every link whose label begins with one for a post (SUB-04, SUB-08). */
static void foot_node(Foot *f, Str what, const Node *node) {
    Str title = site_title(node);
    bool dated = what.len == 0 && date_looks(title);
    buf_clear(&f->label);
    buf_add(&f->label, dated ? STR("· ") : what);
    buf_add(&f->label, title);
    if (f->gopher) {
        const Target target = {.kind = TARGET_OURS, .type = '1', .selector = node->address};
        gophermap_item(buf_str(&f->label), &target, &f->options, f->out);
        return;
    }
    gemtext_link(node->url, buf_str(&f->label), f->out);
}

static void foot_index(Foot *f, Str what, uint32_t index) {
    const Node *nodes = f->site->nodes;
    if (index != NODE_NONE && area_shows(f->node->area, nodes[index].area)) foot_node(f, what, &nodes[index]);
}

/* A link to f->url. */
static void foot_url(Foot *f, Str label) {
    const Target target = {.kind = TARGET_ELSEWHERE, .url = buf_str(&f->url)};
    if (f->gopher)
        gophermap_item(label, &target, &f->options, f->out);
    else
        gemtext_link(target.url, label, f->out);
}

static void foot_linkers(Foot *f) {
    const Node *node = f->node;
    char more[48];
    if (node->linker_count == 0) return;
    buf_add_char(f->out, '\n');
    foot_line(f, STR("## Linked from"));
    buf_add_char(f->out, '\n');
    for (uint32_t i = 0; i < node->linker_count && i < FOOT_LINKERS_MAX; i++)
        foot_index(f, STR(""), node->linkers[i]);
    if (node->linker_count <= FOOT_LINKERS_MAX) return;
    uint32_t rest = node->linker_count - FOOT_LINKERS_MAX;
    snprintf(more, sizeof more, "and %u more %s", rest, rest == 1 ? "page" : "pages");
    foot_line(f, str_of(more));
}

static bool foot_day(const Node *node, char day[11]) {
    if (!node->page || node->page->date_in_text || !date_is_set(node->page->date)) return false;
    date_day(node->page->date, day);
    return true;
}

static void foot_tags(Foot *f) {
    for (uint32_t i = 0; i < f->node->tag_count; i++)
        foot_index(f, STR("Tag: "), f->node->tags[i]);
}

/* "Also in fi: Title", for each other page of the ring; the original's language may not be known. */
static void foot_others(Foot *f) {
    const Node *nodes = f->site->nodes;
    if (f->node->other == NODE_NONE) return;
    for (const Node *other = &nodes[f->node->other]; other != f->node; other = &nodes[other->other]) {
        if (!area_shows(f->node->area, other->area)) continue;
        const Page *page = other->page ? other->page : other->list;
        Str lang = other->lang.len ? other->lang : page->lang;
        if (lang.len == 0) lang = f->site->identity.lang;
        Buf what = {0};
        buf_add(&what, lang.len ? STR("Also in ") : STR("Original"));
        buf_add(&what, lang);
        buf_add(&what, STR(": "));
        foot_node(f, buf_str(&what), other);
        buf_free(&what);
    }
}

/* A letter to the author of a post, about its title. */
static void foot_reply(Foot *f) {
    Str reply = f->site->reply;
    bool mail = str_starts(reply, STR("mailto:"));
    if (reply.len == 0 || !f->node->page || !date_is_set(f->node->page->date)) return;
    buf_clear(&f->url);
    buf_add(&f->url, reply);
    if (mail) {
        buf_add(&f->url, str_find(reply, '?') == STR_NONE ? STR("?subject=") : STR("&subject="));
        percent_value(f->node->page->title, &f->url);
    }
    foot_url(f, mail ? STR("Reply by mail") : STR("Reply"));
}

static void foot_twin(Foot *f) {
    const Identity *identity = &f->site->identity;
    const GopherHome home = {identity->host, identity->gopher_port};
    if ((f->gopher ? identity->gemini_port : identity->gopher_port) == 0) return;
    if (f->node->area != AREA_NONE) return; /* Gopher has no areas */
    buf_clear(&f->url);
    if (!f->gopher) {
        gopherview_url('1', f->node->address, &home, &f->url);
        foot_url(f, STR("This page on Gopher"));
        return;
    }
    site_gemini_root(f->site, &f->url);
    buf_add(&f->url, f->node->url);
    foot_url(f, STR("This page on Gemini"));
}

/* The section above, in the language of the page where it has one (SRC-11). */
static uint32_t foot_up(const Foot *f) {
    const Node *nodes = f->site->nodes;
    uint32_t up = f->node->up, other;
    while (up != NODE_NONE && site_is_hollow(f->site, &nodes[up]))
        up = nodes[up].up;
    other = up == NODE_NONE ? NODE_NONE : nodes[up].other;
    if (other == NODE_NONE || f->node->lang.len == 0) return up;
    while (other != up && !str_eq(nodes[other].lang, f->node->lang))
        other = nodes[other].other;
    return other;
}

/* The lines of the foot proper, in the order of section 5. */
static void foot_body(Foot *f) {
    char day[11];
    bool full = f->site->foot == FOOT_FULL;
    if (!f->gopher && foot_day(f->node, day)) foot_line(f, str_of(day));
    if (full) {
        foot_tags(f);
        foot_index(f, STR("Previous: "), f->node->previous);
        foot_index(f, STR("Next: "), f->node->next);
    }
    foot_index(f, STR("Up: "), foot_up(f));
    if (full) {
        foot_others(f);
        foot_reply(f);
    }
    foot_twin(f);
}

static void foot_draw(Foot f) {
    if (f.site->foot == FOOT_NONE) return;
    if (f.site->foot == FOOT_FULL) foot_linkers(&f);
    size_t start = f.out->len;
    buf_add_char(f.out, '\n');
    foot_body(&f);
    /* A foot of nothing but its blank line is none (TXT-02). */
    if (f.out->len == start + 1) buf_truncate(f.out, start);
    buf_free(&f.label);
    buf_free(&f.url);
}

void foot_gemtext(const Site *site, const Node *node, Buf *out) {
    foot_draw((Foot){.site = site, .node = node, .out = out});
}

void foot_gophermap(const Site *site, const Node *node, Buf *out) {
    foot_draw(
        (Foot){.site = site, .node = node, .options = foot_options(site, node), .gopher = true, .out = out});
}

void foot_under_title(const Site *site, const Node *node, bool menu, Buf *out) {
    const RenderOptions options = foot_options(site, node);
    char day[11];
    if (foot_day(node, day)) gophermap_info(str_of(day), out);
    if (!menu) return;
    Buf selector = {0};
    site_text_selector(node, &selector);
    const Target target = {.kind = TARGET_OURS, .type = '0', .selector = buf_str(&selector)};
    gophermap_item(STR("This page as plain text"), &target, &options, out);
    buf_free(&selector);
}

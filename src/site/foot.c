#include "site/foot.h"

#include "render/gemtext.h"
#include "render/gophermap.h"
#include "site/resolve.h"

static void label_join(Str what, Str title, Buf *out) {
    buf_clear(out);
    buf_add(out, what);
    buf_add(out, title);
}

static const Node *node_at(const Site *site, uint32_t index) {
    return index == NODE_NONE ? NULL : &site->nodes[index];
}

static bool foot_date(const Node *node, char day[11]) {
    if (!node->page || node->page->date_in_text || !date_is_set(node->page->date)) return false;
    date_day(node->page->date, day);
    return true;
}

/* The neighbours of a page, in the order in which a foot names them. */
typedef struct Neighbour {
    Str label;
    const Node *node;
} Neighbour;

static size_t foot_neighbours(const Site *site, const Node *node, Neighbour out[3]) {
    const Neighbour all[] = {
        {STR("Previous: "), node_at(site, node->previous)},
        {STR("Next: "), node_at(site, node->next)},
        {STR("Up: "), node_at(site, node->up)},
    };
    size_t count = 0;
    for (size_t i = 0; i < 3; i++)
        if (all[i].node) out[count++] = all[i];
    return count;
}

/* What the link to a page in another language says, into *out: "Also in fi: Title"; the original's language
 * may not be known. */
static void label_other(const Site *site, const Node *other, Buf *out) {
    Str lang = other->lang.len ? other->lang : other->page->lang;
    if (lang.len == 0) lang = site->identity.lang;
    label_join(lang.len ? STR("Also in ") : STR("Original"), lang, out);
    buf_add(out, STR(": "));
    buf_add(out, site_title(other));
}

/* The next page of the ring of translations; NULL when it comes back to `node`. */
static const Node *next_other(const Site *site, const Node *node, const Node *at) {
    const Node *other = node_at(site, at->other);
    return other == node ? NULL : other;
}

/* The lines around a page are in its charset. */
static RenderOptions foot_options(const Site *site, const Node *node) {
    RenderOptions options = site->render;
    if (node->page && node->page->utf8) options.charset = CHARSET_UTF8;
    return options;
}

/* A foot of nothing but its blank line is none (TXT-02). */
static void foot_drop_empty(size_t start, Buf *out) {
    if (out->len == start + 1) buf_truncate(out, start);
}

void foot_gemtext(const Site *site, const Node *node, Buf *out) {
    char day[11];
    Neighbour neighbours[3];
    Buf label = {0}, url = {0};
    size_t start = out->len;
    buf_add_char(out, '\n');
    if (foot_date(node, day)) {
        buf_add(out, str_of(day));
        buf_add_char(out, '\n');
    }
    size_t count = foot_neighbours(site, node, neighbours);
    for (size_t i = 0; i < count; i++) {
        label_join(neighbours[i].label, site_title(neighbours[i].node), &label);
        buf_clear(&url);
        site_url(neighbours[i].node, &url);
        gemtext_link(buf_str(&url), buf_str(&label), out);
    }
    for (const Node *other = node; (other = next_other(site, node, other));) {
        label_other(site, other, &label);
        buf_clear(&url);
        site_url(other, &url);
        gemtext_link(buf_str(&url), buf_str(&label), out);
    }
    if (site->identity.gopher_port) {
        const GopherHome home = {site->identity.host, site->identity.gopher_port};
        buf_clear(&url);
        gopherview_url('1', node->address, &home, &url);
        gemtext_link(buf_str(&url), STR("This page on Gopher"), out);
    }
    foot_drop_empty(start, out);
    buf_free(&label);
    buf_free(&url);
}

void foot_gophermap(const Site *site, const Node *node, Buf *out) {
    const RenderOptions options = foot_options(site, node);
    Neighbour neighbours[3];
    Buf label = {0}, url = {0};
    size_t start = out->len;
    buf_add_char(out, '\n');
    size_t count = foot_neighbours(site, node, neighbours);
    for (size_t i = 0; i < count; i++) {
        const Target target = {.kind = TARGET_OURS, .type = '1', .selector = neighbours[i].node->address};
        label_join(neighbours[i].label, site_title(neighbours[i].node), &label);
        gophermap_item(buf_str(&label), &target, &options, out);
    }
    for (const Node *other = node; (other = next_other(site, node, other));) {
        const Target target = {.kind = TARGET_OURS, .type = '1', .selector = other->address};
        label_other(site, other, &label);
        gophermap_item(buf_str(&label), &target, &options, out);
    }
    if (site->identity.gemini_port) {
        buf_add(&url, STR("gemini://"));
        buf_add(&url, site->identity.host);
        if (site->identity.gemini_port != 1965) buf_add_format(&url, ":%u", site->identity.gemini_port);
        site_url(node, &url);
        const Target target = {.kind = TARGET_ELSEWHERE, .url = buf_str(&url)};
        gophermap_item(STR("This page on Gemini"), &target, &options, out);
    }
    foot_drop_empty(start, out);
    buf_free(&label);
    buf_free(&url);
}

void foot_under_title(const Site *site, const Node *node, bool menu, Buf *out) {
    const RenderOptions options = foot_options(site, node);
    char day[11];
    if (foot_date(node, day)) gophermap_info(str_of(day), out);
    if (!menu) return;
    Buf selector = {0};
    site_text_selector(node, &selector);
    const Target target = {.kind = TARGET_OURS, .type = '0', .selector = buf_str(&selector)};
    gophermap_item(STR("This page as plain text"), &target, &options, out);
    buf_free(&selector);
}

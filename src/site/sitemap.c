#include "site/sitemap.h"

#include "base/percent.h"

static void add_gopher(const Site *site, char type, Str selector, Buf *out) {
    const GopherHome home = {site->identity.host, site->identity.gopher_port};
    gopherview_url(type, selector, &home, out);
}

static void add_node(const Site *site, const Node *node, World world, Buf *out) {
    if (str_starts(node->address, STR("/.well-known/"))) return;
    if (world == WORLD_GOPHER) {
        add_gopher(site, '1', node->address, out);
    } else {
        site_gemini_root(site, out);
        buf_add(out, node->url);
    }
    buf_add_char(out, '\n');
}

/* Of files only posts count as pages (SRC-02). */
static void add_file(const Site *site, const File *file, World world, Buf *out) {
    if (!date_is_set(file->date)) return;
    if (world == WORLD_GOPHER) {
        add_gopher(site, file->type, file->address, out);
    } else {
        site_gemini_root(site, out);
        percent_path(file->address, out);
    }
    buf_add_char(out, '\n');
}

static bool is_shown(const Site *site, uint8_t area) {
    return area_shows(area_at(site->areas, STR(SITEMAP_ADDRESS)), area);
}

bool sitemap_draw(const Site *site, World world, uint32_t *step, Buf *out) {
    if (*step >= site->index.count) return false;
    const Entry *entry = &site->index.entries[(*step)++];
    const Node *node = entry->kind == ENTRY_NODE ? &site->nodes[entry->value] : NULL;
    const File *file = entry->kind == ENTRY_FILE ? &site->files[entry->value] : NULL;
    if (node && is_shown(site, node->area)) add_node(site, node, world, out);
    if (file && is_shown(site, file->area)) add_file(site, file, world, out);
    return true;
}

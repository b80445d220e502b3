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
        site_url(node, out);
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

bool sitemap_draw(const Site *site, World world, uint32_t *step, Buf *out) {
    if (*step >= site->index.count) return false;
    const Entry *entry = &site->index.entries[(*step)++];
    if (entry->kind == ENTRY_NODE) add_node(site, &site->nodes[entry->value], world, out);
    if (entry->kind == ENTRY_FILE) add_file(site, &site->files[entry->value], world, out);
    return true;
}

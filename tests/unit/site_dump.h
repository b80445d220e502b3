/* All that a Site shows, as one text: every address of both protocols with every byte behind it. Two Sites
 * with the same text answer every request alike. */
#ifndef LEDA_TESTS_UNIT_SITE_DUMP_H
#define LEDA_TESTS_UNIT_SITE_DUMP_H

#include "site/feed.h"
#include "site/foot.h"
#include "site/listing.h"
#include "site/sitemap.h"

static inline void dump_text(Buf *out, const char *what, Str text) {
    buf_add_format(out, "%s %zu: %.*s\n", what, text.len, STR_FMT(text));
}

static inline void dump_page(Buf *out, const char *what, const Page *page) {
    buf_add_format(out, "%s %s\n", what, page ? "is" : "is not");
    if (!page) return;
    const Str texts[] = {page->title,   page->lang,   page->summary,   page->authors,
                         page->gemtext, page->source, page->gophermap, page->findings};
    buf_add_format(out, "%d %d %d %d %d %zu %lld %lld %d\n", page->as_written, page->has_links, page->utf8,
                   page->date_in_text, page->weight, page->title_len, (long long)page->date.at,
                   (long long)page->updated.at, page->source.p != NULL);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        dump_text(out, "text", texts[i]);
}

static inline void dump_node(Buf *out, const Site *site, const Node *node) {
    Buf around = {0};
    dump_text(out, "node", node->address);
    dump_text(out, "path", node->path);
    dump_text(out, "title", site_title(node));
    dump_page(out, "page", node->page);
    dump_page(out, "list", node->list);
    dump_page(out, "menu", node->menu);
    buf_add_format(out, "%d %u\n", node->menu_lists, node->linker_count);
    foot_gemtext(site, node, &around);
    foot_gophermap(site, node, &around);
    foot_under_title(site, node, true, &around);
    dump_text(out, "around", buf_str(&around));
    buf_free(&around);
}

static inline void dump_made(Buf *out, const Site *site, const File *file) {
    for (World world = WORLD_GEMINI; world <= WORLD_GOPHER; world++) {
        uint32_t step = 0;
        while (file->made == FILE_FEED ? feed_draw(site, file->feed, world, &step, out)
                                       : sitemap_draw(site, world, &step, out)) {
        }
    }
}

static inline void dump_file(Buf *out, const Site *site, const File *file) {
    dump_text(out, "file", file->address);
    dump_text(out, "source", file->source);
    dump_text(out, "type", file->mime);
    dump_text(out, "title", file->title);
    dump_text(out, "data", file->data);
    buf_add_format(out, "%c %d %llu %d\n", file->type, file->listed, (unsigned long long)file->size,
                   file->data.p != NULL);
    if (file->made != FILE_STORED) dump_made(out, site, file);
}

static inline void dump_index(Buf *out, const Site *site, const Index *index) {
    for (uint32_t i = 0; i < index->count; i++) {
        const Entry *entry = &index->entries[i];
        Str holder = STR("");
        if (entry->kind == ENTRY_NODE || entry->kind == ENTRY_ALIAS)
            holder = site->nodes[entry->value].address;
        if (entry->kind == ENTRY_FILE) holder = site->files[entry->value].address;
        buf_add_format(out, "%.*s %d %.*s\n", STR_FMT(entry->address), entry->kind, STR_FMT(holder));
    }
}

static inline void dump_site(Buf *out, const Site *site, const Diag *diag) {
    dump_index(out, site, &site->index);
    dump_index(out, site, &site->folded);
    for (uint32_t i = 0; i < site->names.count; i++)
        buf_add_format(out, "%.*s -> %u\n", STR_FMT(site->names.items[i].name), site->names.items[i].node);
    for (uint32_t i = 0; i < site->index.count; i++) {
        const Entry *entry = &site->index.entries[i];
        if (entry->kind == ENTRY_NODE) dump_node(out, site, &site->nodes[entry->value]);
        if (entry->kind == ENTRY_FILE) dump_file(out, site, &site->files[entry->value]);
    }
    site_listing(site, out);
    for (int step = 0; step < SITE_LINK_STEPS; step++)
        buf_add_format(out, "links %u\n", site->links[step]);
    buf_add_format(out, "pages %u, changes at %lld\n", site->page_count, (long long)site->next_change);
    diag_print(diag, out);
}

#endif

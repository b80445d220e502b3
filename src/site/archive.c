#include "site/archive.h"

#include <stdlib.h>

Archive archive_start(const Site *site) {
    return (Archive){.of = mem_zero(site->node_count, sizeof(ArchiveList))};
}

static void note_year(Archive *archive, ListItems *years, uint32_t year) {
    uint32_t low = 0, high = years->count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (years->items[middle] == year) return;
        if (years->items[middle] < year)
            low = middle + 1;
        else
            high = middle;
    }
    list_add(&archive->arena, years, year);
    uint32_t *at = years->items + low;
    memmove(at + 1, at, (years->count - 1 - low) * sizeof *at);
    *at = year;
}

void archive_note(Archive *archive, uint32_t list, uint32_t post, unsigned year) {
    ArchiveList *noted = &archive->of[list];
    if (noted->posts && noted->last == post) return;
    noted->posts++;
    noted->last = post;
    note_year(archive, &noted->years, year);
}

/* The folder of an archive, or of one of its years (0: none). */
static void archive_folder(const Node *list, unsigned year, Buf *out) {
    Str address = list->address;
    buf_clear(out);
    buf_add(out, str_head(address, str_rfind(address, '/') + 1));
    buf_add(out, STR("archive/"));
    if (year) buf_add_format(out, "%04u/", year);
}

uint32_t archive_find(const Site *site, uint32_t list, unsigned year) {
    const Node *node = &site->nodes[list];
    Buf address = {0};
    archive_folder(node, year, &address);
    if (node->lang.len) buf_add_format(&address, "index.%.*s", STR_FMT(node->lang));
    uint32_t found = index_find(&site->index, ENTRY_NODE, buf_str(&address));
    buf_free(&address);
    bool there = found != INDEX_NONE && site->nodes[found].list_kind == (year ? LIST_YEAR : LIST_ARCHIVE);
    return there ? found : 0;
}

static uint32_t place_one(Place *place, uint32_t list, unsigned year) {
    const Node *node = &place->site->nodes[list];
    Buf folder = {0};
    archive_folder(node, year, &folder);
    const PlaceList made = {buf_str(&folder), node->lang, STR("Archive"), year ? LIST_YEAR : LIST_ARCHIVE};
    uint32_t index = place_list(place, &made);
    buf_free(&folder);
    return index;
}

/* A list for each year, the newest first; each leads to the next. */
static void place_years(Place *place, uint32_t list, const ListItems *years) {
    Site *site = place->site;
    uint32_t newer = NODE_NONE;
    if (place_one(place, list, 0) == NODE_NONE) return;
    for (uint32_t i = years->count; i-- > 0;) {
        uint32_t index = place_one(place, list, years->items[i]);
        if (index != NODE_NONE && newer != NODE_NONE) {
            site->nodes[index].next = newer;
            site->nodes[newer].previous = index;
        }
        newer = index;
    }
}

void archive_place(Place *place, Archive *archive) {
    Site *site = place->site;
    for (uint32_t i = 0, count = site->node_count; i < count; i++) {
        bool home = site->nodes[i].up == NODE_NONE;
        if (!site_is_section(&site->nodes[i])) continue;
        const ArchiveList *list = &archive->of[i];
        if (list->posts > (home ? 0 : site->list_entries)) place_years(place, i, &list->years);
    }
    free(archive->of);
    arena_free(&archive->arena);
}

/* "Posts, 2019"; of home "Archive, 2019". */
static Str year_name(Site *site, const Node *node) {
    const Node *archive = &site->nodes[node->up];
    bool of_home = archive->up == 0;
    Str list = site_title(of_home ? archive : &site->nodes[archive->up]);
    Str folder = node->address;
    folder = str_head(folder, str_rfind(folder, '/'));
    Str year = str_skip(folder, str_rfind(folder, '/') + 1);
    return arena_join3(&site->arena, list, STR(", "), year);
}

void archive_name(Site *site) {
    for (uint32_t i = 0; i < site->node_count; i++) {
        Node *node = &site->nodes[i];
        bool of_home = node->up == 0;
        if (!node->generated) continue;
        if (node->list_kind == LIST_YEAR) node->name = year_name(site, node);
        if (node->list_kind == LIST_ARCHIVE && !of_home)
            node->name = arena_join(&site->arena, site_title(&site->nodes[node->up]), STR(", archive"));
    }
}

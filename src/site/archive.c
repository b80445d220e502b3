#include "site/archive.h"

#include "site/order.h"

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

/* A list for each year of the posts, which come newest first; each leads to the next. */
static void place_years(Place *place, uint32_t list, const ListItems *posts) {
    Site *site = place->site;
    uint32_t newer = NODE_NONE;
    unsigned last = 0;
    if (place_one(place, list, 0) == NODE_NONE) return;
    for (uint32_t i = 0; i < posts->count; i++) {
        unsigned year = (unsigned)order_date(site, posts->items[i]).year;
        if (year == last) continue;
        last = year;
        uint32_t index = place_one(place, list, year);
        if (index != NODE_NONE && newer != NODE_NONE) {
            site->nodes[index].next = newer;
            site->nodes[newer].previous = index;
        }
        newer = index;
    }
}

void archive_place(Place *place) {
    Site *site = place->site;
    uint32_t count = site->node_count;
    Lists lists = order_posts(site);
    for (uint32_t i = 0; i < count; i++) {
        bool home = site->nodes[i].up == NODE_NONE;
        if (!site_is_section(&site->nodes[i])) continue;
        const ListItems *posts = &lists.of[i].posts;
        if (posts->count > (home ? 0 : site->list_entries)) place_years(place, i, posts);
    }
    order_free(&lists);
    place_index_more(place, count);
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

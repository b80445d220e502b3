#include "site/place.h"

#include "base/path.h"
#include "base/percent.h"
#include "base/utf8.h"
#include "site/hollow.h"
#include "site/kind.h"
#include "site/past.h"
#include "site/textpost.h"

#include <stdlib.h>
#include <string.h>

static Str folder_name(const Place *place, Str address) {
    const Identity *identity = &place->site->identity;
    if (address.len <= 1) return identity->title.len ? identity->title : identity->host;
    return source_readable(path_last(address), &place->site->arena);
}

/* The node at an address, which is the last one when it was not there. */
static uint32_t add_node(Place *place, Str address) {
    Site *site = place->site;
    if (site->node_count == place->node_cap) {
        place->node_cap *= 2;
        site->nodes = mem_grow(site->nodes, place->node_cap, sizeof *site->nodes);
    }
    Node *node = &site->nodes[site->node_count];
    *node = (Node){.area = area_at(site->areas, address),
                   .up = NODE_NONE,
                   .previous = NODE_NONE,
                   .next = NODE_NONE,
                   .other = NODE_NONE};
    site_set_address(node, address, &site->arena);
    uint32_t index = map_add(&place->nodes, node->address, site->node_count);
    if (index < site->node_count) return index;
    if (site_is_folder(node)) node->name = folder_name(place, address);
    return site->node_count++;
}

/* The folder above an address, made with all that are above it. Recursion is as deep as the path, which the
 * walk bounds. */
static uint32_t folder_above(Place *place, Str address) {
    if (address.len <= 1) return NODE_NONE;
    Str folder = path_folder(address);
    uint32_t index = map_get(&place->nodes, folder);
    if (index != MAP_NONE) return index;
    index = add_node(place, folder);
    uint32_t up = folder_above(place, folder);
    place->site->nodes[index].up = up;
    return index;
}

void place_start(Place *place, Site *site, Diag *diag, uint32_t pages) {
    uint32_t files = site->past->walks[CONTENT].count + site->past->walks[OVERLAY].count - pages;
    *place = (Place){.site = site, .diag = diag, .node_cap = pages + 256, .file_cap = files + 256};
    site->nodes = mem_alloc(place->node_cap * sizeof *site->nodes);
    site->files = mem_alloc(place->file_cap * sizeof *site->files);
    map_reserve(&place->nodes, place->node_cap);
    map_reserve(&place->files, place->file_cap);
    add_node(place, STR("/"));
}

void place_end(Place *place) {
    map_free(&place->nodes);
    map_free(&place->files);
    map_free(&place->further);
}

uint32_t place_page(Place *place, const PageSource *page) {
    Site *site = place->site;
    uint32_t known = site->node_count, index = add_node(place, page->address);
    if (site->nodes[index].path.len) {
        diag_file(place->diag, page->path);
        diag_add(place->diag, 0, "not served: %.*s has its address already",
                 STR_FMT(site->nodes[index].path));
        return NODE_NONE;
    }
    if (index == known) {
        uint32_t up = folder_above(place, page->address);
        site->nodes[index].up = up;
    }
    Node *node = &site->nodes[index];
    node->path = arena_copy(&site->arena, page->path);
    node->date = page->date;
    if (!page->translation) return index;
    node->lang = arena_copy(&site->arena, page->lang);
    if (site_is_section(node)) node->up = site->nodes[node->up].up;
    return index;
}

void place_gone(Place *place, Str address) {
    Site *site = place->site;
    Buf nfc = {0};
    utf8_nfc(address, &nfc);
    Str stem = site_address_stem(buf_str(&nfc));
    index_add(&site->index, ENTRY_GONE, arena_copy(&site->arena, stem), place->gone_count++);
    buf_free(&nfc);
}

/* robots.txt and its kin are for programs, and x.gophermap is for maps to include (MAP-05): they stand in no
 * list. */
static bool is_listed(Str path) {
    static const Str unlisted[] = {STR("robots.txt"), STR("favicon.txt"), STR("caps.txt"),
                                   STR("security.txt"), STR("sitemap.txt")};
    for (size_t i = 0; i < sizeof unlisted / sizeof *unlisted; i++)
        if (str_eq(path, unlisted[i])) return false;
    return !str_ends(path, STR(".gophermap"));
}

static File *add_file(Place *place) {
    Site *site = place->site;
    if (site->file_count == place->file_cap) {
        place->file_cap *= 2;
        site->files = mem_grow(site->files, place->file_cap, sizeof *site->files);
    }
    return &site->files[site->file_count++];
}

static Str file_address(const WalkFile *walked, Arena *arena) {
    Buf nfc = {0};
    if (utf8_ascii(walked->path)) return arena_join(arena, STR("/"), walked->path);
    buf_add_char(&nfc, '/');
    utf8_nfc(walked->path, &nfc);
    Str address = arena_copy(arena, buf_str(&nfc));
    buf_free(&nfc);
    return address;
}

/* Of nanoseconds; what is before 1970 is rounded down as well. */
static int64_t seconds_of(int64_t at) {
    const int64_t second = 1000000000;
    return at / second - (at % second < 0);
}

/* By its name, but for what is said of it. */
static FileKind kind_of(Str path, const Mime *says) {
    FileKind kind = says->type.len ? file_kind_of_mime(says->type) : file_kind(path);
    if (says->item) kind.type = says->item;
    return kind;
}

static Str params_of(const Mime *says, Arena *arena) {
    Buf params = {0};
    mime_parameters(says, &params);
    Str copy = arena_copy(arena, buf_str(&params));
    buf_free(&params);
    return copy;
}

void place_file(Place *place, const Walk *walk, uint32_t index, bool waits) {
    Site *site = place->site;
    const WalkFile *walked = &walk->files[index];
    Str address = file_address(walked, &site->arena);
    Str source = arena_join(&site->arena, walk->prefix, walked->real);
    uint32_t first = map_add(&place->files, address, site->file_count);
    if (first != site->file_count) {
        diag_file(place->diag, source);
        diag_add(place->diag, 0, "not served: %.*s has its address already",
                 STR_FMT(site->files[first].source));
        return;
    }
    Mime says = mimes_find(site->mimes, walked->path);
    FileKind kind = kind_of(walked->path, &says);
    *add_file(place) = (File){.address = address,
                              .area = area_at(site->areas, address),
                              .path = str_skip(source, walk->prefix.len),
                              .source = source,
                              .root = walk->root,
                              .mime = kind.mime,
                              .params = params_of(&says, &site->arena),
                              .size = (uint64_t)walked->stamp.size,
                              .modified = seconds_of(walked->stamp.modified),
                              .known = walk->known ? &walk->known[index] : NULL,
                              .type = kind.type,
                              .date = textpost_date(walked->path),
                              .listed = is_listed(walked->path),
                              .waits = waits};
    if (!waits) folder_above(place, address);
}

/* The node whose own address that is, or MAP_NONE. */
static uint32_t own_node(const Place *place, Str stem) {
    uint32_t node = map_get(&place->nodes, stem);
    if (node != MAP_NONE) return node;
    Buf folder = {0};
    buf_add(&folder, stem);
    buf_add_char(&folder, '/');
    node = map_get(&place->nodes, buf_str(&folder));
    buf_free(&folder);
    return node;
}

/* Whether the address is that of a page's text on Gopher. */
static bool is_text_of_page(Place *place, Str address) {
    static const Str text = STR(".txt");
    if (!str_ends(address, text)) return false;
    uint32_t node = own_node(place, str_head(address, address.len - text.len));
    if (node == MAP_NONE || place->site->nodes[node].path.len == 0) return false;
    diag_file(place->diag, place->site->nodes[node].path);
    diag_add(place->diag, 0,
             "%.*s is not made: on Gopher it is the text of this page; write one, or name the page otherwise",
             STR_FMT(address));
    return true;
}

File *place_made(Place *place, const File *made) {
    Site *site = place->site;
    uint32_t first = map_get(&place->files, made->address);
    if (first != MAP_NONE && !site->files[first].waits) return NULL;
    if (is_text_of_page(place, made->address)) return NULL;
    File *file = add_file(place);
    *file = *made;
    file->address = arena_copy(&site->arena, made->address);
    file->area = area_at(site->areas, file->address);
    file->root = -1;
    file->modified = INT64_MIN;
    map_set(&place->files, file->address, site->file_count - 1);
    return file;
}

void place_folder_of(Place *place, Str path) {
    Buf address = {0};
    buf_add_char(&address, '/');
    utf8_nfc(path, &address);
    folder_above(place, buf_str(&address));
    buf_free(&address);
}

/* A further address as an author writes it -> a stem below `folder`; false for placeholders and what is no
 * path (SRC-04). */
static bool further_stem(Str folder, Str written, Buf *stem) {
    if (written.len == 0 || str_find(written, ':') != STR_NONE || str_find(written, '{') != STR_NONE ||
        str_search(written, STR("..")) != STR_NONE)
        return false;
    Buf path = {0};
    if (!str_starts(written, STR("/"))) buf_add(&path, folder);
    percent_decode(written, &path);
    buf_clear(stem);
    utf8_nfc(site_address_stem(buf_str(&path)), stem);
    buf_free(&path);
    return stem->len > 1 && stem->len < SITE_ADDRESS_MAX && utf8_valid(buf_str(stem));
}

/* A further address of what lies in an area is in the same one, or it would be a way to it for everybody. */
static bool leaves_area(Place *place, uint32_t node, Str stem) {
    const Site *site = place->site;
    uint8_t area = site->nodes[node].area;
    if (area == AREA_NONE || area_at(site->areas, stem) == area) return false;
    diag_file(place->diag, site->nodes[node].path);
    diag_add(place->diag, 0, "not served: the further address %.*s lies outside of the page's area",
             STR_FMT(stem));
    return true;
}

static void claim(Place *place, uint32_t node, Str stem) {
    Site *site = place->site;
    if (leaves_area(place, node, stem)) return;
    uint32_t holder = own_node(place, stem);
    if (holder == MAP_NONE) holder = map_get(&place->further, stem);
    if (holder == MAP_NONE) {
        stem = arena_copy(&site->arena, stem);
        map_add(&place->further, stem, node);
        index_add(&site->index, ENTRY_ALIAS, stem, node);
    } else if (holder != node && site->nodes[holder].path.len) {
        diag_file(place->diag, site->nodes[node].path);
        diag_add(place->diag, 0, "the address %.*s belongs to %.*s", STR_FMT(stem),
                 STR_FMT(site->nodes[holder].path));
    }
}

/* Where Hugo and Zola have the translation `posts/hello.fi.md`: `/fi/posts/hello/`. */
static void claim_translated(Place *place, uint32_t node, const PageSource *page) {
    Buf stem = {0};
    if (!page->translation || place->site->project.kind != PROJECT_CONTENT) return;
    Str bare = str_head(page->address, page->address.len - page->lang.len - 1);
    buf_add_char(&stem, '/');
    buf_add(&stem, page->lang);
    buf_add(&stem, site_address_stem(bare));
    claim(place, node, buf_str(&stem));
    buf_free(&stem);
}

/* A slug stands in the page's folder. Any other address without a slash in front is meant from the root, or,
 * by Hugo's aliases, in the folder: it gives both. */
void place_further(Place *place, uint32_t node, const PageSource *page) {
    Buf stem = {0};
    Str folder, slug = {0};
    if (page->meta.addresses.count == 0 && !page->translation) return;
    folder = path_folder(page->address);
    meta_scalar(&page->meta, STR("slug"), &slug);
    for (uint32_t i = 0; i < page->meta.addresses.count; i++) {
        Str written = page->meta.addresses.items[i];
        bool rooted = str_starts(written, STR("/"));
        if (!rooted && !str_eq(written, slug) && further_stem(STR("/"), written, &stem))
            claim(place, node, buf_str(&stem));
        if (further_stem(folder, written, &stem)) claim(place, node, buf_str(&stem));
    }
    claim_translated(place, node, page);
    buf_free(&stem);
}

void place_index(Place *place) {
    Site *site = place->site;
    for (uint32_t i = 0; i < site->node_count; i++)
        index_add(&site->index, ENTRY_NODE, site->nodes[i].address, i);
    for (uint32_t i = 0; i < site->file_count; i++)
        index_add(&site->index, ENTRY_FILE, site->files[i].address, i);
    index_sort(&site->index);
}

void place_translation(Place *place, uint32_t original, uint32_t node) {
    Node *nodes = place->site->nodes;
    nodes[node].other = nodes[original].other == NODE_NONE ? original : nodes[original].other;
    nodes[original].other = node;
}

/* Whether an address that nobody owns, or one above it, is a further address of a page. */
static bool is_claimed(const Place *place, Str address) {
    while (address.len > 1 && map_get(&place->nodes, address) == MAP_NONE) {
        Str stem = str_head(address, address.len - str_ends(address, STR("/")));
        if (map_get(&place->further, stem) != MAP_NONE) return true;
        address = str_head(stem, str_rfind(stem, '/') + 1);
    }
    return false;
}

static uint32_t add_list(Place *place, const PlaceList *list, Str address) {
    Site *site = place->site;
    uint32_t index = map_get(&place->nodes, address);
    if (index == MAP_NONE) {
        if (is_claimed(place, address)) return NODE_NONE;
        index = add_node(place, address);
        uint32_t up = folder_above(place, address);
        site->nodes[index].up = up;
        site->nodes[index].generated = true;
        site->nodes[index].name = arena_copy(&site->arena, list->name);
    }
    site->nodes[index].list_kind = (uint8_t)list->kind;
    return index;
}

uint32_t place_list(Place *place, const PlaceList *list) {
    Site *site = place->site;
    uint32_t folder = add_list(place, list, list->folder);
    if (folder == NODE_NONE || list->lang.len == 0) return folder;
    Buf address = {0};
    buf_add(&address, list->folder);
    buf_add_format(&address, "index.%.*s", STR_FMT(list->lang));
    bool is_new = map_get(&place->nodes, buf_str(&address)) == MAP_NONE;
    uint32_t index = add_list(place, list, buf_str(&address));
    buf_free(&address);
    if (index == NODE_NONE || !is_new) return index;
    site->nodes[index].lang = arena_copy(&site->arena, list->lang);
    site->nodes[index].up = site->nodes[folder].up;
    place_translation(place, folder, index);
    return index;
}

/* Takes the files that nobody links to out of the table; where[] tells where each of the others went. */
static void drop_files(Site *site, const FileMark *marks, uint32_t *where) {
    uint32_t kept = 0;
    for (uint32_t i = 0; i < site->file_count; i++) {
        File *file = &site->files[i];
        unsigned mark = atomic_load_explicit(&marks[i], memory_order_relaxed);
        bool goes = file->waits && !(mark & FILE_LINKED);
        where[i] = goes ? INDEX_NONE : kept;
        if (goes) continue;
        if (mark & FILE_SHOWN) file->listed = false;
        site->files[kept++] = *file;
    }
    site->file_count = kept;
}

static bool has_gone(const void *context, Entry *entry) {
    const uint32_t *where = context;
    if (entry->kind == ENTRY_FILE) entry->value = where[entry->value];
    return entry->value == INDEX_NONE;
}

/* What leda makes takes the addresses of files that nobody linked to. */
static void add_freed(Site *site) {
    uint32_t known = site->index.count;
    for (uint32_t i = 0; i < site->file_count; i++) {
        const File *file = &site->files[i];
        Index sorted = {.entries = site->index.entries, .count = known, .cap = known};
        if (file->source.len || index_find(&sorted, ENTRY_FILE, file->address) != INDEX_NONE) continue;
        index_add(&site->index, ENTRY_FILE, file->address, i);
    }
}

/* Of files that waited: all others gave theirs when they were placed. */
static void add_folders(Place *place) {
    const Site *site = place->site;
    if (site->project.kind == PROJECT_NONE) return;
    for (uint32_t i = 0; i < site->file_count; i++)
        if (site->files[i].source.len) folder_above(place, site->files[i].address);
}

void place_publish(Place *place, const FileMark *marks) {
    Site *site = place->site;
    uint32_t *where = mem_alloc((site->file_count + 1) * sizeof *where);
    uint32_t nodes = site->node_count, files = site->file_count, entries;
    drop_files(site, marks, where);
    if (site->file_count < files) {
        index_drop(&site->index, has_gone, where);
        index_drop(&site->folded, has_gone, where);
    }
    free(where);
    entries = site->index.count;
    add_freed(site);
    add_folders(place);
    for (uint32_t i = nodes; i < site->node_count; i++)
        index_add(&site->index, ENTRY_NODE, site->nodes[i].address, i);
    if (site->index.count > entries) index_sort(&site->index);
    index_hash(&site->index);
    index_hash(&site->folded);
    hollow_mark(site);
}

/* The loader goes through a site in steps, each over everything: walk, read and understand, place addresses,
 * draw, order, list. Addresses come before drawing because links are resolved while drawing; lists come after
 * it because a title may come from the text. */
#include "site/load.h"

#include "base/file.h"
#include "base/map.h"
#include "base/parallel.h"
#include "base/utf8.h"
#include "site/kind.h"
#include "site/order.h"
#include "site/walk.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* Files held in memory altogether: beyond, they are streamed. */
#define LOAD_MEMORY_TOTAL (64u << 20)

typedef struct LoadSource {
    PageSource page;
    uint32_t node; /* or NODE_NONE when it is not served */
    bool good;     /* read and understood */
} LoadSource;

typedef struct Loader {
    const SiteOptions *options;
    Site *site;
    Diag *diag;
    Walk walk;
    LoadSource *sources; /* one for each page of the walk, in path order */
    WalkFile **source_files;
    uint32_t source_count;
    Map by_address; /* address of a node -> its index */
    uint32_t node_cap;
    uint32_t *node_source; /* index of the node's source, or NODE_NONE */
    uint8_t *shown;
    unsigned threads;
    Drawer *drawers; /* one for each thread */
    Diag *diags;     /* one for each thread */
    int64_t time;    /* the second of this load */
} Loader;

/* ---- opening ---- */

static bool load_open(Loader *l, const char *content, Buf *error) {
    char path[PATH_MAX];
    Site *site = l->site;
    if (realpath(content, path)) site->root = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (site->root < 0) {
        buf_add_format(error, "cannot read the content folder %s: %s", content, strerror(errno));
        return false;
    }
    const WalkRoot root = {site->root, path, l->options->private_paths};
    walk_tree(&root, &l->walk, l->diag);
    return true;
}

static Site *site_empty(const SiteOptions *options) {
    Site *site = mem_zero(1, sizeof *site);
    atomic_init(&site->refs, 1);
    site->root = -1;
    site->next_change = INT64_MAX;
    site->render = options->render;
    site->identity = options->identity;
    site->identity.host = arena_copy(&site->arena, options->identity.host);
    site->identity.web = arena_copy(&site->arena, options->identity.web);
    return site;
}

/* ---- reading ---- */

static void load_read_one(void *context, unsigned worker, uint32_t item) {
    Loader *l = context;
    LoadSource *source = &l->sources[item];
    const WalkFile *file = l->source_files[item];
    Buf raw = {0};
    struct stat st;
    int fd;
    Diag *diag = &l->diags[worker];
    diag_file(diag, file->path);
    int status = file_open(l->site->root, file->real, &st, &fd);
    if (status == 0) {
        status = file_read(fd, LOAD_PAGE_MAX, &raw);
        close(fd);
    }
    if (status == -EFBIG)
        diag_add(diag, 0, "not served: larger than %u MiB", LOAD_PAGE_MAX >> 20);
    else if (status != 0)
        diag_add(diag, 0, "not served: %s", strerror(-status));
    else
        source->good = source_read(file->path, &raw, &source->page, diag);
    buf_free(&raw);
}

static void load_sources(Loader *l) {
    l->sources = mem_zero(l->walk.count + 2, sizeof *l->sources);
    l->source_files = mem_zero(l->walk.count + 2, sizeof(WalkFile *));
    for (uint32_t i = 0; i < l->walk.count; i++)
        if (source_is_page(l->walk.files[i].path)) l->source_files[l->source_count++] = &l->walk.files[i];
    parallel_run(l->threads, l->source_count, load_read_one, l);
}

/* ---- placing ---- */

static Str load_folder_name(const Loader *l, Str address) {
    if (address.len <= 1) return l->site->identity.host;
    Str path = str_head(address, address.len - 1);
    return source_readable(str_skip(path, str_rfind(path, '/') + 1), &l->site->arena);
}

static uint32_t load_node(Loader *l, Str address) {
    Site *site = l->site;
    if (site->node_count == l->node_cap) {
        l->node_cap = l->node_cap ? l->node_cap * 2 : 256;
        site->nodes = mem_grow(site->nodes, l->node_cap, sizeof *site->nodes);
        l->node_source = mem_grow(l->node_source, l->node_cap, sizeof *l->node_source);
    }
    uint32_t index = site->node_count++;
    address = arena_copy(&site->arena, address);
    site->nodes[index] =
        (Node){.address = address, .up = NODE_NONE, .previous = NODE_NONE, .next = NODE_NONE};
    if (site_is_folder(&site->nodes[index])) site->nodes[index].name = load_folder_name(l, address);
    l->node_source[index] = NODE_NONE;
    map_add(&l->by_address, address, index);
    return index;
}

/* The folder above an address, made with all that are above it. */
static uint32_t load_folder_above(Loader *l, Str address) {
    if (address.len <= 1) return NODE_NONE;
    Str inner = str_head(address, address.len - 1);
    Str folder = str_head(address, str_rfind(inner, '/') + 1);
    uint32_t index = map_get(&l->by_address, folder);
    if (index != MAP_NONE) return index;
    index = load_node(l, folder);
    uint32_t up = load_folder_above(l, folder); /* as deep as the path, which the walk bounds */
    l->site->nodes[index].up = up;
    return index;
}

/* Whether the page is to be served at the time of this load; a moment to come is remembered (SRC-07). */
static bool load_due(Loader *l, const PageSource *page) {
    if (l->options->drafts) return true;
    if (page->meta.draft || page->until <= l->time) return false;
    int64_t change = page->from > l->time ? page->from : page->until;
    if (change < l->site->next_change) l->site->next_change = change;
    return page->from <= l->time;
}

static void load_place(Loader *l, uint32_t item) {
    LoadSource *source = &l->sources[item];
    const PageSource *page = &source->page;
    source->node = NODE_NONE;
    if (!source->good || !load_due(l, page)) return;
    uint32_t index = map_get(&l->by_address, page->address);
    if (index != MAP_NONE && l->node_source[index] != NODE_NONE) {
        diag_file(l->diag, page->path);
        diag_add(l->diag, 0, "not served: %.*s has its address already", STR_FMT(l->site->nodes[index].path));
        return;
    }
    if (index == MAP_NONE) {
        index = load_node(l, page->address);
        uint32_t up = load_folder_above(l, page->address);
        l->site->nodes[index].up = up;
    }
    l->site->nodes[index].path = arena_copy(&l->site->arena, page->path);
    l->node_source[index] = item;
    source->node = index;
}

/* robots.txt and its kin are for programs: they stand in no list. */
static bool load_listed(Str path) {
    static const Str unlisted[] = {STR("robots.txt"), STR("favicon.txt"), STR("caps.txt"),
                                   STR("security.txt"), STR("sitemap.txt")};
    for (size_t i = 0; i < sizeof unlisted / sizeof *unlisted; i++)
        if (str_eq(path, unlisted[i])) return false;
    return true;
}

/* Small files are held in memory, so that they are answered like pages. */
static Str load_bytes(Loader *l, const WalkFile *file, size_t *total) {
    struct stat st;
    Buf bytes = {0};
    int fd;
    if (file->size > LOAD_MEMORY_MAX || *total + file->size > LOAD_MEMORY_TOTAL) return (Str){0};
    if (file_open(l->site->root, file->real, &st, &fd) != 0) return (Str){0};
    Str data = {0};
    if (file_read(fd, LOAD_MEMORY_MAX, &bytes) == 0) {
        data = bytes.len ? arena_copy(&l->site->arena, buf_str(&bytes)) : STR("");
        *total += bytes.len;
    }
    close(fd);
    buf_free(&bytes);
    return data;
}

static void load_file(Loader *l, const WalkFile *walked, size_t *total) {
    Site *site = l->site;
    Str name = str_skip(walked->path, str_rfind(walked->path, '/') + 1);
    if (source_is_page(walked->path) || str_eq(name, STR("gophermap"))) return;
    Buf address = {0};
    buf_add_char(&address, '/');
    utf8_nfc(walked->path, &address);
    FileKind kind = file_kind(name);
    File *file = &site->files[site->file_count++];
    *file = (File){.address = arena_copy(&site->arena, buf_str(&address)),
                   .path = arena_copy(&site->arena, walked->real),
                   .mime = kind.mime,
                   .data = load_bytes(l, walked, total),
                   .size = walked->size,
                   .type = kind.type,
                   .listed = load_listed(walked->path)};
    if (file->data.p) file->size = file->data.len;
    buf_free(&address);
    load_folder_above(l, file->address);
}

static void load_clash(void *context, const Entry *kept, const Entry *dropped) {
    Loader *l = context;
    const Node *node = kept->kind == ENTRY_FILE ? NULL : &l->site->nodes[kept->value];
    Str claimant = dropped->kind == ENTRY_FILE ? l->site->files[dropped->value].path
                                               : l->site->nodes[dropped->value].path;
    diag_file(l->diag, claimant);
    diag_add(l->diag, 0, "the address %.*s belongs to %.*s", STR_FMT(dropped->address),
             STR_FMT(node ? node->path : l->site->files[kept->value].path));
}

static Str last_part(Str address) {
    if (str_ends(address, STR("/"))) address = str_head(address, address.len - 1);
    return str_skip(address, str_rfind(address, '/') + 1);
}

/* A further address as an author writes it -> a stem; false for placeholders and what is no path (SRC-04). */
static bool alias_stem(Str own, Str written, Buf *stem) {
    if (written.len == 0 || str_find(written, ':') != STR_NONE || str_search(written, STR("..")) != STR_NONE)
        return false;
    Str folder = str_head(own, own.len - last_part(own).len - str_ends(own, STR("/")));
    Buf path = {0};
    if (!str_starts(written, STR("/"))) buf_add(&path, folder);
    buf_add(&path, written);
    utf8_nfc(site_address_stem(buf_str(&path)), stem);
    buf_free(&path);
    return stem->len > 1 && stem->len < SITE_ADDRESS_MAX;
}

static void load_aliases(Loader *l, uint32_t index, const StrList *addresses) {
    Site *site = l->site;
    for (uint32_t i = 0; i < addresses->count; i++) {
        Buf stem = {0};
        if (alias_stem(site->nodes[index].address, addresses->items[i], &stem))
            index_add(&site->index, ENTRY_ALIAS, arena_copy(&site->arena, buf_str(&stem)), index);
        buf_free(&stem);
    }
}

static void load_addresses(Loader *l) {
    Site *site = l->site;
    size_t total = 0;
    load_node(l, STR("/"));
    for (uint32_t i = 0; i < l->source_count; i++)
        load_place(l, i);
    site->files = mem_zero(l->walk.count + 1, sizeof *site->files);
    for (uint32_t i = 0; i < l->walk.count; i++)
        load_file(l, &l->walk.files[i], &total);
    for (uint32_t i = 0; i < site->node_count; i++)
        index_add(&site->index, ENTRY_NODE, site->nodes[i].address, i);
    for (uint32_t i = 0; i < site->file_count; i++)
        index_add(&site->index, ENTRY_FILE, site->files[i].address, i);
    for (uint32_t i = 0; i < site->node_count; i++)
        if (l->node_source[i] != NODE_NONE)
            load_aliases(l, i, &l->sources[l->node_source[i]].page.meta.addresses);
    index_sort(&site->index, load_clash, l);
    l->shown = mem_zero(site->file_count + 1, 1);
}

/* ---- drawing ---- */

static void load_draw_one(void *context, unsigned worker, uint32_t item) {
    Loader *l = context;
    LoadSource *source = &l->sources[item];
    if (source->node == NODE_NONE) return;
    l->site->nodes[source->node].page = draw_page(&l->drawers[worker], &source->page);
    source_free(&source->page);
    source->page = (PageSource){0};
}

static void load_draw(Loader *l) {
    parallel_run(l->threads, l->source_count, load_draw_one, l);
    for (uint32_t i = 0; i < l->site->node_count; i++)
        l->site->page_count += l->site->nodes[i].page != NULL;
}

static void members_free(ListMembers *members) {
    free(members->posts.items);
    free(members->pages.items);
    free(members->folders.items);
    free(members->files.items);
}

/* Against the order of addresses, so that a folder's list is there when the list above it asks. */
static void load_lists(Loader *l) {
    Site *site = l->site;
    ListMembers *members = mem_zero(site->node_count, sizeof *members);
    order_site(site, l->shown, members);
    for (uint32_t i = site->index.count; i-- > 0;) {
        const Entry *entry = &site->index.entries[i];
        if (entry->kind != ENTRY_NODE || !site_is_folder(&site->nodes[entry->value])) continue;
        Node *node = &site->nodes[entry->value];
        node->list = list_draw(&l->drawers[0], node, &members[entry->value]);
    }
    for (uint32_t i = 0; i < site->node_count; i++)
        members_free(&members[i]);
    free(members);
}

/* ---- the whole ---- */

static void load_start(Loader *l, const SiteOptions *options, Diag *diag) {
    *l = (Loader){.options = options, .diag = diag, .site = site_empty(options), .time = (int64_t)time(NULL)};
    l->threads = options->threads ? options->threads : parallel_cores();
    if (l->threads > PARALLEL_MAX) l->threads = PARALLEL_MAX;
    l->diags = mem_zero(l->threads, sizeof *l->diags);
    l->drawers = mem_zero(l->threads, sizeof *l->drawers);
}

static void load_end(Loader *l) {
    for (unsigned i = 0; i < l->threads; i++) {
        diag_append(l->diag, &l->drawers[i].diag);
        diag_append(l->diag, &l->diags[i]);
        diag_free(&l->diags[i]);
        draw_end(&l->drawers[i]);
    }
    for (uint32_t i = 0; i < l->source_count; i++)
        source_free(&l->sources[i].page);
    free(l->drawers);
    free(l->diags);
    free(l->sources);
    free(l->source_files);
    free(l->node_source);
    free(l->shown);
    map_free(&l->by_address);
    walk_free(&l->walk);
    diag_sort(l->diag);
}

/* Up to the point where all addresses are known. */
static bool load_prepare(Loader *l, const char *content, Buf *error) {
    if (!load_open(l, content, error)) return false;
    load_sources(l);
    load_addresses(l);
    for (unsigned i = 0; i < l->threads; i++)
        draw_start(&l->drawers[i], l->site, l->shown);
    return true;
}

Site *site_load(const char *content, const SiteOptions *options, Diag *diag, Buf *error) {
    Loader l;
    load_start(&l, options, diag);
    Site *site = l.site;
    if (load_prepare(&l, content, error)) {
        load_draw(&l);
        load_lists(&l);
    } else {
        site_unref(site);
        site = NULL;
    }
    load_end(&l);
    return site;
}

Page *site_render(const char *content, Str path, Str text, const SiteOptions *options, Diag *diag,
                  Buf *error) {
    Loader l;
    Page *page = NULL;
    load_start(&l, options, diag);
    if (load_prepare(&l, content, error)) {
        PageSource source;
        Buf raw = {0};
        buf_add(&raw, text);
        if (source_read(path, &raw, &source, diag))
            page = draw_page(&l.drawers[0], &source);
        else
            buf_add_format(error, "cannot render %.*s: its front matter cannot be read", STR_FMT(path));
        source_free(&source);
    }
    site_unref(l.site);
    load_end(&l);
    return page;
}

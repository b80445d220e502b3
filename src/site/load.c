/* The loader goes through a site in steps, each over everything: walk, read and understand, place addresses,
 * draw, order, list. Addresses come before drawing because links are resolved while drawing; lists come after
 * it because a title may come from the text. */
#include "site/load.h"

#include "base/file.h"
#include "base/parallel.h"
#include "site/menus.h"
#include "site/order.h"
#include "site/place.h"
#include "site/textpost.h"

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
    Place place;
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

static bool load_is_file(Str path) {
    return !source_is_page(path) && !menus_are_made_of(path);
}

static void load_sources(Loader *l) {
    l->sources = mem_zero(l->walk.count + 2, sizeof *l->sources);
    l->source_files = mem_zero(l->walk.count + 2, sizeof(WalkFile *));
    for (uint32_t i = 0; i < l->walk.count; i++)
        if (source_is_page(l->walk.files[i].path)) l->source_files[l->source_count++] = &l->walk.files[i];
    parallel_run(l->threads, l->source_count, load_read_one, l);
}

/* ---- placing ---- */

/* A .gmi beside a .md is one page with it (SRC-12). */
static void load_twins(Loader *l) {
    Map pages = {0};
    for (uint32_t i = 0; i < l->source_count; i++)
        if (l->sources[i].page.address.len && !l->sources[i].page.gemtext)
            map_add(&pages, l->sources[i].page.address, i);
    for (uint32_t i = 0; i < l->source_count; i++) {
        LoadSource *source = &l->sources[i];
        uint32_t page =
            source->good && source->page.gemtext ? map_get(&pages, source->page.address) : MAP_NONE;
        if (page == MAP_NONE) continue;
        source->good = false;
        if (source_join(&l->sources[page].page, &source->page)) continue;
        diag_file(l->diag, source->page.path);
        diag_add(l->diag, 0, "not served: its page has another gemtext already");
    }
    map_free(&pages);
}

/* Whether the page is to be served at the time of this load; a moment to come is remembered (SRC-07). */
static bool load_due(Loader *l, const PageSource *page) {
    if (l->options->drafts) return true;
    if (page->meta.draft || page->until <= l->time) return false;
    int64_t change = page->from > l->time ? page->from : page->until;
    if (change < l->site->next_change) l->site->next_change = change;
    return page->from <= l->time;
}

static bool load_expired(const Loader *l, const PageSource *page) {
    return !l->options->drafts && !page->meta.draft && page->until <= l->time && page->from <= l->time;
}

/* A text with a date in its name is scheduled like a page. */
static bool load_file_due(Loader *l, Str path) {
    Date date = textpost_date(path);
    if (!date_is_set(date)) return true;
    const PageSource post = {.from = date_due(date), .until = INT64_MAX};
    return load_due(l, &post);
}

static void load_addresses(Loader *l) {
    place_start(&l->place, l->site, l->diag);
    for (uint32_t i = 0; i < l->source_count; i++) {
        LoadSource *source = &l->sources[i];
        bool served = source->good && load_due(l, &source->page);
        source->node = served ? place_page(&l->place, &source->page) : NODE_NONE;
        if (source->good && load_expired(l, &source->page)) place_gone(&l->place, &source->page);
    }
    for (uint32_t i = 0; i < l->walk.count; i++)
        if (menus_are_made_of(l->walk.files[i].path))
            place_folder_of(&l->place, l->walk.files[i].path);
        else if (load_is_file(l->walk.files[i].path) && load_file_due(l, l->walk.files[i].path))
            place_file(&l->place, &l->walk.files[i]);
    for (uint32_t i = 0; i < l->source_count; i++)
        if (l->sources[i].node != NODE_NONE)
            place_further(&l->place, l->sources[i].node, &l->sources[i].page);
    place_index(&l->place);
    l->shown = mem_zero(l->site->file_count + 1, 1);
}

/* Small files are held in memory, so that they are answered like pages. */
static void load_hold(Site *site, File *file, size_t *total) {
    struct stat st;
    Buf bytes = {0};
    int fd;
    if (file->size > LOAD_MEMORY_MAX || *total + file->size > LOAD_MEMORY_TOTAL) return;
    if (file_open(site->root, file->path, &st, &fd) != 0) return;
    if (file_read(fd, LOAD_MEMORY_MAX, &bytes) == 0) {
        file->data = bytes.len ? arena_copy(&site->arena, buf_str(&bytes)) : STR("");
        file->size = bytes.len;
        *total += bytes.len;
    }
    close(fd);
    buf_free(&bytes);
}

static void load_files(Loader *l) {
    Site *site = l->site;
    size_t total = 0;
    for (uint32_t i = 0; i < site->file_count; i++) {
        File *file = &site->files[i];
        load_hold(site, file, &total);
        if (date_is_set(file->date)) file->title = textpost_title(file, &site->arena);
    }
}

/* What links are looked up in when no address fits (LNK-01). */
static void load_names(Loader *l) {
    Site *site = l->site;
    site_fold(site);
    for (uint32_t i = 0; i < l->source_count; i++) {
        const PageSource *page = &l->sources[i].page;
        uint32_t node = l->sources[i].node;
        if (node == NODE_NONE) continue;
        const NamesPage named = {site->nodes[node].address, page->date, &page->meta.addresses,
                                 &page->meta.tags, node};
        names_add(&site->names, &named, &site->arena);
    }
    names_sort(&site->names);
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
    for (unsigned i = 0; i < l->threads; i++)
        for (unsigned step = 0; step < SITE_LINK_STEPS; step++)
            l->site->links[step] += l->drawers[i].links[step];
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
    free(l->shown);
    place_end(&l->place);
    walk_free(&l->walk);
    diag_sort(l->diag);
}

/* Up to the point where all addresses are known. */
static bool load_prepare(Loader *l, const char *content, Buf *error) {
    if (!load_open(l, content, error)) return false;
    load_sources(l);
    load_twins(l);
    load_addresses(l);
    load_names(l);
    menus_load(l->site, &l->walk, l->shown, l->diag);
    for (unsigned i = 0; i < l->threads; i++)
        draw_start(&l->drawers[i], l->site, l->shown);
    return true;
}

Site *site_load(const char *content, const SiteOptions *options, Diag *diag, Buf *error) {
    Loader l;
    load_start(&l, options, diag);
    Site *site = l.site;
    if (load_prepare(&l, content, error)) {
        load_files(&l);
        load_draw(&l);
        load_lists(&l);
    } else {
        site_unref(site);
        site = NULL;
    }
    load_end(&l);
    return site;
}

/* Reads the source of one page, with what the tree has for its address in gemtext. */
static bool load_read_alone(Loader *l, Str path, Buf *raw, PageSource *source) {
    bool good = source_read(path, raw, source, l->diag);
    for (uint32_t i = 0; i < l->source_count && good; i++)
        if (str_eq(l->sources[i].page.address, source->address)) source_join(source, &l->sources[i].page);
    return good;
}

static Page *load_render(Loader *l, Str path, Str text, Buf *error) {
    PageSource source;
    Page *page = NULL;
    Buf raw = {0};
    buf_add(&raw, text);
    if (load_read_alone(l, path, &raw, &source))
        page = draw_page(&l->drawers[0], &source);
    else
        buf_add_format(error, "cannot render %.*s: its front matter cannot be read", STR_FMT(path));
    source_free(&source);
    return page;
}

/* A gophermap is what the load made of it. */
static Page *load_render_menu(const Loader *l, Str path, Buf *error) {
    Page *menu = menus_find(l->site, path);
    if (menu) return page_ref(menu);
    buf_add_format(error, "cannot render %.*s: it makes no menu", STR_FMT(path));
    return NULL;
}

Page *site_render(const char *content, Str path, Str text, const SiteOptions *options, Diag *diag,
                  Buf *error) {
    Loader l;
    Page *page = NULL;
    load_start(&l, options, diag);
    if (load_prepare(&l, content, error))
        page =
            menus_are_made_of(path) ? load_render_menu(&l, path, error) : load_render(&l, path, text, error);
    site_unref(l.site);
    load_end(&l);
    return page;
}

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

enum { CONTENT, OVERLAY, TREES };

typedef struct LoadSource {
    PageSource page;
    uint32_t node; /* or NODE_NONE when it is not served */
    bool good;     /* read and understood */
    bool file;     /* a file like any other after all */
} LoadSource;

typedef struct Loader {
    const SiteOptions *options;
    Site *site;
    Diag *diag;
    Walk walks[TREES];
    uint8_t *templates[TREES]; /* one for each file: it is a template of a site generator */
    LoadSource *sources;       /* one for each page of the content, in path order */
    uint32_t *source_files;    /* its file in the walk */
    uint32_t source_count;
    Map stems; /* of sources: the path without extension and the site's own language -> its index */
    Place place;
    FileMark *marks;
    unsigned threads;
    Drawer *drawers; /* one for each thread */
    Diag *diags;     /* one for each thread */
    int64_t time;    /* the second of this load */
} Loader;

static bool in_project(const Loader *l) {
    return l->site->project.kind != PROJECT_NONE;
}

/* ---- opening ---- */

static Site *site_empty(const SiteOptions *options) {
    Site *site = mem_zero(1, sizeof *site);
    atomic_init(&site->refs, 1);
    site->root = site->overlay = -1;
    site->next_change = INT64_MAX;
    site->render = options->render;
    return site;
}

static Str first_given(Arena *arena, Str option, Str project) {
    return arena_copy(arena, option.len ? option : project);
}

static void load_identity(Site *site, const Identity *given) {
    Arena *arena = &site->arena;
    const Project *project = &site->project;
    site->identity = *given;
    site->identity.host = arena_copy(arena, given->host);
    site->identity.title = first_given(arena, given->title, project->title);
    site->identity.lang = first_given(arena, given->lang, project->lang);
    site->identity.web = first_given(arena, given->web, project->web);
}

/* The project's patterns and those of the options. */
static void load_ignore(Loader *l, WalkRoot *root) {
    const Project *project = &l->site->project;
    const char *const *given = l->options->ignore;
    uint32_t count = project->ignore_count;
    for (uint32_t i = 0; given && given[i]; i++)
        count++;
    Str *patterns = arena_alloc(&l->site->arena, (count + 1) * sizeof *patterns);
    for (uint32_t i = 0; i < count; i++)
        patterns[i] =
            i < project->ignore_count ? project->ignore[i] : str_of(given[i - project->ignore_count]);
    root->ignore = patterns;
    root->ignore_count = count;
}

static bool load_open(Loader *l, const char *content, Buf *error) {
    Site *site = l->site;
    Project *project = &site->project;
    if (!project_find(content, project, &site->arena, l->diag, error)) return false;
    load_identity(site, &l->options->identity);
    site->root = open(project->content, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (site->root < 0) {
        buf_add_format(error, "cannot read the content folder %s: %s", content, strerror(errno));
        return false;
    }
    WalkRoot root = {.fd = site->root, .path = project->content, .private_paths = l->options->private_paths};
    load_ignore(l, &root);
    walk_tree(&root, &l->walks[CONTENT], l->diag);
    if (!project->overlay) return true;
    site->overlay = open(project->overlay, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (site->overlay < 0) return true;
    root.fd = site->overlay;
    root.path = project->overlay;
    root.prefix = STR("../static/");
    walk_tree(&root, &l->walks[OVERLAY], l->diag);
    return true;
}

/* ---- reading ---- */

static void load_read_one(void *context, unsigned worker, uint32_t item) {
    Loader *l = context;
    LoadSource *source = &l->sources[item];
    const WalkFile *file = &l->walks[CONTENT].files[l->source_files[item]];
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
        source->good = source_read(&source->page, &raw, diag);
    buf_free(&raw);
}

/* `fi` of `fi-FI`. */
static bool load_is_own_lang(const Loader *l, Str lang) {
    Str own = l->site->identity.lang;
    return str_eq_nocase(lang, own) || str_eq_nocase(lang, str_head(own, str_find(own, '-')));
}

/* A page in the site's own language may have that in its name and no page without it beside it. */
static void load_stems(Loader *l) {
    Str lang;
    for (int gemtext = 0; gemtext < 2; gemtext++)
        for (uint32_t i = 0; i < l->source_count; i++)
            if (source_is_gemtext(l->sources[i].page.path) == gemtext)
                map_add(&l->stems, source_stem(l->sources[i].page.path), i);
    for (uint32_t i = 0; i < l->source_count; i++) {
        Str stem = source_without_lang(source_stem(l->sources[i].page.path), &lang);
        if (lang.len && load_is_own_lang(l, lang)) map_add(&l->stems, stem, i);
    }
}

/* Fills in what language a page has by its name (SRC-11); returns the index of the source that it is a
 * translation of, or MAP_NONE. */
static uint32_t load_language(const Loader *l, PageSource *page) {
    Str lang, full = source_stem(page->path), stem = source_without_lang(full, &lang);
    if (lang.len == 0) return MAP_NONE;
    uint32_t original = map_get(&l->stems, stem);
    bool own = original != MAP_NONE && str_eq(source_stem(l->sources[original].page.path), full);
    if (original == MAP_NONE && !source_is_index(stem)) return MAP_NONE;
    page->lang = lang;
    page->translation = !own;
    return own ? MAP_NONE : original;
}

static void load_sources(Loader *l) {
    const Walk *walk = &l->walks[CONTENT];
    l->sources = mem_zero(walk->count + 1, sizeof *l->sources);
    l->source_files = mem_zero(walk->count + 1, sizeof *l->source_files);
    for (uint32_t i = 0; i < walk->count; i++) {
        if (!source_is_page(walk->files[i].path)) continue;
        if (source_place(walk->files[i].path) == SOURCE_NEVER) {
            diag_file(l->diag, walk->files[i].path);
            diag_add(l->diag, 0, "not served: of files whose names begin with _ only _index is content");
            continue;
        }
        l->sources[l->source_count].page.path = walk->files[i].path;
        l->source_files[l->source_count++] = i;
    }
    load_stems(l);
    for (uint32_t i = 0; i < l->source_count; i++)
        load_language(l, &l->sources[i].page);
    parallel_run(l->threads, l->source_count, load_read_one, l);
}

/* ---- templates ---- */

/* A file that begins with front matter is a template (SRC-10). */
static bool load_is_template(const Walk *walk, const WalkFile *file) {
    char head[16];
    struct stat st;
    int fd;
    if (file->size < 7 || file_open(walk->root, file->real, &st, &fd) != 0) return false;
    ssize_t n = read(fd, head, sizeof head);
    close(fd);
    Str rest = {head, n > 0 ? (size_t)n : 0}, line;
    if (str_starts(rest, STR("\xEF\xBB\xBF"))) rest = str_skip(rest, 3);
    if (str_find(rest, '\n') == STR_NONE || !str_line(&rest, &line)) return false;
    return str_eq(str_trim_right(line), STR("---")) || str_eq(str_trim_right(line), STR("+++"));
}

typedef struct TemplateSearch {
    Loader *loader;
    int tree;
} TemplateSearch;

static void load_template_one(void *context, unsigned worker, uint32_t item) {
    const TemplateSearch *search = context;
    const Walk *walk = &search->loader->walks[search->tree];
    (void)worker;
    if (search->tree == CONTENT && source_is_page(walk->files[item].path)) return;
    search->loader->templates[search->tree][item] = load_is_template(walk, &walk->files[item]);
}

static void load_templates(Loader *l) {
    uint32_t found = 0;
    for (int tree = 0; tree < TREES; tree++) {
        TemplateSearch search = {l, tree};
        uint32_t count = l->walks[tree].count;
        l->templates[tree] = mem_zero(count + 1, 1);
        if (in_project(l)) parallel_run(l->threads, count, load_template_one, &search);
        for (uint32_t i = 0; i < count; i++)
            found += l->templates[tree][i];
    }
    if (found == 0) return;
    diag_file(l->diag, STR(""));
    diag_add(l->diag, 0, "%u %s not served: what begins with front matter and is no markdown is a template",
             found, found == 1 ? "file is" : "files are");
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

/* In a folder `_x/` lies what a generator needs too (SRC-11). */
static bool load_belongs(Loader *l, const PageSource *page) {
    if (source_place(page->path) != SOURCE_SPECIAL || source_is_named(page)) return true;
    diag_file(l->diag, page->path);
    diag_add(l->diag, 0,
             "not served: in a folder whose name begins with _ a page has a title, or a date in its name");
    return false;
}

static void load_pages(Loader *l) {
    uint32_t plain = 0;
    for (uint32_t i = 0; i < l->source_count; i++) {
        LoadSource *source = &l->sources[i];
        source->node = NODE_NONE;
        if (!source->good) continue;
        source->file =
            l->site->project.kind == PROJECT_JEKYLL && source->page.body == 0 && !source->page.gemtext;
        plain += source->file;
        if (source->file) continue;
        if (load_expired(l, &source->page)) place_gone(&l->place, &source->page);
        if (load_due(l, &source->page) && load_belongs(l, &source->page))
            source->node = place_page(&l->place, &source->page);
    }
    if (plain == 0) return;
    diag_file(l->diag, STR(""));
    diag_add(l->diag, 0, "%u markdown %s without front matter: in a Jekyll site not a page", plain,
             plain == 1 ? "file is" : "files are");
}

/* In a project a file waits for a link, but for what is laid over the content (SRC-10). */
static void load_files(Loader *l) {
    uint32_t source = 0;
    for (int tree = 0; tree < TREES; tree++) {
        const Walk *walk = &l->walks[tree];
        for (uint32_t i = 0; i < walk->count; i++) {
            Str path = walk->files[i].path;
            bool is_source = tree == CONTENT && source < l->source_count && l->source_files[source] == i;
            if (is_source && !l->sources[source++].file) continue;
            if (tree == CONTENT && source_is_page(path) && !is_source) continue;
            if (source_place(path) != SOURCE_ANYWHERE || l->templates[tree][i]) continue;
            if (menus_are_made_of(path)) {
                place_folder_of(&l->place, path);
                continue;
            }
            if (load_file_due(l, path)) place_file(&l->place, walk, i, in_project(l) && tree == CONTENT);
        }
    }
}

static void load_translations(Loader *l) {
    for (uint32_t i = 0; i < l->source_count; i++) {
        LoadSource *source = &l->sources[i];
        if (source->node == NODE_NONE || !source->page.translation) continue;
        uint32_t original = load_language(l, &source->page);
        uint32_t node = original == MAP_NONE ? NODE_NONE : l->sources[original].node;
        if (node != NODE_NONE) place_translation(&l->place, node, source->node);
    }
}

static void load_addresses(Loader *l) {
    place_start(&l->place, l->site, l->diag);
    load_pages(l);
    load_files(l);
    for (uint32_t i = 0; i < l->source_count; i++)
        if (l->sources[i].node != NODE_NONE)
            place_further(&l->place, l->sources[i].node, &l->sources[i].page);
    load_translations(l);
    place_index(&l->place);
    l->marks = mem_zero(l->site->file_count + 1, sizeof *l->marks);
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
    place_publish(&l->place, l->marks);
}

/* Small files are held in memory, so that they are answered like pages. */
static void load_hold(Site *site, File *file, size_t *total) {
    struct stat st;
    Buf bytes = {0};
    int fd;
    if (file->size > LOAD_MEMORY_MAX || *total + file->size > LOAD_MEMORY_TOTAL) return;
    if (file_open(file->root, file->path, &st, &fd) != 0) return;
    if (file_read(fd, LOAD_MEMORY_MAX, &bytes) == 0) {
        file->data = bytes.len ? arena_copy(&site->arena, buf_str(&bytes)) : STR("");
        file->size = bytes.len;
        *total += bytes.len;
    }
    close(fd);
    buf_free(&bytes);
}

static void load_bytes(Loader *l) {
    size_t total = 0;
    for (uint32_t i = 0; i < l->site->file_count; i++) {
        File *file = &l->site->files[i];
        load_hold(l->site, file, &total);
        if (date_is_set(file->date)) file->title = textpost_title(file, &l->site->arena);
    }
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
    order_site(site, members);
    for (uint32_t i = site->index.count; i-- > 0;) {
        const Entry *entry = &site->index.entries[i];
        if (entry->kind != ENTRY_NODE || !site_is_section(&site->nodes[entry->value])) continue;
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
    free(l->marks);
    map_free(&l->stems);
    place_end(&l->place);
    for (int tree = 0; tree < TREES; tree++) {
        walk_free(&l->walks[tree]);
        free(l->templates[tree]);
    }
    diag_sort(l->diag);
}

/* Up to the point where all addresses are known. */
static bool load_prepare(Loader *l, const char *content, Buf *error) {
    if (!load_open(l, content, error)) return false;
    load_sources(l);
    load_templates(l);
    load_twins(l);
    load_addresses(l);
    load_names(l);
    menus_load(l->site, &l->walks[CONTENT], l->diag);
    for (unsigned i = 0; i < l->threads; i++)
        draw_start(&l->drawers[i], l->site, l->marks);
    return true;
}

Site *site_load(const char *content, const SiteOptions *options, Diag *diag, Buf *error) {
    Loader l;
    load_start(&l, options, diag);
    Site *site = l.site;
    if (load_prepare(&l, content, error)) {
        load_draw(&l);
        load_bytes(&l);
        load_lists(&l);
    } else {
        site_unref(site);
        site = NULL;
    }
    load_end(&l);
    return site;
}

/* Reads the source of one page, with what the tree has for its address in gemtext. */
static bool load_read_alone(Loader *l, PageSource *source, Buf *raw) {
    load_language(l, source);
    bool good = source_read(source, raw, l->diag);
    for (uint32_t i = 0; i < l->source_count && good; i++)
        if (str_eq(l->sources[i].page.address, source->address)) source_join(source, &l->sources[i].page);
    return good;
}

static Page *load_render(Loader *l, Str path, Str text, Buf *error) {
    PageSource source = {.path = path};
    Page *page = NULL;
    Buf raw = {0};
    buf_add(&raw, text);
    if (load_read_alone(l, &source, &raw))
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

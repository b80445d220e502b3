/* The loader goes through a site in steps, each over everything: walk, read and understand, place addresses,
 * draw, order, list. Addresses come before drawing because links are resolved while drawing; lists come after
 * it because a title may come from the text. */
#include "site/load.h"

#include "base/clock.h"
#include "base/file.h"
#include "base/parallel.h"
#include "site/archive.h"
#include "site/feed.h"
#include "site/frame.h"
#include "site/hold.h"
#include "site/hollow.h"
#include "site/menus.h"
#include "site/order.h"
#include "site/pages.h"
#include "site/patch.h"
#include "site/place.h"
#include "site/redirect.h"
#include "site/renew.h"
#include "site/tags.h"
#include "site/textpost.h"
#include "site/wellknown.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

typedef struct Loader {
    const SiteOptions *options;
    Site *site;
    Diag *diag;
    Gather gather;
    Place place;
    FileMark *marks;
    unsigned threads;
    Drawer *drawers;  /* one for each thread */
    int64_t time;     /* the second of this load */
    uint32_t changed; /* LoadResult's */
} Loader;

static Site *site_empty(const SiteOptions *options) {
    Site *site = mem_zero(1, sizeof *site);
    atomic_init(&site->refs, 1);
    site->root = site->overlay = -1;
    site->frame = frame_new();
    site->last_change = INT64_MIN;
    site->next_change = INT64_MAX;
    site->render = options->render;
    site->feeds = options->feeds;
    site->foot = options->foot;
    site->plain_maps = options->plain_maps;
    site->sources = options->sources;
    site->iri = options->iri;
    site->rfc1436 = options->rfc1436;
    site->list_entries = options->list_entries ? options->list_entries : LIST_ENTRIES;
    site->gopher_list = options->gopher_list;
    site->reply = arena_copy(&site->arena, options->reply);
    site->areas = areas_copy(options->areas, &site->arena);
    site->mimes = mimes_copy(options->mimes, &site->arena);
    redirects_take(site, options->redirects);
    return site;
}

/* ---- placing ---- */

/* Remembers a second at which something comes or goes. */
static void load_change(Loader *l, int64_t at) {
    Site *site = l->site;
    if (at > l->time && at < site->next_change) site->next_change = at;
    if (at <= l->time && at > site->last_change) site->last_change = at;
}

/* Whether the page is to be served at the time of this load (SRC-07). */
static bool load_due(Loader *l, const PageSource *page) {
    if (l->options->drafts) return true;
    if (page->meta.draft) return false;
    load_change(l, page->from);
    load_change(l, page->until);
    return page->from <= l->time && page->until > l->time;
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
    for (uint32_t i = 0; i < l->gather.page_count; i++) {
        GatherPage *source = &l->gather.pages[i];
        source->node = NODE_NONE;
        if (!source->good) continue;
        if (source->plain) {
            diag_file(l->diag, source->page.path);
            diag_add(l->diag, 0, "without front matter: in a Jekyll site not a page");
            continue;
        }
        if (load_expired(l, &source->page)) place_gone(&l->place, source->page.address);
        if (load_due(l, &source->page) && load_belongs(l, &source->page))
            source->node = place_page(&l->place, &source->page);
        source->page.open = gather_opens(&l->gather, &source->page, l->time);
    }
    for (uint32_t i = 0; l->options->gone && l->options->gone[i]; i++)
        place_gone(&l->place, str_of(l->options->gone[i]));
}

/* In a project a file waits for a link, but for what is laid over the content (SRC-10). */
static void load_files(Loader *l) {
    uint32_t source = 0;
    bool project = l->site->project.kind != PROJECT_NONE;
    for (int tree = 0; tree < TREES; tree++) {
        const Walk *walk = &l->gather.walks[tree];
        for (uint32_t i = 0; i < walk->count; i++) {
            Str path = walk->files[i].path;
            bool is_source =
                tree == CONTENT && source < l->gather.page_count && l->gather.pages[source].file == i;
            if (is_source && !l->gather.pages[source++].plain) continue;
            if (tree == CONTENT && source_is_page(path) && !is_source) continue;
            if (source_place(path) != SOURCE_ANYWHERE || l->gather.templates[tree][i]) continue;
            if (menus_are_made_of(path)) {
                place_folder_of(&l->place, path);
                continue;
            }
            if (load_file_due(l, path)) place_file(&l->place, walk, i, project && tree == CONTENT);
        }
    }
}

static void load_translations(Loader *l) {
    for (uint32_t i = 0; i < l->gather.page_count; i++) {
        GatherPage *source = &l->gather.pages[i];
        if (source->node == NODE_NONE || !source->page.translation) continue;
        uint32_t original = gather_language(&l->gather, &source->page);
        uint32_t node = original == MAP_NONE ? NODE_NONE : l->gather.pages[original].node;
        if (node != NODE_NONE) place_translation(&l->place, node, source->node);
    }
}

/* Every list that will show a post gets its feed's address: links may lead to it. */
static void load_feeds(Loader *l) {
    Site *site = l->site;
    for (uint32_t i = 0; i < l->gather.page_count; i++) {
        const GatherPage *source = &l->gather.pages[i];
        if (source->node == NODE_NONE || source->node == 0 || !date_is_set(source->page.date)) continue;
        const Node *node = &site->nodes[source->node];
        feed_place_above(&l->place, node->up, node->lang, node->area);
        for (uint32_t tag = 0; tag < node->tag_count; tag++)
            feed_place(&l->place, node->tags[tag]);
    }
    for (uint32_t i = 0, count = site->file_count; i < count; i++) {
        const File *file = &site->files[i];
        if (!date_is_set(file->date) || file->waits) continue;
        Str folder = str_head(file->address, str_rfind(file->address, '/') + 1);
        feed_place_above(&l->place, map_get(&l->place.nodes, folder), STR(""), file->area);
    }
}

/* The order of home's sections that was asked for. */
static void load_sections(Loader *l) {
    const char *const *names = l->options->sections;
    for (uint32_t i = 0; names && names[i]; i++) {
        Buf address = {0};
        buf_add_format(&address, "/%s/", names[i]);
        uint32_t node = index_find(&l->site->index, ENTRY_NODE, buf_str(&address));
        buf_free(&address);
        if (node != INDEX_NONE) {
            l->site->nodes[node].rank = i + 1;
            continue;
        }
        diag_file(l->diag, STR(""));
        diag_add(l->diag, 0, "there is no section %s; sections are folders of the root", names[i]);
    }
}

static void load_addresses(Loader *l) {
    place_start(&l->place, l->site, l->diag, l->gather.page_count);
    load_pages(l);
    load_files(l);
    for (uint32_t i = 0; i < l->gather.page_count; i++)
        if (l->gather.pages[i].node != NODE_NONE)
            place_further(&l->place, l->gather.pages[i].node, &l->gather.pages[i].page);
    load_translations(l);
    tags_place(&l->place, &l->gather);
    load_feeds(l);
    wellknown_place(&l->place, &l->options->wellknown, l->time);
    place_index(&l->place);
    archive_place(&l->place);
    index_hash(&l->site->index);
    hollow_mark(l->site);
    load_sections(l);
    l->marks = mem_zero(l->site->file_count + 1, sizeof *l->marks);
}

/* What links are looked up in when no address fits (LNK-01). */
static void load_names(Loader *l) {
    Site *site = l->site;
    site_fold(site);
    for (uint32_t i = 0; i < l->gather.page_count; i++) {
        const PageSource *page = &l->gather.pages[i].page;
        uint32_t node = l->gather.pages[i].node;
        if (node == NODE_NONE) continue;
        const Record *record = l->site->past->walks[CONTENT].known[l->gather.pages[i].file].record;
        names_add(&site->names,
                  &(NamesPage){record->slugs, record->parts, page->date, node, site->nodes[node].area});
    }
    names_sort(&site->names);
}

/* ---- drawing ---- */

static void load_draw(Loader *l) {
    Site *site = l->site;
    Frame *frame = site->frame;
    const Site *before = l->gather.before;
    frame->addresses = renew_addresses(site);
    PagesJob job = {.gather = &l->gather,
                    .site = l->site,
                    .drawers = l->drawers,
                    .marks = l->marks,
                    .threads = l->threads,
                    .same_addresses = l->gather.trusted && before->frame->addresses == frame->addresses};
    pages_draw(&job);
    l->changed = atomic_load(&job.changed);
    const uint32_t counts[] = {site->node_count, site->file_count, site->index.count};
    place_publish(&l->place, l->marks);
    bool waits = atomic_load(&l->gather.again) > 0; /* a page that is kept may be of other settings */
    frame->steady = site->areas.count == 0 && !waits;
    frame->whole =
        counts[0] == site->node_count && counts[1] == site->file_count && counts[2] == site->index.count;
    pages_backlinks(&job);
}

typedef struct ListJob {
    Loader *loader;
    ListMembers *members;
    uint32_t *nodes;
} ListJob;

static void load_card_one(void *context, unsigned worker, uint32_t item) {
    const ListJob *job = context;
    (void)worker;
    job->members[item].card = list_node_card(&job->loader->site->nodes[item]);
}

static void load_list_one(void *context, unsigned worker, uint32_t item) {
    const ListJob *job = context;
    Loader *l = job->loader;
    uint32_t index = job->nodes[item];
    Node *node = &l->site->nodes[index];
    Page *before = renew_list_before(&l->gather, node->address);
    node->list = list_draw(&l->drawers[worker], index, job->members, before);
}

/* What has a list is known before any is drawn: entries lead to it otherwise. */
static uint32_t load_choose_lists(const Loader *l, const ListJob *job) {
    Site *site = l->site;
    uint32_t count = 0;
    for (uint32_t i = 0; i < site->node_count; i++) {
        Node *node = &site->nodes[i];
        if (!site_is_section(node)) continue;
        feed_fill(site, i, &job->members[i].posts);
        node->has_list = list_is_there(site, i, job->members);
        if (node->has_list) job->nodes[count++] = i;
    }
    return count;
}

static void load_lists(Loader *l) {
    Site *site = l->site;
    archive_name(site);
    ListJob job = {l, order_site(site), mem_alloc((site->node_count + 1) * sizeof *job.nodes)};
    uint32_t count = load_choose_lists(l, &job);
    parallel_run(l->threads, site->node_count, load_card_one, &job);
    parallel_run(l->threads, count, load_list_one, &job);
    free(job.nodes);
    order_free(job.members, site->node_count);
}

/* ---- the whole ---- */

static void load_start(Loader *l, const LoadRequest *request, Diag *diag) {
    const SiteOptions *options = request->options;
    *l = (Loader){.options = options, .diag = diag, .site = site_empty(options), .time = clock_now()};
    l->threads = request->previous ? parallel_spare_cores() : parallel_cores();
    if (options->threads) l->threads = options->threads;
    if (l->threads > PARALLEL_MAX) l->threads = PARALLEL_MAX;
    l->gather = (Gather){.options = options,
                         .site = l->site,
                         .diag = diag,
                         .threads = l->threads,
                         .before = request->previous,
                         .settle = request->previous ? request->settle : 0,
                         .touched = request->previous && request->same_options ? request->touched : NULL};
    l->drawers = mem_zero(l->threads, sizeof *l->drawers);
}

static void load_end(Loader *l) {
    for (unsigned i = 0; i < l->threads; i++) {
        diag_append(l->diag, &l->drawers[i].diag);
        draw_end(&l->drawers[i]);
    }
    free(l->drawers);
    free(l->marks);
    place_end(&l->place);
    gather_end(&l->gather);
    diag_sort(l->diag);
}

/* Up to the point where all addresses are known. Where every page is drawn, they lie side by side; single
 * ones that come later are malloc's, so that no chunk waits for the last of them. */
static void load_prepare(Loader *l) {
    load_addresses(l);
    load_names(l);
    menus_load(l->site, &l->gather, l->marks);
    for (unsigned i = 0; i < l->threads; i++) {
        draw_start(&l->drawers[i], l->site, l->marks);
        if (!l->gather.trusted) l->drawers[i].pool = &l->gather.workers[i].pool;
    }
}

static void load_everything(Loader *l) {
    size_t gathered = l->diag->count;
    load_prepare(l);
    load_draw(l);
    hold_files(&l->gather);
    load_lists(l);
    l->site->frame->time = l->time;
    diag_copy(&l->site->frame->findings, l->diag, gathered);
    frame_seal(l->site);
}

/* What has changed is the text of pages alone. */
static bool load_patch(Loader *l) {
    PatchJob job = {&l->gather, l->site, &l->drawers[0], l->time, 0};
    bool done = patch_site(&job);
    l->changed = job.changed;
    return done;
}

/* Gives back a Site that was not finished. */
static void load_drop(Loader *l) {
    frame_seal(l->site);
    site_unref(l->site);
}

static bool load_is_empty(const Site *site) {
    for (uint32_t i = 0; i < site->file_count; i++)
        if (site->files[i].source.len) return false;
    return site->page_count == 0;
}

LoadResult site_reload(const LoadRequest *request, Diag *diag, Buf *error) {
    Loader l;
    LoadResult result = {0};
    load_start(&l, request, diag);
    if (request->behind && !l.gather.touched) parallel_behind();
    if (gather_site(&l.gather, request->content, error)) {
        if (!request->same_options || !load_patch(&l)) {
            if (request->behind) parallel_behind();
            load_everything(&l);
        }
        past_forget(l.site->past);
        result.site = l.site;
        result.changed = l.changed;
        result.told = l.gather.told;
        result.kept = atomic_load(&l.gather.kept);
        result.again = atomic_load(&l.gather.again);
        result.emptied = request->previous && load_is_empty(l.site) && !load_is_empty(request->previous);
    } else {
        load_drop(&l);
    }
    load_end(&l);
    return result;
}

Site *site_load(const char *content, const SiteOptions *options, Diag *diag, Buf *error) {
    return site_reload(&(LoadRequest){.content = content, .options = options}, diag, error).site;
}

/* Reads the source of one page, with what the tree has for its address in gemtext. */
static bool load_read_alone(Loader *l, PageSource *source, Str raw) {
    gather_language(&l->gather, source);
    bool good = source_read(source, raw, l->diag);
    for (uint32_t i = 0; i < l->gather.page_count && good; i++)
        if (str_eq(l->gather.pages[i].page.address, source->address))
            source_join(source, &l->gather.pages[i].page);
    return good;
}

static Page *load_render(Loader *l, Str path, Str text, Buf *error) {
    PageSource source = {.pool = &l->gather.workers[0].pool, .path = path, .zone = l->options->zone};
    Page *page = NULL;
    if (load_read_alone(l, &source, text))
        page = draw_page(&l->drawers[0], &source, 0);
    else
        buf_add_format(error, "cannot render %.*s: its front matter cannot be read", STR_FMT(path));
    source_free(&source, NULL);
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
    load_start(&l, &(LoadRequest){.content = content, .options = options}, diag);
    if (gather_site(&l.gather, content, error)) {
        load_prepare(&l);
        page =
            menus_are_made_of(path) ? load_render_menu(&l, path, error) : load_render(&l, path, text, error);
    }
    load_drop(&l);
    load_end(&l);
    return page;
}

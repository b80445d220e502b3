/* The loader goes through a site in steps, each over everything: walk, read and understand, place addresses,
 * draw, order, list. Addresses come before drawing because links are resolved while drawing; lists come after
 * it because a title may come from the text. */
#include "site/load.h"

#include "base/clock.h"
#include "base/fetch.h"
#include "base/file.h"
#include "base/parallel.h"
#include "site/addresses.h"
#include "site/archive.h"
#include "site/feed.h"
#include "site/frame.h"
#include "site/hold.h"
#include "site/menus.h"
#include "site/order.h"
#include "site/pages.h"
#include "site/patch.h"
#include "site/place.h"
#include "site/redirect.h"
#include "site/renew.h"

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
    Drawer *drawers; /* one for each thread */
    Lists lists;
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
}

typedef struct ListJob {
    Loader *loader;
    uint32_t *nodes; /* those that have a list */
} ListJob;

static void load_card_one(void *context, unsigned worker, uint32_t item) {
    const ListJob *job = context;
    Loader *l = job->loader;
    const Site *site = l->site;
    if (item + FETCH_AHEAD < site->node_count) /* with the title, which stands behind it */
        fetch(site->nodes[item + FETCH_AHEAD].page, sizeof(Page) + 64);
    l->lists.cards[item] = list_card(&site->nodes[item], &l->drawers[worker].cards);
}

static void load_list_one(void *context, unsigned worker, uint32_t item) {
    const ListJob *job = context;
    Loader *l = job->loader;
    uint32_t index = job->nodes[item];
    Node *node = &l->site->nodes[index];
    Page *before = renew_list_before(&l->gather, node->address);
    node->list = list_draw(&l->drawers[worker], index, &l->lists, before);
}

/* What has a list is known before any is drawn: entries lead to it otherwise. */
static uint32_t load_choose_lists(Loader *l, uint32_t *nodes) {
    Site *site = l->site;
    uint32_t count = 0;
    for (uint32_t i = 0; i < site->node_count; i++) {
        Node *node = &site->nodes[i];
        if (!site_is_section(node)) continue;
        feed_fill(site, i, &l->lists.of[i].posts);
        node->has_list = list_is_there(site, i, &l->lists);
        if (node->has_list) nodes[count++] = i;
    }
    return count;
}

static void load_order(void *context) {
    Loader *l = context;
    pages_backlinks(&l->gather);
    l->lists = order_site(&l->place);
}

/* Who links where, and in which order posts come, is found while other threads read files. */
static void load_files(Loader *l) {
    bool gone = hold_files(&l->gather, (HoldMeanwhile){load_order, l});
    if (!gone) return;
    order_free(&l->lists);
    l->lists = order_site(&l->place);
}

static void load_lists(Loader *l) {
    Site *site = l->site;
    archive_name(site);
    ListJob job = {l, mem_alloc((site->node_count + 1) * sizeof *job.nodes)};
    uint32_t count = load_choose_lists(l, job.nodes);
    l->lists.cards = mem_alloc((site->node_count + 1) * sizeof *l->lists.cards);
    parallel_run(l->threads, site->node_count, load_card_one, &job);
    parallel_run(l->threads, count, load_list_one, &job);
    free(job.nodes);
    order_free(&l->lists);
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
    Addresses addresses = {l->options, &l->gather, &l->place, l->site, l->diag, l->time};
    addresses_place(&addresses);
    l->marks = mem_zero(l->site->file_count + 1, sizeof *l->marks);
    menus_load(l->site, &l->gather, l->marks);
    for (unsigned i = 0; i < l->threads; i++) {
        draw_start(&l->drawers[i], l->site, l->marks);
        if (!l->gather.trusted) l->drawers[i].pool = &l->gather.workers[i].pool;
    }
}

/* Where every page is drawn: two drawings are about twice as long as the text, whose memory is used again. Of
 * what they need besides no more is asked for before than almost all sites do. */
static void load_prepare_all(Loader *l) {
    GatherMemory memory = {.gather = &l->gather,
                           .wanted = l->gather.trusted ? 0 : gather_bytes(&l->gather) / 4 * 3};
    gather_memory_begin(&memory);
    load_prepare(l);
    gather_memory_end(&memory);
}

static void load_everything(Loader *l) {
    size_t gathered = l->diag->count;
    load_prepare_all(l);
    load_draw(l);
    load_files(l);
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
    gather_stems(&l->gather);
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

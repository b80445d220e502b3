/* Addresses: everything that has one, in an order in which each may lean on those before it. See the header.
 */
#include "site/addresses.h"

#include "base/fetch.h"
#include "site/archive.h"
#include "site/feed.h"
#include "site/hollow.h"
#include "site/menus.h"
#include "site/order.h"
#include "site/tags.h"
#include "site/textpost.h"
#include "site/wellknown.h"

/* Remembers a second at which something comes or goes. */
static void note_change(Addresses *a, int64_t at) {
    Site *site = a->site;
    if (at > a->time && at < site->next_change) site->next_change = at;
    if (at <= a->time && at > site->last_change) site->last_change = at;
}

/* Whether the page is to be served at the time of this load (SRC-07). */
static bool is_due(Addresses *a, const PageSource *page) {
    if (a->options->drafts) return true;
    if (page->meta.draft) return false;
    note_change(a, page->from);
    note_change(a, page->until);
    return page->from <= a->time && page->until > a->time;
}

static bool is_expired(const Addresses *a, const PageSource *page) {
    return !a->options->drafts && !page->meta.draft && page->until <= a->time && page->from <= a->time;
}

/* A text with a date in its name is scheduled like a page. */
static bool is_file_due(Addresses *a, Str path) {
    Date date = textpost_date(path);
    if (!date_is_set(date)) return true;
    const PageSource post = {.from = date_due(date), .until = INT64_MAX};
    return is_due(a, &post);
}

/* In a folder `_x/` lies what a generator needs too (SRC-11). */
static bool belongs(Addresses *a, const PageSource *page) {
    if (source_place(page->path) != SOURCE_SPECIAL || source_is_named(page)) return true;
    diag_file(a->diag, page->path);
    diag_add(a->diag, 0,
             "not served: in a folder whose name begins with _ a page has a title, or a date in its name");
    return false;
}

/* What a page says of itself was written by another core. */
__attribute__((always_inline)) static inline void fetch_ahead(const Gather *gather, uint32_t i) {
    const GatherPage *source = &gather->pages[i];
    if (i + 2 * FETCH_AHEAD < gather->page_count) fetch(source + 2 * FETCH_AHEAD, sizeof *source);
    if (i + FETCH_AHEAD < gather->page_count) fetch(source[FETCH_AHEAD].page.address.p, 128);
}

static void place_pages(Addresses *a) {
    for (uint32_t i = 0; i < a->gather->page_count; i++) {
        GatherPage *source = &a->gather->pages[i];
        fetch_ahead(a->gather, i);
        source->node = NODE_NONE;
        if (!source->good) continue;
        if (source->plain) {
            diag_file(a->diag, source->page.path);
            diag_add(a->diag, 0, "without front matter: in a Jekyll site not a page");
            continue;
        }
        if (is_expired(a, &source->page)) place_gone(a->place, source->page.address);
        if (is_due(a, &source->page) && belongs(a, &source->page))
            source->node = place_page(a->place, &source->page);
        source->page.open = gather_opens(a->gather, &source->page, a->time);
    }
    for (uint32_t i = 0; a->options->gone && a->options->gone[i]; i++)
        place_gone(a->place, str_of(a->options->gone[i]));
}

/* In a project a file waits for a link, but for what is laid over the content (SRC-10). */
static void place_files(Addresses *a) {
    uint32_t source = 0;
    bool project = a->site->project.kind != PROJECT_NONE;
    for (int tree = 0; tree < TREES; tree++) {
        const Walk *walk = &a->gather->walks[tree];
        for (uint32_t i = 0; i < walk->count; i++) {
            Str path = walk->files[i].path;
            bool is_source =
                tree == CONTENT && source < a->gather->page_count && a->gather->pages[source].file == i;
            if (is_source && !a->gather->pages[source++].plain) continue;
            if (source_place(path) != SOURCE_ANYWHERE || a->gather->templates[tree][i]) continue;
            if (menus_are_made_of(path)) {
                place_folder_of(a->place, path);
                continue;
            }
            if (is_file_due(a, path)) place_file(a->place, walk, i, project && tree == CONTENT);
        }
    }
}

static void place_translations(Addresses *a) {
    if (a->gather->stems.count == 0) return; /* there are no languages */
    for (uint32_t i = 0; i < a->gather->page_count; i++) {
        GatherPage *source = &a->gather->pages[i];
        if (source->node == NODE_NONE || !source->page.translation) continue;
        uint32_t original = gather_language(a->gather, &source->page);
        uint32_t node = original == MAP_NONE ? NODE_NONE : a->gather->pages[original].node;
        if (node != NODE_NONE) place_translation(a->place, node, source->node);
    }
}

typedef struct PostLists {
    Place *place;
    Archive archive;
} PostLists;

/* Every list that will show a post gets its feed's address: links may lead to it. A text that waits may not
 * come. */
static void note_list(void *context, uint32_t post, uint32_t list) {
    PostLists *lists = context;
    const Site *site = lists->place->site;
    archive_note(&lists->archive, list, post, (unsigned)order_date(site, post).year);
    bool waits = post >= LIST_FILE && site->files[post - LIST_FILE].waits;
    if (!waits && !site->nodes[list].has_feed) feed_place(lists->place, list);
}

static void place_lists(Addresses *a) {
    PostLists lists = {a->place, archive_start(a->site)};
    order_each(a->place, note_list, &lists);
    archive_place(a->place, &lists.archive);
}

/* The order of home's sections that was asked for. */
static void rank_sections(Addresses *a) {
    const char *const *names = a->options->sections;
    for (uint32_t i = 0; names && names[i]; i++) {
        Buf address = {0};
        buf_add_format(&address, "/%s/", names[i]);
        uint32_t node = index_find(&a->site->index, ENTRY_NODE, buf_str(&address));
        buf_free(&address);
        if (node != INDEX_NONE) {
            a->site->nodes[node].rank = i + 1;
            continue;
        }
        diag_file(a->diag, STR(""));
        diag_add(a->diag, 0, "there is no section %s; sections are folders of the root", names[i]);
    }
}

/* What links are looked up in when no address fits (LNK-01). */
static void add_names(Addresses *a) {
    Site *site = a->site;
    site_fold(site);
    for (uint32_t i = 0; i < a->gather->page_count; i++) {
        const PageSource *page = &a->gather->pages[i].page;
        uint32_t node = a->gather->pages[i].node;
        if (node == NODE_NONE) continue;
        const Record *record = a->site->past->walks[CONTENT].known[a->gather->pages[i].file].record;
        names_add(&site->names, &(NamesPage){record->slugs, record->address, &record->tags, page->date, node,
                                             site->nodes[node].area});
    }
    names_sort(&site->names);
}

void addresses_place(Addresses *a) {
    place_start(a->place, a->site, a->diag, a->gather->page_count);
    place_pages(a);
    place_files(a);
    for (uint32_t i = 0; i < a->gather->page_count; i++)
        if (a->gather->pages[i].node != NODE_NONE)
            place_further(a->place, a->gather->pages[i].node, &a->gather->pages[i].page);
    place_translations(a);
    tags_place(a->place, a->gather);
    place_lists(a);
    wellknown_place(a->place, &a->options->wellknown, a->time);
    place_index(a->place);
    index_hash(&a->site->index);
    hollow_mark(a->site);
    rank_sections(a);
    add_names(a);
}

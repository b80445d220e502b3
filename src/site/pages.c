#include "site/pages.h"

#include "base/parallel.h"
#include "site/backlinks.h"
#include "site/frame.h"
#include "site/renew.h"

#include <stdlib.h>

static Known *known_of(const Gather *gather, const GatherPage *source) {
    return &gather->walks[CONTENT].known[source->file];
}

/* ---- one page ---- */

/* What a page that stays leads to, in the drawer's asked. */
static void take_leads(const PagesJob *job, Drawer *drawer, const GatherPage *source) {
    const Known *was = known_of(job->gather, source)->was;
    asked_start(&drawer->asked, job->site);
    asked_leads(&drawer->asked, job->gather->before->frame->leads + was->lead, was->lead_count);
}

/* The page of the Site before, when drawing it would make the same. A page that stays whatever its source
 * says is not asked. */
static Page *take_over(const PagesJob *job, Drawer *drawer, const GatherPage *source) {
    Page *before = renew_page_before(job->gather, source);
    if (!before) return NULL;
    if (!source->kept && before->key != renew_page_key(job->gather, source)) return NULL;
    if (job->same_addresses) {
        take_leads(job, drawer, source);
    } else {
        draw_ask_again(drawer, &source->page, before);
        if (!source->kept && drawer->asked.hash.state != before->resolved) return NULL;
    }
    return page_keep(before);
}

/* The text of a page that was taken over may be another by then, or gone: the page is what it was, whatever
 * the settings were, or, if there was none, what there is. */
static Page *draw_anew(PagesJob *job, unsigned worker, GatherPage *source, bool *drawn) {
    Drawer *drawer = &job->drawers[worker];
    bool text = gather_text(job->gather, source, worker);
    source->kept = source->kept || !text;
    Page *before = renew_page_before(job->gather, source);
    *drawn = text || !before;
    if (*drawn) return draw_page(drawer, &source->page, renew_page_key(job->gather, source));
    draw_ask_again(drawer, &source->page, before);
    return page_keep(before);
}

/* Remembers which files the page leads to (SRC-10), and which of its own folder a folder's page shows. */
static void mark_files(const PagesJob *job, const Asked *asked, Str own) {
    for (uint32_t i = 0; i < asked->lead_count; i++) {
        if (asked->leads[i] < LEAD_FILE) continue;
        uint32_t file = asked->leads[i] - LEAD_FILE;
        Str address = job->site->files[file].address;
        bool inside = str_ends(own, STR("/")) && str_starts(address, own);
        bool shown = inside && str_find(str_skip(address, own.len), '/') == STR_NONE;
        unsigned char mark = shown ? FILE_LINKED | FILE_SHOWN : FILE_LINKED;
        atomic_fetch_or_explicit(&job->marks[file], mark, memory_order_relaxed);
    }
}

static void count_page(Drawer *drawer, const Page *page) {
    drawer->page_count++;
    for (unsigned step = 0; step < SITE_LINK_STEPS; step++)
        drawer->links[step] += page->steps[step];
}

static void draw_one(void *context, unsigned worker, uint32_t item) {
    PagesJob *job = context;
    Drawer *drawer = &job->drawers[worker];
    GatherPage *source = &job->gather->pages[item];
    if (source->node == NODE_NONE) return;
    Known *known = known_of(job->gather, source);
    bool drawn = false;
    Page *page = take_over(job, drawer, source);
    if (!page) page = draw_anew(job, worker, source, &drawn);
    if (drawn)
        atomic_fetch_add_explicit(&job->changed, 1, memory_order_relaxed);
    else
        diag_unpack(&drawer->diag, source->page.path, page->findings);
    if (known->was && known->was->node != NODE_NONE)
        atomic_fetch_add_explicit(&job->stayed, 1, memory_order_relaxed);
    mark_files(job, &drawer->asked, source->page.address);
    count_page(drawer, page);
    job->site->nodes[source->node].page = page;
    known->node = source->node;
    source->worker = worker;
    known->lead = drawer->lead_count;
    known->lead_count = drawer->asked.lead_count;
    draw_put_aside(drawer);
    source_free(&source->page, drawer->pool);
    source->page = (PageSource){0};
}

/* ---- all ---- */

/* Brings what the threads noted into one table, in the order of pages. */
static void gather_leads(const PagesJob *job) {
    const Gather *gather = job->gather;
    size_t total = 0;
    uint32_t at = 0;
    for (unsigned i = 0; i < job->threads; i++)
        total += job->drawers[i].lead_count;
    uint32_t *leads = mem_alloc((total + 1) * sizeof *leads);
    for (uint32_t i = 0; i < gather->page_count; i++) {
        const GatherPage *source = &gather->pages[i];
        Known *known = known_of(gather, source);
        if (source->node == NODE_NONE || known->lead_count == 0) continue;
        memcpy(leads + at, job->drawers[source->worker].leads + known->lead,
               known->lead_count * sizeof *leads);
        known->lead = at;
        at += known->lead_count;
    }
    job->site->frame->leads = leads;
}

void pages_backlinks(const Gather *gather) {
    PageLeads *pages = mem_alloc((gather->page_count + 1) * sizeof *pages);
    uint32_t count = 0;
    for (uint32_t i = 0; i < gather->page_count; i++) {
        const Known *known = known_of(gather, &gather->pages[i]);
        if (known->lead_count == 0) continue;
        pages[count++] =
            (PageLeads){known->node, gather->site->frame->leads + known->lead, known->lead_count};
    }
    backlinks_seal(gather->site, pages, count);
    free(pages);
}

static void add_counts(const PagesJob *job) {
    Site *site = job->site;
    for (unsigned i = 0; i < job->threads; i++) {
        const Drawer *drawer = &job->drawers[i];
        site->page_count += drawer->page_count;
        for (unsigned step = 0; step < SITE_LINK_STEPS; step++)
            site->links[step] += drawer->links[step];
    }
}

void pages_draw(PagesJob *job) {
    const Site *before = job->gather->before;
    parallel_run(job->threads, job->gather->page_count, draw_one, job);
    if (before) atomic_fetch_add(&job->changed, before->page_count - atomic_load(&job->stayed));
    gather_leads(job);
    add_counts(job);
}

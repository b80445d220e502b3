/* Whether more than text has changed is seen in three steps: by the files, before anything is done; by what
 * the changed pages say of themselves; and, once they are drawn, by what lists show of them and where they
 * lead. At the first that has, the load goes on as if nothing had been tried. */
#include "site/patch.h"

#include "site/frame.h"
#include "site/menus.h"
#include "site/renew.h"

#include <stdlib.h>

/* With more pages it costs less to draw them side by side. */
#define PATCH_MAX 16

enum { DAY = 24 * 3600 };

typedef struct Patch {
    GatherPage *source;
    Page *page;
} Patch;

typedef struct Patching {
    PatchJob *job;
    Patch patches[PATCH_MAX];
    uint32_t count;
} Patching;

/* ---- by the files ---- */

static const Known *known_of(const Gather *g, const GatherPage *source) {
    return &g->walks[CONTENT].known[source->file];
}

/* Not a second at which posts come or go, nor a day on which a text of ours changes. */
static bool is_same_time(const PatchJob *job) {
    const Site *before = job->gather->before;
    bool due = job->time >= before->next_change || job->time < before->last_change;
    return !due && job->time / DAY == before->frame->time / DAY;
}

static bool has_same_files(const Walk *walk, const Walk *before) {
    if (walk->count != before->count) return false;
    for (uint32_t i = 0; i < walk->count; i++) {
        const Known *was = walk->known[i].was;
        if (!was || !str_eq(walk->files[i].real, before->files[was - before->known].real)) return false;
        if (walk->known[i].record) continue;
        if (was->record || !past_same(&walk->known[i], &walk->files[i])) return false;
    }
    return true;
}

/* ---- by what pages say ---- */

static bool has_same_list(StrList a, StrList b) {
    if (a.count != b.count) return false;
    for (uint32_t i = 0; i < a.count; i++)
        if (!str_eq(a.items[i], b.items[i])) return false;
    return true;
}

static bool has_same_record(const Record *a, const Record *b) {
    bool same = a->good == b->good && a->plain == b->plain && a->gemtext == b->gemtext;
    same = same && a->titled == b->titled && a->translation == b->translation && a->draft == b->draft;
    same = same && a->from == b->from && a->until == b->until && date_same(a->date, b->date);
    same = same && str_eq(a->address, b->address) && str_eq(a->name, b->name) && str_eq(a->lang, b->lang);
    same = same && (a->title.len > 0) == (b->title.len > 0) && str_eq(a->slug.value, b->slug.value);
    return same && str_eq(a->slugs, b->slugs) && has_same_list(a->tags, b->tags) &&
           has_same_list(a->addresses, b->addresses);
}

/* Remembers the pages that have changed; a text that a map shows, and one of two that make a page, is more
 * than that. */
static bool choose(Patching *p) {
    const Gather *g = p->job->gather;
    for (uint32_t i = 0; i < g->page_count; i++) {
        GatherPage *source = &g->pages[i];
        const Known *known = known_of(g, source), *was = known->was;
        if (!known->record || !was->record || (known->failed != NULL) != (was->failed != NULL)) return false;
        if (known->record == was->record) continue;
        if (source->plain) return false;
        if (!has_same_record(known->record, was->record)) return false;
        if (was->node == NODE_NONE && !known->record->gemtext) continue;
        if (was->node == NODE_NONE || was->blob || source->twin != MAP_NONE || p->count == PATCH_MAX)
            return false;
        p->patches[p->count++].source = source;
    }
    return true;
}

/* ---- drawing ---- */

/* Nodes and files as they were, without a reference to any page. */
static void copy_tables(Site *site, const Site *before) {
    site->nodes = mem_alloc((before->node_count + 1) * sizeof *site->nodes);
    site->files = mem_alloc((before->file_count + 1) * sizeof *site->files);
    memcpy(site->nodes, before->nodes, before->node_count * sizeof *site->nodes);
    if (before->file_count) memcpy(site->files, before->files, before->file_count * sizeof *site->files);
    site->node_count = before->node_count;
    site->file_count = before->file_count;
    site->index = before->index;
    site->folded = before->folded;
    site->names = before->names;
}

static void drop_tables(Site *site) {
    free(site->nodes);
    free(site->files);
    site->nodes = NULL;
    site->files = NULL;
    site->node_count = site->file_count = 0;
    site->index = site->folded = (Index){0};
    site->names = (Names){0};
}

/* Where files went that nobody links to, a link that is new might have kept one, and indexes are others:
 * there the links have to be the same as they are written, and lead where they led. */
static bool leads_as_before(const Patching *p, const Known *was, const Page *before) {
    const Asked *asked = &p->job->drawer->asked;
    if (!p->job->gather->before->frame->whole)
        return str_eq(buf_str(&asked->links), before->links) && asked->hash.state == before->resolved;
    const uint32_t *leads = p->job->gather->before->frame->leads + was->lead;
    size_t size = was->lead_count * sizeof *leads;
    return asked->lead_count == was->lead_count && (size == 0 || memcmp(asked->leads, leads, size) == 0);
}

static bool draw_all(Patching *p) {
    Gather *g = p->job->gather;
    for (uint32_t i = 0; i < p->count; i++) {
        Patch *patch = &p->patches[i];
        const Known *was = known_of(g, patch->source)->was;
        const Page *before = g->before->nodes[was->node].page;
        if (!before || !patch->source->read) return false;
        patch->source->page.open = gather_opens(g, &patch->source->page, p->job->time);
        patch->source->node = was->node;
        patch->page = draw_page(p->job->drawer, &patch->source->page, renew_page_key(g, patch->source));
        if (patch->page->card != before->card || !str_eq(patch->page->lang, before->lang)) return false;
        if (!leads_as_before(p, was, before)) return false;
    }
    return true;
}

static void give_up(Patching *p) {
    for (uint32_t i = 0; i < p->count; i++)
        page_unref(p->patches[i].page);
    draw_end(p->job->drawer);
    drop_tables(p->job->site);
}

/* ---- the new Site ---- */

static void take_pages(Patching *p) {
    Site *site = p->job->site;
    for (uint32_t i = 0; i < site->node_count; i++) {
        Node *node = &site->nodes[i];
        if (node->page) node->page = page_keep(node->page);
        if (node->list) node->list = page_keep(node->list);
        if (node->menu) page_ref(node->menu);
    }
    for (uint32_t i = 0; i < p->count; i++) {
        Node *node = &site->nodes[p->patches[i].source->node];
        page_unref(node->page);
        node->page = p->patches[i].page;
    }
}

/* What lies in the Site before, but not in its frame, is copied: descriptors, what is known, texts of ours.
 */
static void take_files(const Patching *p) {
    Site *site = p->job->site;
    const Site *before = p->job->gather->before;
    for (uint32_t i = 0; i < site->file_count; i++) {
        File *file = &site->files[i];
        if (!file->known) {
            if (file->data.p) file->data = file->data.len ? arena_copy(&site->arena, file->data) : STR("");
            continue;
        }
        bool content = file->root == before->root;
        const Walk *walk = &before->past->walks[content ? CONTENT : OVERLAY];
        file->root = content ? site->root : site->overlay;
        file->known = &site->past->walks[content ? CONTENT : OVERLAY].known[file->known - walk->known];
    }
}

static void take_known(const Patching *p) {
    Past *past = p->job->site->past;
    for (int tree = 0; tree < TREES; tree++)
        for (uint32_t i = 0; i < past->walks[tree].count; i++)
            past_keep_place(&past->walks[tree].known[i]);
}

/* Of pages that were not drawn. */
static void tell_again(const Patching *p) {
    Site *site = p->job->site;
    Gather *g = p->job->gather;
    for (uint32_t i = 0; i < g->page_count; i++) {
        const Known *known = known_of(g, &g->pages[i]);
        const Page *page = known->node == NODE_NONE ? NULL : site->nodes[known->node].page;
        if (page && known->record == known->was->record)
            diag_unpack(g->diag, g->walks[CONTENT].files[g->pages[i].file].path, page->findings);
    }
    diag_copy(g->diag, &site->frame->findings, 0);
}

static void count_links(const Patching *p) {
    Site *site = p->job->site;
    const Site *before = p->job->gather->before;
    site->page_count = before->page_count;
    for (unsigned step = 0; step < SITE_LINK_STEPS; step++) {
        site->links[step] = before->links[step];
        for (uint32_t i = 0; i < p->count; i++)
            site->links[step] +=
                p->patches[i].page->steps[step] - before->nodes[p->patches[i].source->node].page->steps[step];
    }
}

static void finish(Patching *p) {
    Site *site = p->job->site;
    const Site *before = p->job->gather->before;
    frame_unref(site->frame);
    site->frame = frame_ref(before->frame);
    site->last_change = before->last_change;
    site->next_change = before->next_change;
    count_links(p);
    take_pages(p);
    take_files(p);
    take_known(p);
    tell_again(p);
    p->job->changed = p->count;
}

bool patch_site(PatchJob *job) {
    Patching p = {.job = job};
    const Gather *g = job->gather;
    if (!g->before || !g->trusted || !g->before->frame->steady || !is_same_time(job)) return false;
    for (int tree = 0; tree < TREES; tree++)
        if (!has_same_files(&g->walks[tree], &g->before->past->walks[tree])) return false;
    if (!choose(&p)) return false;
    copy_tables(job->site, g->before);
    draw_start(job->drawer, job->site, NULL);
    if (draw_all(&p)) {
        finish(&p);
        return true;
    }
    give_up(&p);
    return false;
}

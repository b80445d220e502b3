/* Which files are pages, in which languages; and all of them read, side by side. */
#include "site/gather.h"

#include "base/parallel.h"

#include <stdlib.h>

bool gather_is_page(Str path) {
    return source_is_page(path) && source_place(path) != SOURCE_NEVER;
}

static void list_pages(Gather *g, Diag *diag) {
    const Walk *walk = &g->walks[CONTENT];
    g->page_files = mem_alloc(((size_t)walk->count + 1) * sizeof *g->page_files);
    for (uint32_t i = 0; i < walk->count; i++) {
        Str path = walk->files[i].path;
        bool known = walk->files[i].unasked; /* gather_is_page said so */
        if (!known && !source_is_page(path)) continue;
        if (known || source_place(path) != SOURCE_NEVER) {
            g->page_files[g->page_count++] = i;
            continue;
        }
        diag_file(diag, path);
        diag_add(diag, 0, "not served: of files whose names begin with _ only _index is content");
    }
    g->pages = mem_zero((size_t)g->page_count + 1, sizeof *g->pages);
}

/* ---- languages ---- */

static Str path_of(const Gather *g, uint32_t page) {
    return g->walks[CONTENT].files[g->page_files[page]].path;
}

/* `fi` of `fi-FI`. */
static bool is_own_lang(const Gather *g, Str lang) {
    Str own = g->site->identity.lang;
    return str_eq_nocase(lang, own) || str_eq_nocase(lang, str_head(own, str_find(own, '-')));
}

/* A page in the site's own language may have that in its name and no page without it beside it. */
void gather_stems(Gather *g) {
    Str lang;
    if (g->stems.count) return;
    map_reserve(&g->stems, g->page_count);
    for (int gemtext = 0; gemtext < 2; gemtext++)
        for (uint32_t i = 0; i < g->page_count; i++)
            if (source_is_gemtext(path_of(g, i)) == gemtext)
                map_add(&g->stems, source_stem(path_of(g, i)), i);
    for (uint32_t i = 0; i < g->page_count; i++) {
        Str stem = source_without_lang(source_stem(path_of(g, i)), &lang);
        if (lang.len && is_own_lang(g, lang)) map_add(&g->stems, stem, i);
    }
}

static bool has_languages(const Gather *g) {
    Str lang = {0};
    for (uint32_t i = 0; i < g->page_count && lang.len == 0; i++)
        source_without_lang(source_stem(path_of(g, i)), &lang);
    return lang.len > 0;
}

uint32_t gather_language(const Gather *g, PageSource *page) {
    Str lang, full = source_stem(page->path), stem = source_without_lang(full, &lang);
    if (lang.len == 0) return MAP_NONE;
    uint32_t original = map_get(&g->stems, stem);
    bool own = original != MAP_NONE && str_eq(source_stem(path_of(g, original)), full);
    if (original == MAP_NONE && !source_is_index(stem)) return MAP_NONE;
    page->lang = lang;
    page->translation = !own;
    return own ? MAP_NONE : original;
}

/* ---- reading ---- */

/* The first touch of a page's memory is the thread's that reads it. */
static void read_one(void *context, unsigned worker, uint32_t item) {
    Gather *g = context;
    GatherPage *page = &g->pages[item];
    page->page.path = path_of(g, item);
    page->page.zone = g->options->zone;
    page->file = g->page_files[item];
    page->twin = MAP_NONE;
    if (g->stems.count) gather_language(g, &page->page);
    gather_read(g, page, worker);
}

void gather_pages(Gather *g, Diag *diag) {
    list_pages(g, diag);
    if (has_languages(g)) gather_stems(g);
    parallel_run(g->threads, g->page_count, read_one, g);
}

size_t gather_bytes(const Gather *g) {
    size_t bytes = 0;
    for (unsigned i = 0; i < g->threads; i++)
        bytes += g->workers[i].bytes;
    return bytes;
}

void gather_forget(Gather *g) {
    for (uint32_t i = 0; i < g->page_count; i++)
        source_free(&g->pages[i].page, NULL);
    free(g->pages);
    free(g->page_files);
    map_free(&g->stems);
    g->pages = NULL;
    g->page_files = NULL;
    g->page_count = 0;
}

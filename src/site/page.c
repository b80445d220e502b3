#include "site/page.h"

#include "base/buf.h"

#include <stdlib.h>
#include <string.h>

/* Copies s to *at, which moves on. */
static Str page_place(char **at, Str s) {
    Str placed = {*at, s.len};
    if (s.len) memcpy(*at, s.p, s.len);
    *at += s.len;
    return placed;
}

Page *page_new(const Page *from, Pool *pool) {
    size_t strings = from->title.len + from->lang.len + from->summary.len + from->authors.len +
                     from->source.len + from->gemtext.len + from->gophermap.len + from->links.len +
                     from->findings.len;
    PoolChunk *home = NULL;
    Page *page = pool ? pool_alloc(pool, sizeof *page + strings, &home) : mem_alloc(sizeof *page + strings);
    char *at = (char *)(page + 1);
    *page = *from;
    atomic_init(&page->refs, 1);
    page->home = home;
    page->title = page_place(&at, from->title);
    page->lang = page_place(&at, from->lang);
    page->summary = page_place(&at, from->summary);
    page->authors = page_place(&at, from->authors);
    if (from->source.p) page->source = page_place(&at, from->source);
    page->gemtext = page_place(&at, from->gemtext);
    page->gophermap = page_place(&at, from->gophermap);
    page->links = page_place(&at, from->links);
    page->findings = page_place(&at, from->findings);
    return page;
}

Page *page_ref(Page *page) {
    atomic_fetch_add_explicit(&page->refs, 1, memory_order_relaxed);
    return page;
}

Page *page_keep(Page *page) {
    return page->home && pool_is_sparse(page->home) ? page_new(page, NULL) : page_ref(page);
}

void page_unref(Page *page) {
    if (!page) return;
    if (atomic_fetch_sub_explicit(&page->refs, 1, memory_order_acq_rel) != 1) return;
    if (page->home)
        pool_give(page->home, NULL);
    else
        free(page);
}

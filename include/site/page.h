/* Page: one source, read, understood and drawn for both protocols.
 *
 * A Page is one reference-counted block of memory that never changes after it is made, so the next generation
 * of the Site takes over by reference every page that did not change. What is drawn depends on its source,
 * the options and what its links resolve to, on nothing else; foot and lines under a Gopher title are not in
 * it. */
#ifndef LEDA_SITE_PAGE_H
#define LEDA_SITE_PAGE_H

#include "base/date.h"
#include "base/pool.h"
#include "base/str.h"

#include <stdatomic.h>

typedef struct Page {
    atomic_uint refs;
    bool as_written;   /* gemtext is the author's own: Gemini gets nothing else (SRC-02) */
    bool has_links;    /* links or images in its text: lists show it as a menu on Gopher */
    bool utf8;         /* its gophermap is UTF-8 whatever charset is asked for (MENU-03) */
    bool date_in_text; /* the text shows the date: the foot does not repeat it */
    int32_t weight;    /* lists of undated pages put lighter ones first, those without (0) last */
    Date date;         /* of a post; unset for a page */
    Date updated;      /* as its front matter says; unset: it does not */
    Str title;         /* never empty */
    Str lang;          /* may be empty */
    Str summary;       /* may be empty */
    Str authors;       /* with commas between them; may be empty */
    Str source;        /* its markdown, for clients that ask for it [source]; p is NULL: not served */
    Str gemtext;
    Str gophermap;
    size_t title_len; /* bytes of the title line at the start of gophermap */
    /* for the next load: */
    uint64_t key;      /* of a page: what it is drawn from, but for its links; of a list: what it shows */
    uint64_t card;     /* what lists show of it (list_page_card) */
    uint64_t resolved; /* what its links led to (site/asked) */
    Str links;         /* as they were asked */
    Str findings;      /* about its drawing, as diag_pack leaves them */
    uint32_t steps[4]; /* SITE_LINK_STEPS: its links of ours, counted by how they were found */
    bool cut;          /* it ends within a block of code that may have no end in its source */
    PoolChunk *home;   /* what its memory is from, or NULL: malloc */
} Page;

/* A page with copies of the given strings and one reference, in memory from `pool`, or, where that is NULL,
 * from malloc. The fields of `from` other than refs and home are taken. */
Page *page_new(const Page *from, Pool *pool);
Page *page_ref(Page *page);

/* One more reference, for the Site after the one that has the page: to a copy where much of the memory around
 * it is free, so that the last page of many does not keep what they needed. */
Page *page_keep(Page *page);
void page_unref(Page *page); /* NULL is ignored */

#endif

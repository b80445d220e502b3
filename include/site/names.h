/* Names: pages by the last part of their address, the third step of LNK-01.
 *
 * A site that moved from one generator to another keeps links like `/2019/01/02/hello.html` or
 * `/blog/hello/` to what is `posts/2019-01-02-hello.md` here. The last name finds it; date, folders and tags
 * decide whether it is meant. A sorted table, so a link costs a binary search and a bounded look at the pages
 * that share its name. */
#ifndef LEDA_SITE_NAMES_H
#define LEDA_SITE_NAMES_H

#include "base/arena.h"
#include "base/date.h"
#include "doc/frontmatter.h"
#include "site/area.h"

/* Pages of one name that a link is compared with; with more it is not found. */
#define NAMES_SHARED_MAX 64

#define NAMES_NONE UINT32_MAX

typedef struct Name {
    Str name;            /* as a slug */
    Str address;         /* of the page, whose folders a link may name, ... */
    const StrList *tags; /* ... like these, which categories are among; borrowed like the address */
    uint32_t node;       /* of the page */
    int32_t day;         /* of its date, from 1970-01-01; INT32_MIN: none */
    uint8_t area;
} Name;

typedef struct Names {
    Name *items;
    uint32_t count, cap;
} Names;

/* Puts into *out, which is empty, what a page is called by: the slugs of its address and of its further
 * addresses, a slash behind each. */
void names_make(Str address, const Meta *meta, Buf *out);

typedef struct NamesPage {
    Str slugs; /* as names_make makes them */
    Str address;
    const StrList *tags; /* all three are borrowed */
    Date date;
    uint32_t node;
    uint8_t area;
} NamesPage;

/* Adds the page's names. Before names_sort nothing may be looked up. */
void names_add(Names *names, const NamesPage *page);
void names_sort(Names *names);

/* The one page that `path` (decoded, with slashes, without query) can mean, or NAMES_NONE when there is none
 * or several: its last part is one of the page's names; a date in its folders agrees with the page's within a
 * day, or else every other part is one of the page's folders, categories or tags. Pages that the area `at`
 * may not tell of do not count. */
uint32_t names_find(const Names *names, Str path, uint8_t at);

void names_free(Names *names);

/* Appends the name that s (a file name, a slug, the last part of an address) stands for: without extension
 * and date, in lower case, runs of other characters than letters and digits as `-`. */
void names_slug(Str s, Buf *out);

#endif

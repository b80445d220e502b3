/* Archive: a list by year, `LIST/archive/` and `LIST/archive/YYYY/` (CONVERSION.md sections 2 and 5). */
#ifndef LEDA_SITE_ARCHIVE_H
#define LEDA_SITE_ARCHIVE_H

#include "site/list.h"
#include "site/place.h"

/* What is known of the posts of a list before it has any order. */
typedef struct ArchiveList {
    uint32_t posts, last; /* how many there are, the one that came last */
    ListItems years;      /* theirs, ascending */
} ArchiveList;

typedef struct Archive {
    ArchiveList *of; /* of each node that there is at the start */
    Arena arena;
} Archive;

Archive archive_start(const Site *site);

/* The list shows that post, as order_each tells. */
void archive_note(Archive *archive, uint32_t list, uint32_t post, unsigned year);

/* Makes an archive for home when there is any post, and for every other list that has more posts than it
 * shows. Everything else has its address. Frees what was noted. */
void archive_place(Place *place, Archive *archive);

/* Names the archives after their lists, whose titles are known by then. */
void archive_name(Site *site);

/* The archive of the list `list`, or its list of one year; 0 when there is none. */
uint32_t archive_find(const Site *site, uint32_t list, unsigned year);

#endif

/* Archive: a list by year, `LIST/archive/` and `LIST/archive/YYYY/` (CONVERSION.md sections 2 and 5). */
#ifndef LEDA_SITE_ARCHIVE_H
#define LEDA_SITE_ARCHIVE_H

#include "site/place.h"

/* Makes an archive for home when there is any post, and for every other list that has more posts than it
 * shows. Everything else has its address, and the index is there: it gets what is new. */
void archive_place(Place *place);

/* Names the archives after their lists, whose titles are known by then. */
void archive_name(Site *site);

/* The archive of the list `list`, or its list of one year; 0 when there is none. */
uint32_t archive_find(const Site *site, uint32_t list, unsigned year);

#endif

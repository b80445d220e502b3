/* Backlinks: which pages lead to a page by links in their text ("Linked from", CONVERSION.md section 5).
 *
 * Pairs are collected while pages are drawn, by each thread for itself; sealed, they are one table in the
 * Site, of which each node has a part. Lists and feet lead nowhere in this sense, and nothing is kept for
 * home, to which most pages of a site may lead. */
#ifndef LEDA_SITE_BACKLINKS_H
#define LEDA_SITE_BACKLINKS_H

#include "site/site.h"

typedef struct LinkPair {
    uint32_t from, to; /* nodes */
} LinkPair;

typedef struct LinkPairs {
    LinkPair *items;
    uint32_t count, cap;
} LinkPairs;

void backlinks_add(LinkPairs *pairs, uint32_t from, uint32_t to);

/* Makes the Site's table of all pairs in `pairs`, which is empty afterwards: for each node the pages that
 * lead to it, each once, posts first and these newest first, then by address. */
void backlinks_seal(Site *site, LinkPairs *pairs, unsigned count);

#endif

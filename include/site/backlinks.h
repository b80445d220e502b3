/* Backlinks: which pages lead to a page by links in their text ("Linked from", CONVERSION.md section 5).
 *
 * One table in the Site, of which each node has a part. Lists and feet lead nowhere in this sense, and
 * nothing is kept for home, to which most pages of a site may lead. */
#ifndef LEDA_SITE_BACKLINKS_H
#define LEDA_SITE_BACKLINKS_H

#include "site/asked.h"

typedef struct PageLeads {
    uint32_t from;         /* the node of a page */
    const uint32_t *leads; /* what it leads to, as Asked has it; borrowed */
    uint32_t count;
} PageLeads;

/* Fills in the linkers of all nodes: each once, posts first and these newest first, then by address. Each
 * of `pages` is of another node. */
void backlinks_seal(Site *site, const PageLeads *pages, uint32_t count);

#endif

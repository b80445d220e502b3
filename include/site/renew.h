/* Renew: what a new Site takes over from the one before, and what has to be drawn anew. */
#ifndef LEDA_SITE_RENEW_H
#define LEDA_SITE_RENEW_H

#include "site/gather.h"

/* A hash of all that pages depend on besides files and addresses: who we are, what was chosen, the project.
 */
uint64_t renew_settings(const Site *site, const SiteOptions *options);

/* A hash of all that the answer to a link depends on besides that. The Site's addresses, names and item types
 * are known. While it is the same, links lead to nodes and files of the same indexes. */
uint64_t renew_addresses(const Site *site);

/* A hash of what the page is drawn from, but for its links. */
uint64_t renew_page_key(const Gather *gather, const GatherPage *source);

/* The page that the Site before has of this source, whether it is still good or not; or NULL. Borrowed. */
Page *renew_page_before(const Gather *gather, const GatherPage *source);

/* The list that the Site before has at this address, if lists may be taken over at all; or NULL. Borrowed. */
Page *renew_list_before(const Gather *gather, Str address);

#endif

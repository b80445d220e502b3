/* Order: which posts belong together, and in which sequence (CONVERSION.md section 5). */
#ifndef LEDA_SITE_ORDER_H
#define LEDA_SITE_ORDER_H

#include "site/list.h"

/* Sets previous and next of every post of its section: the first folder of its address that is not a number,
 * or else the whole site; translations have neighbours in their own language. Returns what stands in the
 * lists, for order_free, but for the cards. Nodes have their pages and `up` by then. */
Lists order_site(Site *site);

/* The posts of the lists alone. No page need be drawn, the index is sorted. */
Lists order_posts(const Site *site);

void order_free(Lists *lists);

/* The date of an item of ListMembers.posts. */
Date order_date(const Site *site, uint32_t item);

#endif

/* Order: which posts belong together, and in which sequence (CONVERSION.md section 5). */
#ifndef LEDA_SITE_ORDER_H
#define LEDA_SITE_ORDER_H

#include "site/list.h"
#include "site/place.h"

/* Home is none, whatever its date. */
bool order_is_post(const Node *node);

/* That a list shows the post `item`, as in ListMembers.posts. A list may get a post for several reasons, one
 * after the other. */
typedef void OrderShows(void *context, uint32_t item, uint32_t list);

/* Tells of all posts in all lists, in no order of theirs. No page need be drawn; files may be added
 * meanwhile. */
void order_each(const Place *place, OrderShows *shows, void *context);

/* Sets previous and next of every post of its section: the first folder of its address that is not a number,
 * or else the whole site; translations have neighbours in their own language. Returns what stands in the
 * lists, for order_free, but for the cards. The index is sorted, nodes have their pages. */
Lists order_site(const Place *place);

void order_free(Lists *lists);

/* The date of an item of ListMembers.posts. */
Date order_date(const Site *site, uint32_t item);

#endif

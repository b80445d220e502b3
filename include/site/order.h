/* Order: which posts belong together, and in which sequence (CONVERSION.md section 5). */
#ifndef LEDA_SITE_ORDER_H
#define LEDA_SITE_ORDER_H

#include "site/list.h"

/* Sets previous and next of every post of its section: the first folder of its address that is not a number,
 * or else the whole site. Fills `members` (one for each node, zeroed) for all folders. `shown` marks files
 * that need no place in a list. Nodes have their pages and `up` by then. */
void order_site(Site *site, const uint8_t *shown, ListMembers *members);

#endif

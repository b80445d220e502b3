/* Order: which posts belong together, and in which sequence (CONVERSION.md section 5). */
#ifndef LEDA_SITE_ORDER_H
#define LEDA_SITE_ORDER_H

#include "site/list.h"

/* Sets previous and next of every post of its section: the first folder of its address that is not a number,
 * or else the whole site; translations have neighbours in their own language. Fills `members` (one for each
 * node, zeroed) for all folders, and for the translations of their pages. Nodes have their pages and `up` by
 * then. */
void order_site(Site *site, ListMembers *members);

#endif

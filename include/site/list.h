/* Lists: what leda adds to a folder's page, a Document drawn like any other (CONVERSION.md section 5). */
#ifndef LEDA_SITE_LIST_H
#define LEDA_SITE_LIST_H

#include "site/draw.h"

/* What stands in the lists of one folder: indexes of nodes or files, in the order in which they are shown. */
typedef struct ListItems {
    uint32_t *items;
    uint32_t count, cap;
} ListItems;

typedef struct ListMembers {
    ListItems posts; /* dated, at any depth below, newest first; texts, which are files, count from the nodes'
                        end */
    ListItems pages; /* undated pages directly in it */
    ListItems folders; /* directly below it */
    ListItems files;   /* directly in it */
} ListMembers;

void list_add(ListItems *list, uint32_t item);

/* Draws the list of the folder `node`; with a title of its own when the folder has no page. NULL when there
 * is a page and nothing to list. */
Page *list_draw(Drawer *drawer, const Node *node, const ListMembers *members);

#endif

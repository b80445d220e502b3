/* Lists: what leda adds to a folder's page, a Document drawn like any other (CONVERSION.md section 5). */
#ifndef LEDA_SITE_LIST_H
#define LEDA_SITE_LIST_H

#include "site/draw.h"

/* Of more posts than these a list shows the newest, and links one list for each year, where SiteOptions do
 * not say. */
#define LIST_ENTRIES 100

/* Added to the index of a file where a list holds nodes and files. */
#define LIST_FILE 0x80000000u

/* What stands in one list: indexes of nodes or files, in the order in which they are shown. */
typedef struct ListItems {
    uint32_t *items;
    uint32_t count, cap;
} ListItems;

void list_add(Arena *arena, ListItems *list, uint32_t item);

typedef struct ListMembers {
    ListItems posts;   /* dated, at any depth below, newest first; a text is LIST_FILE + its index */
    ListItems pages;   /* undated: directly in a folder, or with the tag */
    ListItems folders; /* directly below it */
    ListItems files;   /* directly in it */
    ListItems tags;    /* of `/tags/`: the lists of all tags */
    ListItems years;   /* of an archive: its lists, oldest first */
    uint32_t archive;  /* of a list that has one; else 0 */
    /* while posts are filled in: the year of the last one, and its list or 0 */
    uint32_t year, year_list;
} ListMembers;

/* What lists show of a node. */
typedef struct ListCard {
    Str words;            /* its title; of a post the day before it */
    Str authors, summary; /* its page's */
    uint64_t hash;        /* of all that */
    bool alone;           /* a page without a list, and without a menu by hand */
    bool has_links;       /* its page's */
} ListCard;

/* The lists of a Site. Few nodes have one: what they do not have costs no memory. */
typedef struct Lists {
    ListMembers *of; /* of each node */
    ListCard *cards; /* of each node */
    Arena arena;     /* of the lists' items */
} Lists;

/* How many of its posts a list shows itself; what is left stands in the lists of its archive. */
uint32_t list_shown(const Site *site, const ListMembers *members);

/* A hash of what lists show of a page. */
uint64_t list_page_card(const Page *page);

/* The card of a node, which knows whether it has a list; borrows from its page, or from the arena. */
ListCard list_card(const Node *node, Arena *arena);

/* Words of an entry that is no post: feed readers take every link whose words begin with a date for one
 * (SUB-04, SUB-08). */
Str list_undated(Str words, Arena *arena);

/* A hash of all that the list of a node shows. The cards are filled in. */
uint64_t list_key(const Site *site, uint32_t index, const Lists *lists);

/* False when the node has a page and there is nothing to list. */
bool list_is_there(const Site *site, uint32_t index, const Lists *lists);

/* Draws the list of the node `index`. Each node knows whether it has a list. It has a title of its own when
 * the node has no page. `before` is that list in the Site before, or NULL: another reference to it when it
 * shows the same. */
Page *list_draw(Drawer *drawer, uint32_t index, const Lists *lists, Page *before);

#endif

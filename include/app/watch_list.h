/* WatchList: in which folders something would have to happen for a change to be one. */
#ifndef LEDA_APP_WATCH_LIST_H
#define LEDA_APP_WATCH_LIST_H

#include "base/arena.h"
#include "site/site.h"

typedef enum {
    WATCH_CONTENT, /* every name matters but those that are never content (walk_hidden) */
    WATCH_ALL,     /* every name */
    WATCH_NAME,    /* one name alone */
} WatchKind;

typedef struct WatchPlace {
    const char *folder; /* absolute, without links */
    const char *name;   /* of WATCH_NAME; else empty */
    WatchKind kind;
} WatchPlace;

/* A zeroed one is empty. */
typedef struct WatchList {
    WatchPlace *places;
    uint32_t count, cap;
    Arena arena;
} WatchList;

/* Strings are copied. */
void watch_list_add(WatchList *list, const WatchPlace *place);

/* Adds all that decides what `path` leads to, and when that is a file what it says: the folder of its last
 * part and that of each symbolic link on the way, each with the name that matters there. Of a path that leads
 * nowhere the first part that is not there is the last one. */
void watch_list_path(WatchList *list, const char *path);

/* Adds the folders that a Site was read from, its project's too. */
void watch_list_site(WatchList *list, const Site *site);

/* Sorts by folder, kind and name, and keeps one of equal places. */
void watch_list_sort(WatchList *list);
int watch_place_compare(const WatchPlace *a, const WatchPlace *b);

void watch_list_free(WatchList *list);

#endif

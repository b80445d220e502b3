#include "app/watch_list.h"

#include "base/buf.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define LINKS_MAX 40 /* on the way: as many as the kernel follows */

static const char *copy(WatchList *list, const char *z) {
    return arena_format(&list->arena, "%s", z).p;
}

void watch_list_add(WatchList *list, const WatchPlace *place) {
    if (list->count == list->cap) {
        list->cap = list->cap ? list->cap * 2 : 32;
        list->places = mem_grow(list->places, list->cap, sizeof *list->places);
    }
    WatchPlace *added = &list->places[list->count++];
    *added = (WatchPlace){copy(list, place->folder), copy(list, place->name), place->kind};
}

/* A path as it is gone through, part by part. */
typedef struct Way {
    WatchList *list;
    char at[PATH_MAX]; /* how far it was followed, without links; empty: the root of all */
    char rest[PATH_MAX];
    unsigned links;
} Way;

static void note(Way *way, const char *part) {
    const WatchPlace place = {*way->at ? way->at : "/", part, WATCH_NAME};
    watch_list_add(way->list, &place);
}

/* Takes the first part off `rest`; false when none is left. */
static bool next_part(Way *way, char part[NAME_MAX + 1]) {
    const char *from = way->rest + strspn(way->rest, "/");
    size_t length = strcspn(from, "/");
    if (length == 0 || length > NAME_MAX) return false;
    memcpy(part, from, length);
    part[length] = 0;
    from += length;
    memmove(way->rest, from, strlen(from) + 1);
    return true;
}

static bool join(char out[PATH_MAX], const char *first, const char *second) {
    return snprintf(out, PATH_MAX, "%s/%s", first, second) < PATH_MAX;
}

/* What the link `path` says comes before the rest. */
static bool follow(Way *way, const char *path) {
    char target[PATH_MAX], rest[PATH_MAX];
    ssize_t length = readlink(path, target, sizeof target - 1);
    if (length <= 0 || way->links++ == LINKS_MAX) return false;
    target[length] = 0;
    if (*target == '/') *way->at = 0;
    if (!join(rest, target, way->rest)) return false;
    memcpy(way->rest, rest, strlen(rest) + 1);
    return true;
}

static void go_up(Way *way) {
    char *slash = strrchr(way->at, '/');
    if (slash) *slash = 0;
}

/* Goes on by one part; false at the end. */
static bool go_on(Way *way, const char *part) {
    char path[PATH_MAX];
    struct stat st;
    if (strcmp(part, ".") == 0) return true;
    if (strcmp(part, "..") == 0) {
        go_up(way);
        return true;
    }
    bool last = way->rest[strspn(way->rest, "/")] == 0;
    bool there = join(path, way->at, part) && lstat(path, &st) == 0;
    if (!there || last || S_ISLNK(st.st_mode)) note(way, part);
    if (!there) return false;
    if (S_ISLNK(st.st_mode)) return follow(way, path);
    memcpy(way->at, path, strlen(path) + 1);
    return true;
}

void watch_list_path(WatchList *list, const char *path) {
    Way way = {.list = list};
    char folder[PATH_MAX] = "", part[NAME_MAX + 1];
    if (*path != '/' && !getcwd(folder, sizeof folder)) return;
    if (!join(way.rest, folder, path)) return;
    while (next_part(&way, part) && go_on(&way, part))
        ;
}

void watch_list_site(WatchList *list, const Site *site) {
    for (uint32_t i = 0; i < site->folder_count; i++)
        watch_list_add(list, &(WatchPlace){site->folders[i], "", WATCH_CONTENT});
    for (size_t i = 0; site->project.places[i]; i++)
        watch_list_add(list, &(WatchPlace){site->project.places[i], "", WATCH_ALL});
}

int watch_place_compare(const WatchPlace *a, const WatchPlace *b) {
    int order = strcmp(a->folder, b->folder);
    if (order == 0) order = (int)a->kind - (int)b->kind;
    return order ? order : strcmp(a->name, b->name);
}

static int compare(const void *a, const void *b) {
    return watch_place_compare(a, b);
}

void watch_list_sort(WatchList *list) {
    uint32_t kept = 0;
    if (list->count) qsort(list->places, list->count, sizeof *list->places, compare);
    for (uint32_t i = 0; i < list->count; i++)
        if (kept == 0 || watch_place_compare(&list->places[kept - 1], &list->places[i]) != 0)
            list->places[kept++] = list->places[i];
    list->count = kept;
}

void watch_list_free(WatchList *list) {
    free(list->places);
    arena_free(&list->arena);
    *list = (WatchList){0};
}

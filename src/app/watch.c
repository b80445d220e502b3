#include "app/watch.h"

#include "base/buf.h"
#include "base/log.h"
#include "site/walk.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Half of what the kernel's queue holds by default: after so many events some may have been left out, among
 * them that a folder is no more what is watched. */
#define BURST_MAX 8192

struct WatchEntry {
    uv_fs_event_t events;
    Watch *watch;
    WatchPlace place; /* its strings are the entry's */
    bool stale;       /* the folder itself was moved or deleted: another may have its name */
};

/* ---- what happened ---- */

void watch_told_free(WatchTold *told) {
    free(told->paths);
    arena_free(&told->arena);
    *told = (WatchTold){0};
}

static void tell_all(Watch *w) {
    watch_told_free(&w->told);
    w->told.all = true;
}

/* Of what is above the content, and of a project's configuration, it is not said what it is good for. */
static void tell_one(WatchEntry *entry, const char *name) {
    WatchTold *told = &entry->watch->told;
    if (told->all) return;
    if (entry->place.kind != WATCH_CONTENT || told->count == WATCH_TOLD_MAX) {
        tell_all(entry->watch);
        return;
    }
    if (told->count == told->cap) {
        told->cap = told->cap ? told->cap * 2 : 16;
        told->paths = mem_grow(told->paths, told->cap, sizeof *told->paths);
    }
    told->paths[told->count++] = arena_format(&told->arena, "%s/%s", entry->place.folder, name);
}

void watch_take(Watch *w, WatchTold *told) {
    if (w->mode != WATCH_EVENTS || w->missing) tell_all(w);
    *told = w->told;
    w->told = (WatchTold){0};
}

/* ---- telling ---- */

static void tell(uv_timer_t *timer) {
    Watch *w = timer->data;
    if (w->burst > BURST_MAX) w->renew = true;
    if (w->burst > WATCH_TOLD_MAX) tell_all(w);
    w->burst = 0;
    w->changed(w->owner);
}

/* The loop's time is in whole milliseconds, cut: one more makes sure that a file is as old as is meant. */
static void touch(Watch *w) {
    uint64_t now = uv_now(w->loop);
    if (w->burst++ == 0) w->first = now;
    uint64_t due = now + WATCH_QUIET_MS + 1, latest = w->first + WATCH_LATEST_MS;
    if (due > latest) due = latest > now ? latest : now;
    uv_timer_start(&w->quiet, tell, due - now, 0);
}

/* Nothing may have happened at all; what the events left out is found, too. */
static void look(uv_timer_t *timer) {
    Watch *w = timer->data;
    w->renew = true;
    tell_all(w);
    w->changed(w->owner);
}

static void set_poll(Watch *w) {
    bool polled = w->mode == WATCH_POLL || w->missing;
    uint64_t every = (uint64_t)(polled ? w->poll_seconds : WATCH_SURE_SECONDS) * 1000;
    if (uv_is_active((uv_handle_t *)&w->poll) && uv_timer_get_repeat(&w->poll) == every) return;
    uv_timer_start(&w->poll, look, every, every);
}

/* ---- events ---- */

static const char *last_part(const char *path) {
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

static bool matters(const WatchPlace *place, const char *name) {
    switch (place->kind) {
    case WATCH_CONTENT: return !walk_hidden(str_of(name));
    case WATCH_ALL: return true;
    case WATCH_NAME: return strcmp(place->name, name) == 0;
    }
    return true;
}

/* For what befalls the folder itself libuv gives its own name. */
static void on_event(uv_fs_event_t *events, const char *name, int kinds, int status) {
    WatchEntry *entry = events->data;
    bool lost = status != 0 || !name;
    bool self = !lost && strcmp(name, last_part(entry->place.folder)) == 0;
    bool moved = self && (kinds & UV_RENAME);
    if (lost || moved) entry->stale = true;
    if (!lost && !moved && !matters(&entry->place, name)) return;
    if (lost || self)
        tell_all(entry->watch);
    else
        tell_one(entry, name);
    touch(entry->watch);
}

static void on_closed(uv_handle_t *handle) {
    WatchEntry *entry = handle->data;
    free((char *)(uintptr_t)entry->place.folder);
    free((char *)(uintptr_t)entry->place.name);
    free(entry);
}

static void entry_close(WatchEntry *entry) {
    uv_close((uv_handle_t *)&entry->events, on_closed);
}

static WatchEntry *entry_make(Watch *w, const WatchPlace *place) {
    WatchEntry *entry = mem_zero(1, sizeof *entry);
    entry->watch = w;
    entry->place =
        (WatchPlace){mem_string(str_of(place->folder)), mem_string(str_of(place->name)), place->kind};
    uv_fs_event_init(w->loop, &entry->events);
    entry->events.data = entry;
    return entry;
}

/* NULL when the folder cannot be watched. That it is gone meanwhile is its parent's event; a folder above the
 * content may be closed to us, and rarely matters. */
static WatchEntry *entry_open(Watch *w, const WatchPlace *place) {
    if (w->limit) {
        w->missing++;
        return NULL;
    }
    WatchEntry *entry = entry_make(w, place);
    int status = uv_fs_event_start(&entry->events, on_event, place->folder, 0);
    if (status == 0) return entry;
    entry_close(entry);
    if (status == UV_ENOSPC || status == UV_EMFILE || status == UV_ENFILE) w->limit = status;
    bool gone = status == UV_ENOENT || status == UV_ENOTDIR;
    if (w->limit || (place->kind != WATCH_NAME && !gone)) w->missing++;
    return NULL;
}

/* ---- the set ---- */

/* Two limits have the same error. */
static bool has_descriptors(void) {
    int fd = open("/", O_PATH | O_CLOEXEC);
    if (fd >= 0) close(fd);
    return fd >= 0;
}

static const char *to_raise(int limit) {
    if (limit == UV_ENOSPC) return "; raise fs.inotify.max_user_watches";
    if (limit == UV_ENFILE) return "; raise fs.file-max";
    if (limit == UV_EMFILE && has_descriptors()) return "; raise fs.inotify.max_user_instances";
    return limit ? "; raise the limit of open files (LimitNOFILE)" : "";
}

static void complain(Watch *w, uint32_t wanted) {
    if (w->missing && !w->complained && w->about) {
        const char *why = w->limit ? "the system's limit is reached" : uv_strerror(UV_EACCES);
        log_error("%sno file events for %u of %u folders: %s; they are looked at every %u s%s", w->about,
                  w->missing, wanted, why, w->poll_seconds, to_raise(w->limit));
    }
    w->complained = w->missing != 0;
}

/* One that is watched anew gets its new handle before it loses the old one, so that no event falls between.
 */
static WatchEntry *renewed(Watch *w, WatchEntry *old, bool *added) {
    if (!old->stale && !w->renew) return old;
    WatchEntry *entry = entry_open(w, &old->place);
    *added |= old->stale;
    entry_close(old);
    return entry;
}

/* Both are in the same order: one pass finds what came and what went. */
static bool merge(Watch *w, const WatchList *list, WatchEntry **out) {
    bool added = false;
    uint32_t old = 0, count = 0;
    for (uint32_t i = 0; i < list->count; i++) {
        int order = 1;
        while (old < w->count && (order = watch_place_compare(&w->entries[old]->place, &list->places[i])) < 0)
            entry_close(w->entries[old++]);
        bool known = old < w->count && order == 0;
        WatchEntry *entry = known ? renewed(w, w->entries[old++], &added) : entry_open(w, &list->places[i]);
        if (entry) out[count++] = entry;
        added |= entry && !known;
    }
    while (old < w->count)
        entry_close(w->entries[old++]);
    w->count = count;
    return added;
}

bool watch_set(Watch *w, WatchList *list) {
    if (w->mode != WATCH_EVENTS) return false;
    watch_list_sort(list);
    w->missing = 0;
    w->limit = 0;
    WatchEntry **entries = mem_alloc((list->count + 1) * sizeof *entries);
    bool added = merge(w, list, entries);
    free(w->entries);
    w->entries = entries;
    w->renew = false;
    if (added) tell_all(w);
    complain(w, list->count);
    set_poll(w);
    return added;
}

void watch_start(Watch *w) {
    uv_timer_init(w->loop, &w->quiet);
    uv_timer_init(w->loop, &w->poll);
    w->quiet.data = w;
    w->poll.data = w;
    if (w->mode != WATCH_OFF) set_poll(w);
    tell_all(w);
}

void watch_end(Watch *w) {
    for (uint32_t i = 0; i < w->count; i++)
        entry_close(w->entries[i]);
    free(w->entries);
    w->entries = NULL;
    w->count = 0;
    watch_told_free(&w->told);
    uv_close((uv_handle_t *)&w->quiet, NULL);
    uv_close((uv_handle_t *)&w->poll, NULL);
}

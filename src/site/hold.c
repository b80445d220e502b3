#include "site/hold.h"

#include "base/parallel.h"
#include "site/textpost.h"

#include <stdlib.h>

/* Which files are held depends on the sizes that the walk saw. */
static uint32_t choose(const Site *site, uint32_t *held) {
    uint64_t total = 0;
    uint32_t count = 0;
    for (uint32_t i = 0; i < site->file_count; i++) {
        const File *file = &site->files[i];
        if (!file->known || file->size > HOLD_FILE_MAX || total + file->size > HOLD_TOTAL_MAX) continue;
        total += file->size;
        held[count++] = i;
    }
    return count;
}

typedef struct HoldJob {
    Gather *gather;
    const uint32_t *files;
} HoldJob;

static void hold_one(void *context, unsigned worker, uint32_t item) {
    const HoldJob *job = context;
    Gather *gather = job->gather;
    File *file = &gather->site->files[job->files[item]];
    const WalkFile walked = {.real = file->path, .stamp = file->known->stamp};
    GatherWorker *own = &gather->workers[worker];
    const PastReading how = {file->root,   gather->now, HOLD_FILE_MAX, gather->settle,
                             &own->folder, &own->raw,   NULL};
    unsigned waits = 0;
    past_hold(&how, &walked, file->known, &waits);
    if (waits) gather_again(gather, waits);
    file->unread = waits && !file->known->blob;
    if (!file->known->blob) return;
    file->data = blob_str(file->known->blob);
    file->size = file->data.len;
}

static bool is_unread(const void *context, Entry *entry) {
    const Site *site = context;
    return entry->kind == ENTRY_FILE && site->files[entry->value].unread;
}

/* What somebody is writing, or what has just gone, is not there yet if it was not before: streamed it would
 * be whatever lies there when it is asked for. Links to it may have been drawn; the next load is near. */
static bool drop_unread(Site *site) {
    bool any = false;
    for (uint32_t i = 0; i < site->file_count; i++) {
        File *file = &site->files[i];
        if (!file->unread) continue;
        any = true;
        file->listed = false;
        file->date = (Date){0};
    }
    if (!any) return false;
    Index *tables[] = {&site->index, &site->folded};
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
        index_drop(tables[i], is_unread, site);
        index_hash(tables[i]);
    }
    return true;
}

bool hold_files(Gather *gather, HoldMeanwhile meanwhile) {
    Site *site = gather->site;
    uint32_t *held = mem_alloc((site->file_count + 1) * sizeof *held);
    HoldJob job = {gather, held};
    const ParallelItems items = {gather->threads, choose(site, held), hold_one, &job};
    parallel_run_beside(&items, meanwhile.fn, meanwhile.context);
    free(held);
    bool dropped = drop_unread(site);
    for (uint32_t i = 0; i < site->file_count; i++) {
        File *file = &site->files[i];
        if (file->known && date_is_set(file->date)) file->title = textpost_title(file, &site->arena);
    }
    return dropped;
}

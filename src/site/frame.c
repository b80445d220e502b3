#include "site/frame.h"

#include "site/past.h"

#include <stdlib.h>

Frame *frame_new(void) {
    Frame *frame = mem_zero(1, sizeof *frame);
    atomic_init(&frame->refs, 1);
    return frame;
}

Frame *frame_ref(Frame *frame) {
    atomic_fetch_add_explicit(&frame->refs, 1, memory_order_relaxed);
    return frame;
}

void frame_unref(Frame *frame) {
    if (!frame || atomic_fetch_sub_explicit(&frame->refs, 1, memory_order_acq_rel) != 1) return;
    index_free(&frame->index);
    index_free(&frame->folded);
    names_free(&frame->names);
    for (uint32_t i = 0; i < frame->record_count; i++)
        record_unref(frame->records[i]);
    free(frame->records);
    free(frame->leads);
    diag_free(&frame->findings);
    arena_free(&frame->arena);
    free(frame);
}

static void keep_records(Frame *frame, const Past *past) {
    const Walk *walk = &past->walks[CONTENT];
    frame->records = mem_alloc(((size_t)walk->count + 1) * sizeof(Record *));
    for (uint32_t i = 0; walk->known && i < walk->count; i++)
        if (walk->known[i].record) frame->records[frame->record_count++] = record_ref(walk->known[i].record);
}

void frame_seal(Site *site) {
    Frame *frame = site->frame;
    frame->index = site->index;
    frame->folded = site->folded;
    frame->names = site->names;
    frame->arena = site->arena;
    if (site->past) keep_records(frame, site->past);
    site->arena = (Arena){0};
}

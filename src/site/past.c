#include "site/past.h"

#include "base/buf.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

/* ---- blobs ---- */

static Blob *blob_new(Str bytes) {
    Blob *blob = mem_alloc(sizeof *blob + bytes.len);
    atomic_init(&blob->refs, 1);
    blob->len = bytes.len;
    if (bytes.len) memcpy(blob->bytes, bytes.p, bytes.len);
    return blob;
}

static Blob *blob_ref(Blob *blob) {
    atomic_fetch_add_explicit(&blob->refs, 1, memory_order_relaxed);
    return blob;
}

static void blob_unref(Blob *blob) {
    if (blob && atomic_fetch_sub_explicit(&blob->refs, 1, memory_order_acq_rel) == 1) free(blob);
}

/* ---- the whole ---- */

Past *past_new(void) {
    return mem_zero(1, sizeof(Past));
}

static void forget_file(Known *known) {
    record_unref(known->record);
    record_unref(known->failed);
    blob_unref(known->blob);
}

void past_clear(Past *past) {
    for (int tree = 0; tree < TREES; tree++) {
        Walk *walk = &past->walks[tree];
        for (uint32_t i = 0; walk->known && i < walk->count; i++)
            forget_file(&walk->known[i]);
        free(walk->known);
        walk_free(walk);
    }
}

void past_free(Past *past) {
    if (past) past_clear(past);
    free(past);
}

void past_match(Walk *walk, const Walk *before) {
    uint32_t at = 0;
    int64_t now = file_clock();
    walk->known = mem_zero((size_t)walk->count + 1, sizeof *walk->known);
    for (uint32_t i = 0; i < walk->count; i++) {
        Known *known = &walk->known[i];
        known->node = NODE_NONE;
        known->stamp = walk->files[i].stamp;
        known->young = !walk->files[i].unasked && file_stamp_young(&known->stamp, now);
        int order = 1;
        while (before && at < before->count &&
               (order = str_cmp(before->files[at].path, walk->files[i].path)) < 0)
            at++;
        if (before && at < before->count && order == 0) known->was = &before->known[at];
    }
}

void past_forget(Past *past) {
    for (int tree = 0; tree < TREES; tree++)
        for (uint32_t i = 0; past->walks[tree].known && i < past->walks[tree].count; i++)
            past->walks[tree].known[i].was = NULL;
}

bool past_same(const Known *known, const WalkFile *file) {
    const Known *was = known->was;
    return was && !was->young && file_stamp_same(&was->stamp, &file->stamp);
}

void past_keep(Known *known, const Known *was) {
    known->stamp = was->stamp;
    known->young = was->young;
    known->template_mark = was->template_mark;
    if (was->record) known->record = record_ref(was->record);
    if (was->failed) known->failed = record_ref(was->failed);
}

void past_keep_place(Known *known) {
    const Known *was = known->was;
    known->node = was->node;
    known->lead = was->lead;
    known->lead_count = was->lead_count;
    if (was->blob && !known->blob) known->blob = blob_ref(was->blob);
}

/* ---- one file ---- */

/* ext4 cuts a file before it gives it another time, and may be held up in between. */
static bool is_being_cut(const Known *known) {
    const Known *was = known->was;
    const FileStamp *stamp = &known->stamp;
    bool read = was && (was->record || was->blob) && !was->young;
    return read && was->stamp.inode == stamp->inode && was->stamp.changed == stamp->changed &&
           was->stamp.size != stamp->size;
}

/* A file that was read as it is, perhaps with other settings. */
static bool is_known(const Known *known) {
    const Known *was = known->was;
    return was && (was->record || was->blob) && !was->young && file_stamp_same(&was->stamp, &known->stamp);
}

/* Whoever makes a file has not written it yet. */
static bool is_settling(const Known *known, unsigned settle) {
    if (settle == 0 || is_known(known)) return false;
    int64_t age = file_age(&known->stamp);
    return is_being_cut(known) || (age >= 0 && age < (known->stamp.size == 0 ? PAST_EMPTY : (int64_t)settle));
}

unsigned past_wait(const Known *known, unsigned settle) {
    return known->stamp.size == 0 ? PAST_EMPTY / 4 : settle;
}

/* Of what changes while it is read nobody knows what was read. At a start there is nothing better to show,
 * and its stamp, which is from before, will tell the next load. */
static int read_settled(const PastReading *how, int fd, Known *known) {
    struct stat after;
    buf_clear(how->bytes);
    if (is_settling(known, how->settle)) return -EAGAIN;
    known->young = file_stamp_young(&known->stamp, how->now);
    int status = file_read_sized(fd, known->stamp.size, how->max, how->bytes);
    if (status != 0 || !how->settle) return status;
    if (fstat(fd, &after) != 0) return -errno;
    const FileStamp now = file_stamp(&after);
    if (file_stamp_same(&known->stamp, &now)) return 0;
    known->young = true;
    buf_clear(how->bytes);
    return -EAGAIN;
}

int past_open(const PastReading *how, Str real, Known *known, int *fd) {
    struct stat st;
    int status = file_open_beside(how->folder, how->root, real, &st, fd);
    if (status == -ENOENT && how->settle) return -EAGAIN;
    if (status != 0) return status;
    if (how->seen) *how->seen = st;
    known->stamp = file_stamp(&st);
    return 0;
}

int past_read_open(const PastReading *how, int fd, Known *known) {
    int status = read_settled(how, fd, known);
    close(fd);
    return status;
}

int past_read(const PastReading *how, Str real, Known *known) {
    int fd, status = past_open(how, real, known, &fd);
    return status ? status : past_read_open(how, fd, known);
}

/* A page has its stamp from when its text was read. */
static void set_stamp(Known *known, const Known *read) {
    bool other = known->record && !file_stamp_same(&known->stamp, &read->stamp);
    known->young = known->young || read->young || other;
    if (!known->record) known->stamp = read->stamp;
}

int past_hold(const PastReading *how, const WalkFile *file, Known *known, unsigned *waits) {
    const Known *was = known->was;
    if (known->blob) return 0;
    if (past_same(known, file) && was->blob) {
        known->blob = blob_ref(was->blob);
        return 0;
    }
    Known read = {.was = was};
    int status = past_read(how, file->real, &read);
    if (status == 0) {
        set_stamp(known, &read);
        known->blob = blob_new(buf_str(how->bytes));
    } else if (status == -EAGAIN) {
        *waits = past_wait(&read, how->settle);
        known->young = true;
        if (was && was->blob) known->blob = blob_ref(was->blob);
        if (known->blob) status = 0;
    }
    return status;
}

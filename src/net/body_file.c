/* Two chunks take turns: one is on its way to the client while the other is filled. Between the loop and the
 * pool a BodyFile changes hands as a whole: while `busy`, only the pool's thread touches what is not marked
 * as the loop's. */
#include "net/body_file.h"

#include "base/file.h"
#include "base/log.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct BodyFile {
    uv_work_t work;
    BodyFileHost host;
    FilePart part;

    /* The loop's. */
    bool busy;     /* a read is under way */
    bool ready;    /* `filling` holds a chunk that was not lent yet */
    bool orphaned; /* closed while busy */

    /* The pool's while busy. */
    int fd; /* -1 before the first read */
    int failed;
    bool ended; /* nothing is behind the chunk in `filling` */
    uint64_t size, offset;
    char filter_last;
    Buf raw; /* what a filter reads */
    Buf filling, lent;
};

/* Room for n bytes without Buf's doubling: chunks are as large as they are. */
static char *chunk_room(Buf *b, size_t n) {
    if (b->cap < n) {
        b->p = mem_grow(b->p, n, 1);
        b->cap = n;
    }
    return b->p;
}

/* Reads the next n bytes, all of them: fewer mean that the file shrank. */
static int read_chunk(BodyFile *f, size_t n, Buf *to) {
    char *at = chunk_room(to, n);
    to->len = 0;
    while (to->len < n) {
        ssize_t got = pread(f->fd, at + to->len, n - to->len, (off_t)(f->offset + to->len));
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return -errno;
        if (got == 0) return -ENODATA;
        to->len += (size_t)got;
    }
    f->offset += n;
    return 0;
}

static int open_file(BodyFile *f) {
    struct stat st;
    int failed = file_open(f->part.root, f->part.path, &st, &f->fd);
    if (failed < 0) {
        f->fd = -1;
        return failed;
    }
    f->size = (uint64_t)st.st_size;
    return 0;
}

/* On a thread of the pool. */
static void file_work(uv_work_t *work) {
    BodyFile *f = work->data;
    if (f->fd < 0) f->failed = open_file(f);
    if (f->failed < 0) return;
    uint64_t left = f->size - f->offset;
    size_t n = left < BODY_FILE_CHUNK ? (size_t)left : BODY_FILE_CHUNK;
    f->failed = read_chunk(f, n, f->part.filter ? &f->raw : &f->filling);
    if (f->failed < 0) return;
    f->ended = f->offset == f->size;
    if (!f->part.filter) return;
    buf_clear(&f->filling);
    if (f->raw.len > 0) f->part.filter(buf_str(&f->raw), &f->filter_last, &f->filling);
    if (f->ended) f->part.filter((Str){0}, &f->filter_last, &f->filling);
}

static void file_free(BodyFile *f) {
    if (f->fd >= 0) close(f->fd);
    buf_free(&f->raw);
    buf_free(&f->filling);
    buf_free(&f->lent);
    free(f);
}

/* Back on the loop. */
static void file_done(uv_work_t *work, int status) {
    BodyFile *f = work->data;
    BodyFileHost host = f->host;
    f->busy = false;
    f->ready = true;
    if (status < 0 && f->failed == 0) f->failed = status;
    if (f->failed < 0) log_debug("%.*s: %s", STR_FMT(f->part.path), strerror(-f->failed));
    if (f->orphaned) file_free(f);
    host.ready(host.owner);
}

static void file_start(BodyFile *f) {
    f->ready = false;
    f->busy = true;
    int failed = uv_queue_work(f->host.loop, &f->work, file_work, file_done);
    if (failed == 0) return;
    f->busy = false;
    f->ready = true;
    f->failed = failed;
}

BodyFile *body_file_open(const FilePart *part, BodyFileHost host) {
    BodyFile *f = mem_zero(1, sizeof *f);
    f->work.data = f;
    f->host = host;
    f->part = *part;
    f->fd = -1;
    file_start(f);
    return f;
}

BodyFileState body_file_state(const BodyFile *f) {
    if (!f->ready) return BODY_FILE_WAIT;
    if (f->failed < 0) return BODY_FILE_FAILED;
    return f->ended ? BODY_FILE_LAST : BODY_FILE_MORE;
}

BodyFileState body_file_next(BodyFile *f, Str *chunk) {
    BodyFileState state = body_file_state(f);
    *chunk = (Str){0};
    if (state == BODY_FILE_WAIT || state == BODY_FILE_FAILED) return state;
    Buf spare = f->lent;
    f->lent = f->filling;
    f->filling = spare;
    *chunk = buf_str(&f->lent);
    if (state == BODY_FILE_MORE) file_start(f);
    return state;
}

bool body_file_close(BodyFile *f) {
    if (!f->busy) {
        file_free(f);
        return false;
    }
    f->orphaned = true;
    uv_cancel((uv_req_t *)&f->work);
    return true;
}

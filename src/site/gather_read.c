/* Reading pages, or not: what the Site before knows of a file is taken over as long as the file is what it
 * was. A page that cannot be read or understood, and one that somebody is still writing, stays what it was,
 * too. */
#include "site/gather.h"

#include "site/cut.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

typedef struct Reader {
    Gather *gather;
    GatherPage *source;
    WalkFile *file;
    Known *known;
    const Known *was; /* with a record that would be made under the same circumstances; or NULL */
    Diag *diag;
    size_t first; /* finding about the file */
    unsigned worker;
} Reader;

static unsigned page_max(const Gather *g) {
    return g->options->page_max ? g->options->page_max : GATHER_PAGE_MAX;
}

static PastReading reading_of(const Gather *g, unsigned settle, unsigned worker) {
    GatherWorker *own = &g->workers[worker];
    return (PastReading){g->site->root, g->now, page_max(g), settle, &own->folder, &own->raw, NULL};
}

static void add_too_large(Diag *diag, unsigned max) {
    bool mib = max % (1u << 20) == 0;
    diag_add(diag, 0, "not served: larger than %u %s", mib ? max >> 20 : max, mib ? "MiB" : "bytes");
}

/* ---- what was known ---- */

static void open_record(Reader *r) {
    const Known *known = r->known;
    if (known->failed) {
        r->source->kept = true;
        atomic_fetch_add(&r->gather->kept, 1);
    }
    diag_unpack(r->diag, r->file->path, (known->failed ? known->failed : known->record)->findings);
    r->source->good = known->record->good;
    if (r->source->good) record_open(known->record, &r->source->page);
}

static bool take_over(Reader *r) {
    if (!r->was || !r->gather->trusted || !past_same(r->known, r->file)) return false;
    past_keep(r->known, r->was);
    open_record(r);
    return true;
}

/* The page that the file had, which stays until it can be read. */
static const Page *last_page(const Reader *r) {
    bool served = r->was && r->was->record->good && r->was->node != NODE_NONE;
    return served ? r->gather->before->nodes[r->was->node].page : NULL;
}

/* What is not known yet is not there yet. */
static void leave_waiting(Reader *r, unsigned milliseconds) {
    gather_again(r->gather, milliseconds);
    if (!r->was) return;
    past_keep(r->known, r->was);
    open_record(r);
    r->source->kept = last_page(r) != NULL;
}

/* ---- what is read ---- */

/* Forgets what was read, but not what its reader has set. */
static void start_over(PageSource *page) {
    source_free(page, NULL);
    *page = (PageSource){.pool = page->pool,
                         .path = page->path,
                         .lang = page->lang,
                         .translation = page->translation,
                         .zone = page->zone};
}

/* Keeps what there is to say of the file, and the last good version of its page if there is one. */
static void fail(Reader *r, uint64_t hash) {
    Buf findings = {0};
    bool has_last = last_page(r) != NULL;
    if (has_last) diag_add(r->diag, 0, "its last good version is served");
    diag_pack(r->diag, r->first, &findings);
    Record *record = record_new(&r->source->page, false, hash, buf_str(&findings));
    buf_free(&findings);
    if (!has_last) {
        r->known->record = record;
        return;
    }
    r->known->record = record_ref(r->was->record);
    r->known->failed = record;
    r->source->kept = r->source->good = true;
    atomic_fetch_add(&r->gather->kept, 1);
    start_over(&r->source->page);
    record_open(r->known->record, &r->source->page);
}

static void fail_to_read(Reader *r, int status) {
    if (status == -EFBIG)
        add_too_large(r->diag, page_max(r->gather));
    else
        diag_add(r->diag, 0, "not served: %s", strerror(-status));
    r->known->young = r->known->young || status != -EFBIG; /* what the file's stamp does not show */
    fail(r, 0);
}

/* A page whose fences were closed and whose last one is open now may be one of which the rest is to come. */
static bool is_being_written(const Reader *r) {
    const Page *page = r->gather->settle ? last_page(r) : NULL;
    int64_t age = page ? file_age(&r->known->stamp) : -1;
    if (age < 0 || age >= GATHER_CUT) return false;
    if (page->cut || r->source->page.gemtext) return false;
    return cut_in_fence(source_body(&r->source->page));
}

static void understand(Reader *r, Str raw) {
    PageSource *page = &r->source->page;
    uint64_t hash = hash_bytes(&r->gather->key, 0, raw);
    if (r->was && r->gather->trusted && r->was->record->good && r->was->record->hash == hash) {
        r->known->record = record_ref(r->was->record);
        open_record(r);
        return;
    }
    if (!source_read(page, raw, r->diag)) {
        fail(r, hash);
        return;
    }
    if (is_being_written(r)) {
        unsigned rest = (unsigned)(GATHER_CUT - file_age(&r->known->stamp));
        start_over(page);
        leave_waiting(r, rest);
        return;
    }
    Buf findings = {0};
    diag_pack(r->diag, r->first, &findings);
    r->known->record = record_new(page, true, hash, buf_str(&findings));
    record_lend(r->known->record, page);
    buf_free(&findings);
    r->source->good = r->source->read = true;
    r->gather->workers[r->worker].bytes += page->text.len;
}

/* At a start a text is read to where it stays: there is nothing that it may be the same as. */
static bool reads_in_place(const Reader *r) {
    int64_t size = r->known->stamp.size;
    return !r->gather->before && size > 0 && size <= page_max(r->gather);
}

static int read_in_place(Reader *r, int fd, Str *raw) {
    size_t size = (size_t)r->known->stamp.size;
    char *room = source_room(&r->source->page, size);
    r->known->young = file_stamp_young(&r->known->stamp, r->gather->now);
    ssize_t got = file_read_to(fd, room, size);
    close(fd);
    *raw = (Str){room, got < 0 ? 0 : (size_t)got};
    return got < 0 ? (int)got : 0;
}

static int read_file(Reader *r, Str *raw) {
    PastReading how = reading_of(r->gather, r->gather->settle, r->worker);
    struct stat seen = {0};
    int fd;
    how.seen = &seen;
    int status = past_open(&how, r->file->real, r->known, &fd);
    if (r->file->unasked) walk_tell(&r->gather->walks[CONTENT], r->file, &seen);
    if (status != 0) return status;
    if (reads_in_place(r)) return read_in_place(r, fd, raw);
    status = past_read_open(&how, fd, r->known);
    *raw = buf_str(how.bytes);
    return status;
}

static void read_anew(Reader *r) {
    Str raw;
    int status = read_file(r, &raw);
    if (status == -EAGAIN)
        leave_waiting(r, past_wait(r->known, r->gather->settle));
    else if (status != 0)
        fail_to_read(r, status);
    else
        understand(r, raw);
}

void gather_read(Gather *g, GatherPage *source, unsigned worker) {
    Diag *diag = &g->workers[worker].diag;
    const Walk *walk = &g->walks[CONTENT];
    Known *known = &walk->known[source->file];
    const Known *was = known->was;
    if (was && (!was->record || !record_fits(was->record, &source->page))) was = NULL;
    diag_file(diag, walk->files[source->file].path);
    source->page.pool = &g->workers[worker].pool;
    Reader r = {g, source, &walk->files[source->file], known, was, diag, diag->count, worker};
    if (!take_over(&r)) read_anew(&r);
    if (!source->good) return;
    source->hash = known->record->hash;
    source->plain = g->site->project.kind == PROJECT_JEKYLL && known->record->plain;
}

static bool read_again(Gather *g, GatherPage *source, unsigned worker) {
    const WalkFile *file = &g->walks[CONTENT].files[source->file];
    const Record *record = g->walks[CONTENT].known[source->file].record;
    const PastReading how = reading_of(g, 0, worker);
    PageSource fresh = source->page;
    Diag heard = {0}; /* before */
    Known ignored = {0};
    fresh.pool = &g->workers[worker].pool;
    fresh.home = fresh.gemini_home = NULL;
    fresh.arena = (Arena){0};
    fresh.meta = (Meta){0};
    bool same = past_read(&how, file->real, &ignored) == 0 &&
                hash_bytes(&g->key, 0, buf_str(how.bytes)) == record->hash &&
                source_read(&fresh, buf_str(how.bytes), &heard);
    if (same)
        source->page = fresh;
    else
        source_free(&fresh, NULL);
    source->read = same;
    diag_free(&heard);
    return same;
}

bool gather_text(Gather *g, GatherPage *source, unsigned worker) {
    GatherPage *twin = source->twin == MAP_NONE ? NULL : &g->pages[source->twin];
    bool untitled = source->page.untitled;
    bool good = !source->kept && (source->read || read_again(g, source, worker));
    if (good && twin) {
        good = !twin->kept && (twin->read || read_again(g, twin, worker));
        source->page.gemini = twin->page.gemini;
        source->page.untitled = untitled;
    }
    if (!good) gather_again(g, 1);
    return good;
}

/* Past: what a Site remembers of the files that it was made of, so that the load after it asks for no more
 * than what has changed since.
 *
 * Belongs to its Site and never changes once that is sealed: the next load, which holds a reference to the
 * Site, only reads it. */
#ifndef LEDA_SITE_PAST_H
#define LEDA_SITE_PAST_H

#include "site/record.h"
#include "site/walk.h"

/* The folders of a site: the overlay's files lie over the root of the content (SRC-10). */
enum { CONTENT, OVERLAY, TREES };

/* The bytes of a file, shared by generations of the Site. */
typedef struct Blob {
    atomic_uint refs;
    size_t len;
    char bytes[];
} Blob;

typedef enum {
    TEMPLATE_UNKNOWN,
    TEMPLATE_NOT,
    TEMPLATE_IS, /* a site generator's: begins with front matter (SRC-10) */
} TemplateMark;

/* What is known of one file of a walk. */
typedef struct Known {
    FileStamp stamp; /* of what was read; of files that nobody read, the walk's */
    Record *record;  /* of a page; NULL: it was not read */
    Record *failed;  /* of the file as it is, where `record` is that of its last good version */
    Blob *blob;      /* of what is held in memory */
    uint32_t node;   /* of the page; NODE_NONE: it is not served */
    uint32_t lead;   /* what its links lead to: the Frame's leads from here on ... */
    uint32_t lead_count;
    bool young;              /* the stamp does not tell whether the file has changed since */
    uint8_t template_mark;   /* TemplateMark */
    const struct Known *was; /* while loading: the same file's in the Site before; or NULL */
} Known;

typedef struct Past {
    Walk walks[TREES]; /* `known` of each is freed with it */
    uint64_t settings; /* hash of all that a page depends on besides files */
} Past;

Past *past_new(void);
void past_free(Past *past); /* NULL is ignored */

/* Forgets all that was walked and read. */
void past_clear(Past *past);

/* Makes walk->known; each file is told what the walk before (or NULL) knows of the same path. */
void past_match(Walk *walk, const Walk *before);

/* Forgets what the walks before knew: the Site before may go. */
void past_forget(Past *past);

/* True when the file is surely what it was. */
bool past_same(const Known *known, const WalkFile *file);

/* How a file is read. */
typedef struct PastReading {
    int root;
    int64_t now;        /* file_clock's, from before the file is opened */
    size_t max;         /* bytes */
    unsigned settle;    /* LoadRequest's */
    FileFolder *folder; /* the thread's own */
    Buf *bytes;         /* the thread's own: what was read last */
    struct stat *seen;  /* filled in when the file could be opened; may be NULL */
} PastReading;

/* Milliseconds since its last change for which an empty file is one of which nothing is written yet. */
#define PAST_EMPTY 2000

/* Reads a file whole into how->bytes and sets known->stamp and young: 0, or -errno and nothing is in there;
 * -EAGAIN for one that has to wait: it has changed a moment ago, is being cut, is empty and new, or has just
 * gone. */
int past_read(const PastReading *how, Str real, Known *known);

/* The same in two steps: the first opens the file and sets the stamp alone, the second reads and closes it.
 */
int past_open(const PastReading *how, Str real, Known *known, int *fd);
int past_read_open(const PastReading *how, int fd, Known *known);

/* After how many milliseconds such a file is looked at again. That it is written is an event before. */
unsigned past_wait(const Known *known, unsigned settle);

/* Gives known->blob the bytes of the file, those of before if they can be no others: 0, or as past_read. A
 * file that has to wait keeps the bytes that it had; *waits is past_wait then. */
int past_hold(const PastReading *how, const WalkFile *file, Known *known, unsigned *waits);

/* What was known of a page, with references of its own. */
void past_keep(Known *known, const Known *was);

/* What was known of a file in whose place in the Site nothing has changed. */
void past_keep_place(Known *known);

static inline Str blob_str(const Blob *blob) {
    return (Str){blob->bytes, blob->len};
}

#endif

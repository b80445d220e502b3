/* Gather: what lies in the folders of a site, read and understood (CONVERSION.md section 1).
 *
 * The first half of a load: which folders there are, which files they hold, what each page says of itself.
 * Who gets which address is site/place's to say. */
#ifndef LEDA_SITE_GATHER_H
#define LEDA_SITE_GATHER_H

#include "base/map.h"
#include "base/parallel.h"
#include "site/past.h"

/* Milliseconds within which a page that ends inside a fence may be one that is still being written. */
#define GATHER_CUT 2000

#define GATHER_PAGE_MAX (4u << 20) /* bytes of a page's source where SiteOptions do not say (SRC-09) */

typedef struct GatherPage {
    PageSource page;
    uint64_t hash;   /* its record's */
    uint32_t file;   /* its index in the walk of the content */
    uint32_t node;   /* the loader's: NODE_NONE when it is not served */
    uint32_t twin;   /* the page whose bytes Gemini gets (SRC-12), or MAP_NONE */
    unsigned worker; /* that drew it */
    bool good;       /* read and understood */
    bool plain;      /* a file like any other: in a Jekyll project markdown without front matter (SRC-10) */
    bool read;       /* its text is there; else what it says of itself is taken over */
    bool kept;       /* what it says is that of its previous version, whose page stays */
} GatherPage;

/* What a thread that reads needs. */
typedef struct GatherWorker {
    Diag diag;
    FileFolder folder;
    Buf raw;      /* the file that it has read last */
    Pool pool;    /* of pages' texts */
    size_t bytes; /* of the texts that it read */
} GatherWorker;

typedef struct Gather {
    const SiteOptions *options;
    Site *site; /* its identity, project, root, overlay and past are filled in */
    Diag *diag;
    unsigned threads;
    const Site *before;     /* or NULL */
    unsigned settle;        /* LoadRequest's */
    const Touched *touched; /* the same */
    /* filled in: */
    bool told;                 /* LoadResult's */
    bool asks;                 /* a walk asks each file what it is */
    Walk *walks;               /* TREES, the past's */
    uint8_t *templates[TREES]; /* one for each file: it is a template of a site generator */
    GatherPage *pages;         /* in path order */
    uint32_t *page_files;      /* of each, its file in the walk of the content */
    uint32_t page_count;
    Map stems; /* of pages, if there are any languages: the path without extension and the site's own language
                  -> its index */
    GatherWorker *workers; /* one for each thread */
    bool trusted;          /* pages that read the same as before are drawn the same */
    HashKey key;           /* of files' bytes */
    int64_t now;           /* file_clock's, when all files have settled and none is read */
    atomic_uint again;     /* LoadResult's */
    atomic_uint kept;      /* the same */
} Gather;

/* The fields before those that are filled in are set. Reads everything that `before` does not know; false
 * with a message in *error when the folder cannot be read at all. gather_end frees what was gathered either
 * way. */
bool gather_site(Gather *gather, const char *content, Buf *error);
void gather_end(Gather *gather);

/* [source]: whether Gemini serves the page's source at this second; never of what is served only because
 * drafts are, nor of gemtext, which is its own source. */
bool gather_opens(const Gather *gather, const PageSource *page, int64_t time);

/* Asks for another load after so many milliseconds. */
void gather_again(Gather *gather, unsigned milliseconds);

/* Whether a file of the content is read as a page. */
bool gather_is_page(Str path);

/* Lists the pages among the files that were walked and reads them. gather_forget frees what they are. */
void gather_pages(Gather *gather, Diag *diag);
void gather_forget(Gather *gather);

/* Reads one page, or takes over what is known of it. Its language is filled in. */
void gather_read(Gather *gather, GatherPage *source, unsigned worker);

/* Reads the text of a page that was taken over, for drawing it. False when there is no more the text that it
 * had: it stays as it was, and another load is asked for. */
bool gather_text(Gather *gather, GatherPage *source, unsigned worker);

/* Fills in stems, for gather_language of a page that is not among those that were read. */
void gather_stems(Gather *gather);

/* Fills in what language a page has by its name (SRC-11); returns the index of the page that it is a
 * translation of, or MAP_NONE. */
uint32_t gather_language(const Gather *gather, PageSource *source);

/* Memory of the workers' pools that is asked for while one thread alone has something to do: to get it takes
 * as long as to read what goes there. Nobody uses the pools meanwhile. */
typedef struct GatherMemory {
    Gather *gather;
    size_t wanted; /* bytes, at most */
    ParallelApart apart;
    bool begun;
    atomic_bool enough;
} GatherMemory;

void gather_memory_begin(GatherMemory *memory); /* gather and wanted are set */
void gather_memory_end(GatherMemory *memory);

/* Bytes of all texts that were read. */
size_t gather_bytes(const Gather *gather);

#endif

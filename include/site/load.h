/* A folder of files -> a sealed Site.
 *
 * Runs on a thread that may block, and on more of its own. Nothing that is wrong in one file stops the rest:
 * it becomes a diagnostic. */
#ifndef LEDA_SITE_LOAD_H
#define LEDA_SITE_LOAD_H

#include "base/diag.h"
#include "site/site.h"
#include "site/walk.h"

#define LOAD_SETTLE 50 /* LoadRequest.settle for files that somebody may be writing */

typedef struct LoadRequest {
    const char *content; /* a path */
    const SiteOptions *options;
    const Site *previous; /* borrowed: the Site that is served, of the same folder; what did not change is
                             taken over from it by reference. NULL: everything is read and drawn */
    bool same_options;    /* `options` say what they said when `previous` was loaded */
    unsigned settle;      /* milliseconds: a file that changed less long ago may be half-written. The load
                             waits until it is as old, once; what has changed again by then keeps its previous
                             version. 0: files are read as they are */
    bool behind; /* the calling thread goes behind (base/parallel), for good, as soon as there is more to do
                    than look at what was touched and draw a few pages: an author waits for that, readers for
                    nothing */
    /* Borrowed: all of which file events told since before the load of `previous` began, which left nothing
     * to wait for. NULL: it is not known, and everything is looked at. */
    const Touched *touched;
} LoadRequest;

typedef struct LoadResult {
    Site *site;       /* the caller's one reference; NULL: *error says why */
    uint32_t changed; /* pages that came, went, or were drawn anew: 3 of "3 of 10,012 pages". Lists do not
                         count */
    uint32_t kept;    /* pages that show their last good version: their source cannot be read or understood,
                         or is cut (a diagnostic says so) */
    unsigned again;   /* milliseconds after which to load again, since a file had to wait; 0: no need */
    bool emptied;     /* no page and no file of an author's is there, and `previous` had some: perhaps what
                         should be mounted is not. It is the caller's to hold such a Site back */
    bool told;        /* no more was looked at than what was touched: folders are those of `previous` */
} LoadResult;

/* Loads a Site, with what is told of its files in *diag. What it shows, in every byte, is what a load of the
 * same files without a previous Site would show, but for what `kept` counts and what waits. Of pages that are
 * taken over the diagnostics are told again. */
LoadResult site_reload(const LoadRequest *request, Diag *diag, Buf *error);

/* The same of a folder that nothing is known of. NULL with a message in *error when it cannot be read at all;
 * otherwise the caller owns the one reference. */
Site *site_load(const char *content, const SiteOptions *options, Diag *diag, Buf *error);

/* One page as `leda render` shows it: its links resolved in the tree `content`, nothing that the Site adds.
 * `path` names it relative to the root, or is the address that a text from standard input takes; `text` is
 * its source. A `gophermap` gives the menu of its folder, without the list that it may ask for. NULL with
 * *error when there is no such page. The caller owns the reference. */
Page *site_render(const char *content, Str path, Str text, const SiteOptions *options, Diag *diag,
                  Buf *error);

#endif

/* Walk: which files of a folder are content (SRC-02, SRC-03).
 *
 * Reads directories only, opens no file. Of ten thousand files, to ask each what it is takes longer than to
 * read their names; where somebody opens them anyway, he tells (walk_tell). Everything that is left out for a
 * reason that its author may not know of is a diagnostic: names that cannot be addressed, links that leave
 * the tree, files that others may not read. */
#ifndef LEDA_SITE_WALK_H
#define LEDA_SITE_WALK_H

#include "base/arena.h"
#include "base/diag.h"
#include "base/file.h"

#define WALK_DEPTH_MAX 32      /* folders within folders */
#define WALK_FILES_MAX 2000000 /* files of one tree */
#define WALK_PATH_MAX  900     /* bytes, encoded: a longer address does not fit into a request (GEM-REQ-01) */

typedef struct WalkFile {
    Str path; /* relative to the root, as the author sees it */
    Str real; /* the same file without a link in it: what is opened */
    FileStamp stamp;
    bool unasked; /* nobody has looked at the file itself: there is no stamp */
    bool shared;  /* who told of it saw that it has other names */
} WalkFile;

typedef struct FileId {
    dev_t device;
    ino_t inode;
} FileId;

typedef struct Walk {
    WalkFile *files; /* sorted by path */
    uint32_t count, cap;
    Str *folders; /* that were read, without a link in their paths, relative to the root, which is empty;
                     sorted */
    uint32_t folder_count, folder_cap;
    Str *doubts; /* paths of what file events do not tell all about: links, files that have other names, and
                    what was left out with a diagnostic */
    uint32_t doubt_count, doubt_cap;
    FileId *private_ids; /* of WalkRoot's private paths; in the arena */
    uint32_t private_count;
    bool told; /* but for doubts, file events tell of every change: the folders lie on one file system, which
                  only this machine changes, and none was reached by a link */
    struct Known *known; /* site/past's: one for each file; or NULL */
    int root;            /* the descriptor that real paths are relative to; borrowed */
    Str prefix;          /* as in WalkRoot */
    Arena arena;
} Walk;

typedef struct WalkRoot {
    int fd;
    const char *path; /* of the same folder, without links: what links lead to is compared with it */
    const char *const *private_paths; /* NULL-ended: never content wherever they lie */
    const Str *ignore;                /* patterns (base/glob.h) of what is no content either */
    uint32_t ignore_count;
    Str prefix;               /* put before paths in diagnostics: `../static/` */
    unsigned threads;         /* that may be used; 0 as 1 */
    bool (*opened)(Str path); /* the regular files of which walk_tree leaves it to walk_tell what they are,
                                 since they are opened in any case; NULL: it asks each */
} WalkRoot;

/* True for names that are never content, as a file's or a folder's (SRC-03). */
bool walk_hidden(Str name);

void walk_tree(const WalkRoot *root, Walk *walk, Diag *diag);

/* Tells what an unasked file is that was opened. It stays unasked when it is no content for any reason. Other
 * files may be told of at the same time. */
void walk_tell(const Walk *walk, WalkFile *file, const struct stat *st);

/* When all were told of. False when one is unasked still: what there is to say of it only a walk knows that
 * asks. */
bool walk_settle(Walk *walk);

/* What was told of: absolute paths, without links, of entries of folders. */
typedef struct Touched {
    const Str *paths;
    uint32_t count;
} Touched;

/* A walk with its `known`, and all that file events told of since it began. */
typedef struct WalkSince {
    const Walk *before;
    const Touched *touched;
} WalkSince;

/* What walk_tree finds, by looking at no more than what was touched below this root, and what is in doubt.
 * False when that does not do: a folder came, went or was touched, or events do not tell of everything here.
 * Nothing is left behind then. */
bool walk_again(const WalkRoot *root, const WalkSince *since, Walk *walk, Diag *diag);
void walk_free(Walk *walk);

#endif

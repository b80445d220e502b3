/* Walker: what a walk does with a folder and its entries: which of them are content. */
#ifndef LEDA_SITE_WALKER_H
#define LEDA_SITE_WALKER_H

#include "site/walk.h"

/* What is known of a file or folder without opening it; a mode of 0: it is gone. */
typedef struct WalkStatus {
    FileStamp stamp;
    mode_t mode;
    bool shared; /* it has other names */
} WalkStatus;

typedef struct WalkEntry {
    Str path;         /* in the tree */
    const char *name; /* in its folder: the end of path, NUL-ended */
    WalkStatus status;
    bool unasked; /* WalkFile's */
} WalkEntry;

typedef struct Walker {
    Walk *walk;
    Diag *diag;
    const WalkRoot *root;
    FileId above[WALK_DEPTH_MAX]; /* the folders that are being read, outermost first */
    unsigned depth;
    bool again; /* folders are not entered: that there is one sets `folder` */
    bool folder;
    WalkEntry *entries; /* of the folders that are being read, as a stack */
    uint32_t entry_count, entry_cap;
} Walker;

/* Begins a walk; the Walk is made. walker_end sorts what was found, and frees what is not the Walk's. */
Walker walker_start(const WalkRoot *root, Walk *walk, Diag *diag);
void walker_end(Walker *w);

/* Notes an entry of the folder `path` that may be content, on top of the entries. `regular`: it is known to
 * be a regular file. */
void walker_note(Walker *w, const char *name, Str folder, bool regular);

/* Asks what the entries from `first` on are, which are in the folder behind the descriptor; but for those
 * that are left to others. */
void walker_ask(Walker *w, uint32_t first, int folder);

/* Takes the entries from `first` on, of the folder at[0] with the real path at[1], off the stack, in the
 * order in which they were noted, and goes into folders. */
void walker_take(Walker *w, uint32_t first, const Str at[2]);

/* Reads the folder and all those in it. */
void walker_enter(Walker *w, Str path, Str real);

#endif

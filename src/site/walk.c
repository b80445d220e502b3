/* Each folder is opened, read and closed before those in it, so depth costs no descriptors. What its entries
 * are is asked of all of them at once, side by side: of a folder with ten thousand posts that is most of a
 * walk. A symbolic link is followed by its real path, which has to lie in the tree and to be content itself;
 * a link to a folder above it would never end and is refused by WALK_DEPTH_MAX and the path of inodes. */
#include "site/walk.h"

#include "base/file.h"
#include "base/glob.h"
#include "base/parallel.h"
#include "base/percent.h"
#include "base/sort.h"
#include "base/utf8.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef struct FileId {
    dev_t device;
    ino_t inode;
} FileId;

/* From so many entries on a second thread costs less than it spares. */
#define SIDE_BY_SIDE 256

/* What is known of a file or folder without opening it; a mode of 0: it is gone. */
typedef struct Status {
    FileStamp stamp;
    mode_t mode;
} Status;

typedef struct Entry {
    Str path;         /* in the tree */
    const char *name; /* in its folder: the end of path, NUL-ended */
    Status status;
} Entry;

typedef struct Walker {
    Walk *walk;
    Diag *diag;
    const WalkRoot *root;
    FileId *private_ids; /* in the Walk's arena */
    size_t private_count;
    FileId above[WALK_DEPTH_MAX]; /* the folders that are being read, outermost first */
    unsigned depth;
    Entry *entries; /* of the folders that are being read, as a stack */
    uint32_t entry_count, entry_cap;
} Walker;

static void walk_folder(Walker *w, Str path, Str real);

static void walk_complain(Walker *w, Str path, const char *why) {
    diag_file(w->diag, arena_join(&w->walk->arena, w->root->prefix, path));
    diag_add(w->diag, 0, "%s", why);
}

bool walk_hidden(Str name) {
    static const Str endings[] = {STR("~"),    STR(".swp"), STR(".bak"), STR(".orig"),
                                  STR(".tmp"), STR(".key"), STR(".pem")};
    if (str_eq(name, STR(".well-known"))) return false;
    if (str_starts(name, STR("."))) return true;
    if (name.len > 1 && str_starts(name, STR("#")) && str_ends(name, STR("#"))) return true;
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
        if (str_ends_nocase(name, endings[i])) return true;
    return str_eq(name, STR("node_modules")) || str_eq(name, STR("vendor"));
}

static bool walk_ignored(const Walker *w, Str path, bool folder) {
    for (uint32_t i = 0; i < w->root->ignore_count; i++)
        if (glob_names(w->root->ignore[i], path, folder)) return true;
    return false;
}

/* Whether a path that a link leads to, or a folder above it, is never content. */
static bool walk_path_hidden(const Walker *w, Str path, bool folder) {
    Str rest = path, name;
    while (str_cut(&rest, '/', &name)) {
        bool last = rest.p == NULL;
        Str above = last ? path : (Str){path.p, (size_t)(rest.p - path.p) - 1};
        if (walk_hidden(name) || walk_ignored(w, above, !last || folder)) return true;
    }
    return false;
}

/* A name that can be an address in both protocols. A request with a backslash is refused (GEM-URI-04). */
static bool walk_addressable(Str name) {
    if (!utf8_valid(name)) return false;
    for (size_t i = 0; i < name.len; i++)
        if ((unsigned char)name.p[i] < 0x20 || name.p[i] == 0x7F || name.p[i] == '\\') return false;
    return true;
}

/* Whether its URL can be requested: a letter beyond ASCII takes three bytes for each of its own there. */
static bool walk_fits(Str path) {
    Buf url = {0};
    if (path.len <= WALK_PATH_MAX / 3) return true;
    percent_path(path, &url);
    bool fits = url.len <= WALK_PATH_MAX;
    buf_free(&url);
    return fits;
}

static bool walk_private(const Walker *w, const FileStamp *stamp) {
    for (size_t i = 0; i < w->private_count; i++)
        if (w->private_ids[i].device == stamp->device && w->private_ids[i].inode == stamp->inode) return true;
    return false;
}

static void walk_add(Walker *w, Str path, Str real, const Status *status) {
    Walk *walk = w->walk;
    if (!(status->mode & S_IROTH)) {
        walk_complain(w, path, "not served: others may not read it; chmod o+r to publish it");
        return;
    }
    if (walk->count == WALK_FILES_MAX) return;
    if (walk->count == walk->cap) {
        walk->cap = walk->cap ? walk->cap * 2 : 256;
        walk->files = mem_grow(walk->files, walk->cap, sizeof *walk->files);
    }
    walk->files[walk->count++] = (WalkFile){path, real, status->stamp};
}

static void walk_found(Walker *w, Str path, Str real, const Status *status) {
    mode_t mode = status->mode;
    if (walk_private(w, &status->stamp) || walk_ignored(w, path, S_ISDIR(mode))) return;
    if (S_ISDIR(mode) && !(mode & S_IXOTH))
        walk_complain(w, path, "not served: others may not enter it; chmod o+x to publish what is in it");
    else if (S_ISDIR(mode))
        walk_folder(w, path, real);
    else if (S_ISREG(mode))
        walk_add(w, path, real, status);
    else
        walk_complain(w, path, "not served: neither a file nor a folder");
}

/* A link counts as what it leads to, when that lies in the tree and is content. */
static void walk_link(Walker *w, Str path) {
    char named[PATH_MAX], real[PATH_MAX];
    struct stat st;
    Str root = str_of(w->root->path);
    snprintf(named, sizeof named, "%s/%.*s", w->root->path, STR_FMT(path));
    if (!realpath(named, real) || stat(real, &st) != 0) {
        walk_complain(w, path, "not served: the link leads nowhere");
        return;
    }
    Str target = str_of(real);
    if (!str_starts(target, root) || target.len <= root.len + 1 || target.p[root.len] != '/') {
        walk_complain(w, path, "not served: the link leaves the content folder");
        return;
    }
    target = str_skip(target, root.len + 1);
    if (walk_path_hidden(w, target, S_ISDIR(st.st_mode))) return;
    const Status status = {file_stamp(&st), st.st_mode};
    walk_found(w, path, arena_copy(&w->walk->arena, target), &status);
}

/* Notes an entry of the folder `path` that may be content. */
static void walk_entry(Walker *w, const char *z, Str folder) {
    Str name = str_of(z);
    if (walk_hidden(name)) return;
    Str slash = folder.len ? STR("/") : STR("");
    Str path = arena_join3(&w->walk->arena, folder, slash, (Str){z, name.len + 1});
    path.len--;
    if (!walk_addressable(name)) {
        walk_complain(w, path, "not served: its name is not UTF-8 or has control characters or a backslash");
        return;
    }
    if (!walk_fits(path)) {
        walk_complain(w, path, "not served: its path is too long for an address");
        return;
    }
    if (w->entry_count == w->entry_cap) {
        w->entry_cap = w->entry_cap ? w->entry_cap * 2 : 256;
        w->entries = mem_grow(w->entries, w->entry_cap, sizeof *w->entries);
    }
    w->entries[w->entry_count++] = (Entry){.path = path, .name = path.p + path.len - name.len};
}

typedef struct Asking {
    const Walker *walker;
    uint32_t first; /* of the folder's entries */
    int folder;
} Asking;

static void ask_status(void *context, unsigned worker, uint32_t item) {
    const Asking *asking = context;
    Entry *entry = &asking->walker->entries[asking->first + item];
    struct stat st;
    (void)worker;
    if (fstatat(asking->folder, entry->name, &st, AT_SYMLINK_NOFOLLOW) == 0)
        entry->status = (Status){file_stamp(&st), st.st_mode};
}

/* True when the folder may be entered; it is then on the path of inodes. */
static bool walk_enter(Walker *w, int fd, Str path) {
    struct stat st;
    if (fstat(fd, &st) != 0) return false;
    for (unsigned i = 0; i < w->depth; i++) {
        if (w->above[i].device != st.st_dev || w->above[i].inode != st.st_ino) continue;
        walk_complain(w, path, "not served: the link leads to a folder that it lies in");
        return false;
    }
    if (w->depth == WALK_DEPTH_MAX) {
        walk_complain(w, path, "not served: too many folders within each other");
        return false;
    }
    w->above[w->depth++] = (FileId){st.st_dev, st.st_ino};
    return true;
}

/* Notes what is in the directory behind fd, which is closed, on top of the entries. */
static void walk_read(Walker *w, int fd, Str path) {
    DIR *directory = fdopendir(fd);
    if (!directory) {
        close(fd);
        return;
    }
    Asking asking = {w, w->entry_count, fd};
    const struct dirent *entry;
    while (w->entry_count < WALK_FILES_MAX && (entry = readdir(directory)))
        walk_entry(w, entry->d_name, path);
    uint32_t count = w->entry_count - asking.first;
    parallel_run(count < SIDE_BY_SIDE ? 1 : w->root->threads, count, ask_status, &asking);
    closedir(directory);
}

/* Takes the entries from `first` on, of the folder at[0] with the real path at[1], off the stack, in the
 * order in which they were read. Folders among them put theirs on top meanwhile. */
static void walk_entries(Walker *w, uint32_t first, const Str at[2]) {
    bool direct = str_eq(at[0], at[1]);
    Str slash = at[1].len ? STR("/") : STR("");
    for (uint32_t i = first, end = w->entry_count; i < end; i++) {
        const Entry entry = w->entries[i];
        Str real = entry.path;
        if (!direct) real = arena_join3(&w->walk->arena, at[1], slash, str_of(entry.name));
        if (S_ISLNK(entry.status.mode))
            walk_link(w, entry.path);
        else if (entry.status.mode)
            walk_found(w, entry.path, real, &entry.status);
    }
    w->entry_count = first;
}

static void walk_note_folder(Walk *walk, Str real) {
    if (walk->folder_count == walk->folder_cap) {
        walk->folder_cap = walk->folder_cap ? walk->folder_cap * 2 : 64;
        walk->folders = mem_grow(walk->folders, walk->folder_cap, sizeof *walk->folders);
    }
    walk->folders[walk->folder_count++] = real;
}

/* Recursion is bounded by WALK_DEPTH_MAX. */
static void walk_folder(Walker *w, Str path, Str real) {
    int fd;
    int status = file_open_directory(w->root->fd, real, &fd);
    if (status != 0) {
        walk_complain(w, path, strerror(-status));
        return;
    }
    if (!walk_enter(w, fd, path)) {
        close(fd);
        return;
    }
    walk_note_folder(w->walk, real);
    uint32_t first = w->entry_count;
    walk_read(w, fd, path);
    walk_entries(w, first, (const Str[2]){path, real});
    w->depth--;
}

static int walk_compare(const void *a, const void *b) {
    return str_cmp(((const WalkFile *)a)->path, ((const WalkFile *)b)->path);
}

static void walk_private_ids(Walker *w, const char *const *paths) {
    struct stat st;
    size_t most = 0;
    while (paths && paths[most])
        most++;
    w->private_ids = arena_alloc(&w->walk->arena, most * sizeof *w->private_ids);
    for (; paths && *paths; paths++)
        if (stat(*paths, &st) == 0) w->private_ids[w->private_count++] = (FileId){st.st_dev, st.st_ino};
}

void walk_tree(const WalkRoot *root, Walk *walk, Diag *diag) {
    Walker w = {.walk = walk, .diag = diag, .root = root};
    *walk = (Walk){.root = root->fd, .prefix = root->prefix};
    walk_private_ids(&w, root->private_paths);
    walk_folder(&w, STR(""), STR(""));
    free(w.entries);
    sort_runs(walk->files, walk->count, sizeof *walk->files, walk_compare);
}

void walk_free(Walk *walk) {
    free(walk->files);
    free(walk->folders);
    arena_free(&walk->arena);
    *walk = (Walk){0};
}

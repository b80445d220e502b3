/* Each folder is opened, read and closed before those in it, so depth costs no descriptors. What its entries
 * are is asked of all of them at once, side by side: of a folder with ten thousand posts that is most of a
 * walk. A symbolic link is followed by its real path, which has to lie in the tree and to be content itself;
 * a link to a folder above it would never end and is refused by WALK_DEPTH_MAX and the path of inodes. */
#include "site/walker.h"

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

/* From so many entries on a second thread costs less than it spares. */
#define SIDE_BY_SIDE 256

static void walk_doubt(Walk *walk, Str path) {
    if (walk->doubt_count == walk->doubt_cap) {
        walk->doubt_cap = walk->doubt_cap ? walk->doubt_cap * 2 : 16;
        walk->doubts = mem_grow(walk->doubts, walk->doubt_cap, sizeof *walk->doubts);
    }
    walk->doubts[walk->doubt_count++] = path;
}

static void walk_complain(Walker *w, Str path, const char *why) {
    walk_doubt(w->walk, path);
    diag_file(w->diag, arena_join(&w->walk->arena, w->root->prefix, path));
    diag_add(w->diag, 0, "%s", why);
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

static bool walk_private(const Walk *walk, const FileStamp *stamp) {
    for (uint32_t i = 0; i < walk->private_count; i++)
        if (walk->private_ids[i].device == stamp->device && walk->private_ids[i].inode == stamp->inode)
            return true;
    return false;
}

static void walk_add(Walk *walk, WalkFile file) {
    if (walk->count == WALK_FILES_MAX) {
        walk->told = false;
        return;
    }
    if (walk->count == walk->cap) {
        walk->cap = walk->cap ? walk->cap * 2 : 256;
        walk->files = mem_grow(walk->files, walk->cap, sizeof *walk->files);
    }
    walk->files[walk->count++] = file;
}

static void walk_add_asked(Walker *w, Str path, Str real, const WalkStatus *status) {
    if (!(status->mode & S_IROTH)) {
        walk_complain(w, path, "not served: others may not read it; chmod o+r to publish it");
        return;
    }
    if (status->shared) walk_doubt(w->walk, path);
    walk_add(w->walk, (WalkFile){.path = path, .real = real, .stamp = status->stamp});
}

static void walk_found(Walker *w, Str path, Str real, const WalkStatus *status) {
    mode_t mode = status->mode;
    if (walk_private(w->walk, &status->stamp) || walk_ignored(w, path, S_ISDIR(mode))) return;
    if (S_ISDIR(mode) && !(mode & S_IXOTH))
        walk_complain(w, path, "not served: others may not enter it; chmod o+x to publish what is in it");
    else if (S_ISDIR(mode))
        walker_enter(w, path, real);
    else if (S_ISREG(mode))
        walk_add_asked(w, path, real, status);
    else
        walk_complain(w, path, "not served: neither a file nor a folder");
}

static WalkStatus status_of(const struct stat *st) {
    return (WalkStatus){file_stamp(st), st->st_mode, S_ISREG(st->st_mode) && st->st_nlink > 1};
}

/* A link counts as what it leads to, when that lies in the tree and is content. */
static void walk_link(Walker *w, Str path) {
    char named[PATH_MAX], real[PATH_MAX];
    struct stat st;
    Str root = str_of(w->root->path);
    snprintf(named, sizeof named, "%s/%.*s", w->root->path, STR_FMT(path));
    walk_doubt(w->walk, path);
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
    const WalkStatus status = status_of(&st);
    walk_found(w, path, arena_copy(&w->walk->arena, target), &status);
}

void walker_note(Walker *w, const char *z, Str folder, bool regular) {
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
    bool unasked = regular && w->root->opened && w->root->opened(path);
    w->entries[w->entry_count++] =
        (WalkEntry){.path = path, .name = path.p + path.len - name.len, .unasked = unasked};
}

typedef struct Asking {
    const Walker *walker;
    uint32_t first; /* of the folder's entries */
    int folder;
} Asking;

static void ask_status(void *context, unsigned worker, uint32_t item) {
    const Asking *asking = context;
    WalkEntry *entry = &asking->walker->entries[asking->first + item];
    struct stat st;
    (void)worker;
    if (entry->unasked) return;
    if (fstatat(asking->folder, entry->name, &st, AT_SYMLINK_NOFOLLOW) == 0) entry->status = status_of(&st);
}

void walker_ask(Walker *w, uint32_t first, int folder) {
    uint32_t count = w->entry_count - first, asked = 0;
    Asking asking = {w, first, folder};
    for (uint32_t i = first; i < w->entry_count; i++)
        asked += !w->entries[i].unasked;
    parallel_run(asked < SIDE_BY_SIDE ? 1 : w->root->threads, count, ask_status, &asking);
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

/* Moves each entry to the place where the order has it, round by round of those that change places. */
static void put_in_order(WalkEntry *entries, SortText *order, uint32_t count) {
    for (uint32_t i = 0; i < count; i++) {
        const WalkEntry first = entries[i];
        uint32_t at = i;
        for (uint32_t from; (from = order[at].item) != i; at = from) {
            entries[at] = entries[from];
            order[at].item = at;
        }
        entries[at] = first;
        order[at].item = at;
    }
}

/* Sorts the entries from `first` on by their names. They come as the file system hashes them; what all
 * folders have is a few sorted runs then. */
static void sort_entries(Walker *w, uint32_t first) {
    uint32_t count = w->entry_count - first;
    if (count < 2) return;
    SortText *names = mem_alloc(count * sizeof *names);
    for (uint32_t i = 0; i < count; i++)
        names[i] = (SortText){.text = w->entries[first + i].path, .item = i};
    sort_texts(names, count);
    put_in_order(w->entries + first, names, count);
    free(names);
}

/* Notes what is in the directory behind fd, which is closed, on top of the entries. */
static void walk_read(Walker *w, int fd, Str path) {
    DIR *directory = fdopendir(fd);
    if (!directory) {
        close(fd);
        return;
    }
    uint32_t first = w->entry_count;
    const struct dirent *entry;
    while (w->entry_count < WALK_FILES_MAX && (entry = readdir(directory)))
        walker_note(w, entry->d_name, path, entry->d_type == DT_REG);
    sort_entries(w, first);
    walker_ask(w, first, fd);
    closedir(directory);
}

/* Folders among them put their entries on top meanwhile. */
void walker_take(Walker *w, uint32_t first, const Str at[2]) {
    bool direct = str_eq(at[0], at[1]);
    Str slash = at[1].len ? STR("/") : STR("");
    for (uint32_t i = first, end = w->entry_count; i < end; i++) {
        const WalkEntry entry = w->entries[i];
        Str real = entry.path;
        if (!direct) real = arena_join3(&w->walk->arena, at[1], slash, str_of(entry.name));
        if (entry.unasked && !walk_ignored(w, entry.path, false))
            walk_add(w->walk, (WalkFile){.path = entry.path, .real = real, .unasked = true});
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
void walker_enter(Walker *w, Str path, Str real) {
    int fd;
    w->folder = true;
    if (w->again) return;
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
    if (!str_eq(path, real) || w->above[w->depth - 1].device != w->above[0].device) w->walk->told = false;
    uint32_t first = w->entry_count;
    walk_read(w, fd, path);
    walker_take(w, first, (const Str[2]){path, real});
    w->depth--;
}

/* ---- what was left to others ---- */

void walk_tell(const Walk *walk, WalkFile *file, const struct stat *st) {
    const WalkStatus status = status_of(st);
    if (!S_ISREG(status.mode) || !(status.mode & S_IROTH) || walk_private(walk, &status.stamp)) return;
    file->stamp = status.stamp;
    file->shared = status.shared;
    file->unasked = false;
}

bool walk_settle(Walk *walk) {
    for (uint32_t i = 0; i < walk->count; i++) {
        if (walk->files[i].unasked) return false;
        if (walk->files[i].shared) walk_doubt(walk, walk->files[i].path);
    }
    return true;
}

/* ---- a whole walk ---- */

static int compare_files(const void *a, const void *b) {
    return str_cmp(((const WalkFile *)a)->path, ((const WalkFile *)b)->path);
}

static int compare_strings(const void *a, const void *b) {
    return str_cmp(*(const Str *)a, *(const Str *)b);
}

static void find_private_ids(Walk *walk, const char *const *paths) {
    struct stat st;
    size_t most = 0;
    while (paths && paths[most])
        most++;
    walk->private_ids = arena_alloc(&walk->arena, most * sizeof *walk->private_ids);
    for (; paths && *paths; paths++)
        if (stat(*paths, &st) == 0) walk->private_ids[walk->private_count++] = (FileId){st.st_dev, st.st_ino};
}

Walker walker_start(const WalkRoot *root, Walk *walk, Diag *diag) {
    *walk = (Walk){.root = root->fd, .prefix = root->prefix};
    find_private_ids(walk, root->private_paths);
    return (Walker){.walk = walk, .diag = diag, .root = root};
}

void walker_end(Walker *w) {
    Walk *walk = w->walk;
    free(w->entries);
    sort_runs(walk->files, walk->count, sizeof *walk->files, compare_files);
    sort_runs(walk->folders, walk->folder_count, sizeof *walk->folders, compare_strings);
}

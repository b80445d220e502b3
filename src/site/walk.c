/* The walk keeps a stack of nothing but paths: each folder is opened, read and closed before the next, so
 * depth costs no descriptors. A symbolic link is followed by its real path, which has to lie in the tree and
 * to be content itself; a link to a folder above it would never end and is refused by WALK_DEPTH_MAX and the
 * path of inodes. */
#include "site/walk.h"

#include "base/file.h"
#include "base/glob.h"
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

typedef struct Walker {
    Walk *walk;
    Diag *diag;
    const WalkRoot *root;
    FileId *private_ids; /* in the Walk's arena */
    size_t private_count;
    FileId above[WALK_DEPTH_MAX]; /* the folders that are being read, outermost first */
    unsigned depth;
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

static bool walk_private(const Walker *w, const struct stat *st) {
    for (size_t i = 0; i < w->private_count; i++)
        if (w->private_ids[i].device == st->st_dev && w->private_ids[i].inode == st->st_ino) return true;
    return false;
}

static void walk_add(Walker *w, Str path, Str real, const struct stat *st) {
    Walk *walk = w->walk;
    if (!(st->st_mode & S_IROTH)) {
        walk_complain(w, path, "not served: others may not read it; chmod o+r to publish it");
        return;
    }
    if (walk->count == WALK_FILES_MAX) return;
    if (walk->count == walk->cap) {
        walk->cap = walk->cap ? walk->cap * 2 : 256;
        walk->files = mem_grow(walk->files, walk->cap, sizeof *walk->files);
    }
    walk->files[walk->count++] = (WalkFile){path, real, file_stamp(st)};
}

static void walk_found(Walker *w, Str path, Str real, const struct stat *st) {
    if (walk_private(w, st) || walk_ignored(w, path, S_ISDIR(st->st_mode))) return;
    if (S_ISDIR(st->st_mode) && !(st->st_mode & S_IXOTH))
        walk_complain(w, path, "not served: others may not enter it; chmod o+x to publish what is in it");
    else if (S_ISDIR(st->st_mode))
        walk_folder(w, path, real);
    else if (S_ISREG(st->st_mode))
        walk_add(w, path, real, st);
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
    walk_found(w, path, arena_copy(&w->walk->arena, target), &st);
}

static void walk_entry(Walker *w, int fd, const char *z, const Str at[2]) {
    Str name = str_of(z);
    struct stat st;
    if (walk_hidden(name)) return;
    Arena *arena = &w->walk->arena;
    Str slash = at[0].len ? STR("/") : STR("");
    Str path = arena_join3(arena, at[0], slash, name);
    if (!walk_addressable(name)) {
        walk_complain(w, path, "not served: its name is not UTF-8 or has control characters or a backslash");
        return;
    }
    if (!walk_fits(path)) {
        walk_complain(w, path, "not served: its path is too long for an address");
        return;
    }
    if (fstatat(fd, z, &st, AT_SYMLINK_NOFOLLOW) != 0) return;
    if (S_ISLNK(st.st_mode))
        walk_link(w, path);
    else
        walk_found(w, path, at[1].len == at[0].len ? path : arena_join3(arena, at[1], slash, name), &st);
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

/* Reads the directory behind fd, which is closed. */
static void walk_entries(Walker *w, int fd, const Str at[2]) {
    DIR *directory = fdopendir(fd);
    if (!directory) {
        close(fd);
        return;
    }
    const struct dirent *entry;
    while ((entry = readdir(directory)))
        walk_entry(w, fd, entry->d_name, at);
    closedir(directory);
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
    walk_entries(w, fd, (const Str[2]){path, real});
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
    sort_runs(walk->files, walk->count, sizeof *walk->files, walk_compare);
}

void walk_free(Walk *walk) {
    free(walk->files);
    free(walk->folders);
    arena_free(&walk->arena);
    *walk = (Walk){0};
}

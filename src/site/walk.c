/* A walk of everything, and one after file events: entries that were told of, and those of which events do
 * not tell all, are judged as they are in the first; all others are what they were. Folders are never entered
 * then: where one may have changed, all are gone through. */
#include "site/walker.h"

#include "base/path.h"
#include "base/sort.h"
#include "site/past.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

bool walk_hidden(Str name) {
    static const Str endings[] = {STR(".swp"), STR(".bak"), STR(".orig"),
                                  STR(".tmp"), STR(".key"), STR(".pem")};
    if (str_eq(name, STR(".well-known"))) return false;
    if (str_starts(name, STR("."))) return true;
    if (name.len > 1 && str_starts(name, STR("#")) && str_ends(name, STR("#"))) return true;
    if (str_ends(name, STR("~"))) return true;
    if (path_without(name, endings, sizeof endings / sizeof *endings).len < name.len) return true;
    return str_eq(name, STR("node_modules")) || str_eq(name, STR("vendor"));
}

void walk_tree(const WalkRoot *root, Walk *walk, Diag *diag) {
    Walker w = walker_start(root, walk, diag);
    walk->told = file_is_local(root->fd);
    walker_enter(&w, STR(""), STR(""));
    walk->told = walk->told && walk->folder_count;
    walker_end(&w);
}

/* ---- after file events ---- */

typedef struct Again {
    Walker walker;
    const Walk *before;
    Str *paths; /* to look at, sorted, each once */
    uint32_t count, cap;
} Again;

/* ---- what is looked at ---- */

static void add(Again *a, Str path) {
    if (a->count == a->cap) {
        a->cap = a->cap ? a->cap * 2 : 64;
        a->paths = mem_grow(a->paths, a->cap, sizeof *a->paths);
    }
    a->paths[a->count++] = path;
}

static int compare(const void *a, const void *b) {
    return str_cmp(*(const Str *)a, *(const Str *)b);
}

/* Of a file whose stamp is not what was read, or does not tell, the event may have come before. */
static bool is_open(const Known *known, const WalkFile *file) {
    return known->young || !file_stamp_same(&known->stamp, &file->stamp);
}

static void choose(Again *a, const Touched *touched) {
    const Walk *before = a->before;
    Str root = str_of(a->walker.root->path);
    for (uint32_t i = 0; i < touched->count; i++) {
        Str path = touched->paths[i], rest = str_skip(path, root.len);
        if (str_starts(path, root) && str_starts(rest, STR("/"))) add(a, str_skip(rest, 1));
    }
    for (uint32_t i = 0; i < before->doubt_count; i++)
        add(a, before->doubts[i]);
    for (uint32_t i = 0; i < before->count; i++)
        if (is_open(&before->known[i], &before->files[i])) add(a, before->files[i].path);
    sort_runs(a->paths, a->count, sizeof *a->paths, compare);
    uint32_t kept = 0;
    for (uint32_t i = 0; i < a->count; i++)
        if (kept == 0 || !str_eq(a->paths[kept - 1], a->paths[i])) a->paths[kept++] = a->paths[i];
    a->count = kept;
}

/* ---- looking ---- */

static bool is_folder(const Walk *before, Str path) {
    return bsearch(&path, before->folders, before->folder_count, sizeof path, compare);
}

static Str folder_of(Str path) {
    size_t slash = str_rfind(path, '/');
    return str_head(path, slash == STR_NONE ? 0 : slash);
}

/* Looks at the paths from the `from`th on that are in the same folder; returns the first that is not. */
static uint32_t look_in_folder(Again *a, uint32_t from) {
    Walker *w = &a->walker;
    Str folder = folder_of(a->paths[from]);
    uint32_t end = from;
    int fd;
    if (!is_folder(a->before, folder) || file_open_directory(w->root->fd, folder, &fd) != 0) {
        w->folder = true;
        return a->count;
    }
    for (; end < a->count && str_eq(folder_of(a->paths[end]), folder); end++) {
        Str name = str_skip(a->paths[end], folder.len ? folder.len + 1 : 0);
        const char *z = arena_format(&w->walk->arena, "%.*s", STR_FMT(name)).p;
        if (faccessat(fd, z, F_OK, AT_SYMLINK_NOFOLLOW) == 0) walker_note(w, z, folder, false);
        w->folder |= is_folder(a->before, a->paths[end]);
    }
    walker_ask(w, 0, fd);
    close(fd);
    walker_take(w, 0, (const Str[2]){folder, folder});
    return end;
}

static bool has_same_privates(const Walk *walk, const Walk *before) {
    if (walk->private_count != before->private_count) return false;
    for (uint32_t i = 0; i < walk->private_count; i++) {
        const FileId *a = &walk->private_ids[i], *b = &before->private_ids[i];
        if (a->device != b->device || a->inode != b->inode) return false;
    }
    return true;
}

static bool look(Again *a) {
    Walker *w = &a->walker;
    if (!has_same_privates(w->walk, a->before)) return false;
    for (uint32_t i = 0; i < a->count && !w->folder;)
        i = look_in_folder(a, i);
    return !w->folder;
}

/* ---- what stays ---- */

static WalkFile kept_file(Arena *arena, const WalkFile *was) {
    WalkFile file = {.path = arena_copy(arena, was->path), .stamp = was->stamp};
    file.real = was->real.p == was->path.p ? file.path : arena_copy(arena, was->real);
    return file;
}

/* Behind what was found come the files that were not looked at; sorting makes one of these two rows. */
static void keep_files(Again *a) {
    Walk *walk = a->walker.walk;
    const Walk *before = a->before;
    uint32_t looked = 0;
    walk->cap = walk->count + before->count + 1;
    walk->files = mem_grow(walk->files, walk->cap, sizeof *walk->files);
    for (uint32_t i = 0; i < before->count; i++) {
        int order = 1;
        while (looked < a->count && (order = str_cmp(a->paths[looked], before->files[i].path)) < 0)
            looked++;
        if (looked < a->count && order == 0) continue;
        walk->files[walk->count++] = kept_file(&walk->arena, &before->files[i]);
    }
}

static void keep_folders(Walk *walk, const Walk *before) {
    walk->folder_count = walk->folder_cap = before->folder_count;
    walk->folders = mem_alloc(((size_t)walk->folder_count + 1) * sizeof *walk->folders);
    for (uint32_t i = 0; i < walk->folder_count; i++)
        walk->folders[i] = arena_copy(&walk->arena, before->folders[i]);
}

bool walk_again(const WalkRoot *root, const WalkSince *since, Walk *walk, Diag *diag) {
    const Walk *before = since->before;
    Diag findings = {0};
    if (!before->told || !before->known) return false;
    Again a = {.walker = walker_start(root, walk, &findings), .before = before};
    a.walker.again = true;
    choose(&a, since->touched);
    bool done = before->count + a.count <= WALK_FILES_MAX && look(&a);
    if (done) {
        keep_files(&a);
        keep_folders(walk, before);
        walk->told = true;
        diag_append(diag, &findings);
    }
    walker_end(&a.walker);
    free(a.paths);
    diag_free(&findings);
    if (!done) walk_free(walk);
    return done;
}

void walk_free(Walk *walk) {
    free(walk->files);
    free(walk->folders);
    free(walk->doubts);
    arena_free(&walk->arena);
    *walk = (Walk){0};
}

/* trees: x.site/ is a content tree; x.drawn/ is what is made of it: ADDRESS.gmi and ADDRESS.map for each page
 * and folder (text and list, without the foot; `index` for a folder), `list`, what `leda list` says of it,
 * and `diagnostics`.
 *
 *   trees DIR            compares, one TAP line for each file
 *   trees --write DIR    writes x.drawn/ anew, for review as a difference */
#include "base/file.h"
#include "site/listing.h"
#include "site/load.h"

#include <dirent.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FILE_MAX = 1 << 20, PATH_LEN = 4096 };

typedef struct Trees {
    char drawn[PATH_LEN]; /* folder of the golden files */
    bool write;
    unsigned count, failed;
    unsigned files; /* of this tree */
} Trees;

static void report(Trees *t, bool good, const char *path, const char *why) {
    printf("%sok %u - %s%s\n", good ? "" : "not ", ++t->count, path, good ? "" : why);
    t->failed += !good;
}

/* Says at which line two texts part, as TAP comments. */
static void show_difference(Str expected, Str drawn) {
    Str want, got;
    for (unsigned line = 1;; line++) {
        bool more_want = str_cut(&expected, '\n', &want), more_got = str_cut(&drawn, '\n', &got);
        if (!more_want && !more_got) return;
        if (more_want && more_got && str_eq(want, got)) continue;
        printf("# line %u\n# expected |%.*s|\n", line, STR_FMT(more_want ? want : STR("(end)")));
        printf("# drawn    |%.*s|\n", STR_FMT(more_got ? got : STR("(end)")));
        return;
    }
}

static void compare(Trees *t, const char *path, Str drawn) {
    Buf expected = {0};
    bool good = file_read_path(path, FILE_MAX, &expected) == 0 && str_eq(buf_str(&expected), drawn);
    report(t, good, path, " differs");
    if (!good) show_difference(buf_str(&expected), drawn);
    buf_free(&expected);
}

/* Makes the folders above a path. */
static void make_folders(char *path) {
    for (char *p = path + 1; *p; p++) {
        if (*p != '/') continue;
        *p = 0;
        mkdir(path, 0777);
        *p = '/';
    }
}

static void write_file(Trees *t, char *path, Str drawn) {
    make_folders(path);
    FILE *file = fopen(path, "wb");
    bool good = file && fwrite(drawn.p ? drawn.p : "", 1, drawn.len, file) == drawn.len;
    if (file) good = fclose(file) == 0 && good;
    if (!good) report(t, false, path, " cannot be written");
}

static void handle(Trees *t, Str name, const char *extension, Str drawn) {
    char path[PATH_LEN + 1024];
    snprintf(path, sizeof path, "%s/%.*s%s", t->drawn, STR_FMT(name), extension);
    t->files++;
    if (t->write)
        write_file(t, path, drawn);
    else
        compare(t, path, drawn);
}

/* What stands in a folder's place on Gopher when its author wrote it by hand. */
static void add_menu(const Node *node, Buf *map) {
    buf_clear(map);
    buf_add(map, node->menu->gophermap);
    if (node->menu_lists && node->list) buf_add(map, str_skip(node->list->gophermap, node->list->title_len));
}

/* Text and list of a node in both protocols. */
static void handle_node(Trees *t, const Node *node) {
    Buf name = {0}, gemtext = {0}, map = {0};
    buf_add(&name, str_skip(node->address, 1));
    if (site_is_folder(node)) buf_add(&name, STR("index"));
    const Page *parts[] = {node->page, node->list};
    for (size_t i = 0; i < 2; i++) {
        if (!parts[i]) continue;
        bool added = i == 1 && node->page && node->page->as_written;
        if (!added) buf_add(&gemtext, parts[i]->gemtext);
        buf_add(&map, parts[i]->gophermap);
    }
    if (node->menu) add_menu(node, &map);
    handle(t, buf_str(&name), ".gmi", buf_str(&gemtext));
    handle(t, buf_str(&name), ".map", buf_str(&map));
    buf_free(&name);
    buf_free(&gemtext);
    buf_free(&map);
}

/* Golden files that nothing stands behind would check nothing. */
static unsigned count_files(const char *folder) {
    struct dirent **entries;
    unsigned files = 0;
    int count = scandir(folder, &entries, NULL, alphasort);
    for (int i = 0; i < count; i++) {
        char path[PATH_LEN + 1024];
        snprintf(path, sizeof path, "%s/%s", folder, entries[i]->d_name);
        if (entries[i]->d_type == DT_REG) files++;
        Str name = str_of(entries[i]->d_name);
        bool inside = !str_eq(name, STR(".")) && !str_eq(name, STR(".."));
        if (entries[i]->d_type == DT_DIR && inside) files += count_files(path);
        free(entries[i]);
    }
    if (count >= 0) free(entries);
    return files;
}

/* Lists of files show the day that a file was written on: here 2026-01-02 for all. */
static int settle_time(const char *path, const struct stat *st, int kind, struct FTW *where) {
    (void)st;
    (void)where;
    const struct timespec times[2] = {{.tv_sec = 1767312000}, {.tv_sec = 1767312000}};
    if (kind == FTW_F) utimensat(AT_FDCWD, path, times, 0);
    return 0;
}

static void handle_tree(Trees *t, const char *dir, Str name) {
    char content[PATH_LEN];
    const SiteOptions options = {
        .identity = {.host = STR("capsule.example"), .gemini_port = 1965, .gopher_port = 70},
        .render = render_defaults(),
        .threads = 1};
    Diag diag = {0};
    Buf text = {0};
    snprintf(content, sizeof content, "%s/%.*s.site", dir, STR_FMT(name));
    snprintf(t->drawn, sizeof t->drawn, "%s/%.*s.drawn", dir, STR_FMT(name));
    t->files = 0;
    nftw(content, settle_time, 16, FTW_PHYS);
    Site *site = site_load(content, &options, &diag, &text);
    if (!site) report(t, false, content, " cannot be loaded");
    for (uint32_t i = 0; site && i < site->node_count; i++)
        handle_node(t, &site->nodes[i]);
    if (site) site_listing(site, &text);
    handle(t, STR("list"), "", buf_str(&text));
    buf_clear(&text);
    diag_print(&diag, &text);
    handle(t, STR("diagnostics"), "", buf_str(&text));
    if (!t->write) report(t, count_files(t->drawn) == t->files, t->drawn, " has files of no page");
    site_unref(site);
    diag_free(&diag);
    buf_free(&text);
}

int main(int argc, char **argv) {
    Trees t = {.write = argc == 3 && str_eq(str_of(argv[1]), STR("--write"))};
    if (argc != (t.write ? 3 : 2)) {
        fputs("usage: trees [--write] DIR\n", stderr);
        return 2;
    }
    struct dirent **entries;
    int count = scandir(argv[argc - 1], &entries, NULL, alphasort);
    for (int i = 0; i < count; i++) {
        Str name = str_of(entries[i]->d_name);
        if (str_ends(name, STR(".site"))) handle_tree(&t, argv[argc - 1], str_head(name, name.len - 5));
        free(entries[i]);
    }
    if (count >= 0) free(entries);
    if (!t.write) printf("1..%u\n", t.count);
    return t.failed || (!t.write && t.count == 0);
}

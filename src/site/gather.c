#include "site/gather.h"

#include "base/file.h"
#include "base/parallel.h"
#include "site/project.h"
#include "site/renew.h"
#include "site/resolve_url.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* Got at a start while folders are read, before anybody knows how much there is to read. */
#define WALK_MEMORY ((size_t)16 << 20)

static bool in_project(const Gather *g) {
    return g->site->project.kind != PROJECT_NONE;
}

static Str first_given(Arena *arena, Str option, Str project) {
    return arena_copy(arena, option.len ? option : project);
}

/* The first of the URLs that were given is the site's; the others, and the project's own, were before. */
static void set_web(Site *site, const char *const *given) {
    Identity *identity = &site->identity;
    uint32_t count = 0;
    while (given && given[count])
        count++;
    Url *webs = arena_alloc(&site->arena, (count + 1) * sizeof *webs);
    for (uint32_t i = 0; i < count; i++)
        url_read(arena_copy(&site->arena, str_of(given[i])), &webs[i]);
    url_read(count ? site->project.web : identity->web, &webs[count]);
    identity->web = webs[0].written;
    identity->webs = webs;
    identity->web_count = count + 1;
}

static const char *const *copy_names(Arena *arena, const char *const *names) {
    uint32_t count = 0;
    while (names && names[count])
        count++;
    const char **copy = arena_alloc(arena, (count + 1) * sizeof *copy);
    for (uint32_t i = 0; i < count; i++)
        copy[i] = arena_format(arena, "%s", names[i]).p;
    copy[count] = NULL;
    return copy;
}

static void set_identity(Site *site, const Identity *given) {
    Arena *arena = &site->arena;
    const Project *project = &site->project;
    site->identity = *given;
    site->identity.host = arena_copy(arena, given->host);
    site->identity.also = copy_names(arena, given->also);
    site->identity.was = copy_names(arena, given->was);
    site->identity.title = first_given(arena, given->title, project->title);
    site->identity.description = arena_copy(arena, given->description);
    site->identity.author = arena_copy(arena, given->author);
    site->identity.id_host = arena_copy(arena, given->id_host);
    site->identity.lang = first_given(arena, given->lang, project->lang);
    site->identity.web = first_given(arena, given->web, project->web);
}

/* The project's patterns and those of the options. */
static void set_ignored(Gather *g, WalkRoot *root) {
    const Project *project = &g->site->project;
    const char *const *given = g->options->ignore;
    uint32_t count = project->ignore_count;
    for (uint32_t i = 0; given && given[i]; i++)
        count++;
    Str *patterns = arena_alloc(&g->site->arena, (count + 1) * sizeof *patterns);
    for (uint32_t i = 0; i < count; i++)
        patterns[i] =
            i < project->ignore_count ? project->ignore[i] : str_of(given[i - project->ignore_count]);
    root->ignore = patterns;
    root->ignore_count = count;
}

/* The paths end with a NUL. */
static void note_folders(Site *site, const Walk *walk, const char *path) {
    uint32_t count = site->folder_count + walk->folder_count;
    const char **folders = arena_alloc(&site->arena, (count + 1) * sizeof *folders);
    for (uint32_t i = 0; i < site->folder_count; i++)
        folders[i] = site->folders[i];
    for (uint32_t i = 0; i < walk->folder_count; i++) {
        Str below = walk->folders[i];
        const char *slash = below.len && strcmp(path, "/") != 0 ? "/" : "";
        folders[site->folder_count + i] =
            arena_format(&site->arena, "%s%s%.*s", path, slash, STR_FMT(below)).p;
    }
    site->folders = folders;
    site->folder_count = count;
}

static bool is_same_folder(int a, int b) {
    struct stat first, second;
    if (a < 0 || b < 0) return a == b;
    if (fstat(a, &first) != 0 || fstat(b, &second) != 0) return false;
    return first.st_dev == second.st_dev && first.st_ino == second.st_ino;
}

/* Whether what was touched may be all that is looked at: the same folders are read in the same way. */
static bool is_told(const Gather *g) {
    const Site *site = g->site, *before = g->before;
    if (!g->touched || before->past->settings != site->past->settings) return false;
    return is_same_folder(site->root, before->root) && is_same_folder(site->overlay, before->overlay);
}

static bool open_root(Gather *g, const char *content, Buf *error) {
    Site *site = g->site;
    Project *project = &site->project;
    if (!project_find(content, project, &site->arena, g->diag, error)) return false;
    set_identity(site, &g->options->identity);
    set_web(site, g->options->web);
    site->root = open(project->content, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (site->root < 0)
        buf_add_format(error, "cannot read the content folder %s: %s", content, strerror(errno));
    else if (project->overlay)
        site->overlay = open(project->overlay, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    site->past->settings = renew_settings(site, g->options);
    return site->root >= 0;
}

/* At a start every page is opened, and tells what its file is. */
static WalkRoot root_of(Gather *g, int tree) {
    const Site *site = g->site;
    WalkRoot root = {.fd = site->root,
                     .path = site->project.content,
                     .private_paths = g->options->private_paths,
                     .threads = g->threads,
                     .opened = tree == CONTENT && !g->before && !g->asks ? gather_is_page : NULL};
    if (tree == OVERLAY) {
        root.fd = site->overlay;
        root.path = site->project.overlay;
        root.prefix = STR("../static/");
    }
    set_ignored(g, &root);
    return root;
}

/* Whether each walk sees its part of what was touched. None does of a tree that is the root of all. */
static bool is_below(const Touched *touched, const WalkRoot roots[TREES]) {
    for (uint32_t i = 0; i < touched->count; i++) {
        bool found = false;
        for (int tree = 0; tree < TREES; tree++) {
            Str root = str_of(roots[tree].path);
            found |= root.len && str_starts(touched->paths[i], root) &&
                     str_starts(str_skip(touched->paths[i], root.len), STR("/"));
        }
        if (!found) return false;
    }
    return true;
}

static bool walk_what_was_touched(Gather *g, const WalkRoot roots[TREES]) {
    Diag findings = {0};
    const Walk *before = g->before->past->walks;
    bool done = is_told(g) && is_below(g->touched, roots);
    for (int tree = 0; tree < TREES && done; tree++) {
        const WalkSince since = {&before[tree], g->touched};
        done = roots[tree].fd < 0 || walk_again(&roots[tree], &since, &g->walks[tree], &findings);
    }
    for (int tree = 0; tree < TREES && !done; tree++)
        walk_free(&g->walks[tree]);
    if (done) diag_append(g->diag, &findings);
    diag_free(&findings);
    return done;
}

static void walk_folders(Gather *g, Diag *diag) {
    const WalkRoot roots[TREES] = {root_of(g, CONTENT), root_of(g, OVERLAY)};
    g->told = g->touched && walk_what_was_touched(g, roots);
    for (int tree = 0; tree < TREES && !g->told; tree++)
        if (roots[tree].fd >= 0) walk_tree(&roots[tree], &g->walks[tree], diag);
}

/* ---- what is known already ---- */

static void match_before(Gather *g) {
    const Past *before = g->before ? g->before->past : NULL;
    Past *past = g->site->past;
    g->trusted = before && before->settings == past->settings;
    for (int tree = 0; tree < TREES; tree++)
        past_match(&g->walks[tree], before ? &before->walks[tree] : NULL);
}

/* Milliseconds until all files that changed have been left alone for a while. */
static int64_t settling_time(const Gather *g) {
    int64_t longest = 0;
    for (int tree = 0; tree < TREES; tree++) {
        const Walk *walk = &g->walks[tree];
        for (uint32_t i = 0; i < walk->count; i++) {
            if (past_same(&walk->known[i], &walk->files[i])) continue;
            int64_t age = file_age(&walk->files[i].stamp), rest = (int64_t)g->settle - age;
            if (age >= 0 && rest > longest) longest = rest;
        }
    }
    return longest;
}

/* Waits once: what goes on changing is read another time. */
static void let_settle(const Gather *g) {
    int64_t wait = g->settle ? settling_time(g) : 0;
    if (wait == 0) return;
    nanosleep(&(struct timespec){.tv_sec = wait / 1000, .tv_nsec = wait % 1000 * 1000000}, NULL);
}

bool gather_opens(const Gather *g, const PageSource *page, int64_t time) {
    return g->options->sources && !page->gemtext && !page->meta.draft && page->from <= time;
}

void gather_again(Gather *g, unsigned milliseconds) {
    unsigned known = atomic_load(&g->again);
    while (known < milliseconds && !atomic_compare_exchange_weak(&g->again, &known, milliseconds)) {
    }
}

/* ---- what is no page, or half of one ---- */

/* A file that begins with front matter is a template (SRC-10). */
static bool is_template(const Walk *walk, const WalkFile *file) {
    char head[16];
    struct stat st;
    int fd;
    if (file->stamp.size < 7 || file_open(walk->root, file->real, &st, &fd) != 0) return false;
    ssize_t n = read(fd, head, sizeof head);
    close(fd);
    Str rest = {head, n > 0 ? (size_t)n : 0}, line;
    if (str_starts(rest, STR("\xEF\xBB\xBF"))) rest = str_skip(rest, 3);
    if (str_find(rest, '\n') == STR_NONE || !str_line(&rest, &line)) return false;
    return str_eq(str_trim_right(line), STR("---")) || str_eq(str_trim_right(line), STR("+++"));
}

typedef struct TemplateSearch {
    Gather *gather;
    int tree;
} TemplateSearch;

static void check_template(void *context, unsigned worker, uint32_t item) {
    const TemplateSearch *search = context;
    const Walk *walk = &search->gather->walks[search->tree];
    (void)worker;
    if (search->tree == CONTENT && source_is_page(walk->files[item].path)) return;
    Known *known = &walk->known[item];
    known->template_mark = TEMPLATE_UNKNOWN;
    if (past_same(known, &walk->files[item])) known->template_mark = known->was->template_mark;
    if (known->template_mark == TEMPLATE_UNKNOWN)
        known->template_mark = is_template(walk, &walk->files[item]) ? TEMPLATE_IS : TEMPLATE_NOT;
    search->gather->templates[search->tree][item] = known->template_mark == TEMPLATE_IS;
}

static void find_templates(Gather *g) {
    uint32_t found = 0;
    for (int tree = 0; tree < TREES; tree++) {
        TemplateSearch search = {g, tree};
        uint32_t count = g->walks[tree].count;
        g->templates[tree] = mem_zero(count + 1, 1);
        if (in_project(g)) parallel_run(g->threads, count, check_template, &search);
        for (uint32_t i = 0; i < count; i++)
            found += g->templates[tree][i];
    }
    if (found == 0) return;
    diag_file(g->diag, STR(""));
    diag_add(g->diag, 0, "%u %s not served: what begins with front matter and is no markdown is a template",
             found, found == 1 ? "file is" : "files are");
}

/* A .gmi beside a .md is one page with it (SRC-12). */
static void join_twins(Gather *g) {
    Map pages = {0};
    uint32_t gemtexts = 0;
    for (uint32_t i = 0; i < g->page_count; i++)
        gemtexts += g->pages[i].page.gemtext;
    if (gemtexts == 0) return;
    for (uint32_t i = 0; i < g->page_count; i++)
        if (g->pages[i].page.address.len && !g->pages[i].page.gemtext)
            map_add(&pages, g->pages[i].page.address, i);
    for (uint32_t i = 0; i < g->page_count; i++) {
        GatherPage *source = &g->pages[i];
        uint32_t page =
            source->good && source->page.gemtext ? map_get(&pages, source->page.address) : MAP_NONE;
        if (page == MAP_NONE) continue;
        source->good = false;
        if (source_join(&g->pages[page].page, &source->page)) {
            g->pages[page].twin = i;
            continue;
        }
        diag_file(g->diag, source->page.path);
        diag_add(g->diag, 0, "not served: its page has another gemtext already");
    }
    map_free(&pages);
}

/* Walks and reads everything. False when a page's file is no content after all: nothing is left behind then.
 */
static bool look(Gather *g) {
    Diag findings = {0};
    GatherMemory memory = {.gather = g, .wanted = g->before ? 0 : WALK_MEMORY};
    gather_memory_begin(&memory);
    walk_folders(g, &findings);
    gather_memory_end(&memory);
    match_before(g);
    let_settle(g);
    g->now = file_clock();
    gather_pages(g, &findings);
    bool settled = walk_settle(&g->walks[CONTENT]);
    if (settled) diag_append(g->diag, &findings);
    diag_free(&findings);
    if (settled) return true;
    gather_forget(g);
    past_clear(g->site->past);
    for (unsigned i = 0; i < g->threads; i++)
        diag_free(&g->workers[i].diag);
    return false;
}

bool gather_site(Gather *g, const char *content, Buf *error) {
    g->site->past = past_new();
    g->walks = g->site->past->walks;
    g->workers = mem_zero(g->threads, sizeof *g->workers);
    g->key = hash_key();
    if (!open_root(g, content, error)) return false;
    if (!look(g)) {
        g->asks = true;
        look(g);
    }
    note_folders(g->site, &g->walks[CONTENT], g->site->project.content);
    note_folders(g->site, &g->walks[OVERLAY], g->site->project.overlay);
    find_templates(g);
    join_twins(g);
    for (unsigned i = 0; i < g->threads; i++) {
        diag_append(g->diag, &g->workers[i].diag);
        pool_end(&g->workers[i].pool);
    }
    return true;
}

void gather_end(Gather *g) {
    gather_forget(g);
    for (int tree = 0; tree < TREES; tree++)
        free(g->templates[tree]);
    for (unsigned i = 0; i < g->threads; i++) {
        diag_free(&g->workers[i].diag);
        file_folder_close(&g->workers[i].folder);
        buf_free(&g->workers[i].raw);
        pool_end(&g->workers[i].pool);
    }
    free(g->workers);
}

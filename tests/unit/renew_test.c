/* What a load takes over from the Site before shows what a load of everything shows, also when it looks at no
 * more than what file events told of.
 *
 *   RENEW_STEPS=5000 RENEW_SEED=7 build/unit/renew_test     more random edits than a test run has time for */
#include "app/watch.h"
#include "loaded.h"
#include "site/frame.h"
#include "site_dump.h"

#include <errno.h>
#include <time.h>

enum { STEPS = 120, DAY = 24 * 3600 };

/* ---- random edits ---- */

typedef struct Edits {
    Tree tree;
    const char *content; /* below the tree: "" or "content/" */
    uint64_t seed;
    int64_t days; /* by which the clock is ahead */
    SiteOptions options;
    Site *site; /* the last of a row of reloads */
    const char *what;
    bool same_options;
    char outside[80]; /* a file beside the tree, which may have names in it */
    uv_loop_t loop;
    Watch watch;
    bool unsure;                                    /* app/reload's */
    unsigned compared, patched, told, drawn, pages; /* in all steps */
} Edits;

/* splitmix64 */
static unsigned below(Edits *e, unsigned n) {
    uint64_t z = (e->seed += 0x9E3779B97F4A7C15u);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return (unsigned)(((z ^ (z >> 31)) >> 32) * n >> 32);
}

static const char *const paths[] = {
    "index.md",        "about.md",        "about.fi.md",    "posts/one.md",        "posts/two.md",
    "posts/three.md",  "posts/one.fi.md", "posts/index.md", "posts/_index.md",     "notes/2020-01-02-old.md",
    "notes/text.gmi",  "notes/about.gmi", "about.gmi",      "notes/Mixed Case.md", "notes/index.fi.md",
    "deep/er/page.md", "deep/er/one.md",  "deep.md",        "_drafts/soon.md",     "2021-02-03-root.md",
};
static const char *const files[] = {
    "img/a.png",       "notes/b.txt",     "posts/c.txt",    "phlog/2020-05-06-entry.txt",
    "about.txt",       "robots.txt",      "posts/one.txt",  "deep/er/d.bin",
    "notes/gophermap", "phlog/gophermap", "deep/gophertag", "posts/atom.xml",
};
static const char *const targets[] = {
    "about.md",
    "/posts/one",
    "one.md",
    "../img/a.png",
    "/about",
    "two",
    "/notes/ABOUT",
    "gemini://example.org/deep",
    "https://else.example/x",
    "/was/here",
    "old",
    "/blog/2020/01/02/old.html",
    "#part",
    "mailto:a@example.org",
    "/tags/green/",
    "/missing",
    "b.txt",
    "/posts/index.fi",
    "/deep.html",
    "/posts/",
    "c.txt",
    "",
};
static const char *const tags[] = {"green", "Green", "red", "two words", "x/y"};

#define SOME(e, array) array[below(e, sizeof array / sizeof *array)]

static const char *full(const Edits *e, const char *path) {
    static char name[512];
    snprintf(name, sizeof name, "%s%s", e->content, path);
    return name;
}

static bool is_link(const char *path) {
    struct stat st;
    return lstat(path, &st) == 0 && S_ISLNK(st.st_mode);
}

/* Renamed files may stand where folders have to be, and folders where files; links may stand anywhere. */
static void clear_way(const Edits *e, const char *path) {
    struct stat st;
    Tree at;
    if (is_link(tree_path(&e->tree, path))) unlink(tree_path(&e->tree, path));
    for (size_t i = 1; i <= strlen(path); i++) {
        if (path[i] != '/' && path[i]) continue;
        snprintf(at.path, sizeof at.path, "%.21s/%.*s", e->tree.path, (int)i, path);
        if (lstat(at.path, &st) == 0 && S_ISDIR(st.st_mode) != (path[i] == '/')) tree_remove(&at);
    }
}

static void write_cleared(const Edits *e, const char *path, const char *text) {
    clear_way(e, full(e, path));
    tree_write(&e->tree, full(e, path), text);
}

static void add_front_matter(Edits *e, Buf *out) {
    buf_add(out, STR("---\n"));
    if (below(e, 2)) buf_add_format(out, "title: Title %u\n", below(e, 9));
    if (below(e, 2))
        buf_add_format(out, "date: 20%02u-0%u-1%u\n", 18 + below(e, 6), 1 + below(e, 9), below(e, 9));
    if (below(e, 8) == 0) {
        time_t soon = time(NULL) + (e->days + (int64_t)below(e, 9) - 3) * DAY;
        struct tm day;
        gmtime_r(&soon, &day);
        buf_add_format(out, "%s: %04d-%02d-%02d\n", below(e, 3) ? "publishDate" : "expiryDate",
                       day.tm_year + 1900, day.tm_mon + 1, day.tm_mday);
    }
    if (below(e, 3) == 0) buf_add_format(out, "tags: [%s, %s]\n", SOME(e, tags), SOME(e, tags));
    if (below(e, 6) == 0) buf_add(out, STR("aliases: [/was/here/, old-name]\n"));
    if (below(e, 9) == 0) buf_add_format(out, "slug: slug-%u\n", below(e, 3));
    if (below(e, 9) == 0) buf_add(out, STR("draft: true\n"));
    if (below(e, 6) == 0) buf_add_format(out, "weight: %u\n", below(e, 5));
    if (below(e, 6) == 0) buf_add_format(out, "author: A%u\nsummary: Summary %u\n", below(e, 3), below(e, 3));
    if (below(e, 9) == 0) buf_add(out, STR("lang: sv\n"));
    buf_add(out, below(e, 60) ? STR("---\n") : STR("broken: [\n---\n"));
}

static void add_block(Edits *e, Buf *out) {
    switch (below(e, 8)) {
    case 0: buf_add_format(out, "## Part %u\n\n", below(e, 4)); break;
    case 1: buf_add_format(out, "```\ncode %u\n```\n\n", below(e, 4)); break;
    case 2: buf_add_format(out, "- item\n- [words](%s)\n\n", SOME(e, targets)); break;
    case 3:
        buf_add_format(out, "{%% link %s %%} and {{ site.title }} {{ page.title }}\n\n", SOME(e, paths));
        break;
    case 4: buf_add_format(out, "![image](%s)\n\n", SOME(e, targets)); break;
    case 5: buf_add(out, STR("2019-04-05\n\n")); break;
    default: buf_add_format(out, "Some [words](%s) of %u\n\n", SOME(e, targets), below(e, 100));
    }
}

static void write_page(Edits *e, const char *path) {
    Buf text = {0};
    bool gemtext = str_ends(str_of(path), STR(".gmi"));
    if (!gemtext && below(e, 3)) add_front_matter(e, &text);
    if (below(e, 2)) buf_add_format(&text, "# Heading %u\n\n", below(e, 5));
    if (gemtext) buf_add_format(&text, "=> %s words\ntext %u\n", SOME(e, targets), below(e, 9));
    for (unsigned n = below(e, 5); n && !gemtext; n--)
        add_block(e, &text);
    buf_add_char(&text, 0);
    write_cleared(e, path, text.p);
    buf_free(&text);
}

static void write_file(Edits *e, const char *path) {
    char text[200];
    snprintf(text, sizeof text, "file %u\n%s\n1About\t/about\n%s\n-one.md\n:png=9\n", below(e, 9),
             below(e, 4) ? "words" : "!Menu", below(e, 2) ? "*" : "=b.txt");
    write_cleared(e, path, text);
}

static void write_anything(Edits *e) {
    if (below(e, 3))
        write_page(e, SOME(e, paths));
    else
        write_file(e, SOME(e, files));
}

static const char *some_path(Edits *e) {
    return below(e, 3) ? SOME(e, paths) : SOME(e, files);
}

static const char *const folders[] = {"posts", "notes", "deep", "deep/er", "phlog"};

static void delete_one(Edits *e) {
    if (below(e, 6)) {
        unlink(tree_path(&e->tree, full(e, some_path(e))));
        return;
    }
    Tree gone;
    snprintf(gone.path, sizeof gone.path, "%.21s/%s%.10s", e->tree.path, e->content, SOME(e, folders));
    tree_remove(&gone);
}

static void rename_one(Edits *e) {
    char from[1200];
    snprintf(from, sizeof from, "%s", tree_path(&e->tree, full(e, below(e, 4) ? some_path(e) : "posts")));
    const char *to = tree_path(&e->tree, full(e, below(e, 4) ? some_path(e) : "moved"));
    if (rename(from, to) != 0 && errno != ENOENT) errno = 0;
}

static void touch_one(Edits *e) {
    const char *path = tree_path(&e->tree, full(e, some_path(e)));
    if (below(e, 4) == 0) path = tree_path(&e->tree, full(e, SOME(e, folders)));
    struct stat st;
    if (lstat(path, &st) != 0 || S_ISLNK(st.st_mode)) return;
    if (S_ISDIR(st.st_mode)) {
        chmod(path, below(e, 3) ? 0755 : 0750);
        return;
    }
    if (below(e, 3)) {
        utimensat(AT_FDCWD, path, NULL, 0);
        return;
    }
    chmod(path, below(e, 2) ? 0644 : 0600);
}

/* Another name for a file beside the tree, or a link. Links lead nowhere but into the tree and to that file,
 * so that no edit can reach anything else; none is made through one. */
static void link_one(Edits *e) {
    static const char *const ends[] = {"one.md", "er", "nowhere", "about.md", "posts", "notes/text.gmi"};
    const char *path = some_path(e);
    char end[1200];
    unsigned way = below(e, 4);
    snprintf(end, sizeof end, "%s", below(e, 6) ? tree_path(&e->tree, full(e, SOME(e, ends))) : e->outside);
    clear_way(e, full(e, path));
    const char *at = tree_path(&e->tree, full(e, path));
    unlink(at);
    if (way < 2 ? link(e->outside, at) : symlink(way == 2 ? SOME(e, ends) : end, at))
        errno = 0; /* its folder may not be there */
}

/* What happens to a file by its name elsewhere is no event here. */
static void write_outside(Edits *e) {
    FILE *file = fopen(e->outside, "w");
    fprintf(file, "# Outside %u\n", below(e, 1000));
    fclose(file);
}

/* Most of what authors do: the text changes, and nothing else. */
static void add_words(Edits *e) {
    const char *path = tree_path(&e->tree, full(e, SOME(e, paths)));
    struct stat st;
    FILE *file = lstat(path, &st) == 0 && S_ISREG(st.st_mode) ? fopen(path, "a") : NULL;
    if (!file) return;
    fprintf(file, "\nMore words %u.\n", below(e, 1000));
    fclose(file);
}

static void change_options(Edits *e) {
    SiteOptions *o = &e->options;
    static const Area area = {.label = STR("friends"), .path = STR("/notes"), .any = true};
    switch (below(e, 7)) {
    case 5: o->areas = o->areas.count ? (Areas){0} : (Areas){&area, 1}; break;
    case 0: o->render.width = o->render.width == 67 ? 40 : 67; break;
    case 1: o->sources = !o->sources; break;
    case 2: o->drafts = !o->drafts; break;
    case 3: o->gopher_list = (GopherList)below(e, 4); break;
    case 4: o->list_entries = 1 + below(e, 5); break;
    default: o->identity.title = below(e, 2) ? STR("One") : STR("Other"); break;
    }
}

static void pass_days(Edits *e) {
    char number[32];
    e->days += below(e, 5);
    snprintf(number, sizeof number, "%lld\n", (long long)e->days * DAY);
    FILE *file = fopen(getenv("LEDA_CLOCK_FILE"), "w");
    fputs(number, file);
    fclose(file);
}

static void edit(Edits *e) {
    switch (below(e, 14)) {
    case 6: link_one(e), e->what = "link"; break;
    case 7: write_outside(e), e->what = "outside"; break;
    case 5: add_words(e), e->what = "words"; break;
    case 0: delete_one(e), e->what = "delete"; break;
    case 1: rename_one(e), e->what = "rename"; break;
    case 2: touch_one(e), e->what = "touch"; break;
    case 3: change_options(e), e->same_options = false, e->what = "options"; break;
    case 4: pass_days(e), e->what = "days"; break;
    default: write_anything(e), e->what = "write";
    }
}

/* ---- comparing ---- */

static void dump_load(Site *site, Diag *diag, Buf *out) {
    diag_sort(diag);
    dump_site(out, site, diag);
    diag_free(diag);
}

/* Where two texts part, from some lines before. */
static void fail_at(const Edits *e, unsigned step, const Buf *got, const Buf *wanted) {
    size_t at = 0, line = 0;
    while (at < got->len && at < wanted->len && got->p[at] == wanted->p[at])
        at++;
    line = at > 300 ? at - 300 : 0;
    fail_msg("step %u (%s) seed: reloaded\n%.*s\n--- anew\n%.*s", step, e->what, 600,
             str_slice(buf_str(got), line, got->len).p, 600, str_slice(buf_str(wanted), line, wanted->len).p);
}

static void ignore_change(void *owner) {
    (void)owner;
}

static void watch_begin(Edits *e) {
    uv_loop_init(&e->loop);
    e->watch = (Watch){.loop = &e->loop, .about = "", .mode = WATCH_EVENTS, .poll_seconds = 1000};
    e->watch.changed = ignore_change;
    watch_start(&e->watch);
}

static void watch_site(Edits *e, const Site *site) {
    WatchList list = {0};
    watch_list_path(&list, e->tree.path);
    watch_list_site(&list, site);
    watch_set(&e->watch, &list);
    watch_list_free(&list);
}

static void watch_over(Edits *e) {
    watch_end(&e->watch);
    uv_run(&e->loop, UV_RUN_DEFAULT);
    assert_int_equal(uv_loop_close(&e->loop), 0);
}

/* As app/reload does it. */
static LoadResult reload(Edits *e, Diag *diag) {
    Buf error = {0};
    WatchTold told;
    uv_run(&e->loop, UV_RUN_NOWAIT);
    watch_take(&e->watch, &told);
    const Touched touched = {told.paths, told.count};
    const LoadRequest request = {.content = e->tree.path,
                                 .options = &e->options,
                                 .previous = e->site,
                                 .same_options = e->same_options,
                                 .touched = told.all || e->unsure ? NULL : &touched};
    LoadResult result = site_reload(&request, diag, &error);
    assert_non_null(result.site);
    e->unsure = result.again > 0;
    if (!result.told) watch_site(e, result.site);
    watch_told_free(&told);
    buf_free(&error);
    return result;
}

static void reload_and_compare(Edits *e, unsigned step) {
    Buf got = {0}, wanted = {0}, error = {0};
    Diag diag = {0}, fresh_diag = {0};
    LoadResult result = reload(e, &diag);
    Site *fresh = site_load(e->tree.path, &e->options, &fresh_diag, &error);
    assert_non_null(fresh);
    dump_load(result.site, &diag, &got);
    dump_load(fresh, &fresh_diag, &wanted);
    e->compared += result.kept == 0;
    e->told += result.told;
    e->patched += e->site && e->site->frame == result.site->frame;
    e->drawn += result.changed;
    e->pages += result.site->page_count;
    if (result.kept == 0 && !str_eq(buf_str(&got), buf_str(&wanted))) {
        buf_add_char(&got, 0);
        buf_add_char(&wanted, 0);
        fail_at(e, step, &got, &wanted);
    }
    site_unref(fresh);
    site_unref(e->site);
    e->site = result.site;
    buf_free(&got);
    buf_free(&wanted);
    buf_free(&error);
}

static unsigned number_from(const char *name, unsigned otherwise) {
    const char *given = getenv(name);
    return given ? (unsigned)strtoul(given, NULL, 10) : otherwise;
}

static void random_edits(const char *content, const char *config) {
    char clock[80];
    Edits e = {.tree = tree_make(), .content = content, .options = loaded_options()};
    e.seed = number_from("RENEW_SEED", 1);
    e.options.threads = 2;
    e.options.identity.web = STR("https://example.org/blog");
    snprintf(clock, sizeof clock, "%s.clock", e.tree.path);
    setenv("LEDA_CLOCK_FILE", clock, 1);
    snprintf(e.outside, sizeof e.outside, "%s.outside", e.tree.path);
    write_outside(&e);
    watch_begin(&e);
    pass_days(&e);
    if (*config) tree_write(&e.tree, "config.toml", config);
    if (*config) tree_write(&e.tree, "static/img/s.png", "PNG");
    for (unsigned i = 0; i < 20; i++)
        write_anything(&e);
    for (unsigned step = 0, steps = number_from("RENEW_STEPS", STEPS); step < steps; step++) {
        e.same_options = true;
        if (below(&e, 3) == 0)
            add_words(&e), e.what = "words";
        else
            for (unsigned n = 1 + below(&e, 3); n; n--)
                edit(&e);
        if (below(&e, 2)) nanosleep(&(struct timespec){.tv_nsec = 25000000}, NULL);
        reload_and_compare(&e, step);
    }
    print_message(
        "%u compared, %u by what was told, %u in the frame of the one before, %u of %u pages changed\n",
        e.compared, e.told, e.patched, e.drawn, e.pages);
    assert_true(e.compared > 0 && e.drawn < e.pages / 2 && e.patched > 0);
    assert_true(e.told > 0 || !file_is_local(e.site->root));
    site_unref(e.site);
    watch_over(&e);
    unsetenv("LEDA_CLOCK_FILE");
    unlink(e.outside);
    unlink(clock);
    tree_remove(&e.tree);
}

static void random_edits_of_a_folder(void **state) {
    (void)state;
    random_edits("", "");
}

static void random_edits_of_a_project(void **state) {
    (void)state;
    random_edits("content/", "title = \"Project\"\nbaseURL = \"https://example.org/blog\"\n");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_edits_of_a_folder),
        cmocka_unit_test(random_edits_of_a_project),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

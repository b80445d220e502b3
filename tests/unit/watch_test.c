#include "app/watch.h"
#include "tree.h"
#include "unit.h"

#include <errno.h>
#include <sys/inotify.h>
#include <sys/resource.h>
#include <sys/syscall.h>

/* libuv's calls come here: a system that lets no more than this many folders be watched. */
static int watches_left = 1000000;

int inotify_add_watch(int fd, const char *path, uint32_t mask) {
    if (watches_left-- <= 0) {
        errno = ENOSPC;
        return -1;
    }
    return (int)syscall(SYS_inotify_add_watch, fd, path, mask);
}

/* The error of a system that gives no more inotify instances; or 0. */
static int instance_error;

int inotify_init1(int flags) {
    if (instance_error) {
        errno = instance_error;
        return -1;
    }
    return (int)syscall(SYS_inotify_init1, flags);
}

typedef struct Watching {
    Tree tree;
    uv_loop_t loop;
    Watch watch;
    uv_timer_t step; /* what a test does while the loop runs */
    unsigned told;
    uint64_t told_at;
} Watching;

static void on_changed(void *owner) {
    Watching *t = owner;
    t->told++;
    t->told_at = uv_hrtime();
    uv_stop(&t->loop);
}

static Watching *watching(WatchMode mode) {
    Watching *t = mem_zero(1, sizeof *t);
    t->tree = tree_make();
    uv_loop_init(&t->loop);
    uv_timer_init(&t->loop, &t->step);
    t->watch = (Watch){
        .loop = &t->loop, .about = "", .mode = mode, .poll_seconds = 1, .changed = on_changed, .owner = t};
    watch_start(&t->watch);
    return t;
}

static void done(Watching *t) {
    watch_end(&t->watch);
    uv_close((uv_handle_t *)&t->step, NULL);
    uv_run(&t->loop, UV_RUN_DEFAULT);
    assert_int_equal(uv_loop_close(&t->loop), 0);
    tree_remove(&t->tree);
    free(t);
}

static bool set(Watching *t, const char *const *names, WatchKind kind) {
    WatchList list = {0};
    for (; *names; names++)
        watch_list_add(&list, &(WatchPlace){tree_path(&t->tree, *names), "", kind});
    bool added = watch_set(&t->watch, &list);
    watch_list_free(&list);
    return added;
}

static void stop(uv_timer_t *timer) {
    uv_stop(timer->loop);
}

/* How often a change is told within so many milliseconds. */
static unsigned told_within(Watching *t, unsigned milliseconds) {
    unsigned before = t->told;
    uv_update_time(&t->loop);
    uv_timer_start(&t->step, stop, milliseconds, 0);
    while (uv_is_active((uv_handle_t *)&t->step))
        uv_run(&t->loop, UV_RUN_DEFAULT);
    return t->told - before;
}

static void assert_told_once(Watching *t) {
    unsigned before = t->told;
    while (t->told == before)
        uv_run(&t->loop, UV_RUN_DEFAULT);
    assert_int_equal(told_within(t, 80), 0);
}

static void each_kind_of_change_is_told_once(void **state) {
    (void)state;
    Watching *t = watching(WATCH_EVENTS);
    static const char *const folders[] = {".", "a", NULL};
    mkdir(tree_path(&t->tree, "a"), 0755);
    assert_true(set(t, folders, WATCH_CONTENT));
    assert_false(set(t, folders, WATCH_CONTENT));
    assert_int_equal(told_within(t, 150), 0);
    tree_write(&t->tree, "a/new.md", "x");
    assert_told_once(t);
    tree_write(&t->tree, "a/new.md", "y");
    tree_write(&t->tree, "a/new.md", "z");
    assert_told_once(t);
    chmod(tree_path(&t->tree, "a/new.md"), 0600);
    assert_told_once(t);
    char from[128];
    snprintf(from, sizeof from, "%s/a/new.md", t->tree.path);
    assert_int_equal(rename(from, tree_path(&t->tree, "moved.md")), 0);
    assert_told_once(t);
    unlink(tree_path(&t->tree, "moved.md"));
    assert_told_once(t);
    assert_int_equal(symlink("nowhere", tree_path(&t->tree, "a/link.md")), 0);
    assert_told_once(t);
    done(t);
}

static void names_that_are_never_content_are_not_told(void **state) {
    (void)state;
    Watching *t = watching(WATCH_EVENTS);
    static const char *const folders[] = {".", NULL};
    set(t, folders, WATCH_CONTENT);
    tree_write(&t->tree, ".page.md.swp", "x");
    tree_write(&t->tree, "page.md~", "x");
    assert_int_equal(told_within(t, 150), 0);
    set(t, folders, WATCH_ALL);
    tree_write(&t->tree, ".eleventy.js", "x");
    assert_told_once(t);
    done(t);
}

static void a_folder_that_was_deleted_and_made_again_is_a_new_one(void **state) {
    (void)state;
    Watching *t = watching(WATCH_EVENTS);
    static const char *const folders[] = {".", "a", NULL};
    mkdir(tree_path(&t->tree, "a"), 0755);
    set(t, folders, WATCH_CONTENT);
    rmdir(tree_path(&t->tree, "a"));
    mkdir(tree_path(&t->tree, "a"), 0755);
    assert_told_once(t);
    assert_true(set(t, folders, WATCH_CONTENT));
    assert_false(set(t, folders, WATCH_CONTENT));
    tree_write(&t->tree, "a/new.md", "x");
    assert_told_once(t);
    done(t);
}

static void folders_that_are_no_longer_set_are_silent(void **state) {
    (void)state;
    Watching *t = watching(WATCH_EVENTS);
    static const char *const both[] = {"a", "b", "gone", NULL}, *const one[] = {"b", NULL};
    mkdir(tree_path(&t->tree, "a"), 0755);
    mkdir(tree_path(&t->tree, "b"), 0755);
    assert_true(set(t, both, WATCH_CONTENT));
    assert_false(set(t, one, WATCH_CONTENT));
    tree_write(&t->tree, "a/new.md", "x");
    assert_int_equal(told_within(t, 150), 0);
    tree_write(&t->tree, "b/new.md", "x");
    assert_told_once(t);
    done(t);
}

/* Writes go on; `written` is when the last one was, `pause` the longest time between two. */
typedef struct Writer {
    Watching *watching;
    uint64_t written, pause;
} Writer;

static void write_on(uv_timer_t *timer) {
    Writer *writer = timer->data;
    uint64_t now = uv_hrtime();
    if (writer->written && now - writer->written > writer->pause) writer->pause = now - writer->written;
    writer->written = now;
    tree_write(&writer->watching->tree, "page.md", "x");
}

/* How long it takes in milliseconds until a change is told while files are written; 0 when the machine was so
 * busy that there was a pause. */
static uint64_t told_amid_writes(Watching *t) {
    Writer writer = {.watching = t};
    uint64_t start = uv_hrtime();
    t->step.data = &writer;
    uv_update_time(&t->loop);
    uv_timer_start(&t->step, write_on, 0, 10);
    uv_run(&t->loop, UV_RUN_DEFAULT);
    uv_timer_stop(&t->step);
    if (uv_hrtime() - writer.written > writer.pause) writer.pause = uv_hrtime() - writer.written;
    return writer.pause < 40000000 ? (t->told_at - start) / 1000000 : 0;
}

static void a_long_burst_is_told_after_a_second(void **state) {
    (void)state;
    Watching *t = watching(WATCH_EVENTS);
    static const char *const folders[] = {".", NULL};
    set(t, folders, WATCH_CONTENT);
    uint64_t took = 0;
    for (unsigned tries = 0; tries < 50 && took == 0; tries++) {
        took = told_amid_writes(t);
        told_within(t, 100);
    }
    assert_in_range(took, 950, 1100);
    done(t);
}

static void where_the_system_watches_no_more_it_is_polled(void **state) {
    (void)state;
    Watching *t = watching(WATCH_EVENTS);
    static const char *const folders[] = {"a", "b", "c", NULL};
    for (size_t i = 0; folders[i]; i++)
        mkdir(tree_path(&t->tree, folders[i]), 0755);
    watches_left = 1;
    assert_true(set(t, folders, WATCH_CONTENT));
    assert_int_equal(t->watch.missing, 2);
    assert_int_equal(t->watch.limit, UV_ENOSPC);
    assert_int_equal(uv_timer_get_repeat(&t->watch.poll), 1000);
    tree_write(&t->tree, "a/new.md", "x");
    assert_told_once(t);
    assert_in_range(told_within(t, 1200), 1, 2);
    watches_left = 1000000;
    assert_true(set(t, folders, WATCH_CONTENT));
    assert_int_equal(t->watch.missing, 0);
    assert_int_equal(uv_timer_get_repeat(&t->watch.poll), WATCH_SURE_SECONDS * 1000);
    done(t);
}

/* What watching two folders says when there is no inotify instance. */
static void assert_raise(int error, bool no_descriptors, const char *wanted) {
    static const char *const folders[] = {".", "a", NULL};
    char text[1000];
    int ends[2], spare[64], spares = 0, saved = dup(STDERR_FILENO);
    struct rlimit limit, none;
    Watching *t = watching(WATCH_EVENTS);
    mkdir(tree_path(&t->tree, "a"), 0755);
    assert_int_equal(pipe(ends), 0);
    dup2(ends[1], STDERR_FILENO);
    getrlimit(RLIMIT_NOFILE, &limit);
    none = limit;
    none.rlim_cur = 60;
    if (no_descriptors) setrlimit(RLIMIT_NOFILE, &none);
    while (no_descriptors && spares < 64 && (spare[spares] = dup(ends[0])) >= 0)
        spares++;
    instance_error = error;
    bool added = set(t, folders, WATCH_CONTENT);
    instance_error = 0;
    while (spares)
        close(spare[--spares]);
    setrlimit(RLIMIT_NOFILE, &limit);
    dup2(saved, STDERR_FILENO);
    close(saved);
    close(ends[1]);
    ssize_t n = read(ends[0], text, sizeof text - 1);
    text[n > 0 ? n : 0] = 0;
    close(ends[0]);
    assert_non_null(strstr(text, wanted));
    assert_non_null(strstr(text, "2 of 2 folders"));
    assert_ptr_equal(strchr(text, '\n'), text + n - 1);
    assert_false(added);
    assert_int_equal(t->watch.missing, 2);
    assert_int_equal(uv_timer_get_repeat(&t->watch.poll), 1000);
    assert_true(set(t, folders, WATCH_CONTENT));
    assert_int_equal(t->watch.missing, 0);
    done(t);
}

static void without_an_inotify_instance_a_line_says_what_to_raise(void **state) {
    (void)state;
    assert_raise(EMFILE, false, "; raise fs.inotify.max_user_instances\n");
    assert_raise(EMFILE, true, "; raise the limit of open files (LimitNOFILE)\n");
    assert_raise(ENFILE, false, "; raise fs.file-max\n");
}

/* ---- what is told ---- */

/* Takes what the events so far said. */
static WatchTold take(Watching *t) {
    WatchTold told;
    uv_run(&t->loop, UV_RUN_NOWAIT);
    watch_take(&t->watch, &told);
    return told;
}

static bool took_all(Watching *t) {
    WatchTold told = take(t);
    bool all = told.all;
    watch_told_free(&told);
    return all;
}

static bool took(Watching *t, const char *name) {
    WatchTold told = take(t);
    bool found = false;
    for (uint32_t i = 0; i < told.count; i++)
        found |= str_eq(told.paths[i], str_of(tree_path(&t->tree, name)));
    found = found && !told.all;
    watch_told_free(&told);
    return found;
}

static Watching *watching_content(void) {
    Watching *t = watching(WATCH_EVENTS);
    static const char *const folders[] = {".", "a", NULL};
    mkdir(tree_path(&t->tree, "a"), 0755);
    set(t, folders, WATCH_CONTENT);
    assert_true(took_all(t)); /* what happened before */
    assert_false(took_all(t));
    return t;
}

static void entries_in_which_something_happened_are_told(void **state) {
    (void)state;
    Watching *t = watching_content();
    tree_write(&t->tree, "a/new.md", "x");
    assert_true(took(t, "a/new.md"));
    assert_false(took(t, "a/new.md"));
    unlink(tree_path(&t->tree, "a/new.md"));
    assert_true(took(t, "a/new.md"));
    tree_write(&t->tree, "a/.hidden", "x");
    WatchTold told = take(t);
    assert_true(!told.all && told.count == 0);
    done(t);
}

static void where_more_may_have_happened_all_is_told(void **state) {
    (void)state;
    Watching *t = watching_content();
    static const char *const above[] = {".", NULL};
    chmod(tree_path(&t->tree, "a"), 0700); /* the folder itself */
    assert_true(took_all(t));
    for (unsigned i = 0; i <= WATCH_TOLD_MAX; i++)
        chmod(tree_path(&t->tree, "a"), i % 2 ? 0755 : 0700);
    assert_true(took_all(t));
    assert_false(took_all(t));
    t->watch.missing = 1;
    assert_true(took_all(t) && took_all(t));
    t->watch.missing = 0;
    set(t, above, WATCH_ALL); /* is new in this way */
    assert_true(took_all(t));
    tree_write(&t->tree, "config.toml", "x");
    assert_true(took_all(t));
    done(t);
    t = watching(WATCH_POLL);
    assert_true(took_all(t) && took_all(t));
    done(t);
}

static void a_burst_of_events_tells_all(void **state) {
    (void)state;
    Watching *t = watching_content();
    char name[32];
    for (unsigned i = 0; i <= WATCH_TOLD_MAX; i++) {
        snprintf(name, sizeof name, "a/%u.md", i);
        tree_write(&t->tree, name, "x");
    }
    assert_true(took_all(t));
    tree_write(&t->tree, "a/1.md", "x");
    assert_true(took(t, "a/1.md"));
    done(t);
}

static void polling_needs_no_events(void **state) {
    (void)state;
    Watching *t = watching(WATCH_POLL);
    static const char *const folders[] = {".", NULL};
    assert_false(set(t, folders, WATCH_CONTENT));
    assert_in_range(told_within(t, 1500), 1, 2);
    done(t);
    t = watching(WATCH_OFF);
    assert_false(set(t, folders, WATCH_CONTENT));
    tree_write(&t->tree, "page.md", "x");
    assert_int_equal(told_within(t, 200), 0);
    done(t);
}

/* ---- the way to a path ---- */

static void assert_place(const WatchList *list, uint32_t i, const char *folder, const char *name) {
    assert_true(i < list->count);
    assert_string_equal(list->places[i].folder, folder);
    assert_string_equal(list->places[i].name, name);
    assert_int_equal(list->places[i].kind, WATCH_NAME);
}

static void a_path_is_watched_where_it_can_change(void **state) {
    (void)state;
    Tree tree = tree_make();
    char path[256], releases[128];
    tree_write(&tree, "releases/42/content/page.md", "x");
    snprintf(releases, sizeof releases, "%s/releases", tree.path);
    assert_int_equal(symlink("releases/./42/../42", tree_path(&tree, "current")), 0);
    assert_int_equal(symlink(releases, tree_path(&tree, "absolute")), 0);
    assert_int_equal(symlink("loop", tree_path(&tree, "loop")), 0);
    WatchList list = {0};
    snprintf(path, sizeof path, "%s/./current//content/", tree.path);
    watch_list_path(&list, path);
    assert_place(&list, 0, tree.path, "current");
    snprintf(path, sizeof path, "%s/42", releases);
    assert_place(&list, 1, path, "content");
    assert_int_equal(list.count, 2);
    watch_list_path(&list, tree_path(&tree, "absolute"));
    assert_place(&list, 2, tree.path, "absolute");
    assert_place(&list, 3, tree.path, "releases");
    watch_list_path(&list, tree_path(&tree, "releases/43/content"));
    assert_place(&list, 4, releases, "43");
    assert_int_equal(list.count, 5);
    watch_list_path(&list, tree_path(&tree, "loop"));
    assert_int_equal(list.count, 5 + 41);
    watch_list_sort(&list);
    assert_int_equal(list.count, 6);
    watch_list_free(&list);
    tree_remove(&tree);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_kind_of_change_is_told_once),
        cmocka_unit_test(names_that_are_never_content_are_not_told),
        cmocka_unit_test(a_folder_that_was_deleted_and_made_again_is_a_new_one),
        cmocka_unit_test(folders_that_are_no_longer_set_are_silent),
        cmocka_unit_test(a_long_burst_is_told_after_a_second),
        cmocka_unit_test(where_the_system_watches_no_more_it_is_polled),
        cmocka_unit_test(without_an_inotify_instance_a_line_says_what_to_raise),
        cmocka_unit_test(entries_in_which_something_happened_are_told),
        cmocka_unit_test(where_more_may_have_happened_all_is_told),
        cmocka_unit_test(a_burst_of_events_tells_all),
        cmocka_unit_test(polling_needs_no_events),
        cmocka_unit_test(a_path_is_watched_where_it_can_change),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

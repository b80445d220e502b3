#include "site/past.h"
#include "site/walk.h"
#include "tree.h"
#include "unit.h"

#include <fcntl.h>
#include <time.h>

typedef struct Walked {
    Walk walk;
    Diag diag;
    Tree tree;
} Walked;

static Walked walk_it(Tree tree, const char *private_path) {
    Walked w = {.tree = tree};
    char real[4096];
    const char *private_paths[] = {private_path, NULL};
    assert_non_null(realpath(tree.path, real));
    int fd = open(real, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    const WalkRoot root = {.fd = fd, .path = real, .private_paths = private_paths};
    walk_tree(&root, &w.walk, &w.diag);
    close(fd);
    return w;
}

static void done(Walked *w) {
    walk_free(&w->walk);
    diag_free(&w->diag);
    tree_remove(&w->tree);
}

/* The paths of a walk, one behind the other. */
static void assert_paths(const Walked *w, const char *expected) {
    Buf paths = {0};
    for (uint32_t i = 0; i < w->walk.count; i++) {
        buf_add(&paths, w->walk.files[i].path);
        buf_add_char(&paths, ' ');
    }
    buf_add_char(&paths, 0);
    assert_string_equal(paths.p, expected);
    buf_free(&paths);
}

static void src_03_what_is_never_content(void **state) {
    (void)state;
    Tree tree = tree_make();
    const char *names[] = {
        "a.md",       ".hidden",     ".git/config", "b.md~",          "#c#",
        "d.swp",      "e.bak",       "f.orig",      "g.tmp",          "h.key",
        "i.pem",      "vendor/j.md", "k/l.md",      "node_modules/m", ".well-known/security.txt",
        "certs/n.md", "secret.conf", "O.KEY",       "P.Pem"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        tree_write(&tree, names[i], "x");
    char certs[128];
    snprintf(certs, sizeof certs, "%s/certs", tree.path);
    Walked w = walk_it(tree, certs);
    assert_paths(&w, ".well-known/security.txt a.md k/l.md secret.conf ");
    assert_int_equal(w.diag.count, 0);
    done(&w);
}

static void src_03_what_is_left_out_with_a_diagnostic(void **state) {
    (void)state;
    Tree tree = tree_make();
    tree_write(&tree, "good.md", "x");
    tree_write(&tree, "private.md", "x");
    chmod(tree_path(&tree, "private.md"), 0640);
    tree_write(&tree, "closed/page.md", "x");
    chmod(tree_path(&tree, "closed"), 0750);
    mkfifo(tree_path(&tree, "fifo"), 0644);
    tree_write(&tree, "tab\there.md", "x");
    tree_write(&tree, "latin\xE9.md", "x");
    tree_write(&tree, "back\\slash.md", "x");
    Walked w = walk_it(tree, NULL);
    assert_paths(&w, "good.md ");
    assert_int_equal(w.diag.count, 6);
    done(&w);
}

/* Sixty letters of three bytes are 540 bytes of a URL. */
static void gem_req_01_a_path_that_no_request_can_name_is_left_out(void **state) {
    (void)state;
    Tree tree = tree_make();
    char name[256] = "", path[512];
    for (size_t i = 0; i < 60; i++)
        strcat(name, "\u3042");
    snprintf(path, sizeof path, "%s/a.md", name);
    tree_write(&tree, path, "x");
    snprintf(path, sizeof path, "%s/%s.md", name, name);
    tree_write(&tree, path, "x");
    Walked w = walk_it(tree, NULL);
    assert_int_equal(w.walk.count, 1);
    assert_true(str_ends(w.walk.files[0].path, STR("/a.md")));
    assert_int_equal(w.diag.count, 1);
    done(&w);
}

static void src_03_links_inside_are_followed_links_outside_are_not(void **state) {
    (void)state;
    Tree tree = tree_make(), outside = tree_make();
    tree_write(&tree, "real/page.md", "x");
    tree_write(&tree, ".hidden/x.md", "x");
    tree_write(&outside, "secret.md", "x");
    char target[128];
    snprintf(target, sizeof target, "%s/secret.md", outside.path);
    assert_int_equal(symlink(target, tree_path(&tree, "leaves.md")), 0);
    assert_int_equal(symlink("real/page.md", tree_path(&tree, "inside.md")), 0);
    assert_int_equal(symlink("real", tree_path(&tree, "folder")), 0);
    assert_int_equal(symlink(".hidden", tree_path(&tree, "peek")), 0);
    assert_int_equal(symlink("nowhere", tree_path(&tree, "dangling.md")), 0);
    assert_int_equal(symlink("..", tree_path(&tree, "real/up")), 0);
    Walked w = walk_it(tree, NULL);
    assert_paths(&w, "folder/page.md inside.md real/page.md ");
    assert_true(str_eq(w.walk.files[0].real, STR("real/page.md")));
    assert_true(str_eq(w.walk.files[1].real, STR("real/page.md")));
    assert_int_equal(w.diag.count, 4); /* leaves, dangling, and up as seen from real and from folder */
    done(&w);
    tree_remove(&outside);
}

static bool has_folder(const Walk *walk, const char *real) {
    for (uint32_t i = 0; i < walk->folder_count; i++)
        if (str_eq(walk->folders[i], str_of(real))) return true;
    return false;
}

static void folders_are_those_that_were_read(void **state) {
    (void)state;
    Tree tree = tree_make();
    tree_write(&tree, "a/b/page.md", "x");
    tree_write(&tree, ".git/config", "x");
    tree_write(&tree, "closed/page.md", "x");
    chmod(tree_path(&tree, "closed"), 0750);
    mkdir(tree_path(&tree, "empty"), 0755);
    assert_int_equal(symlink("a/b", tree_path(&tree, "link")), 0);
    Walked w = walk_it(tree, NULL);
    assert_int_equal(w.walk.folder_count, 5); /* a/b by both of its names */
    assert_true(has_folder(&w.walk, "") && has_folder(&w.walk, "a") && has_folder(&w.walk, "a/b") &&
                has_folder(&w.walk, "empty"));
    done(&w);
}

/* ---- after file events ---- */

typedef struct Again {
    Tree tree;
    Walk before, walk;
    Diag diag;
    const char *private_path;
} Again;

static WalkRoot open_root(const Again *a, const char *const private_paths[2]) {
    int fd = open(a->tree.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    return (WalkRoot){.fd = fd, .path = a->tree.path, .private_paths = private_paths};
}

static Again again_start(void) {
    Again a = {.tree = tree_make()};
    tree_write(&a.tree, "a.md", "x");
    tree_write(&a.tree, "b/c.md", "x");
    tree_write(&a.tree, "b/d.md", "x");
    return a;
}

static void again_end(Again *a) {
    free(a->before.known);
    walk_free(&a->before);
    walk_free(&a->walk);
    diag_free(&a->diag);
    tree_remove(&a->tree);
}

static void again_walk(Again *a) {
    const char *const private_paths[] = {a->private_path, NULL};
    const WalkRoot root = open_root(a, private_paths);
    nanosleep(&(struct timespec){.tv_nsec = 25000000}, NULL); /* by then nothing is young */
    bool local = file_is_local(root.fd);
    walk_tree(&root, &a->before, &a->diag);
    past_match(&a->before, NULL);
    close(root.fd);
    if (!local) again_end(a);
    if (!local) skip(); /* the temporary folder is on a network */
    assert_true(a->before.told);
    diag_free(&a->diag);
}

/* One path was told of; or none. */
static bool again(Again *a, const char *name) {
    const char *const private_paths[] = {a->private_path, NULL};
    const WalkRoot root = open_root(a, private_paths);
    char path[1300];
    snprintf(path, sizeof path, "%s/%s", a->tree.path, name ? name : "");
    const Str told = str_of(path);
    const Touched touched = {&told, name != NULL};
    walk_free(&a->walk);
    diag_free(&a->diag);
    const WalkSince since = {&a->before, &touched};
    bool done = walk_again(&root, &since, &a->walk, &a->diag);
    close(root.fd);
    return done;
}

static int64_t size_of(const Walk *walk, const char *path) {
    for (uint32_t i = 0; i < walk->count; i++)
        if (str_eq(walk->files[i].path, str_of(path))) return walk->files[i].stamp.size;
    return -1;
}

static void no_more_than_what_was_told_of_is_looked_at(void **state) {
    (void)state;
    Again a = again_start();
    again_walk(&a);
    tree_write(&a.tree, "a.md", "xx");
    tree_write(&a.tree, "b/c.md", "xxx");
    tree_write(&a.tree, "b/new.md", "xxxx");
    assert_true(again(&a, NULL));
    assert_int_equal(a.walk.count, 3);
    assert_int_equal(size_of(&a.walk, "a.md"), 1);
    assert_true(again(&a, "b/c.md"));
    assert_int_equal(size_of(&a.walk, "a.md"), 1);
    assert_int_equal(size_of(&a.walk, "b/c.md"), 3);
    assert_true(again(&a, "b/new.md"));
    assert_int_equal(a.walk.count, 4);
    assert_int_equal(size_of(&a.walk, "b/new.md"), 4);
    unlink(tree_path(&a.tree, "b/d.md"));
    assert_true(again(&a, "b/d.md"));
    assert_int_equal(a.walk.count, 2);
    assert_int_equal(a.walk.folder_count, 2);
    assert_true(again(&a, "b/.hidden.md") && again(&a, "b/never\\there.md"));
    assert_int_equal(a.diag.count, 0);
    again_end(&a);
}

static void where_folders_may_have_changed_all_is_looked_at(void **state) {
    (void)state;
    Again a = again_start();
    again_walk(&a);
    assert_false(again(&a, "b"));
    assert_false(again(&a, "gone/page.md"));
    mkdir(tree_path(&a.tree, "new"), 0755);
    assert_false(again(&a, "new"));
    unlink(tree_path(&a.tree, "b/c.md"));
    unlink(tree_path(&a.tree, "b/d.md"));
    rmdir(tree_path(&a.tree, "b"));
    assert_false(again(&a, "b/c.md"));
    assert_int_equal(a.walk.count, 0);
    again_end(&a);
}

/* Links, files that have other names and what was left out are looked at whatever was told. */
static void what_events_do_not_tell_all_about_is_looked_at(void **state) {
    (void)state;
    Again a = again_start();
    Tree beside = tree_make();
    char other[128];
    snprintf(other, sizeof other, "%s/other.md", beside.path);
    tree_write(&beside, "other.md", "x");
    assert_int_equal(link(other, tree_path(&a.tree, "b/shared.md")), 0);
    assert_int_equal(symlink("c.md", tree_path(&a.tree, "b/link.md")), 0);
    tree_write(&a.tree, "b/closed.md", "x");
    chmod(tree_path(&a.tree, "b/closed.md"), 0600);
    again_walk(&a);
    assert_true(again(&a, NULL));
    assert_int_equal(a.diag.count, 1);
    assert_int_equal(a.walk.count, 5);
    tree_write(&beside, "other.md", "xx");
    tree_write(&a.tree, "b/c.md", "xxx");
    chmod(tree_path(&a.tree, "b/closed.md"), 0644);
    assert_true(again(&a, NULL));
    assert_int_equal(size_of(&a.walk, "b/shared.md"), 2);
    assert_int_equal(size_of(&a.walk, "b/link.md"), 3);
    assert_int_equal(size_of(&a.walk, "b/closed.md"), 1);
    assert_int_equal(a.diag.count, 0);
    unlink(tree_path(&a.tree, "b/link.md"));
    assert_int_equal(symlink("../b", tree_path(&a.tree, "b/link.md")), 0);
    assert_false(again(&a, NULL)); /* it leads to a folder */
    again_end(&a);
    tree_remove(&beside);
}

/* The event may have come before the walk did. */
static void a_file_that_was_young_is_looked_at(void **state) {
    (void)state;
    Again a = again_start();
    again_walk(&a);
    tree_write(&a.tree, "a.md", "xx");
    a.before.known[0].young = true;
    assert_true(again(&a, NULL));
    assert_int_equal(size_of(&a.walk, "a.md"), 2);
    again_end(&a);
}

static void where_folders_are_reached_by_links_or_files_became_private_all_is_looked_at(void **state) {
    (void)state;
    Again a = again_start();
    char path[128];
    snprintf(path, sizeof path, "%s/b/c.md", a.tree.path);
    again_walk(&a);
    a.private_path = path;
    assert_false(again(&a, NULL));
    a.private_path = NULL;
    assert_true(again(&a, NULL));
    free(a.before.known);
    walk_free(&a.before);
    assert_int_equal(symlink("b", tree_path(&a.tree, "link")), 0);
    const WalkRoot root = open_root(&a, NULL);
    walk_tree(&root, &a.before, &a.diag);
    close(root.fd);
    assert_false(a.before.told);
    again_end(&a);
}

static bool is_markdown(Str path) {
    return str_ends(path, STR(".md"));
}

static void tell(Walk *walk, uint32_t file, const Tree *tree) {
    struct stat st;
    char path[200];
    snprintf(path, sizeof path, "%.*s", STR_FMT(walk->files[file].path));
    assert_int_equal(stat(tree_path(tree, path), &st), 0);
    walk_tell(walk, &walk->files[file], &st);
}

static void what_files_are_that_are_opened_anyway_those_tell_who_do(void **state) {
    (void)state;
    Walked w = {.tree = tree_make()};
    char private_path[128];
    const char *private_paths[] = {private_path, NULL};
    const char *names[] = {"a.md", "b.md", "c.md", "d.md", "e.png"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        tree_write(&w.tree, names[i], "x");
    chmod(tree_path(&w.tree, "b.md"), 0640);
    snprintf(private_path, sizeof private_path, "%s/c.md", w.tree.path);
    assert_int_equal(link(private_path, tree_path(&w.tree, "other name")), 0);
    assert_int_equal(mkfifo(tree_path(&w.tree, "fifo.md"), 0644), 0);
    int fd = open(w.tree.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    WalkRoot root = {.fd = fd, .path = w.tree.path, .private_paths = private_paths, .opened = is_markdown};
    walk_tree(&root, &w.walk, &w.diag);
    assert_paths(&w, "a.md b.md c.md d.md e.png ");
    for (uint32_t i = 0; i < w.walk.count; i++)
        assert_int_equal(w.walk.files[i].unasked, i < 4);
    tell(&w.walk, 0, &w.tree);
    assert_false(w.walk.files[0].unasked);
    assert_int_equal(w.walk.files[0].stamp.size, 1);
    tell(&w.walk, 1, &w.tree);
    tell(&w.walk, 2, &w.tree);
    assert_true(w.walk.files[1].unasked && w.walk.files[2].unasked);
    assert_false(walk_settle(&w.walk));
    chmod(tree_path(&w.tree, "b.md"), 0644);
    tell(&w.walk, 1, &w.tree);
    assert_false(walk_settle(&w.walk));
    walk_free(&w.walk);
    root.private_paths = NULL;
    walk_tree(&root, &w.walk, &w.diag);
    for (uint32_t i = 0; i < 4; i++)
        tell(&w.walk, i, &w.tree);
    uint32_t doubts = w.walk.doubt_count;
    assert_true(walk_settle(&w.walk));
    assert_int_equal(w.walk.doubt_count, doubts + 1);
    assert_true(str_eq(w.walk.doubts[doubts], STR("c.md")));
    close(fd);
    done(&w);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(src_03_what_is_never_content),
        cmocka_unit_test(src_03_what_is_left_out_with_a_diagnostic),
        cmocka_unit_test(gem_req_01_a_path_that_no_request_can_name_is_left_out),
        cmocka_unit_test(src_03_links_inside_are_followed_links_outside_are_not),
        cmocka_unit_test(folders_are_those_that_were_read),
        cmocka_unit_test(no_more_than_what_was_told_of_is_looked_at),
        cmocka_unit_test(where_folders_may_have_changed_all_is_looked_at),
        cmocka_unit_test(what_events_do_not_tell_all_about_is_looked_at),
        cmocka_unit_test(a_file_that_was_young_is_looked_at),
        cmocka_unit_test(where_folders_are_reached_by_links_or_files_became_private_all_is_looked_at),
        cmocka_unit_test(what_files_are_that_are_opened_anyway_those_tell_who_do),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "site/walk.h"
#include "tree.h"
#include "unit.h"

#include <fcntl.h>

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

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(src_03_what_is_never_content),
        cmocka_unit_test(src_03_what_is_left_out_with_a_diagnostic),
        cmocka_unit_test(gem_req_01_a_path_that_no_request_can_name_is_left_out),
        cmocka_unit_test(src_03_links_inside_are_followed_links_outside_are_not),
        cmocka_unit_test(folders_are_those_that_were_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

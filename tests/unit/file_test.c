/* Files: no link is followed, nothing blocks, nothing is overwritten. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

typedef struct Tree {
    char path[64];
    int root;
} Tree;

static void put(const Tree *t, const char *name, Str content) {
    int fd = openat(t->root, name, O_CREAT | O_EXCL | O_WRONLY, 0644);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, content.p, content.len), content.len);
    close(fd);
}

static int set_up(void **state) {
    Tree *t = mem_zero(1, sizeof *t);
    snprintf(t->path, sizeof t->path, "/tmp/leda-file-XXXXXX");
    if (!mkdtemp(t->path)) return -1;
    t->root = open(t->path, O_RDONLY | O_DIRECTORY);
    put(t, "plain", STR("hello\n"));
    mkdirat(t->root, "a", 0755);
    mkdirat(t->root, "a/b", 0755);
    put(t, "a/b/deep", STR("deep"));
    *state = t;
    return t->root < 0;
}

static int remove_one(const char *path, const struct stat *st, int kind, struct FTW *where) {
    (void)st, (void)kind, (void)where;
    return remove(path);
}

static int tear_down(void **state) {
    Tree *t = *state;
    close(t->root);
    nftw(t->path, remove_one, 8, FTW_DEPTH | FTW_PHYS);
    free(t);
    return 0;
}

static int open_rc(const Tree *t, Str path) {
    struct stat st;
    int fd, rc = file_open(t->root, path, &st, &fd);
    if (rc == 0) close(fd);
    return rc;
}

static void regular_files_open_at_any_depth(void **state) {
    const Tree *t = *state;
    struct stat st;
    int fd;
    Buf out = {0};
    assert_int_equal(file_open(t->root, STR("a/b/deep"), &st, &fd), 0);
    assert_int_equal(st.st_size, 4);
    assert_true(fcntl(fd, F_GETFD) & FD_CLOEXEC);
    assert_int_equal(file_read(fd, 100, &out), 0);
    assert_true(str_eq(buf_str(&out), STR("deep")));
    close(fd);
    buf_free(&out);
}

static void no_link_is_followed_in_any_component(void **state) {
    const Tree *t = *state;
    assert_int_equal(symlinkat("plain", t->root, "link"), 0);
    assert_int_equal(symlinkat("a", t->root, "folder"), 0);
    assert_int_equal(symlinkat("gone", t->root, "dangling"), 0);
    assert_int_equal(open_rc(t, STR("link")), -ELOOP);
    assert_int_equal(open_rc(t, STR("dangling")), -ELOOP);
    assert_int_equal(open_rc(t, STR("folder/b/deep")), -ELOOP);
    int fd;
    assert_int_equal(file_open_directory(t->root, STR("folder"), &fd), -ELOOP);
    assert_int_equal(file_open_directory(t->root, STR("folder/b"), &fd), -ELOOP);
}

static void paths_that_could_leave_the_root_are_refused(void **state) {
    const Tree *t = *state;
    const Str bad[] = {STR(""),          STR("/plain"), STR("../x"), STR("a/../plain"), STR("./plain"),
                       STR("a//b/deep"), STR("a/b/"),   STR("a/.."), STR("a/b/."),      STR("plain\0x")};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_int_equal(open_rc(t, bad[i]), -EINVAL);
}

static void errors_come_back_as_they_are(void **state) {
    const Tree *t = *state;
    char name[300];
    memset(name, 'n', sizeof name);
    assert_int_equal(open_rc(t, STR("gone")), -ENOENT);
    assert_int_equal(open_rc(t, STR("gone/x")), -ENOENT);
    assert_int_equal(open_rc(t, STR("plain/x")), -ENOTDIR);
    assert_int_equal(open_rc(t, (Str){name, 255}), -ENOENT);
    assert_int_equal(open_rc(t, (Str){name, 256}), -ENAMETOOLONG);
}

static void SRC_03_other_kinds_of_file_are_refused_without_blocking(void **state) {
    const Tree *t = *state;
    assert_int_equal(mkfifoat(t->root, "fifo", 0644), 0);
    assert_int_equal(open_rc(t, STR("fifo")), -EINVAL);
    assert_int_equal(open_rc(t, STR("a")), -EINVAL);
    int s = socket(AF_UNIX, SOCK_STREAM, 0);
    struct sockaddr_un at = {.sun_family = AF_UNIX};
    snprintf(at.sun_path, sizeof at.sun_path, "%s/socket", t->path);
    assert_int_equal(bind(s, (struct sockaddr *)&at, sizeof at), 0);
    assert_int_equal(open_rc(t, STR("socket")), -EINVAL);
    close(s);
}

static void nothing_stays_open(void **state) {
    const Tree *t = *state;
    int before = dup(t->root), after, fd;
    close(before);
    const Str paths[] = {STR("a/b/deep"), STR("a/b/gone"), STR("a/gone/x"), STR("a/b"), STR("a/../x")};
    for (size_t i = 0; i < 5; i++)
        open_rc(t, paths[i]);
    assert_int_equal(file_open_directory(t->root, STR("a/b"), &fd), 0);
    close(fd);
    after = dup(t->root);
    close(after);
    assert_int_equal(before, after);
}

static void directories_open_and_the_empty_path_is_the_root(void **state) {
    const Tree *t = *state;
    int fd;
    struct stat root, again;
    assert_int_equal(file_open_directory(t->root, (Str){0}, &fd), 0);
    assert_int_not_equal(fd, t->root);
    assert_int_equal(fstat(t->root, &root) | fstat(fd, &again), 0);
    assert_true(root.st_ino == again.st_ino);
    close(fd);
    assert_int_equal(file_open_directory(t->root, STR("a/b"), &fd), 0);
    assert_int_equal(faccessat(fd, "deep", F_OK, 0), 0);
    close(fd);
    assert_int_equal(file_open_directory(t->root, STR("plain"), &fd), -ENOTDIR);
    assert_int_equal(file_open_directory(t->root, STR(".."), &fd), -EINVAL);
}

static void SRC_09_reading_stops_at_the_cap(void **state) {
    const Tree *t = *state;
    Buf out = {0};
    char path[100];
    snprintf(path, sizeof path, "%s/plain", t->path);
    buf_add(&out, STR("kept"));
    assert_int_equal(file_read_path(path, 5, &out), -EFBIG);
    assert_true(str_eq(buf_str(&out), STR("kept")));
    assert_int_equal(file_read_path(path, 6, &out), 0);
    assert_true(str_eq(buf_str(&out), STR("kepthello\n")));
    assert_int_equal(file_read_path("/proc/self/status", 10, &out), -EFBIG);
    assert_int_equal(out.len, 10);
    assert_int_equal(file_read_path("/proc/self/status", 1 << 20, &out), 0);
    assert_true(out.len > 100);
    buf_free(&out);
}

static void a_whole_file_is_read_without_growing_twice(void **state) {
    const Tree *t = *state;
    Buf content = {0}, out = {0};
    for (int i = 0; i < 50000; i++)
        buf_add_format(&content, "%d\n", i);
    put(t, "large", buf_str(&content));
    int fd = openat(t->root, "large", O_RDONLY);
    assert_int_equal(file_read(fd, 1 << 20, &out), 0);
    assert_true(str_eq(buf_str(&out), buf_str(&content)));
    assert_true(out.cap <= 2 * (out.len + 1));
    close(fd);
    buf_free(&content);
    buf_free(&out);
}

static void an_operators_path_may_be_a_link_but_no_folder_or_fifo(void **state) {
    const Tree *t = *state;
    Buf out = {0};
    char path[100];
    assert_int_equal(symlinkat("plain", t->root, "given"), 0);
    snprintf(path, sizeof path, "%s/given", t->path);
    assert_int_equal(file_read_path(path, 100, &out), 0);
    assert_int_equal(file_read_path(t->path, 100, &out), -EISDIR);
    assert_int_equal(mkfifoat(t->root, "pipe", 0644), 0);
    snprintf(path, sizeof path, "%s/pipe", t->path);
    assert_int_equal(file_read_path(path, 100, &out), -EINVAL);
    assert_int_equal(file_read_path("/nonexistent/x", 100, &out), -ENOENT);
    buf_free(&out);
}

static int count_entries(const Tree *t) {
    char command[100];
    snprintf(command, sizeof command, "ls -A %s | wc -l", t->path);
    FILE *p = popen(command, "r");
    int n = -1;
    assert_int_equal(fscanf(p, "%d", &n), 1);
    pclose(p);
    return n;
}

static void TLSP_08_a_file_is_made_with_its_mode_and_never_over_another(void **state) {
    const Tree *t = *state;
    Buf out = {0};
    struct stat st;
    char path[100];
    snprintf(path, sizeof path, "%s/host.key", t->path);
    int entries = count_entries(t);
    assert_int_equal(file_create(path, 0600, STR("secret")), 0);
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_mode & 07777, 0600);
    assert_int_equal(st.st_nlink, 1);
    assert_int_equal(file_create(path, 0600, STR("other")), -EEXIST);
    assert_int_equal(file_read_path(path, 100, &out), 0);
    assert_true(str_eq(buf_str(&out), STR("secret")));
    assert_int_equal(count_entries(t), entries + 1);
    assert_int_equal(file_create("/nonexistent/x", 0600, STR("x")), -ENOENT);

    snprintf(path, sizeof path, "%s/host.crt", t->path);
    assert_int_equal(file_create(path, 0644, STR("")), 0);
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_mode & 07777, 0644);
    buf_free(&out);
}

static void TLSP_08_a_dangling_link_is_not_written_through(void **state) {
    const Tree *t = *state;
    char path[100];
    assert_int_equal(symlinkat("elsewhere", t->root, "dangling"), 0);
    snprintf(path, sizeof path, "%s/dangling", t->path);
    assert_int_equal(file_create(path, 0600, STR("x")), -EEXIST);
    assert_int_equal(faccessat(t->root, "elsewhere", F_OK, 0), -1);
}

static void TLSP_08_a_file_takes_the_place_of_another_as_a_whole(void **state) {
    const Tree *t = *state;
    Buf out = {0};
    struct stat st;
    char path[100];
    snprintf(path, sizeof path, "%s/replaced", t->path);
    int entries = count_entries(t);
    assert_int_equal(file_replace(path, 0644, STR("one")), 0);
    assert_int_equal(file_replace(path, 0600, STR("two")), 0);
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_mode & 07777, 0600);
    assert_int_equal(file_read_path(path, 100, &out), 0);
    assert_true(str_eq(buf_str(&out), STR("two")));
    assert_int_equal(file_replace(t->path, 0600, STR("x")), -EISDIR);
    assert_int_equal(count_entries(t), entries + 1);
    buf_free(&out);
}

#define in_a_tree(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

static void only_known_file_systems_are_local(void **state) {
    (void)state;
    int fd = open("/proc", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    assert_true(fd >= 0);
    assert_false(file_is_local(fd));
    close(fd);
    assert_false(file_is_local(fd));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_known_file_systems_are_local),
        in_a_tree(regular_files_open_at_any_depth),
        in_a_tree(no_link_is_followed_in_any_component),
        in_a_tree(paths_that_could_leave_the_root_are_refused),
        in_a_tree(errors_come_back_as_they_are),
        in_a_tree(SRC_03_other_kinds_of_file_are_refused_without_blocking),
        in_a_tree(nothing_stays_open),
        in_a_tree(directories_open_and_the_empty_path_is_the_root),
        in_a_tree(SRC_09_reading_stops_at_the_cap),
        in_a_tree(a_whole_file_is_read_without_growing_twice),
        in_a_tree(an_operators_path_may_be_a_link_but_no_folder_or_fifo),
        in_a_tree(TLSP_08_a_file_is_made_with_its_mode_and_never_over_another),
        in_a_tree(TLSP_08_a_dangling_link_is_not_written_through),
        in_a_tree(TLSP_08_a_file_takes_the_place_of_another_as_a_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

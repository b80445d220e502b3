#include "base/path.h"
#include "unit.h"

static void assert_text(Str text, const char *expected) {
    assert_int_equal(text.len, strlen(expected));
    assert_memory_equal(text.len ? text.p : "", expected, text.len);
}

static void parts(void **state) {
    (void)state;
    assert_text(path_trim(STR("/a/b//")), "/a/b");
    assert_text(path_trim(STR("/")), "");
    assert_text(path_last(STR("a/b.md")), "b.md");
    assert_text(path_last(STR("/a/b/")), "b");
    assert_text(path_last(STR("b")), "b");
    assert_text(path_last(STR("/")), "");
    assert_text(path_folder(STR("/a/b")), "/a/");
    assert_text(path_folder(STR("/a/b/")), "/a/");
    assert_text(path_folder(STR("a")), "");
    assert_text(path_folder(STR("/")), "");
}

static void endings(void **state) {
    (void)state;
    const Str list[] = {STR(".md"), STR(".d")};
    assert_text(path_without(STR("a/b.MD"), list, 2), "a/b");
    assert_text(path_without(STR("b.md.d"), list, 2), "b.md");
    assert_text(path_without(STR(".md"), list, 2), ".md");
    assert_text(path_without(STR("b.txt"), list, 2), "b.txt");
}

static void assert_joined(const char *folder, const char *path, const char *expected) {
    Buf out = {0};
    buf_add(&out, str_of(folder));
    bool inside = path_join(str_of(path), &out);
    assert_int_equal(inside, expected != NULL);
    if (expected) assert_text(buf_str(&out), expected);
    buf_free(&out);
}

static void joining(void **state) {
    (void)state;
    assert_joined("/a/", "b.md", "/a/b.md");
    assert_joined("/a/", "./b//c/", "/a/b/c/");
    assert_joined("/a/b/", "../c", "/a/c");
    assert_joined("/a/b/", "..", "/a/");
    assert_joined("/a/", ".", "/a/");
    assert_joined("/a/", "../..", NULL);
    assert_joined("/", "..", NULL);
    assert_joined("/", "", "/");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parts),
        cmocka_unit_test(endings),
        cmocka_unit_test(joining),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

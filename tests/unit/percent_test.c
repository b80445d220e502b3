#include "base/percent.h"
#include "unit.h"

static void check(void (*code)(Str, Buf *), const char *in, const char *expected) {
    Buf out = {0};
    code(str_of(in), &out);
    buf_add_char(&out, 0);
    assert_string_equal(out.p, expected);
    buf_free(&out);
}

static void path_encodes_what_a_path_may_not_hold(void **state) {
    (void)state;
    check(percent_path, "/a b/100%/q?#x", "/a%20b/100%25/q%3F%23x");
    check(percent_path, "/~user/a:b@c;d=e,(f)!", "/~user/a:b@c;d=e,(f)!");
    check(percent_path, "/it's", "/it%27s");
    check(percent_path, "/\xC3\xA4.gmi", "/%C3%A4.gmi");
}

static void reference_keeps_what_the_author_escaped(void **state) {
    (void)state;
    check(percent_reference, "https://a/b%20c d?x=[1]#y", "https://a/b%20c%20d?x=[1]#y");
    check(percent_reference, "https://a/\"<\\>", "https://a/%22%3C%5C%3E");
}

static void decode_decodes_once_and_keeps_lone_percents(void **state) {
    (void)state;
    check(percent_decode, "/a%20b%2525", "/a b%25");
    check(percent_decode, "100%", "100%");
    check(percent_decode, "%4", "%4");
    check(percent_decode, "%zz%41", "%zzA");
}

static void assert_same(Str (*code)(Str, Arena *), const char *s) {
    Arena arena = {0};
    Str in = str_of(s), out = code(in, &arena);
    assert_ptr_equal(out.p, in.p);
    assert_int_equal(out.len, in.len);
    arena_free(&arena);
}

static void assert_becomes(Str (*code)(Str, Arena *), const char *s, const char *expected) {
    Arena arena = {0};
    Str out = code(str_of(s), &arena);
    assert_true(str_eq(out, str_of(expected)));
    arena_free(&arena);
}

static void what_does_not_change_is_not_copied(void **state) {
    (void)state;
    assert_same(percent_path_str, "/a/b-c.gmi");
    assert_becomes(percent_path_str, "/a%b?", "/a%25b%3F");
    assert_same(percent_reference_str, "https://a/b%20c?x=[1]#y");
    assert_becomes(percent_reference_str, "https://a/b c", "https://a/b%20c");
    assert_same(percent_decode_str, "/a/b");
    assert_becomes(percent_decode_str, "/a%20b%", "/a b%");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(path_encodes_what_a_path_may_not_hold),
        cmocka_unit_test(reference_keeps_what_the_author_escaped),
        cmocka_unit_test(decode_decodes_once_and_keeps_lone_percents),
        cmocka_unit_test(what_does_not_change_is_not_copied),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

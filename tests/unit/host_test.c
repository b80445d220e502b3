#include "base/host.h"
#include "unit.h"

static void check(const char *in, const char *expected) {
    Buf out = {0};
    bool good = host_ascii(str_of(in), &out);
    buf_add_char(&out, 0);
    assert_int_equal(good, expected != NULL);
    assert_string_equal(out.p, expected ? expected : "");
    buf_free(&out);
}

static void gem_uri_08_both_forms_give_a_labels(void **state) {
    (void)state;
    check("b\xC3\xBC"
          "cher.example",
          "xn--bcher-kva.example");
    check("xn--bcher-kva.example", "xn--bcher-kva.example");
    check("EXAMPLE.Org", "example.org");
    check("localhost", "localhost");
    check("192.0.2.1", "192.0.2.1");
}

static void gem_uri_09_one_trailing_dot_goes(void **state) {
    (void)state;
    check("example.org.", "example.org");
    check("example.org..", NULL);
}

static void what_is_no_host_name_is_refused(void **state) {
    (void)state;
    check("", NULL);
    check(".", NULL);
    check("a b", NULL);
    check("a/b", NULL);
    check("-a.example", NULL);
    check("[::1]", NULL);
    check("a..b", NULL);
    check("a2345678901234567890123456789012345678901234567890123456789012345.example", NULL);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gem_uri_08_both_forms_give_a_labels),
        cmocka_unit_test(gem_uri_09_one_trailing_dot_goes),
        cmocka_unit_test(what_is_no_host_name_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

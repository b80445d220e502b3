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

/* The names of gmid's tests of Punycode, and four bytes for a letter (PROTOCOLS.md G). */
static void gem_uri_08_names_in_many_scripts(void **state) {
    (void)state;
    check("\u00E8", "xn--8ca");
    check("caff\u00E8", "xn--caff-8oa");
    check("na\u00EFve", "xn--nave-6pa");
    check("\u03C4\u03B5\u03C3\u03C4", "xn--qxa2abc");
    check("\u3053\u3093\u306B\u3061\u306F", "xn--28j2a3ar1p");
    check("hello-\u4E16\u754C", "xn--hello--ur7iy09x");
    check("caff\u00E8.caff\u00E8.com", "xn--caff-8oa.xn--caff-8oa.com");
    check("foo.caff\u00E8.\u00E8.org", "foo.xn--caff-8oa.xn--8ca.org");
    check("\U00020BB7\u91CE\u5BB6", "xn--fctt27jo60v");
    check("\u00FC\u00FC\u00FC", "xn--tdaaa");
    check("xn-invalid", "xn-invalid");
    check("CAFF\u00C8", "xn--caff-8oa");
}

static void gem_req_16_addresses_have_one_form(void **state) {
    (void)state;
    check("::1", "::1");
    check("2001:DB8:0:0::7", "2001:db8::7");
    check("0200:1234::", "200:1234::");
    check("::ffff:192.0.2.1", "::ffff:192.0.2.1");
    check("fe80::1%eth0", NULL);
    check("1:2:3", NULL);
    check("example.org:1965", NULL);
    check(":", NULL);
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
        cmocka_unit_test(gem_uri_08_names_in_many_scripts),
        cmocka_unit_test(gem_req_16_addresses_have_one_form),
        cmocka_unit_test(gem_uri_09_one_trailing_dot_goes),
        cmocka_unit_test(what_is_no_host_name_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

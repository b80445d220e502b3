#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/uri.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static Str text(const char *z) {
    return str_of(z);
}

static void assert_str(Str got, const char *want) {
    assert_int_equal(got.len, strlen(want));
    if (got.len) assert_memory_equal(got.p, want, got.len);
}

static Uri good(const char *z) {
    Uri uri;
    const char *fault = uri_parse(text(z), &uri);
    if (fault) fail_msg("%s: %s", z, fault);
    return uri;
}

static void bad_bytes(Str s, const char *fault_word) {
    Uri uri;
    const char *fault = uri_parse(s, &uri);
    if (!fault) fail_msg("%.*s was taken for a URI", STR_FMT(s));
    if (!strstr(fault, fault_word)) fail_msg("%.*s: %s", STR_FMT(s), fault);
}

static void bad(const char *z, const char *fault_word) {
    bad_bytes(text(z), fault_word);
}

/* The normal form, or NULL when the path climbs. The caller frees it. */
static char *normal(const char *path) {
    Buf out = {0};
    buf_add(&out, STR("kept"));
    bool stays = uri_normalise(text(path), &out);
    assert_true(str_starts(buf_str(&out), STR("kept")));
    if (!stays) assert_int_equal(out.len, 4);
    char *z = stays ? mem_string(str_skip(buf_str(&out), 4)) : NULL;
    buf_free(&out);
    return z;
}

static void assert_normal(const char *path, const char *want) {
    char *got = normal(path);
    assert_non_null(got);
    assert_string_equal(got, want);
    free(got);
}

static void assert_climbs(const char *path) {
    char *got = normal(path);
    if (got) fail_msg("%s became %s", path, got);
}

static void assert_decodes(const char *path, Str want) {
    Buf out = {0};
    assert_true(uri_decode(text(path), &out));
    assert_int_equal(out.len, want.len);
    assert_memory_equal(out.p, want.p, want.len);
    buf_free(&out);
}

static void assert_no_name(const char *path) {
    Buf out = {0};
    buf_add(&out, STR("kept"));
    if (uri_decode(text(path), &out)) fail_msg("%s became a name", path);
    assert_str(buf_str(&out), "kept");
    buf_free(&out);
}

static void splits_all_parts(void **state) {
    (void)state;
    Uri uri = good("gemini://host.example:1966/a/b?q=1&r=2");
    assert_str(uri.scheme, "gemini");
    assert_str(uri.host, "host.example");
    assert_str(uri.port, "1966");
    assert_str(uri.path, "/a/b");
    assert_str(uri.query, "q=1&r=2");
    assert_true(uri.has_authority && uri.has_port && uri.has_query);
    assert_false(uri.has_userinfo || uri.has_fragment);
}

static void tells_absent_from_empty(void **state) {
    (void)state;
    Uri uri = good("gemini://host:/?");
    assert_true(uri.has_port && uri.has_query);
    assert_int_equal(uri.port.len + uri.query.len, 0);
    uri = good("gemini://host/");
    assert_false(uri.has_port || uri.has_query);
    assert_true(good("gemini://host/#").has_fragment);
    assert_true(good("gemini://@host/").has_userinfo);
    assert_true(good("gemini://:pw@host/").has_userinfo);
}

static void gem_req_06_needs_a_scheme(void **state) {
    (void)state;
    static const char *const relative[] = {
        "//host/",          "/path",    "path",   "://host/", "gemini//h", "h!!p://host/", "1gemini://host/",
        "%67emini://host/", "host/a:b", "gemini", "?a:b"};
    for (size_t i = 0; i < sizeof relative / sizeof *relative; i++)
        bad(relative[i], "scheme");
    bad("", "empty");
    bad("Hello Gemini!", "blank");
}

static void knows_uris_without_authority(void **state) {
    (void)state;
    assert_false(good("gemini:/h").has_authority);
    assert_str(good("gemini:/h").path, "/h");
    assert_str(good("mailto:a@b").path, "a@b");
    assert_false(good("mailto:a@b").has_userinfo);
    assert_true(good("file:///etc").has_authority);
    assert_int_equal(good("file:///etc").host.len, 0);
    assert_int_equal(good("gemini://:1965/").host.len, 0);
}

static void authority_ends_at_slash_query_and_fragment(void **state) {
    (void)state;
    assert_str(good("gemini://host?a@b/c:d").host, "host");
    assert_false(good("gemini://host?a@b/c:d").has_userinfo);
    assert_str(good("gemini://host#x@y").host, "host");
    assert_str(good("gemini://host/@f:b!(z$&)").path, "/@f:b!(z$&)");
    assert_str(good("gemini://host/?a&b=c:d@e?f/g").query, "a&b=c:d@e?f/g");
    assert_str(good("gemini://host/a;b=c").path, "/a;b=c");
}

static void gem_req_04_userinfo_hides_no_host(void **state) {
    (void)state;
    assert_str(good("gemini://user@host/").host, "host");
    assert_str(good("gemini://u:p@host:1965/").port, "1965");
    bad("gemini://a@b@host/", "host");
}

static void gem_req_10_bytes_that_are_not_ascii(void **state) {
    (void)state;
    bad("gemini://host/\xDC", "ASCII");
    bad("gemini://host/\xC3\xA8", "ASCII");
    bad("gemini://\xE2\x98\xBA.example/", "ASCII");
    bad("\xEF\xBB\xBFgemini://host/", "ASCII"); /* GEM-REQ-09 */
}

static void gem_req_11_malformed_bytes_and_triplets(void **state) {
    (void)state;
    bad("gemini://host/a b", "blank");
    bad("gemini://host/a\tb", "control");
    bad("gemini://host/\x7F", "control");
    bad("gemini://host/a\nb", "control");
    bad_bytes(STR("gemini://host/a\0b"), "control");
    bad("gemini://host/%", "hex");
    bad("gemini://host/%2", "hex");
    bad("gemini://host/%2x", "hex");
    bad("gemini://host/%x2", "hex");
    bad("gemini://%/", "hex");
    bad("gemini://host/?%zz", "hex");
    bad("gemini://host/%00", "%00");
    bad("gemini://host/?a=%00", "%00");
}

static void gem_req_13_ports(void **state) {
    (void)state;
    assert_str(good("gemini://host:65535/").port, "65535");
    assert_str(good("gemini://host:00001965/").port, "00001965");
    bad("gemini://host:65536/", "port");
    bad("gemini://host:99999999999999999999/", "port");
    bad("gemini://host:196s/", "port");
    bad("gemini://host:-1/", "port");
    bad("gemini://host:1965:1965/", "port");
    bad("gemini://[::1]:x/", "port");
}

static void gem_req_16_bracketed_hosts(void **state) {
    (void)state;
    assert_str(good("gemini://[::1]:1965/").host, "[::1]");
    assert_str(good("gemini://[::1]:1965/").port, "1965");
    assert_str(good("gemini://[2001:db8::7]").host, "[2001:db8::7]");
    assert_str(good("gemini://[::ffff:127.0.0.1]/").host, "[::ffff:127.0.0.1]");
    bad("gemini://[::1/", "brackets");
    bad("gemini://[]/", "brackets");
    bad("gemini://[host]/", "brackets");
    bad("gemini://[v1.x]/", "brackets");
    bad("gemini://[fe80::1%25eth0]/", "brackets");
    bad("gemini://[1:2:3:4:5:6:7:8:9:a:b:c:d:e:f:0:1:2:3:4:5:6:7]/", "brackets");
    bad("gemini://[::1]x/", "between");
    bad("gemini://[::1]1965/", "between");
    bad("gemini://::1/", "port");
}

static void hosts_have_no_marks(void **state) {
    (void)state;
    static const char *const hosts[] = {"a<b", "a\\b", "a|b", "a]b", "a^b", "a{b}", "a\"b", "a`b"};
    for (size_t i = 0; i < sizeof hosts / sizeof *hosts; i++) {
        char uri[64];
        snprintf(uri, sizeof uri, "gemini://%s/", hosts[i]);
        bad(uri, "host");
    }
    assert_str(good("gemini://xn--8ca.example/").host, "xn--8ca.example");
    assert_str(good("gemini://%C3%A8.example/").host, "%C3%A8.example");
    assert_str(good("gemini://a_b-c~d!$&'()*+,;=/").host, "a_b-c~d!$&'()*+,;=");
}

static void marks_that_readers_type_pass_in_path_and_query(void **state) {
    (void)state;
    assert_str(good("gemini://host/a|b[1]?\"<x>\\^`{}").path, "/a|b[1]");
    assert_str(good("gemini://host/a|b[1]?\"<x>\\^`{}").query, "\"<x>\\^`{}");
}

static void assert_split(const char *z, const char *scheme, const char *host, const char *path) {
    Uri uri;
    uri_split(text(z), &uri);
    assert_str(uri.scheme, scheme);
    assert_str(uri.host, host);
    assert_str(uri.path, path);
    assert_true(uri.path.p >= z && uri.path.p <= z + strlen(z));
}

static void splitting_judges_nothing(void **state) {
    (void)state;
    assert_split("https://b\xC3\xBC"
                 "cher.example/a b?c#d",
                 "https",
                 "b\xC3\xBC"
                 "cher.example",
                 "/a b");
    assert_split("../a/b.md?c", "", "", "../a/b.md");
    assert_split("//host/x", "", "host", "/x");
    assert_split("#top", "", "", "");
    assert_split("gopher://[::1:70/x", "gopher", "[", "/x");
    assert_split("telnet://user@host:x", "telnet", "host", "");
    assert_split("", "", "", "");
}

/* Strings of six of these characters, every seventh: each part is a slice of the whole, none overlap. */
static void total_over_short_strings(void **state) {
    (void)state;
    static const char alphabet[] = "g:/@?#[]%1";
    enum { LETTERS = sizeof alphabet - 1, LENGTH = 6, ALL = 1000000 };
    char z[LENGTH];
    for (uint32_t n = 0; n < ALL; n += 7) {
        uint32_t digits = n;
        for (size_t i = 0; i < LENGTH; i++, digits /= LETTERS)
            z[i] = alphabet[digits % LETTERS];
        Uri uri;
        if (uri_parse((Str){z, LENGTH}, &uri)) continue;
        assert_true(uri.scheme.len > 0);
        assert_true(uri.scheme.len + uri.host.len + uri.port.len + uri.path.len + uri.query.len < LENGTH);
    }
}

static void gem_req_13_which_port_is_meant(void **state) {
    (void)state;
    Uri absent = good("gemini://h/"), empty = good("gemini://h:/"), ours = good("gemini://h:1965/");
    Uri other = good("gemini://h:1966/"), padded = good("gemini://h:0001966/");
    assert_int_equal(uri_port(&absent, 1965), 1965);
    assert_int_equal(uri_port(&empty, 1965), 1965);
    assert_int_equal(uri_port(&ours, 1965), 1965);
    assert_int_not_equal(uri_port(&other, 1965), 1965);
    assert_int_not_equal(uri_port(&absent, 1965), 1966);
    assert_int_not_equal(uri_port(&ours, 1965), 1966);
    assert_int_equal(uri_port(&other, 1965), 1966);
    assert_int_equal(uri_port(&padded, 1965), 1966);
}

static void gem_uri_02_and_03_triplets(void **state) {
    (void)state;
    assert_normal("/inde%78.gmi", "/index.gmi");
    assert_normal("/%7euser/%2D%5f", "/~user/-_");
    assert_normal("/%c3%a8", "/%C3%A8");
    assert_normal("/a%20b+c", "/a%20b+c");
    assert_normal("/%252e%252e/x", "/%252e%252e/x");
    assert_normal("/a%2fb", "/a%2Fb");
    assert_normal("/100%", "/100%");
}

static void gem_uri_05_dot_segments(void **state) {
    (void)state;
    assert_normal("/a/./b", "/a/b");
    assert_normal("/./", "/");
    assert_normal("/.", "/");
    assert_normal("/a/../b", "/b");
    assert_normal("/a/..", "/");
    assert_normal("/a/b/..", "/a/");
    assert_normal("/a/b/.", "/a/b/");
    assert_normal("/a/b/../../c/", "/c/");
    assert_normal("/a/%2e%2E/b", "/b");
    assert_normal("/a/b/c/./../../g", "/a/g"); /* RFC 3986 section 5.2.4 */
    assert_normal("/f.././x", "/f../x");
    assert_normal("/~../.R", "/~../.R");
    assert_normal("/.../..a/a..", "/.../..a/a..");
    assert_normal("", "/");
    assert_normal("mid/content=5/../6", "/mid/6");
}

static void k_1_climbing_above_the_root(void **state) {
    (void)state;
    static const char *const paths[] = {"/..",        "/../",           "/../../",
                                        "/../.",      "/../file",       "/a/../..",
                                        "/a/../../b", "/./../x",        "/%2e%2e/%2e%2e/etc/passwd",
                                        "/.%2e/",     "/a/b/../../../c"};
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++)
        assert_climbs(paths[i]);
}

static void runs_of_slashes_are_one(void **state) {
    (void)state;
    assert_normal("//", "/");
    assert_normal("//foo", "/foo");
    assert_normal("/////foo", "/foo");
    assert_normal("/a//b///c/", "/a/b/c/");
    assert_normal("/dir//evil.example/x", "/dir/evil.example/x");
    assert_normal("/a//../b", "/a/b"); /* dot segments first: an empty segment is one */
    assert_normal("/a/.//./b", "/a/b");
}

static void normalising_is_done_after_one_pass(void **state) {
    (void)state;
    static const char alphabet[] = "/.a%2e";
    enum { LETTERS = sizeof alphabet - 1, LENGTH = 7, ALL = 279936 };
    for (uint32_t n = 0; n < ALL; n += 5) {
        char z[LENGTH + 2] = "/";
        uint32_t digits = n;
        for (size_t i = 1; i <= LENGTH; i++, digits /= LETTERS)
            z[i] = alphabet[digits % LETTERS];
        char *once = normal(z);
        if (!once) continue;
        assert_int_equal(once[0], '/');
        assert_null(strstr(once, "//"));
        assert_null(strstr(once, "/../"));
        free(once);
    }
}

static void linear_in_long_paths(void **state) {
    (void)state;
    enum { PAIRS = 200000 };
    Buf path = {0}, out = {0};
    for (size_t i = 0; i < PAIRS; i++)
        buf_add(&path, STR("/a"));
    for (size_t i = 0; i < PAIRS; i++)
        buf_add(&path, STR("/.."));
    assert_true(uri_normalise(buf_str(&path), &out));
    assert_str(buf_str(&out), "/");
    buf_add(&path, STR("/.."));
    assert_false(uri_normalise(buf_str(&path), &out));
    buf_free(&path);
    buf_free(&out);
}

static void gem_uri_03_decodes_once(void **state) {
    (void)state;
    assert_decodes("/a%20b", STR("/a b"));
    assert_decodes("/%252e", STR("/%2e"));
    assert_decodes("/100%25", STR("/100%"));
    assert_decodes("/a+b", STR("/a+b"));
    assert_decodes("/%C3%A8", STR("/\xC3\xA8"));
    assert_decodes("/%E3%81%82", STR("/\xE3\x81\x82"));
    assert_decodes("/%F0%9F%98%80", STR("/\xF0\x9F\x98\x80"));
    assert_decodes("/a%3Fb%23c", STR("/a?b#c"));
}

static void gem_uri_04_what_no_name_holds(void **state) {
    (void)state;
    static const char *const paths[] = {
        "/%2Fetc%2Fpasswd", "/foo%2F..%2F..", "/a%5Cb",     "/a\\b",        "/%00", "/a%0Ab",
        "/a%0D%0Ab",        "/%1B[m",         "/%7F",       "/%09",         "/%AE", "/%C3",
        "/%C0%80",          "/%C0%AF",        "/%ED%A0%80", "/%F5%80%80%80"};
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++)
        assert_no_name(paths[i]);
}

static void gem_req_12_hosts_compare_without_case(void **state) {
    (void)state;
    assert_true(uri_host_is(STR("LocalHost"), STR("localhost")));
    assert_true(uri_host_is(STR("EXAMPLE.org"), STR("example.org")));
    assert_true(uri_host_is(STR("exampl%65.org"), STR("example.org")));
    assert_true(uri_host_is(STR("example%2Eorg"), STR("example.org")));
    assert_false(uri_host_is(STR("example.or"), STR("example.org")));
    assert_false(uri_host_is(STR("example.orgs"), STR("example.org")));
    assert_false(uri_host_is(STR("www.example.org"), STR("example.org")));
    assert_false(uri_host_is(STR(""), STR("example.org")));
    assert_false(uri_host_is(STR(""), STR("localhost")));
}

static void gem_uri_09_one_trailing_dot(void **state) {
    (void)state;
    assert_true(uri_host_is(STR("example.org."), STR("example.org")));
    assert_true(uri_host_is(STR("example.org"), STR("example.org.")));
    assert_false(uri_host_is(STR("example.org.."), STR("example.org")));
    assert_false(uri_host_is(STR("."), STR("example.org")));
}

static void gem_req_16_addresses_compare_as_such(void **state) {
    (void)state;
    assert_true(uri_host_is(STR("127.0.0.1"), STR("localhost")));
    assert_true(uri_host_is(STR("[::1]"), STR("localhost")));
    assert_true(uri_host_is(STR("[0:0:0:0:0:0:0:1]"), STR("localhost")));
    assert_true(uri_host_is(STR("[0::0001]"), STR("localhost")));
    assert_false(uri_host_is(STR("127.0.0.2"), STR("localhost")));
    assert_false(uri_host_is(STR("[::2]"), STR("localhost")));
    assert_false(uri_host_is(STR("127.0.0.1"), STR("example.org")));
    assert_true(uri_host_is(STR("192.0.2.7"), STR("192.0.2.7")));
    assert_true(uri_host_is(STR("[2001:DB8:0::7]"), STR("2001:db8::7")));
    assert_true(uri_host_is(STR("[2001:db8::7]"), STR("[2001:db8::7]")));
    assert_false(uri_host_is(STR("localhost"), STR("127.0.0.1")));
    assert_false(uri_host_is(STR("127.0.0.1"), STR("::1")));
}

static void host_names_may_be_long(void **state) {
    (void)state;
    char host[300];
    memset(host, 'a', sizeof host);
    assert_true(uri_host_is((Str){host, 253}, (Str){host, 253}));
    assert_false(uri_host_is((Str){host, 254}, (Str){host, 253}));
}

static void assert_iri(const char *iri, const char *want) {
    Buf out = {0};
    assert_true(uri_of_iri(text(iri), &out));
    assert_str(buf_str(&out), want);
    buf_free(&out);
}

static void k_11_letters_of_an_iri_are_encoded(void **state) {
    (void)state;
    Buf out = {0};
    assert_iri("gemini://host/a b%zz", "gemini://host/a b%zz");
    assert_iri("gemini://host/\u00E8?\u3042#\U0001F600", "gemini://host/%C3%A8?%E3%81%82#%F0%9F%98%80");
    assert_iri("gemini://\u00E8.example:1965/\u00E8", "gemini://xn--8ca.example:1965/%C3%A8");
    assert_iri("gemini://CAFF\u00C8.example/", "gemini://xn--caff-8oa.example/");
    assert_iri("gemini://\u00FC@h/", "gemini://%C3%BC@h/");
    assert_iri("gemini://\u00E8 \u00E8/", "gemini://%C3%A8 %C3%A8/");
    assert_iri("\uFEFFgemini://host/", "%EF%BB%BFgemini://host/");
    assert_iri("", "");
    assert_false(uri_of_iri(STR("gemini://host/\xDC"), &out));
    assert_false(uri_of_iri(STR("gemini://host/\xC0\x80"), &out));
    assert_int_equal(out.len, 0);
    buf_free(&out);
}

static void assert_authority(const char *host, uint16_t port, const char *want) {
    Buf out = {0};
    uri_authority(text(host), port, 1965, &out);
    assert_str(buf_str(&out), want);
    buf_free(&out);
}

static void authority_as_it_stands_in_a_url(void **state) {
    (void)state;
    assert_authority("example.org", 1965, "example.org");
    assert_authority("example.org", 11965, "example.org:11965");
    assert_authority("::1", 1965, "[::1]");
    assert_authority("[::1]", 70, "[::1]:70");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(splits_all_parts),
        cmocka_unit_test(tells_absent_from_empty),
        cmocka_unit_test(gem_req_06_needs_a_scheme),
        cmocka_unit_test(knows_uris_without_authority),
        cmocka_unit_test(authority_ends_at_slash_query_and_fragment),
        cmocka_unit_test(gem_req_04_userinfo_hides_no_host),
        cmocka_unit_test(gem_req_10_bytes_that_are_not_ascii),
        cmocka_unit_test(gem_req_11_malformed_bytes_and_triplets),
        cmocka_unit_test(gem_req_13_ports),
        cmocka_unit_test(gem_req_16_bracketed_hosts),
        cmocka_unit_test(hosts_have_no_marks),
        cmocka_unit_test(marks_that_readers_type_pass_in_path_and_query),
        cmocka_unit_test(splitting_judges_nothing),
        cmocka_unit_test(total_over_short_strings),
        cmocka_unit_test(gem_req_13_which_port_is_meant),
        cmocka_unit_test(gem_uri_02_and_03_triplets),
        cmocka_unit_test(gem_uri_05_dot_segments),
        cmocka_unit_test(k_1_climbing_above_the_root),
        cmocka_unit_test(runs_of_slashes_are_one),
        cmocka_unit_test(normalising_is_done_after_one_pass),
        cmocka_unit_test(linear_in_long_paths),
        cmocka_unit_test(gem_uri_03_decodes_once),
        cmocka_unit_test(gem_uri_04_what_no_name_holds),
        cmocka_unit_test(gem_req_12_hosts_compare_without_case),
        cmocka_unit_test(gem_uri_09_one_trailing_dot),
        cmocka_unit_test(gem_req_16_addresses_compare_as_such),
        cmocka_unit_test(host_names_may_be_long),
        cmocka_unit_test(k_11_letters_of_an_iri_are_encoded),
        cmocka_unit_test(authority_as_it_stands_in_a_url),
    };
    return cmocka_run_group_tests_name("uri", tests, NULL, NULL);
}

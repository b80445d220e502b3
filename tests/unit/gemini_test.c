#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "proto/gemini.h"

#include "proto_site.h"

static const Peer plain_peer = {.sni = STR(""), .tls = true};

static Asked ask(const Site *site, const char *request) {
    return proto_ask(&protocol_gemini, site, &plain_peer, str_of(request));
}

/* The answer must begin with `want`, which ends the header when it ends in CRLF. */
static void assert_answer(Asked asked, const char *want) {
    Str got = buf_str(&asked.bytes);
    if (!str_starts(got, str_of(want))) fail_msg("got %.*s, wanted %s", STR_FMT(str_head(got, 200)), want);
    buf_free(&asked.bytes);
}

static void assert_all(Asked asked, const char *want) {
    Str got = buf_str(&asked.bytes);
    if (!str_eq(got, str_of(want))) fail_msg("got %.*s, wanted %s", STR_FMT(str_head(got, 200)), want);
    buf_free(&asked.bytes);
}

static void *open_site(void) {
    return proto_site("example.org", 1965, 70);
}

static int setup(void **state) {
    *state = open_site();
    return 0;
}

static int teardown(void **state) {
    proto_site_free(*state);
    return 0;
}

static void assert_refused(const Site *site, const char *request, const char *word) {
    Asked asked = ask(site, request);
    buf_add_char(&asked.bytes, '\0');
    if (asked.status != 59 || !strstr(asked.bytes.p, word)) fail_msg("%s: %s", request, asked.bytes.p);
    assert_true(strlen(asked.bytes.p) == (size_t)(strstr(asked.bytes.p, "\r\n") - asked.bytes.p) + 2);
    buf_free(&asked.bytes);
}

static void page_is_text_list_and_foot(void **state) {
    Asked asked = ask(*state, "gemini://example.org/\r\n");
    Str got = buf_str(&asked.bytes);
    assert_int_equal(asked.status, 20);
    assert_true(asked.whole);
    assert_true(
        str_starts(got, STR("20 text/gemini; charset=utf-8\r\n# Home\nwelcome\n\nthe list of home\n")));
    assert_true(str_ends(got, STR("\n")));
    assert_true(str_search(got, STR("gopher://example.org/")) != STR_NONE);
    buf_free(&asked.bytes);
}

static void gem_req_07_empty_path_is_home(void **state) {
    assert_answer(ask(*state, "gemini://example.org\r\n"), "20 text/gemini; charset=utf-8\r\n# Home\n");
    assert_answer(ask(*state, "gemini://example.org?query\r\n"), "20 text/gemini; charset=utf-8\r\n# Home\n");
    assert_answer(ask(*state, "gemini://example.org/?\r\n"), "20 text/gemini; charset=utf-8\r\n# Home\n");
}

static void folder_without_page_is_its_list(void **state) {
    assert_answer(ask(*state, "gemini://example.org/posts/\r\n"),
                  "20 text/gemini; charset=utf-8\r\n# posts\nthe list of posts\n");
}

static void gem_mime_03_language(void **state) {
    assert_answer(ask(*state, "gemini://example.org/hello.gmi\r\n"),
                  "20 text/gemini; charset=utf-8; lang=en\r\n");
    assert_answer(ask(*state, "gemini://example.org/two/\r\n"),
                  "20 text/gemini; charset=utf-8; lang=\"en,fi\"\r\n");
    assert_answer(ask(*state, "gemini://example.org/odd.gmi\r\n"),
                  "20 text/gemini; charset=utf-8\r\n# Odd\n");
}

static void gem_req_01_exactly_1024_bytes(void **state) {
    char request[1100];
    memset(request, '0', sizeof request);
    memcpy(request, "gemini://example.org/", 21);
    memcpy(request + 1024, "\r\n", 3);
    Asked asked = ask(*state, request);
    assert_int_equal(asked.consumed, 1026);
    assert_answer(asked, "51 ");
    memcpy(request + 1024, "0\r\n", 4);
    assert_answer(ask(*state, request), "59 ");
}

static void gem_req_02_decides_without_buffering_more(void **state) {
    char request[2000];
    memset(request, '0', sizeof request);
    memcpy(request, "gemini://example.org/", 21);
    Asked asked = proto_ask(&protocol_gemini, *state, &plain_peer, (Str){request, 1024});
    assert_int_equal(asked.consumed, 0);
    asked = proto_ask(&protocol_gemini, *state, &plain_peer, (Str){request, 1025});
    assert_int_equal(asked.consumed, -1);
    assert_all(asked, "59 The request is no Gemini URL: it is longer than 1024 bytes\r\n");
    asked = proto_ask(&protocol_gemini, *state, &plain_peer, (Str){request, 2000});
    assert_answer(asked, "59 ");
    request[1024] = '\r';
    assert_int_equal(proto_ask(&protocol_gemini, *state, &plain_peer, (Str){request, 1025}).consumed, 0);
    assert_true(protocol_gemini.max_request >= 1026);
}

static void gem_req_03_waits_for_crlf_however_it_comes(void **state) {
    static const char request[] = "gemini://example.org/hello.gmi\r\n";
    for (size_t n = 0; n < sizeof request - 1; n++)
        assert_int_equal(proto_ask(&protocol_gemini, *state, &plain_peer, (Str){request, n}).consumed, 0);
    assert_int_equal(ask(*state, "gemini://example.org/\n").consumed, 0);
    assert_int_equal(ask(*state, "gemini://example.org/\n\n").consumed, 0);
    Asked asked = ask(*state, request);
    assert_int_equal(asked.consumed, sizeof request - 1);
    assert_answer(asked, "20 ");
}

static void k_2_says_nothing_when_the_line_never_ends(void **state) {
    static const char *const requests[] = {"", "gemini://example.org/", "gemini://example.org/\n",
                                           "gemini://example.org/\r"};
    const Peer gone = {.tls = true, .ended = true};
    for (size_t i = 0; i < sizeof requests / sizeof *requests; i++) {
        Asked asked = proto_ask(&protocol_gemini, *state, &gone, str_of(requests[i]));
        assert_int_equal(asked.consumed, -1);
        assert_int_equal(asked.bytes.len, 0);
        buf_free(&asked.bytes);
    }
    assert_answer(proto_ask(&protocol_gemini, *state, &gone, STR("gemini://example.org/\r\n")), "20 ");
}

static void gem_tx_07_ignores_what_follows_the_line(void **state) {
    Asked asked = ask(*state, "gemini://example.org/\r\ngemini://example.org/hello\r\n");
    assert_int_equal(asked.consumed, 23);
    assert_answer(asked, "20 ");
}

static void bad_requests_say_what_is_wrong(void **state) {
    static const char *const requests[][2] = {
        {"\r\n", "empty"},
        {"/\r\n", "scheme"},
        {"//example.org/\r\n", "scheme"},
        {"Hello Gemini!\r\n", "blank"},
        {"gemini:/example.org/\r\n", "//"},
        {"gemini:example.org\r\n", "//"},
        {"gemini:///x\r\n", "names no host"},
        {"gemini://:1965/\r\n", "names no host"},
        {"gemini://user@example.org/\r\n", "user name"},
        {"gemini://@example.org/\r\n", "user name"},
        {"gemini://:pw@example.org/\r\n", "user name"},
        {"gemini://example.org/#top\r\n", "fragment"},
        {"gemini://example.org/#\r\n", "fragment"},
        {"http://example.org/#top\r\n", "fragment"},
        {"gemini://example.org/\xDC\r\n", "ASCII"},
        {"gemini://example.org/%\r\n", "hex digits"},
        {"gemini://example.org/a\rb\r\n", "control"},
        {"gemini://example.org/a\nb\r\n", "control"},
        {"gemini://example.org:65536/\r\n", "port"},
        {"gemini://example.org/../../\r\n", "climbs"},
        {"gemini://example.org/%2e%2e/\r\n", "climbs"},
    };
    for (size_t i = 0; i < sizeof requests / sizeof *requests; i++)
        assert_refused(*state, requests[i][0], requests[i][1]);
}

static void lone_cr_is_decided_at_the_byte_behind_it(void **state) {
    assert_int_equal(ask(*state, "gemini://example.org/\r").consumed, 0);
    Asked asked = ask(*state, "gemini://example.org/\rx");
    assert_int_equal(asked.consumed, -1);
    assert_answer(asked, "59 ");
}

static void k_15_53_names_the_capsule(void **state) {
    static const char *const requests[] = {
        "gemini://wikipedia.org/\r\n",    "gemini://example.org:443/\r\n",
        "http://example.org/\r\n",        "gopher://example.org/\r\n",
        "mailto:someone@example.org\r\n", "gemini://127.0.0.1/\r\n",
        "gemini://example.org.evil/\r\n", "gemini://[::1]/\r\n",
        "file:///etc/passwd\r\n",         "titan://example.org/a;size=1\r\n",
    };
    for (size_t i = 0; i < sizeof requests / sizeof *requests; i++)
        assert_all(ask(*state, requests[i]), "53 This capsule is gemini://example.org/\r\n");
}

static void k_15_names_a_port_that_is_not_the_usual_one(void **state) {
    (void)state;
    Site *site = proto_site("::1", 11965, 70);
    assert_all(ask(site, "gemini://[::1]/\r\n"), "53 This capsule is gemini://[::1]:11965/\r\n");
    assert_answer(ask(site, "gemini://[0:0::1]:11965/\r\n"), "20 ");
    proto_site_free(site);
}

static void gem_req_12_13_host_and_port_spellings(void **state) {
    static const char *const requests[] = {
        "GEMINI://EXAMPLE.org/\r\n",     "gemini://example.org./\r\n",       "gemini://example.org:/\r\n",
        "gemini://example.org:1965\r\n", "gemini://example.org:001965/\r\n", "gemini://ex%61mple.org/\r\n",
    };
    for (size_t i = 0; i < sizeof requests / sizeof *requests; i++)
        assert_answer(ask(*state, requests[i]), "20 ");
}

static Asked ask_as(const Site *site, Str sni) {
    const Peer peer = {.sni = sni, .tls = true};
    return proto_ask(&protocol_gemini, site, &peer, STR("gemini://example.org/\r\n"));
}

static void gem_tls_02_03_sni(void **state) {
    assert_answer(ask_as(*state, STR("")), "20 ");
    assert_answer(ask_as(*state, STR("Example.ORG")), "20 ");
    assert_answer(ask_as(*state, STR("example.org.")), "20 ");
    assert_answer(ask_as(*state, STR("other.example")), "53 ");
}

static void malformed_goes_before_foreign(void **state) {
    const Peer peer = {.sni = STR("other.example"), .tls = true};
    assert_answer(proto_ask(&protocol_gemini, *state, &peer, STR("gemini://wikipedia.org/%zz\r\n")), "59 ");
}

static void gem_red_07_moved_addresses(void **state) {
    assert_all(ask(*state, "gemini://example.org/posts\r\n"), "31 /posts/\r\n");
    assert_all(ask(*state, "gemini://example.org/hello\r\n"), "31 /hello.gmi\r\n");
    assert_all(ask(*state, "gemini://example.org//hello\r\n"), "31 /hello.gmi\r\n");
    assert_all(ask(*state, "gemini://example.org/50%25%20off%20now\r\n"), "31 /50%25%20off%20now.gmi\r\n");
}

static void gem_red_02_keeps_the_query(void **state) {
    assert_all(ask(*state, "gemini://example.org/posts?a=b%20c&d\r\n"), "31 /posts/?a=b%20c&d\r\n");
    assert_all(ask(*state, "gemini://example.org/posts?\r\n"), "31 /posts/?\r\n");
    assert_all(ask(*state, "gemini://example.org/posts?a|\"b\"%7c\r\n"), "31 /posts/?a%7C%22b%22%7c\r\n");
}

static void gem_red_05_never_longer_than_a_request(void **state) {
    char request[1100];
    memset(request, 'q', sizeof request);
    memcpy(request, "gemini://example.org/posts?", 27);
    memcpy(request + 1023, "\r\n", 3);
    Asked asked = ask(*state, request);
    assert_int_equal(asked.bytes.len, strlen("31 /posts/?\r\n") + 1023 - 27);
    assert_answer(asked, "31 /posts/?qqq");
    memcpy(request + 1024, "\r\n", 3);
    request[1023] = 'q';
    assert_all(ask(*state, request), "31 /posts/\r\n");
}

static void gem_uri_03_04_names_are_decoded_once(void **state) {
    assert_answer(ask(*state, "gemini://example.org/50%25%20off%20now.gmi\r\n"), "20 ");
    assert_answer(ask(*state, "gemini://example.org/h%65llo.gmi\r\n"), "20 ");
    assert_answer(ask(*state, "gemini://example.org/h%2565llo.gmi\r\n"), "51 ");
    assert_answer(ask(*state, "gemini://example.org/%2Fhello.gmi\r\n"), "51 ");
    assert_answer(ask(*state, "gemini://example.org/posts%2F..%2Fhello.gmi\r\n"), "51 ");
    assert_answer(ask(*state, "gemini://example.org/%AE\r\n"), "51 ");
    assert_answer(ask(*state, "gemini://example.org/a%0D%0Ab\r\n"), "51 ");
    assert_answer(ask(*state, "gemini://example.org/HELLO.gmi\r\n"), "51 ");
}

static void gem_uri_05_dots_and_slashes_need_no_redirect(void **state) {
    assert_answer(ask(*state, "gemini://example.org//\r\n"), "20 ");
    assert_answer(ask(*state, "gemini://example.org/./\r\n"), "20 ");
    assert_answer(ask(*state, "gemini://example.org/posts/..\r\n"), "20 ");
    assert_answer(ask(*state, "gemini://example.org/posts/../hello.gmi\r\n"), "20 ");
    assert_answer(ask(*state, "gemini://example.org/posts/.//./\r\n"), "20 ");
}

static void gem_rsp_06_not_found_has_no_body(void **state) {
    assert_all(ask(*state, "gemini://example.org/nothing\r\n"), "51 There is nothing at this address\r\n");
}

static void gem_mime_files(void **state) {
    assert_all(ask(*state, "gemini://example.org/note.txt\r\n"), "20 text/plain\r\none\ntwo\r\n\nfour");
    assert_all(ask(*state, "gemini://example.org/pic.png\r\n"), "20 image/png\r\n\x89PNG\r\n\n");
    assert_all(ask(*state, "gemini://example.org/empty.txt\r\n"), "20 text/plain\r\n");
}

static void gem_mime_05_bom_is_left_out(void **state) {
    assert_all(ask(*state, "gemini://example.org/bom.gmi\r\n"), "20 text/gemini; charset=utf-8\r\n# Bom\n");
    assert_all(ask(*state, "gemini://example.org/plain.gmi\r\n"),
               "20 text/gemini; charset=utf-8\r\n# Plain\n");
}

static void large_files_are_streamed(void **state) {
    Asked asked = ask(*state, "gemini://example.org/big.bin\r\n");
    assert_false(asked.whole);
    assert_true(str_eq(asked.file.path, STR("big.bin")));
    assert_null(asked.file.filter);
    assert_all(asked, "20 application/octet-stream\r\n");
}

/* What the filter makes of `in`, handed over in pieces of `step` bytes. */
static Buf filtered(FileFilter filter, Str in, size_t step) {
    Buf out = {0};
    char last = 0;
    for (; in.len; in = str_skip(in, step))
        filter(str_head(in, step), &last, &out);
    filter((Str){0}, &last, &out);
    return out;
}

static void gem_mime_05_bom_of_a_streamed_file(void **state) {
    static const Str cases[][2] = {
        {STR("\xEF\xBB\xBF# Bom\n"), STR("# Bom\n")},
        {STR("# Plain\n"), STR("# Plain\n")},
        {STR("\xEF\xBB\xBC\n"), STR("\xEF\xBB\xBC\n")},
        {STR("\xEF\xEF\xBB\xBF"), STR("\xEF\xEF\xBB\xBF")},
        {STR("\xEF\xBB\xBF\xEF\xBB\xBF"), STR("\xEF\xBB\xBF")},
        {STR("\xEF\xBB\xBF"), STR("")},
        {STR("\xEF\xBB"), STR("\xEF\xBB")},
        {STR("\xEF"), STR("\xEF")},
        {STR(""), STR("")},
    };
    Asked asked = ask(*state, "gemini://example.org/big.gmi\r\n");
    assert_non_null(asked.file.filter);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        for (size_t step = 1; step < 10; step++) {
            Buf got = filtered(asked.file.filter, cases[i][0], step);
            if (!str_eq(buf_str(&got), cases[i][1])) fail_msg("case %zu in pieces of %zu", i, step);
            buf_free(&got);
        }
    }
    buf_free(&asked.bytes);
}

static void busy_is_41(void **state) {
    (void)state;
    Response response;
    Buf out = {0};
    protocol_gemini.busy(&response);
    assert_int_equal(response.status, 41);
    assert_true(response_collect(&response, &out));
    assert_true(str_eq(buf_str(&out), STR("41 Too many connections; try again in a moment\r\n")));
    response_free(&response);
    buf_free(&out);
}

static void names_the_scheme_and_its_port(void **state) {
    (void)state;
    assert_string_equal(protocol_gemini.name, "gemini");
    assert_int_equal(protocol_gemini.port, 1965);
}

static void k_11_letters_beyond_ascii_where_it_is_allowed(void **state) {
    (void)state;
    static const char *const urls[] = {"gemini://CaffÈ.example/note.txt?é\r\n",
                                       "gemini://xn--caff-8oa.example/é\r\n",
                                       "gemini://caffè.example/\xDC\r\n"};
    static const unsigned lenient[] = {20, 51, 59};
    Site *site = proto_site("xn--caff-8oa.example", 1965, 70);
    for (size_t i = 0; i < 2 * sizeof urls / sizeof *urls; i++) {
        site->iri = i % 2;
        Asked asked = proto_ask(&protocol_gemini, site, &plain_peer, str_of(urls[i / 2]));
        assert_int_equal(asked.status, site->iri ? lenient[i / 2] : 59);
        buf_free(&asked.bytes);
    }
    proto_site_free(site);
}

#define WITH_SITE(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void) {
    const struct CMUnitTest tests[] = {
        WITH_SITE(page_is_text_list_and_foot),
        WITH_SITE(gem_req_07_empty_path_is_home),
        WITH_SITE(folder_without_page_is_its_list),
        WITH_SITE(gem_mime_03_language),
        cmocka_unit_test(k_11_letters_beyond_ascii_where_it_is_allowed),
        WITH_SITE(gem_req_01_exactly_1024_bytes),
        WITH_SITE(gem_req_02_decides_without_buffering_more),
        WITH_SITE(gem_req_03_waits_for_crlf_however_it_comes),
        WITH_SITE(k_2_says_nothing_when_the_line_never_ends),
        WITH_SITE(gem_tx_07_ignores_what_follows_the_line),
        WITH_SITE(bad_requests_say_what_is_wrong),
        WITH_SITE(lone_cr_is_decided_at_the_byte_behind_it),
        WITH_SITE(k_15_53_names_the_capsule),
        cmocka_unit_test(k_15_names_a_port_that_is_not_the_usual_one),
        WITH_SITE(gem_req_12_13_host_and_port_spellings),
        WITH_SITE(gem_tls_02_03_sni),
        WITH_SITE(malformed_goes_before_foreign),
        WITH_SITE(gem_red_07_moved_addresses),
        WITH_SITE(gem_red_02_keeps_the_query),
        WITH_SITE(gem_red_05_never_longer_than_a_request),
        WITH_SITE(gem_uri_03_04_names_are_decoded_once),
        WITH_SITE(gem_uri_05_dots_and_slashes_need_no_redirect),
        WITH_SITE(gem_rsp_06_not_found_has_no_body),
        WITH_SITE(gem_mime_files),
        WITH_SITE(gem_mime_05_bom_is_left_out),
        WITH_SITE(large_files_are_streamed),
        WITH_SITE(gem_mime_05_bom_of_a_streamed_file),
        cmocka_unit_test(busy_is_41),
        cmocka_unit_test(names_the_scheme_and_its_port),
    };
    return cmocka_run_group_tests_name("gemini", tests, NULL, NULL);
}

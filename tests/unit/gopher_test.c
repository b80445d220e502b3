#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "proto/gopher.h"
#include "proto/gopher_text.h"

#include "proto_site.h"

static const Peer open_peer = {.ended = false};
static const Peer ended_peer = {.ended = true};

static int setup(void **state) {
    *state = proto_site("example.org", 1965, 7070);
    return 0;
}

static int teardown(void **state) {
    proto_site_free(*state);
    return 0;
}

static Asked ask(const Site *site, const char *request) {
    return proto_ask(&protocol_gopher, site, &open_peer, str_of(request));
}

static void assert_same(Asked asked, Str want) {
    Str got = buf_str(&asked.bytes);
    if (!str_eq(got, want)) fail_msg("got %.*s, wanted %.*s", STR_FMT(str_head(got, 300)), STR_FMT(want));
    buf_free(&asked.bytes);
}

static void assert_all(Asked asked, const char *want) {
    assert_same(asked, str_of(want));
}

static void assert_has(Asked asked, const char *want) {
    Str got = buf_str(&asked.bytes);
    if (str_search(got, str_of(want)) == STR_NONE)
        fail_msg("got %.*s, wanted %s", STR_FMT(str_head(got, 600)), want);
    buf_free(&asked.bytes);
}

static void assert_lacks(Asked asked, const char *word) {
    Str got = buf_str(&asked.bytes);
    if (str_search(got, str_of(word)) != STR_NONE) fail_msg("%s is in %.*s", word, STR_FMT(got));
    buf_free(&asked.bytes);
}

static const char not_found[] = "3There is nothing at this selector\t\terror.host\t1\r\n.\r\n";

static void menu_has_four_fields_and_a_dot(void **state) {
    Asked asked = ask(*state, "/hello\r\n");
    Str rest = buf_str(&asked.bytes), line;
    size_t lines = 0;
    assert_int_equal(asked.status, 20);
    assert_true(str_ends(rest, STR("\r\n.\r\n"))); /* GOP-MENU-04 */
    while (str_cut(&rest, '\n', &line) && !str_eq(line, STR(".\r"))) {
        size_t tabs = 0;
        for (size_t i = 0; i < line.len; i++)
            tabs += line.p[i] == '\t';
        assert_int_equal(tabs, 3); /* GOP-MENU-02 */
        assert_true(str_ends(line, STR("\r")));
        lines++;
    }
    assert_true(lines >= 3);
    buf_free(&asked.bytes);
}

static void menu_is_title_text_list_and_foot(void **state) {
    static const char *const pieces[] = {"i# Home\t", "/index.txt\t", "iwelcome\t", "ithe list of home\t",
                                         "gemini://example.org/"};
    Asked asked = ask(*state, "\r\n");
    size_t at = 0;
    for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) {
        size_t found = str_search(str_skip(buf_str(&asked.bytes), at), str_of(pieces[i]));
        if (found == STR_NONE) fail_msg("%s is not there or too early", pieces[i]);
        at += found;
    }
    buf_free(&asked.bytes);
}

static void folder_without_page_is_its_list(void **state) {
    Asked asked = ask(*state, "/posts/\r\n");
    assert_true(str_starts(buf_str(&asked.bytes), STR("i# posts\t")));
    assert_has(asked, "ithe list of posts\t");
    assert_has(ask(*state, "/posts\r\n"), "ithe list of posts\t");
}

static void gop_req_07_our_host_and_port_in_every_item(void **state) {
    assert_has(ask(*state, "/hello\r\n"), "1Item\t/posts/\texample.org\t7070\r\n");
}

static void text_view_has_no_dot(void **state) {
    Asked asked = ask(*state, "/hello.txt\r\n");
    assert_int_equal(asked.status, 20);
    assert_true(str_starts(buf_str(&asked.bytes), STR("# Hello\r\n")));
    assert_false(str_ends(buf_str(&asked.bytes), STR(".\r\n")));
    assert_has(asked, "\r\n-> Item\r\n   gopher://example.org");
    assert_lacks(ask(*state, "/hello.txt\r\n"), "\t");
}

/* Draws the whole answer in steps of `want` bytes. */
static Buf drawn(const Site *site, Str request, size_t want) {
    Response response;
    Buf out = {0};
    assert_true(protocol_gopher.serve(site, &open_peer, request, &response) > 0);
    assert_int_equal(response.count, 1);
    assert_int_equal(response.parts[0].kind, PART_SOURCE);
    Source *source = response.parts[0].source;
    for (bool more = true; more;) {
        size_t before = out.len;
        more = source->fill(source, want, &out);
        if (more) assert_true(out.len > before);
    }
    response_free(&response);
    return out;
}

static void views_are_the_same_in_steps_of_any_size(void **state) {
    static const Str requests[] = {STR("/long\r\n"), STR("/long.txt\r\n"), STR("/note.txt\r\n"), STR("\r\n")};
    static const size_t wants[] = {0, 1, 2, 3, 100, 4096};
    for (size_t i = 0; i < sizeof requests / sizeof *requests; i++) {
        Buf whole = drawn(*state, requests[i], 1 << 20);
        for (size_t k = 0; k < sizeof wants / sizeof *wants; k++) {
            Buf steps = drawn(*state, requests[i], wants[k]);
            assert_true(str_eq(buf_str(&whole), buf_str(&steps)));
            buf_free(&steps);
        }
        buf_free(&whole);
    }
}

static void large_menus_come_in_pieces(void **state) {
    Response response;
    Buf out = {0};
    assert_true(protocol_gopher.serve(*state, &open_peer, STR("/long\r\n"), &response) > 0);
    Source *source = response.parts[0].source;
    assert_true(source->fill(source, 1000, &out));
    assert_in_range(out.len, 1000, 2000);
    response_free(&response);
    buf_free(&out);
}

static void small_menus_come_at_once(void **state) {
    Response response;
    Buf out = {0};
    assert_true(protocol_gopher.serve(*state, &open_peer, STR("/hello\r\n"), &response) > 0);
    Source *source = response.parts[0].source;
    assert_false(source->fill(source, 16384, &out));
    assert_true(str_ends(buf_str(&out), STR("\r\n.\r\n")));
    response_free(&response);
    buf_free(&out);
}

static void gop_req_03_every_line_end(void **state) {
    static const Str requests[] = {STR("/hello\r\n"), STR("/hello\n"), STR("/hello\rx"), STR("/hello\t\r\n"),
                                   STR("/hello\tquery\n")};
    static const long consumed[] = {8, 7, 7, 9, 13};
    for (size_t i = 0; i < sizeof requests / sizeof *requests; i++) {
        Asked asked = proto_ask(&protocol_gopher, *state, &open_peer, requests[i]);
        assert_int_equal(asked.consumed, consumed[i]);
        assert_has(asked, "iwords\t");
    }
    for (size_t n = 0; n <= 7; n++)
        assert_int_equal(
            proto_ask(&protocol_gopher, *state, &open_peer, str_head(STR("/hello\r\n"), n)).consumed, 0);
}

static void gop_req_03_end_of_input_ends_the_line(void **state) {
    Asked asked = proto_ask(&protocol_gopher, *state, &ended_peer, STR("/hello"));
    assert_int_equal(asked.consumed, 6);
    assert_has(asked, "iwords\t");
    assert_has(proto_ask(&protocol_gopher, *state, &ended_peer, STR("/hello\r")), "iwords\t");
    assert_has(proto_ask(&protocol_gopher, *state, &ended_peer, STR("/hello\tx")), "iwords\t");
}

static void nothing_at_all_gets_no_answer(void **state) {
    Asked asked = proto_ask(&protocol_gopher, *state, &ended_peer, STR(""));
    assert_int_equal(asked.consumed, -1);
    assert_int_equal(asked.bytes.len, 0);
}

static void gop_req_02_lines_have_1024_bytes_at_most(void **state) {
    char request[2000];
    memset(request, 'x', sizeof request);
    assert_int_equal(proto_ask(&protocol_gopher, *state, &open_peer, (Str){request, 1023}).consumed, 0);
    Asked asked = proto_ask(&protocol_gopher, *state, &open_peer, (Str){request, 1024});
    assert_int_equal(asked.consumed, -1);
    assert_int_equal(asked.status, 59);
    assert_all(asked, "3The selector is too long\t\terror.host\t1\r\n.\r\n");
    request[1023] = '\n';
    asked = proto_ask(&protocol_gopher, *state, &open_peer, (Str){request, 1024});
    assert_int_equal(asked.consumed, 1024);
    assert_all(asked, not_found);
    request[1023] = '\r';
    asked = proto_ask(&protocol_gopher, *state, &open_peer, (Str){request, 1024});
    assert_int_equal(asked.consumed, -1);
    buf_free(&asked.bytes);
    asked = proto_ask(&protocol_gopher, *state, &ended_peer, (Str){request, 1023});
    assert_int_equal(asked.consumed, 1023);
    assert_all(asked, not_found);
}

static void gop_req_06_slash_and_item_type(void **state) {
    static const char *const requests[] = {"hello\r\n", "/1/hello\r\n", "1/hello\r\n", "/hello/\r\n"};
    for (size_t i = 0; i < sizeof requests / sizeof *requests; i++)
        assert_has(ask(*state, requests[i]), "iwords\t");
    assert_has(ask(*state, "/0/hello.txt\r\n"), "words\r\n");
}

static void gop_req_05_selectors_are_opaque(void **state) {
    assert_has(ask(*state, "/50% off now\r\n"), "iblanks and a sign\t");
    assert_all(ask(*state, "/50%25%20off%20now\r\n"), not_found);
    assert_all(ask(*state, "/hell%6f\r\n"), not_found);
}

static void gop_req_08_dots_lead_nowhere(void **state) {
    static const char *const requests[] = {
        "..\r\n", "/..\r\n", "/posts/../hello\r\n", "/.hidden\r\n", "/../etc/passwd\r\n", "/./hello\r\n"};
    for (size_t i = 0; i < sizeof requests / sizeof *requests; i++)
        assert_all(ask(*state, requests[i]), not_found);
}

static void gop_menu_07_errors_repeat_nothing_of_the_request(void **state) {
    assert_same(proto_ask(&protocol_gopher, *state, &open_peer, STR("/a\0b\r\n")), str_of(not_found));
    assert_all(ask(*state, "/\x1B[31m\r\n"), not_found);
    Asked asked = ask(*state, "/none\r\n");
    assert_int_equal(asked.status, 51);
    assert_all(asked, not_found);
}

static void gplus_01_tails_are_ignored(void **state) {
    static const char *const tails[] = {"\t+\r\n", "\t!\r\n", "\t+text/plain\r\n", "\tquery\t+\r\n"};
    Asked plain = ask(*state, "/hello\r\n");
    for (size_t i = 0; i < sizeof tails / sizeof *tails; i++) {
        char request[64] = "/hello";
        assert_same(ask(*state, strcat(request, tails[i])), buf_str(&plain.bytes));
    }
    buf_free(&plain.bytes);
}

static void gplus_01_attributes_are_the_lines_of_the_menu(void **state) {
    Asked plain = ask(*state, "/long\r\n");
    Buf want = {0};
    Str rest = buf_str(&plain.bytes), line;
    buf_add(&want, STR("+-1\r\n"));
    while (str_line(&rest, &line))
        buf_add_format(&want, "%s%.*s\r\n", rest.len ? "+INFO: " : "", STR_FMT(line));
    assert_same(ask(*state, "/long\t$\r\n"), buf_str(&want));
    buf_free(&plain.bytes);
    buf_free(&want);
}

static void gop_txt_03_text_files_get_crlf(void **state) {
    assert_all(ask(*state, "/note.txt\r\n"), "one\r\ntwo\r\n\r\nfour");
    assert_all(ask(*state, "/plain.gmi\r\n"), "# Plain\r\n");
    Asked asked = ask(*state, "/empty.txt\r\n");
    assert_int_equal(asked.consumed, 12);
    assert_all(asked, "");
}

static void the_url_that_a_request_asks_for(void **state) {
    static const char *const asked[][2] = {
        {"\r\n", "gopher://example.org:7070/"},
        {"/\n", "gopher://example.org:7070/1/"},
        {"/hello", "gopher://example.org:7070/1/hello"},
        {"hello.txt\tx\r\n", "gopher://example.org:7070/0hello.txt"},
        {"/pic.png\r\nmore", "gopher://example.org:7070/I/pic.png"},
        {"/50% off now\r\n", "gopher://example.org:7070/1/50%25 off now"},
        {"/nothing\r\n", "gopher://example.org:7070/1/nothing"},
        {"URL:https://x.y/?a\r\n", "gopher://example.org:7070/hURL:https://x.y/?a"},
        {"GET /x HTTP/1.0\r\n\r\n", "GET /x HTTP/1.0"},
    };
    for (size_t i = 0; i < sizeof asked / sizeof *asked; i++) {
        Buf url = {0};
        protocol_gopher.url(*state, str_of(asked[i][0]), &url);
        assert_same((Asked){.bytes = url}, str_of(asked[i][1]));
    }
}

/* Whatever the pieces are, also when a line, its end or the text's beginning is cut. */
static void gop_txt_01_dots_however_a_text_is_cut(void **state) {
    (void)state;
    static const struct {
        Str in, want;
    } texts[] = {
        {STR(""), STR(".\r\n")},
        {STR("."), STR("..\r\n.\r\n")},
        {STR("a\n.b\r\n..\n\n.\n"), STR("a\r\n..b\r\n...\r\n\r\n..\r\n.\r\n")},
        {STR("a\r"), STR("a\r\n.\r\n")},
        {STR("a\r.b"), STR("a\r.b\r\n.\r\n")},
        {STR("\0.a\n\0"), STR("\0.a\r\n\0\r\n.\r\n")},
        {STR(".\0\n.x"), STR("..\0\r\n..x\r\n.\r\n")},
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        for (size_t step = 1; step <= texts[i].in.len + 1; step++) {
            Buf got = {0};
            char last = 0;
            for (Str rest = texts[i].in; rest.len; rest = str_skip(rest, step))
                gopher_text_dots(str_head(rest, step), &last, &got);
            gopher_text_dots((Str){0}, &last, &got);
            assert_true(str_eq(buf_str(&got), texts[i].want));
            buf_free(&got);
        }
    }
}

static void gop_bin_01_other_files_are_raw(void **state) {
    assert_all(ask(*state, "/pic.png\r\n"), "\x89PNG\r\n\n");
    Asked asked = ask(*state, "/big.bin\r\n");
    assert_false(asked.whole);
    assert_null(asked.file.filter);
    assert_true(str_eq(asked.file.path, STR("big.bin")));
}

static void gop_txt_03_streamed_text_however_it_is_cut(void **state) {
    static const Str in = STR("a\nb\r\nc\rd\n\n\r\n\r\r\n.\n..x\n");
    static const Str want = STR("a\r\nb\r\nc\rd\r\n\r\n\r\n\r\r\n.\r\n..x\r\n");
    Asked asked = ask(*state, "/big.txt\r\n");
    assert_non_null(asked.file.filter);
    for (size_t step = 1; step <= in.len; step++) {
        Buf out = {0};
        char last = 0;
        for (Str rest = in; rest.len; rest = str_skip(rest, step))
            asked.file.filter(str_head(rest, step), &last, &out);
        asked.file.filter((Str){0}, &last, &out);
        if (!str_eq(buf_str(&out), want)) fail_msg("pieces of %zu: %.*s", step, STR_FMT(buf_str(&out)));
        buf_free(&out);
    }
    buf_free(&asked.bytes);
}

static void caps_txt_is_generated(void **state) {
    static const char *const requests[] = {"caps.txt\r\n", "/caps.txt\r\n", "0/caps.txt\r\n",
                                           "/0/caps.txt\r\n"};
    for (size_t i = 0; i < sizeof requests / sizeof *requests; i++) {
        Asked asked = ask(*state, requests[i]);
        assert_true(str_starts(buf_str(&asked.bytes), STR("CAPS\r\nCapsVersion=1\r\n")));
        assert_has(asked, "\r\nServerDefaultEncoding=UTF-8\r\n");
        assert_has(ask(*state, requests[i]), "\r\nServerTLSPort=7070\r\n");
    }
    Site *alone = proto_site("example.org", 0, 70);
    assert_lacks(ask(alone, "caps.txt\r\n"), "TLS");
    proto_site_free(alone);
    assert_all(ask(*state, "/sub/caps.txt\r\n"), not_found);
}

static void caps_txt_of_the_author_goes_first(void **state) {
    (void)state;
    Site *site = proto_site("example.org", 1965, 70);
    proto_file(site, "/caps.txt", "text/plain", '0', "CAPS\nmine\n");
    index_sort(&site->index);
    assert_all(ask(site, "caps.txt\r\n"), "CAPS\r\nmine\r\n");
    proto_site_free(site);
}

static void hurl_01_url_pages(void **state) {
    static const char *const requests[] = {"URL:https://example.com/a/../b//c\r\n",
                                           "/URL:https://example.com/a/../b//c\n"};
    for (size_t i = 0; i < sizeof requests / sizeof *requests; i++) {
        assert_has(ask(*state, requests[i]), "<a href=\"https://example.com/a/../b//c\">");
        assert_has(ask(*state, requests[i]),
                   "<meta http-equiv=\"refresh\" content=\"1; url=https://example.com/a/../b//c\">");
    }
}

static void hurl_02_escapes_and_refuses(void **state) {
    static const char refused[] = "3This server does not lead to such a URL\t\terror.host\t1\r\n.\r\n";
    static const char *const requests[] = {"URL:http://h/\"x\r\n",  "URL:http://h/'x\r\n",
                                           "URL:http://h/ x\r\n",   "URL:http://h/\x1B\r\n",
                                           "URL:http://h/\x7F\r\n", "URL:http://h/\xFF\r\n"};
    Asked asked = ask(*state, "URL:http://h/?a=1&b=<script>\r\n");
    assert_has(asked,
               "<a href=\"http://h/?a=1&amp;b=&lt;script&gt;\">http://h/?a=1&amp;b=&lt;script&gt;</a>");
    assert_lacks(ask(*state, "URL:http://h/?a=1&b=<script>\r\n"), "<script");
    for (size_t i = 0; i < sizeof requests / sizeof *requests; i++)
        assert_all(ask(*state, requests[i]), refused);
    assert_same(proto_ask(&protocol_gopher, *state, &open_peer, STR("URL:http://h/\0x\r\n")),
                str_of(refused));
    assert_has(ask(*state, "URL:http://h/\tx\r\n"), "<a href=\"http://h/\">");
}

static void hurl_03_schemes(void **state) {
    static const char *const good[] = {"http://h/",  "HTTPS://h/",  "gemini://h/", "ftp://h/",  "irc://h/",
                                       "mailto:a@b", "gopher://h/", "telnet://h/", "magnet:?x", "tel:+358"};
    static const char *const bad[] = {"javascript:alert(1)",
                                      "data:text/html,x",
                                      "JAVAscript:x",
                                      "vbscript:x",
                                      "file:///etc/passwd",
                                      "https",
                                      "",
                                      "https:",
                                      "xhttp://h/",
                                      "//h/",
                                      "blob:x"};
    char request[64];
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        assert_has(ask(*state, strcat(strcat(strcpy(request, "URL:"), good[i]), "\r\n")), "http-equiv");
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        Asked asked = ask(*state, strcat(strcat(strcpy(request, "URL:"), bad[i]), "\r\n"));
        assert_int_equal(asked.status, 51);
        assert_true(str_starts(buf_str(&asked.bytes), STR("3")));
        buf_free(&asked.bytes);
    }
}

static void d_10_http_gets_a_short_page(void **state) {
    Asked asked = ask(*state, "GET / HTTP/1.1\r\nHost: example.org\r\n\r\n");
    assert_int_equal(asked.consumed, 16);
    assert_true(str_starts(buf_str(&asked.bytes), STR("HTTP/1.0 200 OK\r\n")));
    assert_has(asked, "<a href=\"gopher://example.org:7070/\">");
    assert_has(ask(*state, "POST /x HTTP/1.0\r\n"), "<a href=\"gemini://example.org/\">");
    assert_lacks(ask(*state, "HEAD / HTTP/1.1\r\n"), "<");
    assert_all(ask(*state, "GET / HTTP/1\r\n"), not_found);
    assert_all(ask(*state, "GET /\r\n"), not_found);
    assert_all(ask(*state, "PUT / HTTP/1.1\r\n"), not_found);
    assert_all(ask(*state, "HTTP/1.1\r\n"), not_found);
}

static void d_10_names_only_what_is_served(void **state) {
    (void)state;
    Site *site = proto_site("example.org", 0, 70);
    assert_lacks(ask(site, "GET / HTTP/1.1\r\n"), "gemini://");
    assert_has(ask(site, "GET / HTTP/1.1\r\n"), "<a href=\"gopher://example.org/\">");
    proto_site_free(site);
}

static void busy_is_an_error_item(void **state) {
    (void)state;
    Response response;
    Buf out = {0};
    protocol_gopher.busy(&response);
    assert_int_equal(response.status, 41);
    assert_true(response_collect(&response, &out));
    assert_true(
        str_eq(buf_str(&out), STR("3Too many connections; try again in a moment\t\terror.host\t1\r\n.\r\n")));
    response_free(&response);
    buf_free(&out);
}

static void names_the_scheme_and_its_port(void **state) {
    (void)state;
    assert_string_equal(protocol_gopher.name, "gopher");
    assert_int_equal(protocol_gopher.port, 70);
    assert_int_equal(protocol_gopher.max_request, 1024);
}

#define WITH_SITE(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void) {
    const struct CMUnitTest tests[] = {
        WITH_SITE(menu_has_four_fields_and_a_dot),
        WITH_SITE(menu_is_title_text_list_and_foot),
        WITH_SITE(folder_without_page_is_its_list),
        WITH_SITE(gop_req_07_our_host_and_port_in_every_item),
        WITH_SITE(text_view_has_no_dot),
        WITH_SITE(views_are_the_same_in_steps_of_any_size),
        WITH_SITE(large_menus_come_in_pieces),
        WITH_SITE(small_menus_come_at_once),
        WITH_SITE(gop_req_03_every_line_end),
        WITH_SITE(gop_req_03_end_of_input_ends_the_line),
        WITH_SITE(nothing_at_all_gets_no_answer),
        WITH_SITE(gop_req_02_lines_have_1024_bytes_at_most),
        WITH_SITE(gop_req_06_slash_and_item_type),
        WITH_SITE(gop_req_05_selectors_are_opaque),
        WITH_SITE(gop_req_08_dots_lead_nowhere),
        WITH_SITE(gop_menu_07_errors_repeat_nothing_of_the_request),
        WITH_SITE(gplus_01_tails_are_ignored),
        WITH_SITE(gplus_01_attributes_are_the_lines_of_the_menu),
        WITH_SITE(gop_txt_03_text_files_get_crlf),
        WITH_SITE(the_url_that_a_request_asks_for),
        cmocka_unit_test(gop_txt_01_dots_however_a_text_is_cut),
        WITH_SITE(gop_bin_01_other_files_are_raw),
        WITH_SITE(gop_txt_03_streamed_text_however_it_is_cut),
        WITH_SITE(caps_txt_is_generated),
        cmocka_unit_test(caps_txt_of_the_author_goes_first),
        WITH_SITE(hurl_01_url_pages),
        WITH_SITE(hurl_02_escapes_and_refuses),
        WITH_SITE(hurl_03_schemes),
        WITH_SITE(d_10_http_gets_a_short_page),
        cmocka_unit_test(d_10_names_only_what_is_served),
        cmocka_unit_test(busy_is_an_error_item),
        cmocka_unit_test(names_the_scheme_and_its_port),
    };
    return cmocka_run_group_tests_name("gopher", tests, NULL, NULL);
}

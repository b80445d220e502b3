#include "base/clock.h"
#include "proto/gemini.h"
#include "proto/gopher.h"
#include "site/listing.h"
#include "site/load.h"
#include "site/wellknown.h"
#include "tree.h"
#include "unit.h"

static Site *load(const Tree *tree, const WellknownOptions *wellknown, Diag *diag) {
    Buf error = {0};
    const SiteOptions options = {
        .identity = {.host = STR("example.org"), .gemini_port = 1965, .gopher_port = 70},
        .render = render_defaults(),
        .wellknown = *wellknown,
        .threads = 1};
    Site *site = site_load(tree->path, &options, diag, &error);
    assert_non_null(site);
    buf_free(&error);
    return site;
}

/* The whole answer to a request. */
static void assert_answer(const Protocol *protocol, const Site *site, const char *request,
                          const char *wanted) {
    const Peer peer = {0};
    Response response;
    Buf got = {0};
    assert_true(protocol->serve(site, &peer, str_of(request), &response) > 0);
    assert_true(response_collect(&response, &got));
    response_free(&response);
    buf_add_char(&got, 0);
    assert_string_equal(got.p, wanted);
    buf_free(&got);
}

static Tree tree_of_a_page(void) {
    Tree tree = tree_make();
    tree_write(&tree, "index.md", "# Home\n");
    return tree;
}

static void c_3_robots_without_rules(void **state) {
    (void)state;
    Tree tree = tree_of_a_page();
    Diag diag = {0};
    Site *site = load(&tree, &(WellknownOptions){0}, &diag);
    assert_answer(&protocol_gemini, site, "gemini://example.org/robots.txt\r\n",
                  "20 text/plain\r\nUser-agent: *\nDisallow:\n");
    assert_answer(&protocol_gopher, site, "/robots.txt\r\n", "User-agent: *\r\nDisallow:\r\n");
    assert_answer(&protocol_gopher, site, "0/robots.txt\r\n", "User-agent: *\r\nDisallow:\r\n");
    assert_answer(&protocol_gemini, site, "gemini://example.org/favicon.txt\r\n",
                  "51 There is nothing at this address\r\n");
    assert_answer(&protocol_gemini, site, "gemini://example.org/.well-known/security.txt\r\n",
                  "51 There is nothing at this address\r\n");
    assert_answer(&protocol_gemini, site, "gemini://example.org/certificate.txt\r\n",
                  "51 There is nothing at this address\r\n");
    assert_int_equal(site->next_change, INT64_MAX);
    site_unref(site);
    diag_free(&diag);
    tree_remove(&tree);
}

static void c_3_robots_that_are_asked_to_stay_away(void **state) {
    (void)state;
    static const char *const some[] = {"archiver", "webproxy", NULL}, *const all[] = {"*", NULL};
    Tree tree = tree_of_a_page();
    Diag diag = {0};
    Site *site = load(&tree, &(WellknownOptions){.robots = some}, &diag);
    assert_answer(
        &protocol_gemini, site, "gemini://example.org/robots.txt\r\n",
        "20 text/plain\r\nUser-agent: archiver\nDisallow: /\n\nUser-agent: webproxy\nDisallow: /\n\n"
        "User-agent: *\nDisallow:\n");
    site_unref(site);
    site = load(&tree, &(WellknownOptions){.robots = all}, &diag);
    assert_answer(&protocol_gemini, site, "gemini://example.org/robots.txt\r\n",
                  "20 text/plain\r\nUser-agent: *\nDisallow: /\n");
    site_unref(site);
    diag_free(&diag);
    tree_remove(&tree);
}

static void c_4_one_emoji_and_nothing_else(void **state) {
    (void)state;
    Tree tree = tree_of_a_page();
    Diag diag = {0};
    Site *site = load(&tree, &(WellknownOptions){.favicon = STR(" \U0001F9A2\n")}, &diag);
    assert_answer(&protocol_gemini, site, "gemini://example.org/favicon.txt\r\n",
                  "20 text/plain\r\n\U0001F9A2");
    assert_answer(&protocol_gopher, site, "favicon.txt\r\n", "\U0001F9A2");
    site_unref(site);
    diag_free(&diag);
    tree_remove(&tree);
}

static void c_4_security_expires_in_good_time(void **state) {
    (void)state;
    static const char *const contacts[][2] = {{"mailto:me@example.org", "mailto:me@example.org"},
                                              {"me@example.org", "mailto:me@example.org"},
                                              {"https://example.org/x", "https://example.org/x"}};
    Tree tree = tree_of_a_page();
    Diag diag = {0};
    for (size_t i = 0; i < 3; i++) {
        int64_t now = clock_now();
        Site *site = load(&tree, &(WellknownOptions){.security = str_of(contacts[i][0])}, &diag);
        const File *file = site_find_gemini(site, STR("/.well-known/security.txt")).file;
        assert_non_null(file);
        Str rest = file->data, line;
        assert_true(str_line(&rest, &line) && str_starts(line, STR("Contact: ")));
        assert_true(str_eq(str_skip(line, 9), str_of(contacts[i][1])));
        assert_true(str_line(&rest, &line) && str_starts(line, STR("Expires: ")));
        Date expires;
        assert_true(date_parse(str_skip(line, 9), &expires));
        assert_int_equal(rest.len, 0);
        assert_in_range(expires.at - now, 179 * 86400, 181 * 86400);
        assert_in_range(site->next_change - now, 89 * 86400, 91 * 86400);
        assert_int_equal(site_find_gopher(site, STR("/.well-known/")).kind, FOUND_PAGE);
        site_unref(site);
    }
    diag_free(&diag);
    tree_remove(&tree);
}

static void the_sitemap_of_each_protocol(void **state) {
    (void)state;
    Tree tree = tree_of_a_page();
    Diag diag = {0};
    tree_write(&tree, "a b/caf\xC3\xA9.md", "# C\n");
    tree_write(&tree, "a b/2024-01-02-t.txt", "T\n");
    tree_write(&tree, "a b/pic.png", "P");
    tree_write(&tree, "later.md", "---\ndate: 2999-01-01\n---\n# L\n");
    Site *site = load(&tree, &(WellknownOptions){.security = STR("a@b")}, &diag);
    assert_answer(&protocol_gemini, site, "gemini://example.org/sitemap.txt\r\n",
                  "20 text/plain\r\ngemini://example.org/\ngemini://example.org/a%20b/\n"
                  "gemini://example.org/a%20b/2024-01-02-t.txt\ngemini://example.org/a%20b/caf%C3%A9.gmi\n"
                  "gemini://example.org/archive/\ngemini://example.org/archive/2024/\n");
    assert_answer(&protocol_gopher, site, "/sitemap.txt\r\n",
                  "gopher://example.org/1/\r\ngopher://example.org/1/a%20b/\r\n"
                  "gopher://example.org/0/a%20b/2024-01-02-t.txt\r\n"
                  "gopher://example.org/1/a%20b/caf%C3%A9\r\n"
                  "gopher://example.org/1/archive/\r\ngopher://example.org/1/archive/2024/\r\n");
    site_unref(site);
    diag_free(&diag);
    tree_remove(&tree);
}

static void the_certificates_text_comes_later(void **state) {
    (void)state;
    Tree tree = tree_of_a_page();
    Diag diag = {0};
    Site *site = load(&tree, &(WellknownOptions){.certificate = true}, &diag);
    wellknown_certificate(site, STR("AB:CD\n"));
    assert_answer(&protocol_gemini, site, "gemini://example.org/certificate.txt\r\n",
                  "20 text/plain\r\nAB:CD\n");
    assert_answer(&protocol_gopher, site, "/certificate.txt\r\n", "AB:CD\r\n");
    site_unref(site);
    diag_free(&diag);
    tree_remove(&tree);
}

static void real_files_win(void **state) {
    (void)state;
    static const char *const names[] = {"robots.txt", "favicon.txt", "certificate.txt", "sitemap.txt",
                                        ".well-known/security.txt"};
    Tree tree = tree_of_a_page();
    Diag diag = {0};
    char request[128];
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        tree_write(&tree, names[i], "mine\n");
    Site *site = load(
        &tree, &(WellknownOptions){.favicon = STR("x"), .security = STR("a@b"), .certificate = true}, &diag);
    wellknown_certificate(site, STR("AB:CD\n"));
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        snprintf(request, sizeof request, "gemini://example.org/%s\r\n", names[i]);
        assert_answer(&protocol_gemini, site, request, "20 text/plain\r\nmine\n");
        snprintf(request, sizeof request, "/%s\r\n", names[i]);
        assert_answer(&protocol_gopher, site, request, "mine\r\n");
    }
    assert_int_equal(diag.count, 0);
    site_unref(site);
    diag_free(&diag);
    tree_remove(&tree);
}

/* `robots.md` has `/robots.txt` on Gopher. */
static void a_page_that_has_the_address_keeps_it(void **state) {
    (void)state;
    Tree tree = tree_of_a_page();
    Diag diag = {0};
    tree_write(&tree, "robots.md", "# Machines\n");
    Site *site = load(&tree, &(WellknownOptions){0}, &diag);
    assert_int_equal(site_find_gopher(site, STR("/robots.txt")).kind, FOUND_TEXT);
    assert_int_equal(site_find_gemini(site, STR("/robots.txt")).kind, FOUND_NOTHING);
    assert_int_equal(diag.count, 1);
    assert_true(str_eq(diag.items[0].file, STR("robots.md")));
    site_unref(site);
    diag_free(&diag);
    tree_remove(&tree);
}

static void src_03_all_of_them_are_listed(void **state) {
    (void)state;
    static const char wanted[] = "gemini\t/\tpage\tindex.md\n"
                                 "gemini\t/.well-known/\tlist\t-\n"
                                 "gemini\t/.well-known/security.txt\tmade\t-\n"
                                 "gemini\t/certificate.txt\tmade\t-\n"
                                 "gemini\t/favicon.txt\tmade\t-\n"
                                 "gemini\t/robots.txt\tmade\t-\n"
                                 "gemini\t/sitemap.txt\tmade\t-\n"
                                 "gopher\t/0/.well-known/index.txt\ttext\t-\n"
                                 "gopher\t/0/.well-known/security.txt\tmade\t-\n"
                                 "gopher\t/0/caps.txt\tmade\t-\n"
                                 "gopher\t/0/certificate.txt\tmade\t-\n"
                                 "gopher\t/0/favicon.txt\tmade\t-\n"
                                 "gopher\t/0/index.txt\ttext\tindex.md\n"
                                 "gopher\t/0/robots.txt\tmade\t-\n"
                                 "gopher\t/0/sitemap.txt\tmade\t-\n"
                                 "gopher\t/1/\tpage\tindex.md\n"
                                 "gopher\t/1/.well-known/\tlist\t-\n";
    Tree tree = tree_of_a_page();
    Diag diag = {0};
    Buf out = {0};
    Site *site = load(
        &tree, &(WellknownOptions){.favicon = STR("x"), .security = STR("a@b"), .certificate = true}, &diag);
    site_listing(site, &out);
    buf_add_char(&out, 0);
    assert_string_equal(out.p, wanted);
    buf_free(&out);
    site_unref(site);
    diag_free(&diag);
    tree_remove(&tree);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(c_3_robots_without_rules),
        cmocka_unit_test(c_3_robots_that_are_asked_to_stay_away),
        cmocka_unit_test(c_4_one_emoji_and_nothing_else),
        cmocka_unit_test(c_4_security_expires_in_good_time),
        cmocka_unit_test(the_sitemap_of_each_protocol),
        cmocka_unit_test(the_certificates_text_comes_later),
        cmocka_unit_test(real_files_win),
        cmocka_unit_test(a_page_that_has_the_address_keeps_it),
        cmocka_unit_test(src_03_all_of_them_are_listed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "site/redirect.h"

#include "loaded.h"
#include "unit.h"

#include <stdio.h>

static Rule rule(const char *name, const char *value, uint32_t line) {
    return (Rule){str_of(name), str_of(value), line};
}

static void good_rules(void **state) {
    (void)state;
    static const struct {
        const char *name, *value, *from, *to;
        bool below, keeps, temporary, away;
    } cases[] = {
        {"/old", "/new", "/old", "/new", false, false, false, false},
        {"/old/", "31 /new/", "/old", "/new/", false, false, false, false},
        {"/old.html", "30  /new.gmi", "/old", "/new.gmi", false, false, true, false},
        {"/a b/*", "/c d/*", "/a b/", "/c d/", true, true, false, false},
        {"/*", "/x/*", "/", "/x/", true, true, false, false},
        {"/a/*", "/b", "/a/", "/b", true, false, false, false},
        {"/a", "gemini://h.example/", "/a", "gemini://h.example/", false, false, false, true},
        {"/a/*", "30 gemini://h.example:7/x/*", "/a/", "gemini://h.example:7/x/", true, true, true, true},
        {"/a", "/30 /b", "/a", "/30 /b", false, false, false, false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const Rule r = rule(cases[i].name, cases[i].value, 1);
        Redirect got;
        const char *fault = redirect_parse(&r, &got);
        if (fault) fail_msg("%s = %s: %s", cases[i].name, cases[i].value, fault);
        assert_true(str_eq(got.from, str_of(cases[i].from)) && str_eq(got.to, str_of(cases[i].to)));
        assert_int_equal(got.below, cases[i].below);
        assert_int_equal(got.keeps, cases[i].keeps);
        assert_int_equal(got.temporary, cases[i].temporary);
        assert_int_equal(got.away, cases[i].away);
    }
}

/* GEM-RED-03 to -06: none by which a client could choose the host, or that leads out of the protocol. */
static void bad_rules(void **state) {
    (void)state;
    static const struct {
        const char *name, *value, *fault;
    } cases[] = {
        {"old", "/new", "an address such as /old is wanted before the ="},
        {"//old", "/new", "an address such as /old is wanted before the ="},
        {"*", "/new", "an address such as /old is wanted before the ="},
        {"/old", "", "an address of this capsule or a gemini:// URL is wanted"},
        {"/old", "new", "an address of this capsule or a gemini:// URL is wanted"},
        {"/old", "32 /new", "an address of this capsule or a gemini:// URL is wanted"},
        {"/old", "https://h.example/", "an address of this capsule or a gemini:// URL is wanted"},
        {"/old", "gopher://h.example/", "an address of this capsule or a gemini:// URL is wanted"},
        {"/old", "//h.example/", "two slashes would lead to another host"},
        {"/old/*", "//*", "two slashes would lead to another host"},
        {"/old", "/new/*", "a * in the target wants one in the address"},
        {"/old*", "/new", "a * stands at the end, behind a slash"},
        {"/*/old", "/new", "a * stands at the end, behind a slash"},
        {"/old/*", "/new*", "a * stands at the end, behind a slash"},
        {"/old/*", "/*/new/*", "a * stands at the end, behind a slash"},
        {"/go/*", "gemini://*", "no URL that can be requested is behind the ="},
        {"/go/*", "gemini://h.example*", "a * stands at the end, behind a slash"},
        {"/go/*", "gemini:///*", "no URL that can be requested is behind the ="},
        {"/go", "gemini://h.example", "a target has a slash behind its host"},
        {"/go", "gemini://h.example?x", "a target has a slash behind its host"},
        {"/go", "gemini://me@h.example/", "a target has no user name and no #"},
        {"/go", "gemini://h.example/#x", "a target has no user name and no #"},
        {"/go", "gemini://h.example/%zz", "no URL that can be requested is behind the ="},
        {"/go", "gemini://h.example/a b", "no URL that can be requested is behind the ="},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const Rule r = rule(cases[i].name, cases[i].value, 1);
        Redirect got;
        const char *fault = redirect_parse(&r, &got);
        if (!fault) fail_msg("%s = %s is good", cases[i].name, cases[i].value);
        assert_string_equal(fault, cases[i].fault);
    }
}

/* Of `count` rules; *line is that of the one that is blamed, 0 when they are good. */
static uint32_t blamed(const Rule *rules, size_t count) {
    const Rule *pointers[64] = {NULL}, *which = NULL;
    for (size_t i = 0; i < count; i++)
        pointers[i] = &rules[i];
    const char *fault = redirects_fault(pointers, &which);
    assert_int_equal(fault != NULL, which != NULL);
    return which ? which->line : 0;
}

#define BLAMED(...) blamed((const Rule[]){__VA_ARGS__}, sizeof((const Rule[]){__VA_ARGS__}) / sizeof(Rule))

/* GEM-RED-01. */
static void circles_and_chains(void **state) {
    (void)state;
    assert_null(redirects_fault(NULL, NULL));
    assert_int_not_equal(BLAMED(rule("/a", "/a", 1)), 0);
    assert_int_not_equal(BLAMED(rule("/a", "/a.gmi", 1)), 0);
    assert_int_not_equal(BLAMED(rule("/a", "/b", 1), rule("/b.html", "/a/", 2)), 0);
    assert_int_not_equal(BLAMED(rule("/a/*", "/a/b/*", 1)), 0);
    assert_int_not_equal(BLAMED(rule("/a/*", "/a/b", 1)), 0);
    assert_int_not_equal(BLAMED(rule("/*", "/x/*", 1)), 0);
    assert_int_not_equal(BLAMED(rule("/a/*", "/b/*", 1), rule("/b/*", "/a/*", 2)), 0);
    assert_int_not_equal(BLAMED(rule("/a/*", "/*", 1), rule("/b/*", "/a/b/*", 2)), 0);
    assert_int_equal(BLAMED(rule("/a/*", "/*", 1)), 0);
    assert_int_equal(BLAMED(rule("/a", "gemini://h.example/a", 1)), 0);
    assert_int_equal(BLAMED(rule("/a/*", "/b/*", 1), rule("/c/*", "/a/x/*", 2)), 0);
    assert_int_equal(BLAMED(rule("/a", "/b", 1), rule("/b", "/c", 2), rule("/c", "/d", 3),
                            rule("/d", "/e", 4), rule("/e", "/f", 5)),
                     0);
    assert_int_equal(BLAMED(rule("/a", "/b", 1), rule("/b", "/c", 2), rule("/c", "/d", 3),
                            rule("/d", "/e", 4), rule("/e", "/f", 5), rule("/f", "/g", 6)),
                     1);
}

/* A thousand rules are looked at without a wait. */
static void many_rules(void **state) {
    (void)state;
    static char names[REDIRECTS_MAX][2][24];
    static Rule rules[REDIRECTS_MAX];
    const Rule *pointers[REDIRECTS_MAX + 1] = {NULL}, *which;
    for (uint32_t i = 0; i < REDIRECTS_MAX; i++) {
        snprintf(names[i][0], sizeof names[i][0], "/old/%u/*", i);
        snprintf(names[i][1], sizeof names[i][1], "/new/%u/*", i);
        rules[i] = rule(names[i][0], names[i][1], i + 1);
        pointers[i] = &rules[i];
    }
    assert_null(redirects_fault(pointers, &which));
    snprintf(names[999][1], sizeof names[999][1], "/old/0/*");
    snprintf(names[0][1], sizeof names[0][1], "/old/999/*");
    rules[999] = rule(names[999][0], names[999][1], 1000);
    rules[0] = rule(names[0][0], names[0][1], 1);
    assert_non_null(redirects_fault(pointers, &which));
}

/* ---- in a Site ---- */

static const Rule moved_rules[] = {
    {STR("/a"), STR("/b"), 1},
    {STR("/b"), STR("30 /page"), 2},
    {STR("/down/*"), STR("/*"), 3},
    {STR("/down/here/*"), STR("/page"), 4},
    {STR("/down/here/x"), STR("/a"), 5},
    {STR("/here"), STR("/page"), 6},
    {STR("/cafe\xCC\x81"), STR("/page"), 7},
    {STR("/page"), STR("/a"), 8},
    {STR("/out/*"), STR("gemini://h.example/x/*"), 9},
};

static void assert_moved(const Site *site, const char *path, const char *to, bool temporary) {
    Moved moved;
    bool found = redirect_follow(site, str_of(path), &moved);
    if (found != (to != NULL)) fail_msg("%s %s", path, found ? "moved" : "did not move");
    if (!to) return;
    buf_add_char(&moved.to, 0);
    assert_string_equal(moved.to.p, to);
    assert_int_equal(moved.temporary, temporary);
    assert_int_equal(moved.away, str_starts(str_of(to), STR("gemini:")));
    buf_free(&moved.to);
}

/* A site of a page and a text, with all rules. */
static Loaded loaded_with_rules(void) {
    Tree tree = tree_make();
    const Rule *rules[sizeof moved_rules / sizeof *moved_rules + 1] = {NULL};
    for (size_t i = 0; i < sizeof moved_rules / sizeof *moved_rules; i++)
        rules[i] = &moved_rules[i];
    tree_write(&tree, "page.md", "# Page\n");
    tree_write(&tree, "note.txt", "text\n");
    SiteOptions options = loaded_options();
    options.redirects = rules;
    return loaded(tree, &options);
}

static void followed(void **state) {
    (void)state;
    Loaded l = loaded_with_rules();
    assert_moved(l.site, "/a", "/page", true);
    assert_moved(l.site, "/a.html", "/page", true);
    assert_moved(l.site, "/b/", "/page", true);
    assert_moved(l.site, "/here", "/page", false);
    assert_moved(l.site, "/down/here/it", "/page", false);
    assert_moved(l.site, "/down/here/x", "/page", true);
    assert_moved(l.site, "/down/note.txt", "/note.txt", false);
    assert_moved(l.site, "/down/none", "/none", false);
    assert_moved(l.site, "/down", "/", false);
    assert_moved(l.site, "/down/down/down/none", "/none", false);
    assert_moved(l.site, "/down/down/down/down/down/none", "/none", false);
    assert_moved(l.site, "/down/down/down/down/down/down/none", NULL, false);
    assert_moved(l.site, "/downstairs", NULL, false);
    assert_moved(l.site, "/caf\xC3\xA9", "/page", false);
    assert_moved(l.site, "/out/a b/\xC3\xA4", "gemini://h.example/x/a%20b/%C3%A4", false);
    assert_moved(l.site, "/page", NULL, false); /* it is there */
    assert_moved(l.site, "/page.md", NULL, false);
    assert_moved(l.site, "/none", NULL, false);
    unload(&l);
}

static void served_on_gopher(void **state) {
    (void)state;
    static const struct {
        const char *selector;
        FoundKind kind;
    } cases[] = {{"/a", FOUND_PAGE},
                 {"a", FOUND_PAGE},
                 {"/1/a", FOUND_PAGE},
                 {"0/a.txt", FOUND_TEXT},
                 {"/here.txt", FOUND_TEXT},
                 {"/down/note.txt", FOUND_FILE},
                 {"/out/x", FOUND_NOTHING},
                 {"/down/none", FOUND_NOTHING},
                 {"/down/page.txt", FOUND_TEXT}};
    Loaded l = loaded_with_rules();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        FoundKind kind = redirect_find_gopher(l.site, str_of(cases[i].selector)).kind;
        if (kind != cases[i].kind) fail_msg("%s: %d, not %d", cases[i].selector, kind, cases[i].kind);
    }
    unload(&l);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(good_rules), cmocka_unit_test(bad_rules), cmocka_unit_test(circles_and_chains),
        cmocka_unit_test(many_rules), cmocka_unit_test(followed),  cmocka_unit_test(served_on_gopher),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "base/glob.h"
#include "unit.h"

#include <string.h>

static void src_03_patterns_fit_whole_names(void **state) {
    (void)state;
    static const struct {
        const char *pattern, *s;
        bool fits;
    } rows[] = {
        {"a", "a", true},
        {"a", "ab", false},
        {"a", "", false},
        {"", "", true},
        {"*", "", true},
        {"*", "abc", true},
        {"*", "a/c", false},
        {"**", "a/b/c", true},
        {"*.log", "x.log", true},
        {"*.log", "x.log.gz", false},
        {"a*b*c", "a-b-b-c", true},
        {"a*b*c", "a-b-d", false},
        {"a?c", "abc", true},
        {"a?c", "a/c", false},
        {"a/*/c", "a/b/c", true},
        {"a/*/c", "a/b/b/c", false},
        {"a/**/c", "a/b/b/c", true},
        {"**/x", "a/b/x", true},
        {"**/*.key", "a/b/server.key", true},
        {"**b*d", "a/b/c/bxd", true},
        {"**b*d", "a/b/c/d", false},
        {"*a*", "bab", true},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (glob_match(str_of(rows[i].pattern), str_of(rows[i].s)) != rows[i].fits)
            fail_msg("%s on %s", rows[i].pattern, rows[i].s);
}

static void src_03_patterns_name_files_and_folders(void **state) {
    (void)state;
    assert_true(glob_names(STR("drafts"), STR("a/drafts"), true));
    assert_true(glob_names(STR("drafts"), STR("a/drafts"), false));
    assert_true(glob_names(STR("drafts/"), STR("a/drafts"), true));
    assert_false(glob_names(STR("drafts/"), STR("a/drafts"), false));
    assert_true(glob_names(STR("/_site/"), STR("_site"), true));
    assert_false(glob_names(STR("/_site/"), STR("a/_site"), true));
    assert_true(glob_names(STR("a/*.md"), STR("a/b.md"), false));
    assert_false(glob_names(STR("a/*.md"), STR("x/a/b.md"), false));
    assert_false(glob_names(STR(""), STR("a"), true));
    assert_false(glob_names(STR("/"), STR("a"), true));
}

/* A pattern of many stars that fits nowhere costs no more than the product of the lengths. */
static void patterns_of_stars_end_soon(void **state) {
    (void)state;
    char pattern[201], s[4001];
    for (size_t i = 0; i < 200; i++)
        pattern[i] = i % 2 ? 'a' : '*';
    memset(s, 'a', 4000);
    pattern[200] = s[4000] = 0;
    pattern[199] = 'b';
    assert_false(glob_match(str_of(pattern), str_of(s)));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(src_03_patterns_fit_whole_names),
        cmocka_unit_test(src_03_patterns_name_files_and_folders),
        cmocka_unit_test(patterns_of_stars_end_soon),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

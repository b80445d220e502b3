#include "site/names.h"

#include "unit.h"

#include <stdio.h>

/* Pages of a small blog, by address, date, one further address, one tag. */
typedef struct Blog {
    Names names;
    Arena arena;
} Blog;

static const StrList *one_tag(Arena *arena, const char *tag) {
    StrList *tags = arena_alloc(arena, sizeof *tags);
    tags->items = arena_alloc(arena, sizeof *tags->items);
    tags->items[0] = str_of(tag);
    tags->count = tag ? 1 : 0;
    return tags;
}

static void add(Blog *b, uint32_t node, const char *address, Date date, const char *further,
                const char *tag) {
    Str address_of = str_of(further);
    const Meta meta = {.addresses = {&address_of, further ? 1 : 0}};
    Buf names = {0};
    names_make(str_of(address), &meta, &names);
    Str slugs = arena_copy(&b->arena, buf_str(&names)), copy = arena_copy(&b->arena, str_of(address));
    names_add(&b->names, &(NamesPage){slugs, copy, one_tag(&b->arena, tag), date, node, AREA_NONE});
    buf_free(&names);
}

static Date day(const char *text) {
    Date date = {0};
    assert_true(date_parse(str_of(text), &date));
    return date;
}

static Blog make_blog(void) {
    Blog b = {0};
    add(&b, 1, "/posts/2019-01-02-hello", day("2019-01-02"), NULL, "C Programming");
    add(&b, 2, "/posts/weekly-1", day("2019-03-01"), "weekly", NULL);
    add(&b, 3, "/posts/weekly-2", day("2019-03-08"), "/old/weekly/", NULL);
    add(&b, 4, "/notes/About Me/", (Date){0}, NULL, NULL);
    add(&b, 5, "/a/same", (Date){0}, NULL, NULL);
    add(&b, 6, "/b/same", (Date){0}, NULL, NULL);
    names_sort(&b.names);
    return b;
}

static void assert_finds(const char *path, uint32_t node) {
    Blog b = make_blog();
    if (names_find(&b.names, str_of(path), AREA_NONE) != node) fail_msg("%s", path);
    names_free(&b.names);
    arena_free(&b.arena);
}

static void assert_slug(const char *text, const char *slug) {
    Buf out = {0};
    names_slug(str_of(text), &out);
    buf_add_char(&out, 0);
    assert_string_equal(out.p, slug);
    buf_free(&out);
}

static void slugs(void **state) {
    (void)state;
    assert_slug("2019-01-02-Hello, World!.md", "hello-world");
    assert_slug("hello_world.html", "hello-world");
    assert_slug("release-1.2", "release-1-2");
    assert_slug("2019-01-02", "2019-01-02");
    assert_slug("Über uns", "über-uns");
    assert_slug("...", "");
    assert_slug("", "");
}

static void by_date_and_name(void **state) {
    (void)state;
    assert_finds("/2019/01/02/hello.html", 1);
    assert_finds("/2019/01/02/hello/", 1);
    assert_finds("/blog/2019/1/2/hello", 1);
    assert_finds("/whatever/2019/01/hello", 1);
}

static void the_date_must_agree_within_a_day(void **state) {
    (void)state;
    assert_finds("/2019/01/01/hello", 1);
    assert_finds("/2019/01/03/hello", 1);
    assert_finds("/2019/01/04/hello", NAMES_NONE);
    assert_finds("/2019/02/hello", NAMES_NONE);
    assert_finds("/2018/12/hello", NAMES_NONE);
    assert_finds("/2018/12/31/about-me", NAMES_NONE);
}

static void without_a_date_the_other_parts_must_be_the_pages(void **state) {
    (void)state;
    assert_finds("/hello", 1);
    assert_finds("/posts/hello.html", 1);
    assert_finds("/c-programming/hello/", 1);
    assert_finds("/posts/c-programming/hello/", 1);
    assert_finds("/elsewhere/hello", NAMES_NONE);
    assert_finds("/notes/about_me.html", 4);
    assert_finds("/posts/hello/index.md", 1);
    assert_finds("posts/hello/_index.html", 1);
    assert_finds("/index.html", NAMES_NONE);
}

static void further_names(void **state) {
    (void)state;
    assert_finds("/2019/03/01/weekly/", 2);
    assert_finds("/2019/03/08/weekly/", 3);
    assert_finds("/2019/03/weekly/", NAMES_NONE);
}

static void none_or_several_is_no_match(void **state) {
    (void)state;
    assert_finds("/same", NAMES_NONE);
    assert_finds("/a/same", 5);
    assert_finds("/nothing", NAMES_NONE);
    assert_finds("/", NAMES_NONE);
    assert_finds("", NAMES_NONE);
    assert_finds("/2019/01/02/", NAMES_NONE);
}

static void a_name_that_very_many_share_is_not_found(void **state) {
    (void)state;
    Blog b = {0};
    char address[64];
    for (uint32_t i = 0; i <= NAMES_SHARED_MAX; i++) {
        snprintf(address, sizeof address, "/f%03u/same", i);
        add(&b, i, address, (Date){0}, NULL, NULL);
    }
    names_sort(&b.names);
    assert_int_equal(names_find(&b.names, STR("/f003/same"), AREA_NONE), NAMES_NONE);
    names_free(&b.names);
    arena_free(&b.arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(slugs),
        cmocka_unit_test(by_date_and_name),
        cmocka_unit_test(the_date_must_agree_within_a_day),
        cmocka_unit_test(without_a_date_the_other_parts_must_be_the_pages),
        cmocka_unit_test(further_names),
        cmocka_unit_test(none_or_several_is_no_match),
        cmocka_unit_test(a_name_that_very_many_share_is_not_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* attributes: what is an attribute list and what is text in braces (CONVERSION.md, section 4). */
#include "unit.h"

#include "doc/attributes.h"

#include <string.h>

static void lists_are_told_from_other_braces(void **state) {
    (void)state;
    static const struct {
        const char *text;
        size_t with_colon, without;
    } cases[] = {
        {"{: .a}", 6, 6},
        {"{:.a #b c=\"d e\"} x", 16, 16},
        {"{:toc}", 6, 6},
        {"{::options a='b' /}", 19, 19},
        {"{:/comment}", 11, 11},
        {"{#a}", 0, 4},
        {"{.a .b}", 0, 7},
        {"{width=50%}", 0, 11},
        {"{a}", 0, 0},
        {"{:}", 0, 0},
        {"{}", 0, 0},
        {"{: a", 0, 0},
        {"{:a => 1}", 0, 0},
        {"{. }", 0, 0},
        {"{#1, #2}", 0, 0},
        {"{:\n.a}", 0, 0},
        {"{a=\"b}", 0, 0},
        {"x{.a}", 0, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_int_equal(attributes_length(str_of(cases[i].text), true), cases[i].with_colon);
        assert_int_equal(attributes_length(str_of(cases[i].text), false), cases[i].without);
    }
}

static void only_a_list_at_the_end_belongs_to_a_heading(void **state) {
    (void)state;
    assert_int_equal(attributes_at_end(STR("Head {#a .b}")), 4);
    assert_int_equal(attributes_at_end(STR("Head {#a} ##  ")), 4);
    assert_int_equal(attributes_at_end(STR("{#a}")), 0);
    assert_int_equal(attributes_at_end(STR("A {b}")), 5);
    assert_int_equal(attributes_at_end(STR("A {#b} c")), 8);
    assert_int_equal(attributes_at_end(STR("A \\{#b}")), 7);
    assert_int_equal(attributes_at_end(STR("")), 0);
}

static void a_list_is_bounded(void **state) {
    (void)state;
    char text[ATTRIBUTES_MAX + 8];
    memset(text, 'a', sizeof text);
    memcpy(text, "{.", 2);
    text[ATTRIBUTES_MAX - 1] = '}';
    assert_int_equal(attributes_length((Str){text, ATTRIBUTES_MAX}, false), ATTRIBUTES_MAX);
    text[ATTRIBUTES_MAX - 1] = 'a';
    text[ATTRIBUTES_MAX] = '}';
    assert_int_equal(attributes_length((Str){text, ATTRIBUTES_MAX + 1}, false), 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lists_are_told_from_other_braces),
        cmocka_unit_test(only_a_list_at_the_end_belongs_to_a_heading),
        cmocka_unit_test(a_list_is_bounded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

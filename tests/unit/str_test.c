/* Str: slices clamp, compare and split as promised. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/str.h"

#include <string.h>

#define assert_str(got, want) assert_true(str_eq(got, STR(want)))

static void positions_out_of_range_clamp(void **state) {
    (void)state;
    Str s = STR("hello");
    assert_str(str_slice(s, 1, 3), "el");
    assert_str(str_slice(s, 3, 1), "");
    assert_str(str_slice(s, 4, 99), "o");
    assert_str(str_skip(s, 99), "");
    assert_str(str_head(s, STR_NONE), "hello");
    assert_true(str_eq(str_slice((Str){0}, 1, 2), (Str){0}));
}

static void comparisons(void **state) {
    (void)state;
    assert_true(str_eq((Str){0}, STR("")));
    assert_false(str_eq(STR("a"), STR("b")));
    assert_true(str_eq_nocase(STR("Gemini://"), STR("gEMINI://")));
    assert_false(str_eq_nocase(STR("@"), STR("`")));
    assert_false(str_eq_nocase(STR("\xC3\x84"), STR("\xC3\xA4")));
    assert_true(str_cmp(STR("a"), STR("ab")) < 0);
    assert_true(str_cmp(STR("\xC3"), STR("z")) > 0);
    assert_int_equal(str_cmp((Str){0}, STR("")), 0);
    assert_true(str_starts(STR("abc"), STR("ab")) && str_starts(STR("abc"), STR("")));
    assert_false(str_starts(STR("a"), STR("ab")));
    assert_true(str_ends(STR("abc"), STR("bc")) && !str_ends(STR("c"), STR("bc")));
}

static void finding(void **state) {
    (void)state;
    assert_int_equal(str_find(STR("a/b/c"), '/'), 1);
    assert_int_equal(str_rfind(STR("a/b/c"), '/'), 3);
    assert_true(str_find((Str){0}, 'x') == STR_NONE && str_rfind(STR("a"), 'x') == STR_NONE);
    assert_int_equal(str_search(STR("one two"), STR("two")), 4);
    assert_true(str_search(STR("one"), STR("one two")) == STR_NONE);
    assert_int_equal(str_search((Str){0}, STR("")), 0);
    assert_int_equal(str_search(STR("a\0b"), STR("\0b")), 1);
}

static void trimming_takes_ascii_blanks_only(void **state) {
    (void)state;
    assert_str(str_trim(STR(" \t\r\n\v\fx y \n")), "x y");
    assert_str(str_trim(STR(" \n ")), "");
    assert_str(str_trim((Str){0}), "");
    assert_str(str_trim_right(STR(" x ")), " x");
    assert_str(str_trim(STR("\xC2\xA0x")), "\xC2\xA0x");
}

static void cut_sees_an_empty_last_part(void **state) {
    (void)state;
    Str rest = STR("a,,b,"), head;
    assert_true(str_cut(&rest, ',', &head));
    assert_str(head, "a");
    assert_true(str_cut(&rest, ',', &head));
    assert_str(head, "");
    assert_true(str_cut(&rest, ',', &head));
    assert_str(head, "b");
    assert_true(str_cut(&rest, ',', &head));
    assert_str(head, "");
    assert_null(rest.p);
    assert_false(str_cut(&rest, ',', &head));
}

static void lines_end_with_lf_or_crlf(void **state) {
    (void)state;
    Str rest = STR("a\r\n\nb\rc\r\r\nlast\r"), line;
    assert_true(str_line(&rest, &line));
    assert_str(line, "a");
    assert_true(str_line(&rest, &line));
    assert_str(line, "");
    assert_true(str_line(&rest, &line));
    assert_str(line, "b\rc\r");
    assert_true(str_line(&rest, &line));
    assert_str(line, "last\r");
    assert_false(str_line(&rest, &line));
}

static void numbers_are_digits_in_range(void **state) {
    (void)state;
    uint32_t n = 7;
    assert_true(str_to_u32(STR("4294967295"), &n));
    assert_int_equal(n, UINT32_MAX);
    assert_true(str_to_u32(STR("0070"), &n));
    assert_int_equal(n, 70);
    const Str bad[] = {
        STR(""),   STR("4294967296"), STR("-1"),  STR("+1"),
        STR(" 1"), STR("1 "),         STR("0x1"), STR("99999999999999999999999999999999999999")};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(str_to_u32(bad[i], &n));
    assert_int_equal(n, 70);
}

static void control_characters_are_recognised(void **state) {
    (void)state;
    assert_int_equal(str_control(STR("\x1B[0m")), 1);
    assert_int_equal(str_control(STR("\x7F")), 1);
    assert_int_equal(str_control(STR("\0")), 1);
    assert_int_equal(str_control(STR("\xC2\x9Bx")), 2);
    assert_int_equal(str_control(STR("\xC2\xA0")), 0);
    assert_int_equal(str_control(STR("\xC2")), 0);
    assert_int_equal(str_control(STR(" ")), 0);
    assert_int_equal(str_control((Str){0}), 0);
}

static void ascii_classes(void **state) {
    (void)state;
    for (int c = 0; c < 256; c++) {
        bool digit = c >= '0' && c <= '9', upper = c >= 'A' && c <= 'Z', lower = c >= 'a' && c <= 'z';
        assert_int_equal(ascii_digit((char)c), digit);
        assert_int_equal(ascii_alpha((char)c), upper || lower);
        assert_int_equal(ascii_alnum((char)c), digit || upper || lower);
        assert_int_equal(ascii_space((char)c), c != 0 && strchr(" \t\n\v\f\r", c) != NULL);
        assert_int_equal((unsigned char)ascii_lower((char)c), upper ? c + 32 : c);
        const char *hex = c ? strchr("0123456789abcdef", upper ? c + 32 : c) : NULL;
        assert_int_equal(ascii_hex((char)c), hex ? hex - strchr("0123456789abcdef", '0') : -1);
    }
}

static void hash_is_fnv_1a(void **state) {
    (void)state;
    assert_true(str_hash(STR("")) == 0xCBF29CE484222325u);
    assert_true(str_hash(STR("a")) == 0xAF63DC4C8601EC8Cu);
    assert_true(str_hash(STR("foobar")) == 0x85944171F73967E8u);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(positions_out_of_range_clamp),
        cmocka_unit_test(comparisons),
        cmocka_unit_test(finding),
        cmocka_unit_test(trimming_takes_ascii_blanks_only),
        cmocka_unit_test(cut_sees_an_empty_last_part),
        cmocka_unit_test(lines_end_with_lf_or_crlf),
        cmocka_unit_test(numbers_are_digits_in_range),
        cmocka_unit_test(control_characters_are_recognised),
        cmocka_unit_test(ascii_classes),
        cmocka_unit_test(hash_is_fnv_1a),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

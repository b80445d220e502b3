/* UTF-8: decoding, cleaning, normal form, lower case. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/utf8.h"

static void every_character_survives_a_round_trip(void **state) {
    (void)state;
    for (uint32_t cp = 0; cp <= 0x10FFFF; cp++) {
        if (cp == 0xD800) cp = 0xE000;
        char out[4];
        size_t n = utf8_encode(cp, out);
        uint32_t back;
        if (utf8_decode((Str){out, n}, &back) != n || back != cp) fail_msg("U+%04X", (unsigned)cp);
    }
}

static void what_is_no_character_is_encoded_as_replacement(void **state) {
    (void)state;
    const uint32_t bad[] = {0xD800, 0xDFFF, 0x110000, UINT32_MAX};
    for (size_t i = 0; i < 4; i++) {
        char out[4];
        assert_int_equal(utf8_encode(bad[i], out), 3);
        assert_memory_equal(out, "\xEF\xBF\xBD", 3);
    }
}

static void invalid_bytes_advance_by_one(void **state) {
    (void)state;
    const Str bad[] = {
        STR("\x80"),             /* continuation alone */
        STR("\xC0\x80"),         /* overlong NUL */
        STR("\xC1\xBF"),         /* overlong */
        STR("\xC3"),             /* cut short */
        STR("\xC3z"),            /* not continued */
        STR("\xE0\x9F\xBF"),     /* overlong */
        STR("\xED\xA0\x80"),     /* surrogate */
        STR("\xE2\x82"),         /* cut short */
        STR("\xE2\x82z"),        /* not continued */
        STR("\xF0\x8F\xBF\xBF"), /* overlong */
        STR("\xF4\x90\x80\x80"), /* over U+10FFFF */
        STR("\xF0\x9F\x98"),     /* cut short */
        STR("\xF5\x80\x80\x80"), /* no lead byte */
        STR("\xFF"),
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        uint32_t cp;
        assert_int_equal(utf8_decode(bad[i], &cp), 1);
        assert_int_equal(cp, UTF8_REPLACEMENT);
        assert_false(utf8_valid(bad[i]));
    }
}

static void validity_and_ascii_are_seen_at_any_position(void **state) {
    (void)state;
    char text[200];
    for (size_t len = 1; len < sizeof text; len += 3) {
        memset(text, 'a', sizeof text);
        assert_true(utf8_ascii((Str){text, len}) && utf8_valid((Str){text, len}));
        for (size_t at = 0; at < len; at++) {
            text[at] = '\xFF';
            assert_false(utf8_ascii((Str){text, len}));
            assert_false(utf8_valid((Str){text, len}));
            text[at] = 'a';
        }
    }
    assert_true(utf8_valid((Str){0}) && utf8_ascii((Str){0}));
    assert_true(utf8_valid(STR("a\xEF\xBF\xBD")) && utf8_valid(STR("ä€😀")));
}

static void cutting_never_splits_a_character(void **state) {
    (void)state;
    Str s = STR("aä€😀b"); /* 1 + 2 + 3 + 4 + 1 bytes */
    const size_t want[] = {0, 1, 1, 3, 3, 3, 6, 6, 6, 6, 10, 11, 11};
    for (size_t max = 0; max < 13; max++)
        assert_int_equal(utf8_cut(s, max).len, want[max]);
    assert_int_equal(utf8_cut(STR("\x80\x80\x80\x80\x80\x80"), 5).len, 5);
    assert_int_equal(utf8_cut((Str){0}, 5).len, 0);
}

static void assert_cleans(Str s, Str want, uint32_t bad_line) {
    Buf out = {0};
    buf_add(&out, STR("\n\n"));
    assert_int_equal(utf8_clean(s, &out), bad_line);
    if (!str_eq(str_skip(buf_str(&out), 2), want)) {
        fail_msg("got <%.*s>, want <%.*s>", STR_FMT(buf_str(&out)), STR_FMT(want));
    }
    buf_free(&out);
}

static void SRC_04_a_leading_bom_goes(void **state) {
    (void)state;
    assert_cleans(STR("\xEF\xBB\xBFx"), STR("x"), 0);
    assert_cleans(STR("x\xEF\xBB\xBF"), STR("x\xEF\xBB\xBF"), 0);
}

static void line_ends_become_lf(void **state) {
    (void)state;
    assert_cleans(STR("a\r\nb\rc\n\r\r\n"), STR("a\nb\nc\n\n\n"), 0);
    assert_cleans(STR("\r"), STR("\n"), 0);
}

static void TXT_04_separators_become_blanks(void **state) {
    (void)state;
    assert_cleans(STR("a\u2028b\u2029c\vd\fe\xC2\x85"
                      "f"),
                  STR("a b c d e f"), 0);
}

static void SRC_09_controls_go_and_nul_is_replaced(void **state) {
    (void)state;
    assert_cleans(STR("a\x1B[1m\x07\tb\x7F\xC2\x80\xC2\x9F"
                      "c\u00A0\0d"),
                  STR("a[1m\tbc\u00A0\uFFFDd"), 0);
    for (char c = 1; c < 0x20; c++) {
        char text[3] = {'a', c, 'b'};
        Buf out = {0};
        utf8_clean((Str){text, 3}, &out);
        bool line = c == '\n' || c == '\r', blank = c == '\v' || c == '\f';
        Str want = line ? STR("a\nb") : blank ? STR("a b") : c == '\t' ? STR("a\tb") : STR("ab");
        assert_true(str_eq(buf_str(&out), want));
        buf_free(&out);
    }
}

static void SRC_09_invalid_bytes_are_replaced_and_the_first_line_told(void **state) {
    (void)state;
    assert_cleans(STR("a\r\nb\xFF"
                      "c\n\xC3"),
                  STR("a\nb\uFFFDc\n\uFFFD"), 2);
    assert_cleans(STR("\xFFx"), STR("\uFFFDx"), 1);
    assert_cleans(STR("\xED\xA0\x80"), STR("\uFFFD\uFFFD\uFFFD"), 1);
    assert_cleans(STR("a\uFFFDb"), STR("a\uFFFDb"), 0);
    assert_cleans((Str){0}, (Str){0}, 0);
}

static void cleaning_finds_a_byte_at_any_position(void **state) {
    (void)state;
    char text[150];
    for (size_t at = 0; at < sizeof text; at++) {
        memset(text, 'x', sizeof text);
        text[at] = '\x01';
        Buf out = {0};
        utf8_clean((Str){text, sizeof text}, &out);
        assert_int_equal(out.len, sizeof text - 1);
        assert_true(str_find(buf_str(&out), '\x01') == STR_NONE);
        buf_free(&out);
    }
}

/* Character by character, as the header says it. */
static void clean_slowly(Str s, Buf *out) {
    if (str_starts(s, STR("\xEF\xBB\xBF"))) s = str_skip(s, 3);
    while (s.len) {
        uint32_t cp;
        size_t n = utf8_decode(s, &cp);
        bool separator = cp == 0x2028 || cp == 0x2029 || cp == 0x85 || cp == '\v' || cp == '\f';
        bool cr_of_crlf = cp == '\r' && s.len > 1 && s.p[1] == '\n';
        bool control = (cp < 0x20 && cp != '\t' && cp != 0) || (cp >= 0x7F && cp < 0xA0);
        if (separator)
            buf_add_char(out, ' ');
        else if (cp == '\r' || cp == '\n')
            buf_add(out, cr_of_crlf ? STR("") : STR("\n"));
        else if (!control)
            utf8_add(out, cp ? cp : UTF8_REPLACEMENT);
        s = str_skip(s, n);
    }
}

static void cleaning_by_blocks_is_cleaning_by_characters(void **state) {
    (void)state;
    static const char bytes[] = "aaaaaaaaaaaaaa \n\t\r\x7F\x01\x0B\xC2\xC3\x80\x85\xA0\xA8\xBF"
                                "\xE0\xE2\xE3\xED\xEF\xF0\xF4\xF5\xFF\xC1\x9F\x90";
    uint32_t seed = 3;
    Buf want = {0}, got = {0};
    for (int round = 0; round < 100000; round++) {
        char text[96];
        for (size_t i = 0; i < sizeof text; i++) {
            seed = seed * 1664525 + 1013904223;
            text[i] = bytes[(seed >> 16) % sizeof bytes];
        }
        Str s = {text, (seed >> 8) % sizeof text};
        buf_clear(&want);
        buf_clear(&got);
        clean_slowly(s, &want);
        utf8_clean(s, &got);
        assert_true(str_eq(buf_str(&got), buf_str(&want)));
    }
    buf_free(&want);
    buf_free(&got);
}

static void cleaning_is_idempotent_and_valid_for_any_bytes(void **state) {
    (void)state;
    uint32_t seed = 1;
    for (int round = 0; round < 3000; round++) {
        char text[60];
        for (size_t i = 0; i < sizeof text; i++) {
            seed = seed * 1664525u + 1013904223u;
            text[i] = (char)(seed >> 24 | (round % 2 ? 0x80 : 0));
        }
        Buf once = {0}, twice = {0};
        utf8_clean((Str){text, sizeof text}, &once);
        assert_true(utf8_valid(buf_str(&once)));
        assert_int_equal(utf8_clean(buf_str(&once), &twice), 0);
        assert_true(str_eq(buf_str(&once), buf_str(&twice)) || str_starts(buf_str(&once), STR("\uFEFF")));
        buf_free(&once);
        buf_free(&twice);
    }
}

static void assert_nfc(Str s, Str want) {
    Buf out = {0};
    utf8_nfc(s, &out);
    assert_true(str_eq(buf_str(&out), want));
    buf_free(&out);
}

static void nfc_composes(void **state) {
    (void)state;
    assert_nfc(STR("plain"), STR("plain"));
    assert_nfc(STR("\u00E4"), STR("\u00E4"));
    assert_nfc(STR("a\u0308"), STR("\u00E4"));
    assert_nfc(STR("\u1100\u1161\u11A8"), STR("\uAC01"));
    assert_nfc(STR("\u212B"), STR("\u00C5"));
    assert_nfc(STR("a\u0308\xFF"), STR("a\u0308\xFF"));
    assert_nfc((Str){0}, (Str){0});
}

static void assert_lower(Str s, Str want) {
    Buf out = {0};
    utf8_lower(s, &out);
    assert_true(str_eq(buf_str(&out), want));
    buf_free(&out);
}

static void SRC_13_lower_case_is_independent_of_the_locale(void **state) {
    (void)state;
    assert_lower(STR("ABC I xyz"), STR("abc i xyz"));
    assert_lower(STR("ÄÖÅ ΣΑΣ ДА"), STR("äöå σασ да"));
    assert_lower(STR("A\xFFZ"), STR("a\xFFz"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_character_survives_a_round_trip),
        cmocka_unit_test(what_is_no_character_is_encoded_as_replacement),
        cmocka_unit_test(invalid_bytes_advance_by_one),
        cmocka_unit_test(validity_and_ascii_are_seen_at_any_position),
        cmocka_unit_test(cutting_never_splits_a_character),
        cmocka_unit_test(SRC_04_a_leading_bom_goes),
        cmocka_unit_test(line_ends_become_lf),
        cmocka_unit_test(TXT_04_separators_become_blanks),
        cmocka_unit_test(SRC_09_controls_go_and_nul_is_replaced),
        cmocka_unit_test(SRC_09_invalid_bytes_are_replaced_and_the_first_line_told),
        cmocka_unit_test(cleaning_finds_a_byte_at_any_position),
        cmocka_unit_test(cleaning_by_blocks_is_cleaning_by_characters),
        cmocka_unit_test(cleaning_is_idempotent_and_valid_for_any_bytes),
        cmocka_unit_test(nfc_composes),
        cmocka_unit_test(SRC_13_lower_case_is_independent_of_the_locale),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

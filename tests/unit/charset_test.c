#include "render/charset.h"

#include "base/utf8.h"
#include "render_page.h"
#include "unit.h"

static void spells(Charset charset, const char *text, const char *expected) {
    Buf out = {0};
    charset_add(charset, str_of(text), &out);
    buf_add_char(&out, '\0');
    assert_string_equal(out.p, expected);
    buf_free(&out);
}

static void MENU_03_punctuation_and_signs(void **state) {
    (void)state;
    spells(CHARSET_ASCII, "“a” ‘b’ „c‟ – — …", "\"a\" 'b' \"c\" - -- ...");
    spells(CHARSET_ASCII, "€ © ® × ° → ← ⇒ ≤", "EUR (c) (R) x deg -> <- => <=");
    spells(CHARSET_LATIN1, "“a” … € © × ° → «b»", "\"a\" ... EUR © × ° -> «b»");
    spells(CHARSET_UTF8, "“a” ☃", "“a” ☃");
}

static void MENU_03_letters_lose_their_marks(void **state) {
    (void)state;
    spells(CHARSET_ASCII, "äöü ß ø ł æ þ ð Ǻ Việt", "aou ss o l ae th d A Viet");
    spells(CHARSET_LATIN1, "äöü ß ø ł æ þ ð Ǻ Việt", "äöü ß ø l æ þ ð Å Viêt");
    spells(CHARSET_ASCII, "e\u0301 a\u0323\u0302", "e a");
    spells(CHARSET_LATIN1, "e\u0301 n\u0303 x\u0301", "é ñ x");
    spells(CHARSET_ASCII, "ﬁne ＡＢ № ㎏ ①", "fine AB No. kg (1)");
}

static void MENU_03_numbers_keep_their_value(void **state) {
    (void)state;
    spells(CHARSET_ASCII, "½ 1½ 10² x¹² H₂O", "1/2 1 1/2 10^2 x^12 H2O");
    spells(CHARSET_LATIN1, "½ 1½ 10² 10⁴", "½ 1½ 10² 10^4");
}

/* What has no spelling is named, and what a stroke turns into its opposite has none. */
static void MENU_03_names_in_brackets(void **state) {
    (void)state;
    spells(CHARSET_ASCII, "☃ π ≮", "[snowman] [greek small letter pi] [not less-than]");
    spells(CHARSET_LATIN1, "☃", "[snowman]");
    spells(CHARSET_ASCII, "\U0010FFFD", "[U+10FFFD]");
    spells(CHARSET_ASCII, "\U0001F469\u200D\U0001F4BB", "[woman][personal computer]");
    spells(CHARSET_ASCII, "\u00AF\u02D9", "[macron][dot above]");
}

static void MENU_03_what_shows_nothing_goes(void **state) {
    (void)state;
    spells(CHARSET_ASCII, "a\u200Bb\u00ADc\u2060d\uFE0Fe\u200F", "abcde");
    spells(CHARSET_LATIN1, "a\u00ADb", "ab");
    spells(CHARSET_ASCII, "a\u00A0b\u2003c", "a b c");
    spells(CHARSET_LATIN1, "a\u00A0b", "a\u00A0b");
}

static bool fits_latin1(Str s) {
    uint32_t cp;
    for (size_t n; s.len; s = str_skip(s, n)) {
        n = utf8_decode(s, &cp);
        if (cp > 0xFF || (cp >= 0x7F && cp < 0xA0)) return false;
    }
    return true;
}

/* Whatever the character, what comes out is of the charset, and spelling twice is spelling once. */
static void MENU_03_any_character_fits(void **state) {
    (void)state;
    Buf once = {0}, twice = {0}, latin = {0};
    for (uint32_t cp = 0x20; cp <= 0x10FFFF; cp += cp < 0x3000 ? 1 : 37) {
        char text[4];
        Str s = {text, utf8_encode(cp, text)};
        if (cp == 0x7F) continue;
        buf_clear(&once);
        buf_clear(&twice);
        buf_clear(&latin);
        charset_add(CHARSET_ASCII, s, &once);
        charset_add(CHARSET_ASCII, buf_str(&once), &twice);
        charset_add(CHARSET_LATIN1, s, &latin);
        assert_true(utf8_ascii(buf_str(&once)) && str_eq(buf_str(&once), buf_str(&twice)));
        assert_true(fits_latin1(buf_str(&latin)));
    }
    buf_free(&once);
    buf_free(&twice);
    buf_free(&latin);
}

static CharsetCount counted(Charset charset, const char *text) {
    CharsetCount count = {0};
    charset_count(charset, str_of(text), &count);
    return count;
}

static void MENU_03_more_than_5_percent_stays_utf8(void **state) {
    (void)state;
    CharsetCount few = counted(CHARSET_LATIN1, "nineteen letters he\u00e9\u00fc ж"); /* 1 of 20 */
    assert_int_equal(few.letters, 20);
    assert_int_equal(few.unspelled, 1);
    assert_int_equal(charset_choose(CHARSET_LATIN1, &few), CHARSET_LATIN1);
    CharsetCount many = counted(CHARSET_LATIN1, "eighteen letters e\u00e9\u00fc ж");
    assert_int_equal(charset_choose(CHARSET_LATIN1, &many), CHARSET_UTF8);
    CharsetCount signs = counted(CHARSET_ASCII, "☃☃☃☃☃ 12345");
    assert_int_equal(charset_choose(CHARSET_ASCII, &signs), CHARSET_ASCII);
}

/* Display text changes, addresses do not. */
static void MENU_03_selectors_stay_bytes(void **state) {
    (void)state;
    Buf out = {0};
    buf_add(&out, STR("ä before\n1ä\t/ä\nä\n"));
    charset_encode(CHARSET_LATIN1, 10, &out);
    assert_true(str_eq(buf_str(&out), STR("ä before\n1\xE4\t/ä\n\xE4\n")));
    buf_free(&out);
}

static void MENU_03_widths_are_those_of_the_spelling(void **state) {
    PageTest *t = *state;
    t->options.width = 20;
    t->options.charset = CHARSET_ASCII;
    para(t, "€€€€€€ aaaaaaaaaaaa");
    para(t, "[€€€€€€€€€€ and more](/x)");
    assert_string_equal(as_gophermap(t), "EUREUREUREUREUREUR\naaaaaaaaaaaa\n\n"
                                         "EUREUREUREUREUREUREU\nREUREUREUR and more\n"
                                         "1EUREUREUREUREUREU...\t/x\n");
}

static void MENU_03_a_page_that_stays_utf8_is_reported_once(void **state) {
    PageTest *t = *state;
    t->options.charset = CHARSET_LATIN1;
    para(t, "words");
    para(t, "слова");
    t->doc.blocks[1].line = 3;
    assert_string_equal(as_gophermap(t), "words\n\nслова\n");
    assert_int_equal(t->diag.count, 1);
    assert_int_equal(t->diag.items[0].line, 3);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(MENU_03_punctuation_and_signs),
        cmocka_unit_test(MENU_03_letters_lose_their_marks),
        cmocka_unit_test(MENU_03_numbers_keep_their_value),
        cmocka_unit_test(MENU_03_names_in_brackets),
        cmocka_unit_test(MENU_03_what_shows_nothing_goes),
        cmocka_unit_test(MENU_03_any_character_fits),
        cmocka_unit_test(MENU_03_more_than_5_percent_stays_utf8),
        cmocka_unit_test(MENU_03_selectors_stay_bytes),
        cmocka_unit_test_setup_teardown(MENU_03_widths_are_those_of_the_spelling, page_setup, page_teardown),
        cmocka_unit_test_setup_teardown(MENU_03_a_page_that_stays_utf8_is_reported_once, page_setup,
                                        page_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

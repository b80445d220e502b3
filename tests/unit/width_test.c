/* Display width and line breaking. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/utf8.h"
#include "base/width.h"

#include <unilbrk.h>

#define FAMILY "\U0001F468\u200D\U0001F469\u200D\U0001F467"
#define FLAG   "\U0001F1EB\U0001F1EE"

static void width_counts_columns_as_terminals_do(void **state) {
    (void)state;
    static const struct {
        Str text;
        size_t columns;
    } cases[] = {
        {STR(""), 0},
        {STR("plain text ~"), 12},
        {STR("ä€Жλ"), 4},
        {STR("e\u0301\u0302"), 1},
        {STR("中文字"), 6},
        {STR("ひらがな カナ"), 13},
        {STR("\u304B\u3099"), 2},
        {STR("각\u1100\u1161\u11A8"), 4},
        {STR("ＡＢ"), 4},
        {STR("①…—“”"), 5},
        {STR("\U0001F600"), 2},
        {STR("\u2603"), 1},
        {STR("\u2603\uFE0F"), 2},
        {STR("\u2764\uFE0F\uFE0F"), 2},
        {STR("\U0001F600\uFE0F"), 2},
        {STR("1\uFE0F\u20E3"), 2},
        {STR("\u2603\uFE0E"), 1},
        {STR("\uFE0F"), 0},
        {STR(FAMILY), 6},
        {STR(FLAG), 2},
        {STR("\U0001FABF\U0001FAE9"), 4},
        {STR("\u231A"), 2},
        {STR("a\tb\x01\x7F"), 2},
        {STR("\u00A0\u3000"), 3},
        {STR("\u200B\u200D\u2060"), 0},
        {STR("\xFF\xFF"), 2},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        size_t got = width_of(cases[i].text);
        if (got != cases[i].columns) fail_msg("%.*s: %zu", STR_FMT(cases[i].text), got);
    }
}

static void width_sees_every_byte_of_a_long_text(void **state) {
    (void)state;
    char text[70];
    for (size_t at = 0; at < sizeof text; at++) {
        memset(text, 'x', sizeof text);
        assert_int_equal(width_of((Str){text, sizeof text}), sizeof text);
        text[at] = (char)(at % 2 ? 0x1F : 0x7F);
        assert_int_equal(width_of((Str){text, sizeof text}), sizeof text - 1);
    }
}

static void cutting_ends_on_a_grapheme(void **state) {
    (void)state;
    static const struct {
        Str text;
        size_t columns;
        const char *want;
    } cases[] = {
        {STR("hello"), 3, "hel"},
        {STR("hello"), 5, "hello"},
        {STR("hello"), 0, ""},
        {STR("ae\u0301x"), 2, "ae\u0301"},
        {STR("ae\u0301x"), 1, "a"},
        {STR("a中文"), 2, "a"},
        {STR("a中文"), 3, "a中"},
        {STR("x" FAMILY "y"), 6, "x"},
        {STR("x" FAMILY "y"), 7, "x" FAMILY},
        {STR(FLAG FLAG FLAG), 3, FLAG},
        {STR(FLAG FLAG FLAG), 5, FLAG FLAG},
        {STR("ab\u2603\uFE0F"), 3, "ab"},
        {STR("ab1\uFE0F\u20E3"), 3, "ab"},
        {STR("ab1\uFE0F\u20E3"), 4, "ab1\uFE0F\u20E3"},
        {STR("äabcdefghijklm1\uFE0F\u20E3"), 15, "äabcdefghijklm"},
        {STR("äöäöäöäöäöäöäö1\uFE0F\u20E3"), 15, "äöäöäöäöäöäöäö"},
        {STR("ä、（中）1\uFE0F\u20E3"), 10, "ä、（中）"},
        {STR("\u1100\u1161\u11A8x"), 2, "\u1100\u1161\u11A8"},
        {STR("äöü"), 2, "äö"},
        {STR("\u200B\u200B"), 0, "\u200B\u200B"},
        {STR("中"), 1, ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Str got = width_cut(cases[i].text, cases[i].columns);
        if (!str_eq(got, str_of(cases[i].want))) fail_msg("case %zu: <%.*s>", i, STR_FMT(got));
    }
}

/* Wraps text and joins the lines with `|`. */
static void assert_wraps(const char *text, size_t columns, const char *want) {
    Buf got = {0};
    Wrap w = {.rest = str_of(text)};
    for (Str line; wrap_line(&w, columns, &line);) {
        if (got.len) buf_add_char(&got, '|');
        buf_add(&got, line);
    }
    if (!str_eq(buf_str(&got), str_of(want))) {
        fail_msg("%s at %zu: <%.*s>, not <%s>", text, columns, STR_FMT(buf_str(&got)), want);
    }
    buf_free(&got);
}

static void lines_are_filled_greedily(void **state) {
    (void)state;
    assert_wraps("one two three four", 9, "one two|three|four");
    assert_wraps("one two three four", 7, "one two|three|four");
    assert_wraps("one two", 3, "one|two");
    assert_wraps("one two", 6, "one|two");
    assert_wraps("one two", 7, "one two");
    assert_wraps("", 10, "");
    assert_wraps("one", 1, "o|n|e");
    assert_wraps("one", 0, "o|n|e");
}

static void blanks_at_a_break_are_used_up(void **state) {
    (void)state;
    assert_wraps("one   two", 5, "one|two");
    assert_wraps("one   two", 3, "one|two");
    assert_wraps("one   two", 8, "one|two");
    assert_wraps("one two   ", 7, "one two");
    assert_wraps("one two   ", 3, "one|two");
    assert_wraps("  one two", 5, "  one|two");
    assert_wraps("         one", 5, "one");
    assert_wraps(" 送x", 2, "送|x");
    assert_wraps("     ", 3, "");
    assert_wraps("word      !", 4, "word|!");
}

static void MENU_01_what_is_longer_than_the_line_is_cut(void **state) {
    (void)state;
    assert_wraps("a incomprehensible b", 6, "a|incomp|rehens|ible b");
    assert_wraps("e\u0301e\u0301e\u0301", 2, "e\u0301e\u0301|e\u0301");
    assert_wraps(FLAG FLAG FLAG, 5, FLAG FLAG "|" FLAG);
    assert_wraps(FAMILY FAMILY, 6, FAMILY "|" FAMILY);
    assert_wraps(FAMILY, 4, "\U0001F468\u200D\U0001F469\u200D|\U0001F467");
    assert_wraps("中文", 1, "中|文");
    assert_wraps("a\u0301\u0302b", 1, "a\u0301\u0302|b");
}

static void nothing_that_closes_begins_a_line(void **state) {
    (void)state;
    assert_wraps("Bonjour le monde !", 17, "Bonjour le|monde !");
    assert_wraps("il a dit : non", 9, "il a|dit : non");
    assert_wraps("see (it ) here", 7, "see|(it )|here");
    assert_wraps("see ( it ) here", 6, "see|( it )|here");
    assert_wraps("well done.", 9, "well|done.");
}

static void guillemets_keep_their_spaces(void **state) {
    (void)state;
    assert_wraps("les « mots » ici", 12, "les « mots »|ici");
    assert_wraps("les « mots » ici", 11, "les|« mots »|ici");
    assert_wraps("les « mots » ici", 5, "les|« mot|s »|ici");
    assert_wraps("les ‹ mots ›, ici", 9, "les|‹ mots ›,|ici");
    assert_wraps("das »Wort« hier", 4, "das|»Wor|t«|hier");
    assert_wraps("das »Wort« hier", 7, "das|»Wort«|hier");
}

static void unbreakable_spaces_do_not_break(void **state) {
    (void)state;
    assert_wraps("see page\u00A012 now", 8, "see|page\u00A012|now");
    assert_wraps("ab\u2060cd ef", 4, "ab\u2060cd|ef");
}

static void opportunities_without_a_space(void **state) {
    (void)state;
    assert_wraps("a well-known fact", 7, "a well-|known|fact");
    assert_wraps("一二三四五", 5, "一二|三四|五");
    assert_wraps("一二，三四。", 5, "一|二，|三|四。");
    assert_wraps("ab\u200Bcd", 3, "ab\u200B|cd");
    assert_wraps("one—two", 5, "one—|two");
    assert_wraps("abc\u02C8def", 5, "abc|\u02C8def");
    assert_wraps("https://example.org/one/two", 22, "https://example.org/|one/two");
}

static void LB29_abbreviations_hold_together(void **state) {
    (void)state;
    assert_wraps("so e.g. this", 5, "so|e.g.|this");
    assert_wraps("ab x,y", 5, "ab|x,y");
    assert_wraps("öl z.ä. so", 5, "öl|z.ä.|so");
}

static void letters_beyond_ascii_are_words_too(void **state) {
    (void)state;
    assert_wraps("hyvää yötä äiti", 10, "hyvää yötä|äiti");
    assert_wraps("hyvää yötä äiti", 9, "hyvää|yötä äiti");
    assert_wraps("добрый вечер", 8, "добрый|вечер");
    assert_wraps("don’t “do” it", 7, "don’t|“do” it");
}

static void an_opportunity_is_found_at_any_distance(void **state) {
    (void)state;
    Buf b = {0};
    buf_add(&b, STR("ab cd "));
    buf_add_repeat(&b, '=', 400);
    for (size_t columns = 6; columns < 400; columns++) {
        Wrap w = {.rest = buf_str(&b)};
        Str line;
        assert_true(wrap_line(&w, columns, &line));
        assert_true(str_eq(line, STR("ab cd")));
    }
    buf_free(&b);
}

static void flags_stay_whole_in_a_long_row(void **state) {
    (void)state;
    Buf b = {0};
    for (int i = 0; i < 40; i++)
        buf_add(&b, STR(FLAG));
    buf_add_repeat(&b, '!', 20);
    for (size_t columns = 81; columns < 100; columns++) {
        Wrap w = {.rest = buf_str(&b)};
        Str line;
        assert_true(wrap_line(&w, columns, &line));
        assert_int_equal(line.len, 39 * (sizeof FLAG - 1));
    }
    buf_free(&b);
}

/* What wrap_line must do, with libunistring asked about the whole text: the last opportunity that fits,
 * inside a token of ASCII only when every other leaves more than half of the line empty. */
static size_t reference_break(Str t, size_t columns) {
    static char marks[4096];
    size_t best = 0, outside = 0, fit = width_cut(t, columns).len;
    u8_possible_linebreaks((const uint8_t *)t.p, t.len, "UTF-8", marks);
    for (size_t k = 1; k < t.len; k++) {
        if (marks[k] != UC_BREAK_POSSIBLE) continue;
        Str line = str_trim_right(str_head(t, k));
        uint32_t cp;
        size_t n = utf8_decode(str_skip(t, k), &cp);
        bool holds = str_find(STR(",.:;"), t.p[k - 1]) != STR_NONE && width_of((Str){t.p + k, n}) < 2;
        if (line.len == 0 || holds || width_of(line) > columns) continue;
        bool token = t.p[k - 1] > ' ' && t.p[k - 1] < 0x7F && t.p[k] > ' ' && t.p[k] < 0x7F;
        if (!token && 2 * k >= fit) outside = k;
        best = k;
    }
    return outside ? outside : best;
}

static void the_short_cuts_change_nothing(void **state) {
    (void)state;
    static const char *const pieces[] = {
        "a",  "word", "x",  "5",  "12",   " ",          " ",  " ",      " ",      "  ",      "-",      "/",
        ",",  ".",    "!",  "(",  ")",    "\"",         "'",  "[",      "]",      "%",       "$",      "ä",
        "ж",  "中",   "文", "，", "。",   "「",         "」", "\u00A0", "\u200B", "e\u0301", "—",      "…",
        "’",  "“",    "”",  FLAG, FAMILY, "\U0001F600", "한", "ก",      "אב",     "{",       "}",      "|",
        "+",  "=",    "#",  "*",  ":",    ";",          "?",  "&",      "`",      "–",       "\u2060", "か",
        "カ", "ッ",   "ゃ", "ー", "、",   "・",         "ゝ", "\u309A",
    };
    enum { PIECES = sizeof pieces / sizeof *pieces };
    uint32_t seed = 20240408;
    Buf text = {0};
    for (int round = 0; round < 1500; round++) {
        buf_clear(&text);
        for (int i = 0; i < 120; i++) {
            seed = seed * 1664525u + 1013904223u;
            uint32_t pick = (seed >> 8) % (round % 2 ? PIECES : PIECES / 2);
            buf_add(&text, str_of(pieces[pick]));
        }
        size_t columns = 8 + (size_t)round % 60;
        Str rest = str_trim(buf_str(&text)), line;
        Wrap w = {.rest = rest};
        while (wrap_line(&w, columns, &line)) {
            assert_true(line.len > 0 && width_of(line) <= columns);
            size_t at = width_of(str_trim_right(rest)) > columns ? reference_break(rest, columns) : rest.len;
            if (at && !str_eq(line, str_trim_right(str_head(rest, at)))) {
                fail_msg("%zu columns: <%.*s>, not <%.*s>", columns, STR_FMT(line),
                         STR_FMT(str_head(rest, at)));
            }
            rest = w.rest;
        }
    }
    buf_free(&text);
}

/* Every byte but blanks appears in the lines once and in order, whatever the input. */
static void nothing_is_lost_for_any_bytes(void **state) {
    (void)state;
    uint32_t seed = 7;
    for (int round = 0; round < 3000; round++) {
        char text[200], words[200], lines[200];
        size_t words_len = 0, lines_len = 0;
        for (size_t i = 0; i < sizeof text; i++) {
            seed = seed * 1664525u + 1013904223u;
            text[i] = (char)((seed >> 24) & (round % 2 ? 0xFF : 0x7F));
            if (text[i] == '\n' || seed % 7 == 0) text[i] = ' ';
            if (!ascii_space(text[i])) words[words_len++] = text[i];
        }
        Wrap w = {.rest = {text, sizeof text}};
        size_t columns = 1 + (size_t)round % 40;
        for (Str line; wrap_line(&w, columns, &line);) {
            assert_true(line.len > 0 && (width_of(line) <= columns || columns == 1));
            for (size_t i = 0; i < line.len; i++)
                if (!ascii_space(line.p[i])) lines[lines_len++] = line.p[i];
        }
        assert_int_equal(lines_len, words_len);
        assert_memory_equal(lines, words, words_len);
    }
}

static size_t count_lines(Str text, size_t columns) {
    Wrap w = {.rest = text};
    size_t lines = 0;
    for (Str line; wrap_line(&w, columns, &line);)
        lines++;
    return lines;
}

/* A quadratic search would take minutes here. */
static void hostile_texts_of_a_mebibyte(void **state) {
    (void)state;
    enum { SIZE = 1 << 20 };
    Buf b = {0};
    buf_add_repeat(&b, 'x', SIZE);
    assert_int_equal(count_lines(buf_str(&b), 64), SIZE / 64);
    buf_clear(&b);
    while (b.len < SIZE)
        buf_add(&b, STR("中"));
    assert_int_equal(count_lines(buf_str(&b), 64), (b.len / 3 + 31) / 32);
    buf_clear(&b);
    buf_add(&b, STR("a b"));
    while (b.len < SIZE)
        buf_add(&b, STR("\u0301"));
    buf_add(&b, STR(" c d"));
    assert_int_equal(count_lines(buf_str(&b), 3), 2);
    buf_clear(&b);
    while (b.len < SIZE)
        buf_add(&b, STR("\U0001F468\u200D"));
    assert_int_equal(count_lines(buf_str(&b), 64), (b.len / 7 + 31) / 32);
    buf_clear(&b);
    while (b.len < SIZE)
        buf_add(&b, STR(FLAG));
    assert_int_equal(count_lines(buf_str(&b), 65), (b.len / 8 + 31) / 32);
    buf_clear(&b);
    buf_add(&b, STR("word"));
    buf_add_repeat(&b, ' ', SIZE);
    buf_add(&b, STR("!"));
    assert_int_equal(count_lines(buf_str(&b), 64), 2);
    buf_clear(&b);
    while (b.len < SIZE)
        buf_add(&b, STR("word "));
    buf_add_repeat(&b, ' ', SIZE);
    assert_int_equal(count_lines(buf_str(&b), 9), ((SIZE + 4) / 5 + 1) / 2);
    buf_clear(&b);
    buf_add_repeat(&b, '-', SIZE);
    assert_int_equal(count_lines(buf_str(&b), 64), SIZE / 64);
    buf_free(&b);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(width_counts_columns_as_terminals_do),
        cmocka_unit_test(width_sees_every_byte_of_a_long_text),
        cmocka_unit_test(cutting_ends_on_a_grapheme),
        cmocka_unit_test(lines_are_filled_greedily),
        cmocka_unit_test(blanks_at_a_break_are_used_up),
        cmocka_unit_test(MENU_01_what_is_longer_than_the_line_is_cut),
        cmocka_unit_test(nothing_that_closes_begins_a_line),
        cmocka_unit_test(guillemets_keep_their_spaces),
        cmocka_unit_test(unbreakable_spaces_do_not_break),
        cmocka_unit_test(opportunities_without_a_space),
        cmocka_unit_test(LB29_abbreviations_hold_together),
        cmocka_unit_test(letters_beyond_ascii_are_words_too),
        cmocka_unit_test(an_opportunity_is_found_at_any_distance),
        cmocka_unit_test(flags_stay_whole_in_a_long_row),
        cmocka_unit_test(the_short_cuts_change_nothing),
        cmocka_unit_test(nothing_is_lost_for_any_bytes),
        cmocka_unit_test(hostile_texts_of_a_mebibyte),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

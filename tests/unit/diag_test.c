/* Diag: findings about the author's files. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/diag.h"

static void assert_prints(const Diag *d, const char *want) {
    Buf out = {0};
    diag_print(d, &out);
    buf_add_char(&out, '\0');
    assert_string_equal(out.p, want);
    buf_free(&out);
}

static void findings_print_with_file_and_line(void **state) {
    (void)state;
    Diag d = {0};
    char name[] = "a.md";
    diag_add(&d, 0, "nothing to serve");
    diag_file(&d, str_of(name));
    name[0] = 'X';
    diag_add(&d, 3, "no page: %s", "b.md");
    diag_add(&d, 0, "unreadable");
    assert_prints(&d, "nothing to serve\na.md:3: no page: b.md\na.md: unreadable\n");
    diag_free(&d);
}

static void sorting_orders_and_drops_repetitions(void **state) {
    (void)state;
    Diag d = {0};
    diag_file(&d, STR("b"));
    diag_add(&d, 10, "z");
    diag_add(&d, 9, "z");
    diag_add(&d, 9, "a");
    diag_add(&d, 10, "z");
    diag_file(&d, STR("a"));
    diag_add(&d, 99, "q");
    diag_sort(&d);
    assert_prints(&d, "a:99: q\nb:9: a\nb:9: z\nb:10: z\n");
    diag_free(&d);
    diag_sort(&d);
    assert_int_equal(d.count, 0);
}

static void what_is_worth_a_word_once_is_said_of_the_first_file(void **state) {
    (void)state;
    Diag d = {0}, other = {0};
    diag_file(&d, STR("b"));
    diag_add_once(&d, 1, "kind %s", "x");
    diag_add(&d, 2, "kind x");
    diag_file(&other, STR("a"));
    diag_add_once(&other, 7, "kind x");
    diag_add_once(&other, 9, "kind x");
    diag_add_once(&other, 8, "kind y");
    diag_append(&d, &other);
    diag_sort(&d);
    assert_prints(&d, "a:7: kind x\na:8: kind y\nb:2: kind x\n");
    diag_sort(&d);
    assert_int_equal(d.count, 3);
    diag_free(&d);
}

static void a_file_has_at_most_a_hundred_findings_and_a_last_word(void **state) {
    (void)state;
    Diag d = {0};
    diag_file(&d, STR("a"));
    for (unsigned i = 1; i <= 500; i++) {
        diag_file(&d, STR("a"));
        diag_add(&d, i, "finding");
    }
    assert_int_equal(d.count, DIAG_FILE_MAX + 1);
    assert_true(str_eq(d.items[DIAG_FILE_MAX].message, STR("more findings left out")));
    diag_file(&d, STR("b"));
    diag_add(&d, 1, "finding");
    assert_int_equal(d.count, DIAG_FILE_MAX + 2);
    diag_free(&d);
}

static void appending_moves_everything(void **state) {
    (void)state;
    Diag to = {0}, from = {0};
    diag_file(&to, STR("a"));
    diag_add(&to, 1, "one");
    diag_file(&from, STR("b"));
    diag_add(&from, 2, "two");
    diag_add(&from, 3, "three");
    diag_file(&from, STR("c"));
    diag_add(&from, 0, "four");
    diag_append(&to, &from);
    assert_int_equal(from.count, 0);
    assert_prints(&to, "a:1: one\nb:2: two\nb:3: three\nc: four\n");
    diag_append(&to, &from);
    assert_int_equal(to.count, 4);
    diag_free(&to);
    diag_free(&from);
}

static void control_characters_cannot_forge_a_line(void **state) {
    (void)state;
    Diag d = {0};
    diag_file(&d, STR("a\nb.md:1: lie"));
    diag_add(&d, 1, "%s", "\x1B[2J \xC2\x9B ä");
    assert_prints(&d, "a\\x0ab.md:1: lie:1: \\x1b[2J \\xc2\\x9b ä\n");
    diag_free(&d);
}

static void a_long_message_is_cut_between_characters(void **state) {
    (void)state;
    Diag d = {0};
    Buf text = {0};
    buf_add_char(&text, 'x');
    while (text.len < 2 * DIAG_MESSAGE_MAX)
        buf_add(&text, STR("ä"));
    diag_add(&d, 1, "%.*s", STR_FMT(buf_str(&text)));
    assert_int_equal(d.items[0].message.len, DIAG_MESSAGE_MAX - 1);
    assert_true(str_ends(d.items[0].message, STR("ä")));
    buf_free(&text);
    diag_free(&d);
}

static Diag findings(const char *const *files) {
    Diag d = {0};
    for (; *files; files++) {
        diag_file(&d, str_of(*files));
        diag_add(&d, 2, "b");
        diag_add(&d, 1, "a");
    }
    diag_sort(&d);
    return d;
}

static void what_is_known_is_not_fresh(void **state) {
    (void)state;
    Diag known = findings((const char *const[]){"b", "d", "e", NULL});
    Diag now = findings((const char *const[]){"a", "b", "c", "d", "f", NULL});
    Buf out = {0};
    diag_file(&now, STR("b"));
    diag_add(&now, 1, "c");
    diag_sort(&now);
    diag_print_fresh(&now, &known, &out);
    buf_add_char(&out, '\0');
    assert_string_equal(out.p, "a:1: a\na:2: b\nb:1: c\nc:1: a\nc:2: b\nf:1: a\nf:2: b\n");
    buf_clear(&out);
    diag_print_fresh(&known, &known, &out);
    assert_int_equal(out.len, 0);
    buf_free(&out);
    diag_free(&known);
    diag_free(&now);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(findings_print_with_file_and_line),
        cmocka_unit_test(sorting_orders_and_drops_repetitions),
        cmocka_unit_test(what_is_worth_a_word_once_is_said_of_the_first_file),
        cmocka_unit_test(a_file_has_at_most_a_hundred_findings_and_a_last_word),
        cmocka_unit_test(appending_moves_everything),
        cmocka_unit_test(what_is_known_is_not_fresh),
        cmocka_unit_test(control_characters_cannot_forge_a_line),
        cmocka_unit_test(a_long_message_is_cut_between_characters),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

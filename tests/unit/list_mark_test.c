/* list_mark: what CommonMark takes for the mark of a list item. */
#include "unit.h"

#include "doc/list_mark.h"

static void marks_have_a_length(void **state) {
    (void)state;
    static const struct {
        const char *text;
        size_t length;
    } cases[] = {
        {"- a", 1},   {"+\ta", 1},
        {"* a", 1},   {"-", 1},
        {"-\na", 1},  {"1. a", 2},
        {"12) a", 3}, {"123456789. a", 10},
        {"7.", 2},    {"1234567890. a", 0},
        {"-a", 0},    {"--", 0},
        {"1.a", 0},   {"1: a", 0},
        {". a", 0},   {"a. b", 0},
        {"", 0},      {"12", 0},
        {" - a", 0},  {"> a", 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        size_t got = list_mark(str_of(cases[i].text));
        if (got != cases[i].length) fail_msg("%s: %zu", cases[i].text, got);
    }
}

static void few_interrupt_a_paragraph(void **state) {
    (void)state;
    assert_true(list_mark_interrupts(STR("- a"), 1));
    assert_true(list_mark_interrupts(STR("1) a"), 2));
    assert_false(list_mark_interrupts(STR("2. a"), 2));
    assert_false(list_mark_interrupts(STR("10. a"), 3));
    assert_false(list_mark_interrupts(STR("-"), 1));
    assert_false(list_mark_interrupts(STR("1. \t"), 2));
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(marks_have_a_length),
                                       cmocka_unit_test(few_interrupt_a_paragraph)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

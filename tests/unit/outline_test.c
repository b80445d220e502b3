/* outline: where each line stands. `>` quote, `-` item, `:` definition; then what the line is. */
#include "unit.h"

#include "doc/outline.h"

#include "base/buf.h"

/* A line of the text as: depth, `.` blank, `c` code or HTML, `k` a blank line of it that is kept, `u` HTML
 * without end, `h` heading or rule, `~` lazy, `d` definition, else the number of lines of its paragraph
 * before it. */
static void assert_outline(const char *text, const char *expected) {
    Buf out = {0};
    Outline outline = outline_start(str_of(text));
    for (OutlineLine line; outline_next(&outline, &line);) {
        buf_add_format(&out, "%u", line.depth);
        if (line.blank && !line.raw)
            buf_add_char(&out, '.');
        else if (line.raw || line.leaf)
            buf_add_char(&out, line.kept ? 'k' : line.raw ? 'c' : 'h');
        else if (line.unclosed)
            buf_add_char(&out, 'u');
        else if (line.lazy || line.term != STR_NONE)
            buf_add_char(&out, line.lazy ? '~' : 'd');
        else
            buf_add_format(&out, "p%u", line.paragraph);
        buf_add_char(&out, ' ');
    }
    buf_add_char(&out, 0);
    assert_string_equal(out.p, expected);
    buf_free(&out);
}

static void containers_are_followed(void **state) {
    (void)state;
    assert_outline("a\nb\n\nc\n", "0p0 0p1 0. 0p0 ");
    assert_outline("> a\nb\n\n> c\n", "1p0 1~ 0. 1p0 ");
    assert_outline("- a\n  b\n\n  c\nd\n\ne\n", "1p0 1p1 1. 1p0 1~ 1. 0p0 ");
    assert_outline("1. > - a\n\nb", "3p0 1. 0p0 ");
    assert_outline("- a\n- b\n  - c\n", "1p0 1p0 2p0 ");
}

static void code_and_html_are_raw(void **state) {
    (void)state;
    assert_outline("    a\n\n    b\n", "0c 0. 0c ");
    assert_outline("a\n    b\n", "0p0 0p1 ");
    assert_outline("```\n- a\n\n```\nb\n", "0c 0c 0c 0c 0p0 ");
    assert_outline("> ~~~\na\n", "1c 0p0 ");
    assert_outline("- ```\n  a\n  ```\n  b", "1c 1c 1c 1p0 ");
    assert_outline("<div>\na\n\nb\n", "0c 0c 0. 0p0 ");
    assert_outline("<!--\n\na -->\nb\n", "0c 0c 0c 0p0 ");
    assert_outline("a <b>\n<b>\n", "0p0 0p1 ");
    assert_outline("<div><pre>\n\na\n</pre>\n\nb\n", "0c 0k 0c 0c 0. 0p0 ");
    assert_outline("<div><pre>\n\na\n<pre>\n</pre>\n", "0c 0. 0p0 0c 0c ");
    assert_outline("<div><textarea>\n\n</pre>\n</textarea>\n", "0c 0k 0c 0c ");
    assert_outline("<div><pre>\n\na\n", "0c 0. 0p0 ");
    assert_outline("<!--\n\na\n", "0u 0. 0p0 ");
    assert_outline("<script>\n</style>\n", "0u 0p1 ");
    assert_outline("- <style>\n- a\n", "1u 1p0 ");
}

static void blocks_of_one_line(void **state) {
    (void)state;
    assert_outline("# a\nb\n===\nc\n---\n***\n#d\n", "0h 0p0 0h 0p0 0h 0h 0p0 ");
    assert_outline("> a\n---\nb\n", "1p0 0h 0p0 ");
}

static void definitions_need_a_term(void **state) {
    (void)state;
    assert_outline("a\n: b\n: c\n\n  d\n\n: e\n", "0p0 1d 1d 1. 1p0 1. 1d ");
    assert_outline("a\n\n: b\n", "0p0 0. 1d ");
    assert_outline(": b\n\na\n\n\n: c\n", "0p0 0. 0p0 0. 0. 0p0 ");
    assert_outline("> a\n> : b\n: c\n", "1p0 2d 2~ ");
}

static void nesting_is_bounded(void **state) {
    (void)state;
    Buf text = {0};
    for (unsigned i = 0; i < OUTLINE_DEPTH + 5; i++)
        buf_add(&text, STR("> "));
    buf_add(&text, STR("a\n"));
    buf_add_char(&text, 0);
    assert_outline(text.p, "32p0 ");
    buf_free(&text);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(containers_are_followed), cmocka_unit_test(code_and_html_are_raw),
        cmocka_unit_test(blocks_of_one_line),      cmocka_unit_test(definitions_need_a_term),
        cmocka_unit_test(nesting_is_bounded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

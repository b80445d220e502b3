/* shape: what md4c is shown is as long as the text, and hides no more than it must (MD-01, MD-09, MD-12). */
#include "unit.h"

#include "doc/glance.h"

#include <stdlib.h>
#include <string.h>

static bool joins; /* line ends may go */

static void make(Str text, Buf *shape, Diag *diag) {
    Marks marks = {0};
    Glance g = {.shape = shape, .marks = &marks};
    glance(&g, text);
    shape_guard(&(ShapeText){text, lines_start(text, 1), &marks, joins}, shape->p, diag);
    glance_free(&g);
    marks_free(&marks);
}

/* The shape with hidden bytes as `.`, and how many findings there were. */
static char *shape_of(Str text, size_t *findings) {
    Buf shape = {0};
    Diag diag = {0};
    make(text, &shape, &diag);
    assert_int_equal(shape.len, text.len + SHAPE_TAIL);
    for (size_t i = 0; i < SHAPE_TAIL; i++)
        assert_int_equal(shape.p[text.len + i], '\n');
    for (size_t i = 0; i < text.len; i++) {
        bool joined = joins && text.p[i] == '\n' && shape.p[i] == ' ';
        joined |= text.p[i] == '\t' && shape.p[i] == ' ';
        assert_true(joined || shape_reveal(shape.p[i]) == text.p[i]);
        if (shape.p[i] != text.p[i]) shape.p[i] = '.';
    }
    if (findings) *findings = diag.count;
    diag_free(&diag);
    buf_truncate(&shape, text.len);
    buf_add_char(&shape, 0);
    return shape.p;
}

static void assert_shape(const char *text, const char *expected) {
    size_t findings;
    char *shape = shape_of(str_of(text), &findings);
    assert_string_equal(shape, expected);
    assert_int_equal(findings, 0);
    free(shape);
}

static void assert_same(const char *text) {
    assert_shape(text, text);
}

static size_t count_hidden(const char *shape, Str text) {
    size_t n = 0;
    for (size_t i = 0; i < text.len; i++)
        n += shape[i] == '.' && text.p[i] != '.';
    return n;
}

static void tabs_behind_a_fence_are_spaces(void **state) {
    (void)state;
    assert_shape("```\na\n```\t\nb", "```\na\n```.\nb");
    assert_shape("~~~ \t\na\n~~~\n", "~~~ .\na\n~~~\n");
    assert_same("```\ta\n```\n");
    assert_shape("a\n    ```\t\t\nb", "a\n   .```\t\t\nb");
}

static void ordinary_text_is_shown_as_it_is(void **state) {
    (void)state;
    assert_same("");
    assert_same(
        "# Title\n\nWords *with* _marks_, [a link](b.md \"t\") and ![image](c.png).\n\n- a\n  - b\n\n1. c\n");
    assert_same("> quote\n> > more\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n```c\nint x[3];\n```\n");
    assert_same("no newline at the end");
    assert_same("\n\n\n");
    assert_same("é“中文” \xF0\x9F\x8E\x89");
}

/* A line end comes before the header, where there is room for one. */
static void tables_begin_below_words(void **state) {
    (void)state;
    Buf shape = {0};
    Diag diag = {0};
    make(STR("a\n|b|\n|-|\n|c|\n|-|\n\n- a\n  |b|\n  |-|\n\n> a\n> |b|\n> |-|\n"), &shape, &diag);
    assert_true(str_starts(buf_str(&shape),
                           STR("a\n\nb|\n|-|\n|c|\n|-|\n\n- a\n\n\t|b|\n  |-|\n\n> a\n>\n>b|\n> |-|\n")));
    buf_free(&shape);
    diag_free(&diag);
    assert_same("|a|\n|-|\n|b|\n|-|\n");
    assert_same("a\n|b|c|\n|-|\n");
    assert_same("    a\n    |b|\n    |-|\n");
    assert_same("```\na\n|b|\n|-|\n```\n");
    assert_same("<div>\n|b|\n|-|\n");
    assert_same("> > a\n> > |b|\n> > |-|\n");
}

/* A line end takes the place of the last bar. */
static void tables_end_at_blocks(void **state) {
    (void)state;
    Buf shape = {0};
    Diag diag = {0};
    make(STR("|a|\n|-|\n# b\n\na|b\n-|-\nc|d \n```\n```\n\n|a|\n|-|\n<p>\n"), &shape, &diag);
    assert_true(
        str_starts(buf_str(&shape), STR("|a|\n|-\n\n# b\n\na|b\n-|-\nc|d\n\n```\n```\n\n|a|\n|-\n\n<p>\n")));
    buf_free(&shape);
    diag_free(&diag);
    assert_same("|a|\n|-|\n<b>\n#b\n`c`\n");
    assert_same("|a|\n\n|-|\n# b\n");
    assert_same("a|b\n-|-\nc|d\n# e\n");
}

/* The blank before them is hidden. */
static void fences_far_behind_the_words_above_are_words(void **state) {
    (void)state;
    assert_shape("a\n    ```\n    b\n    ```\n", "a\n   .```\n    b\n   .```\n");
    assert_shape("- a\n\n  b\n\t~~~\n", "- a\n\n  b\n\t~~~\n");
    assert_shape("- 1. a\n         ```\n", "- 1. a\n        .```\n");
    assert_same("- 1. a\n        ```\n");
    assert_same("a\n    `b`\n");
    assert_same("a\n   ```\n");
    assert_same("# a\n    ```\n");
    assert_same("```\na\n    ```\n```\n");
}

static void markup_within_bare_urls_is_hidden(void **state) {
    (void)state;
    assert_shape("gemini://a/~x and gemini://b/~y", "gemini://a/.x and gemini://b/.y");
    assert_shape("http://a/b_c_d http://x/*y* z", "http://a/b.c.d http://x/.y* z");
    assert_shape("http://[::1]/a_b www.a.b/c_d", "http://.::1./a.b www.a.b/c.d");
    assert_shape("*http://a/b_c* _x_", "*http://a/b.c* _x_");
    assert_shape("foo_@b.org", "foo.@b.org");
}

static void what_is_not_part_of_a_url_keeps_its_meaning(void **state) {
    (void)state;
    assert_same("[http://a/b](http://a/b)");
    assert_same("http://a/![x](y)");
    assert_same("http://a/[x](y)");
    assert_shape("[*http://a/_x_*](b)", "[*http://a/.x_*](b)");
    assert_shape("|http://a/b_c|*d*|", "|http://a/b.c|*d*|");
    assert_same("http://a/b\\_c");
}

static void hidden_bytes_in_targets_can_be_read_again(void **state) {
    (void)state;
    assert_shape("[a](http://a/~b_c) ~~d~~", "[a](http://a/.b.c) ~~d~~");
    Buf shape = {0};
    Diag diag = {0};
    make(STR("http://a/*_~[x]"), &shape, &diag);
    for (size_t i = 0; i < shape.len; i++)
        shape.p[i] = shape_reveal(shape.p[i]);
    assert_memory_equal(shape.p, "http://a/*_~[x]", 15);
    buf_free(&shape);
    diag_free(&diag);
}

/* Beside emphasis it stays punctuation, by a character that the page does not hold. */
static void a_hidden_tilde_leaves_emphasis_as_it_is(void **state) {
    (void)state;
    static const struct {
        const char *text, *shape;
        char tilde;
    } rows[] = {{"**a#**~b ~c",
                 "**a#**^b \xFA"
                 "c",
                 '^'},
                {"~_a_ ~c",
                 "^_a_ \xFA"
                 "c",
                 '^'},
                {"~a_~ ^",
                 "\xFA"
                 "a_} ^",
                 '}'},
                {"~a_~ ^}{%,",
                 "\xFA"
                 "a_\xFA ^}{%,",
                 0}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        Buf shape = {0};
        Diag diag = {0};
        Marks marks = {0};
        Str text = str_of(rows[i].text);
        shape_copy(text, &shape);
        marks_find(&marks, shape.p, text.len);
        assert_int_equal(shape_guard(&(ShapeText){text, lines_start(text, 1), &marks, false}, shape.p, &diag),
                         rows[i].tilde);
        assert_memory_equal(shape.p, rows[i].shape, text.len);
        marks_free(&marks);
        buf_free(&shape);
        diag_free(&diag);
    }
}

static void a_single_tilde_never_strikes(void **state) {
    (void)state;
    assert_same("about ~5 of them");
    assert_shape("H~2~O", "H.2.O");
    assert_shape("~a ~b ~c", ".a .b .c");
    assert_shape("~a and ~~b~~", ".a and ~~b~~");
    assert_same("~a\n\n~b");
    assert_same("~~~\ncode\n~~~");
    assert_same("a ~~~ b ~~~~ c");
}

static void strikes_of_a_paragraph_are_capped(void **state) {
    (void)state;
    Buf text = {0};
    for (int i = 0; i < 40; i++)
        buf_add(&text, STR("~~a~~ "));
    size_t findings;
    char *shape = shape_of(buf_str(&text), &findings);
    assert_int_equal(count_hidden(shape, buf_str(&text)), 2 * (80 - SHAPE_STRIKES_MAX));
    assert_int_equal(findings, 1);
    free(shape);
    buf_free(&text);
}

static void items_and_rows_are_paragraphs_of_their_own(void **state) {
    (void)state;
    static const char *const lines[] = {"- ~~a~~ [b](c)\n", "10. ~~a~~ [0, 1) [b](c)\n",
                                        "| ~~a~~ | [b](c) |\n"};
    for (size_t i = 0; i < 3; i++) {
        Buf text = {0};
        for (int k = 0; k < 60; k++)
            buf_add(&text, str_of(lines[i]));
        size_t findings;
        char *shape = shape_of(buf_str(&text), &findings);
        assert_int_equal(count_hidden(shape, buf_str(&text)), 0);
        assert_int_equal(findings, 0);
        free(shape);
        buf_free(&text);
    }
}

static void open_brackets_are_capped(void **state) {
    (void)state;
    Buf text = {0};
    buf_add_repeat(&text, '[', 40);
    buf_add_repeat(&text, ']', 40);
    buf_add(&text, STR("\n\n[a](b)"));
    size_t findings;
    char *shape = shape_of(buf_str(&text), &findings);
    assert_int_equal(count_hidden(shape, buf_str(&text)), 40 - SHAPE_BRACKETS_MAX);
    assert_int_equal(findings, 1);
    assert_non_null(strstr(shape, "[a](b)"));
    free(shape);
    buf_free(&text);

    Buf escaped = {0};
    for (int i = 0; i < 100; i++)
        buf_add(&escaped, STR("\\[x "));
    shape = shape_of(buf_str(&escaped), &findings);
    assert_int_equal(findings, 0);
    free(shape);
    buf_free(&escaped);
}

static void the_work_of_brackets_is_bounded_by_the_size_of_the_page(void **state) {
    (void)state;
    Buf text = {0};
    for (int i = 0; i < 20000; i++)
        buf_add(&text, STR("[](\n"));
    size_t findings;
    char *shape = shape_of(buf_str(&text), &findings);
    size_t hidden = count_hidden(shape, buf_str(&text));
    assert_true(hidden > 0 && hidden < 40000);
    assert_int_equal(findings, 1);
    free(shape);
    buf_free(&text);

    /* A long list of links without a blank line is no attack. */
    Buf list = {0};
    for (int i = 0; i < 3000; i++)
        buf_add(&list, STR("- [the words of a link](https://example.org/a/page) and more\n"));
    shape = shape_of(buf_str(&list), &findings);
    assert_int_equal(findings, 0);
    free(shape);
    buf_free(&list);
}

static void marks_of_a_line_are_capped_but_rules_are_not(void **state) {
    (void)state;
    Buf text = {0};
    for (int i = 0; i < 40; i++)
        buf_add(&text, STR("- "));
    buf_add(&text, STR("\n\n"));
    size_t findings;
    char *shape = shape_of(buf_str(&text), &findings);
    assert_int_equal(findings, 0);
    free(shape);
    buf_add(&text, STR("> > "));
    for (int i = 0; i < 40; i++)
        buf_add(&text, STR("> "));
    buf_add(&text, STR("a"));
    shape = shape_of(buf_str(&text), &findings);
    assert_int_equal(count_hidden(shape, buf_str(&text)), 1);
    assert_int_equal(findings, 1);
    free(shape);
    buf_free(&text);
}

static void a_pile_of_other_marks_is_no_rule(void **state) {
    (void)state;
    Buf text = {0};
    for (int i = 0; i < 40; i++)
        buf_add(&text, STR("+ "));
    buf_add(&text, STR("\n"));
    size_t findings;
    char *shape = shape_of(buf_str(&text), &findings);
    assert_int_equal(count_hidden(shape, buf_str(&text)), 1);
    assert_int_equal(findings, 1);
    free(shape);
    buf_free(&text);
}

static void indent_is_capped_but_not_of_blank_lines(void **state) {
    (void)state;
    Buf text = {0};
    buf_add_repeat(&text, ' ', 200);
    buf_add_char(&text, '\n');
    size_t findings;
    char *shape = shape_of(buf_str(&text), &findings);
    assert_int_equal(findings, 0);
    free(shape);
    buf_add_repeat(&text, ' ', 200);
    buf_add_char(&text, 'x');
    shape = shape_of(buf_str(&text), &findings);
    assert_int_equal(count_hidden(shape, buf_str(&text)), 200 - SHAPE_INDENT_MAX);
    assert_int_equal(findings, 1);
    free(shape);
    buf_free(&text);
}

static void bars_of_a_line_are_capped(void **state) {
    (void)state;
    Buf text = {0};
    buf_add_repeat(&text, '|', 140);
    size_t findings;
    char *shape = shape_of(buf_str(&text), &findings);
    assert_int_equal(count_hidden(shape, buf_str(&text)), 140 - SHAPE_COLUMNS_MAX);
    assert_int_equal(findings, 1);
    free(shape);
    buf_free(&text);
}

static void nothing_is_reported_of_code(void **state) {
    (void)state;
    Buf text = {0};
    buf_add(&text, STR("```\n"));
    buf_add_repeat(&text, '|', 140);
    buf_add_char(&text, '\n');
    buf_add_repeat(&text, '[', 40);
    buf_add_char(&text, '\n');
    buf_add_repeat(&text, ' ', 140);
    buf_add(&text, STR("x\n"));
    for (int i = 0; i < 40; i++)
        buf_add(&text, STR("> "));
    buf_add(&text, STR("\n```\nafter\n"));
    size_t findings;
    free(shape_of(buf_str(&text), &findings));
    assert_int_equal(findings, 0);
    buf_add_repeat(&text, '[', 40);
    free(shape_of(buf_str(&text), &findings));
    assert_int_equal(findings, 1);
    buf_free(&text);
}

static void definitions_can_be_dropped(void **state) {
    (void)state;
    Buf shape = {0};
    Diag diag = {0};
    make(STR("[a]: b\n\n[c](d) [e]: f"), &shape, &diag);
    shape_drop_definitions(&shape);
    assert_int_equal(shape_reveal(shape.p[2]), ']');
    assert_int_not_equal(shape.p[2], ']');
    assert_int_equal(shape.p[10], ']');
    assert_int_not_equal(shape.p[17], ']');
    buf_free(&shape);
    diag_free(&diag);
}

static void lines_of_a_paragraph_are_one(void **state) {
    (void)state;
    joins = true;
    assert_shape("a\nb\nc\n\nd\ne *f\ng* (h)\n[i](j)\n\n", "a.b.c\n\nd.e *f.g* (h).[i](j)\n\n");
    assert_shape("\xC3\xA4\n\xE6\x97\xA5\n1986\n\n", "\xC3\xA4.\xE6\x97\xA5.1986\n\n");
    assert_shape("a <b\nc='d\ne'>f\n\n", "a <b.c='d.e'>f\n\n");
    joins = false;
}

static void line_ends_that_mean_more_stay(void **state) {
    (void)state;
    joins = true;
    assert_same("a  \nb\\\nc\t\nd\n\n");                               /* hard breaks */
    assert_shape("a `\nb`\n`c\n` d\ne\n\n", "a `\nb`\n`c\n` d.e\n\n"); /* backticks */
    assert_same("[a](<b\nc>)\n\na ( <b\nc>\n\na <?\nb\n\n");           /* angle brackets */
    assert_same("a\n- b\nc\n\n> d\ne\n\n- f\n  g\n\n# h\ni\n\n");
    assert_same("[a]: b\nc\n\n");
    assert_shape("a\nb\nc\n|---|\n", "a.b\nc\n|---|\n"); /* one line would be a table's header */
    assert_shape("a\nb\n---\n\nc\nd\n\n", "a\nb\n---\n\nc.d\n\n");
    assert_shape("a\nb\n\n<!-- c\n\nd\ne -->\nf\ng\n\n", "a.b\n\n<!-- c\n\nd\ne -->\nf\ng\n\n");
    joins = false;
}

static void lines_of_code_are_one(void **state) {
    (void)state;
    joins = true;
    assert_shape("```c\na\n  b\n# c\n\n\nd\n \ne\n\n```\n", "```c\na.  b.# c...d\n \ne\n\n```\n");
    assert_shape("a\n~~~\n- b\n```\n| c\n   ~~~\nd\n", "a\n~~~\n- b.```.| c\n   ~~~\nd\n");
    assert_same("- ```\n  a\n  b\n  ```\n\n```\na\n- b\n```\n");
    assert_same("<div>\n```\na\n- b\n\n</div>\n");
    assert_same("a|b\n-|-\n```\n- b\n- c\n```\n");
    assert_same("    ```\n\n```\n- a\n- b\n```\n");
    joins = false;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ordinary_text_is_shown_as_it_is),
        cmocka_unit_test(tabs_behind_a_fence_are_spaces),
        cmocka_unit_test(tables_begin_below_words),
        cmocka_unit_test(tables_end_at_blocks),
        cmocka_unit_test(fences_far_behind_the_words_above_are_words),
        cmocka_unit_test(markup_within_bare_urls_is_hidden),
        cmocka_unit_test(what_is_not_part_of_a_url_keeps_its_meaning),
        cmocka_unit_test(hidden_bytes_in_targets_can_be_read_again),
        cmocka_unit_test(a_single_tilde_never_strikes),
        cmocka_unit_test(a_hidden_tilde_leaves_emphasis_as_it_is),
        cmocka_unit_test(strikes_of_a_paragraph_are_capped),
        cmocka_unit_test(items_and_rows_are_paragraphs_of_their_own),
        cmocka_unit_test(open_brackets_are_capped),
        cmocka_unit_test(the_work_of_brackets_is_bounded_by_the_size_of_the_page),
        cmocka_unit_test(marks_of_a_line_are_capped_but_rules_are_not),
        cmocka_unit_test(a_pile_of_other_marks_is_no_rule),
        cmocka_unit_test(indent_is_capped_but_not_of_blank_lines),
        cmocka_unit_test(bars_of_a_line_are_capped),
        cmocka_unit_test(nothing_is_reported_of_code),
        cmocka_unit_test(definitions_can_be_dropped),
        cmocka_unit_test(lines_of_a_paragraph_are_one),
        cmocka_unit_test(line_ends_that_mean_more_stay),
        cmocka_unit_test(lines_of_code_are_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

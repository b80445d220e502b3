/* marks: none is missed wherever it stands, and the line numbers that are told by them are the same (MD-06).
 */
#include "unit.h"

#include "base/buf.h"
#include "doc/lines.h"
#include "doc/shape.h"

#include <string.h>

static void find(Str text, Buf *shape, Marks *marks) {
    buf_clear(shape);
    shape_copy(text, shape);
    marks_find(marks, shape->p, text.len);
}

static bool is_mark(const char *p) {
    unsigned char c = (unsigned char)*p;
    bool range = (c >= ':' && c <= '@') || (c >= '[' && c <= '_') || (c >= '{' && c <= 0x7F);
    return range || c == '\n' || c == '$' || (c == 'w' && p[1] == 'w');
}

static void assert_all(Str text) {
    Buf shape = {0};
    Marks marks = {0};
    find(text, &shape, &marks);
    size_t n = 0;
    for (size_t at = 0; at <= text.len; at++)
        if (is_mark(shape.p + at)) assert_int_equal(marks.at[n++], at);
    assert_true(n <= marks.count);
    marks_free(&marks);
    buf_free(&shape);
}

static void each_byte_is_judged_alone(void **state) {
    (void)state;
    for (unsigned c = 0; c < 256; c++) {
        char text[3] = {'a', (char)c, 'a'};
        assert_all((Str){text, sizeof text});
    }
    assert_all(STR("www.a wwa w w"));
}

static void a_mark_is_found_wherever_it_stands(void **state) {
    (void)state;
    char text[4 * MARKS_STEP];
    for (size_t len = 0; len <= sizeof text; len++) {
        memset(text, 'a', sizeof text);
        assert_all((Str){text, len});
        if (len) text[len - 1] = '[';
        assert_all((Str){text, len});
        memset(text, '\n', sizeof text);
        assert_all((Str){text, len});
    }
}

static void marks_tell_lines_as_line_feeds_do(void **state) {
    (void)state;
    const Str text = STR("a [b](c)\n\n<d>\n~~e~~ f\n|g|h|\n\nww.i:\n");
    Buf shape = {0};
    Marks marks = {0};
    find(text, &shape, &marks);
    for (size_t to = 0; to < text.len; to++) {
        for (size_t back = 0; back <= to; back++) {
            Lines known = lines_start(text, 5), unknown = known;
            known.marks = &marks;
            assert_int_equal(lines_of(&known, text.p + to), lines_of(&unknown, text.p + to));
            assert_int_equal(lines_at(&known, text.p + back), lines_at(&unknown, text.p + back));
            assert_int_equal(lines_of(&known, text.p + to), lines_of(&unknown, text.p + to));
        }
    }
    marks_free(&marks);
    buf_free(&shape);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_byte_is_judged_alone),
        cmocka_unit_test(a_mark_is_found_wherever_it_stands),
        cmocka_unit_test(marks_tell_lines_as_line_feeds_do),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

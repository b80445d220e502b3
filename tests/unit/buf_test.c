/* Buf: owned bytes that grow. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/buf.h"

#include <stdlib.h>

static void an_empty_buf_is_valid(void **state) {
    (void)state;
    Buf b = {0};
    assert_int_equal(buf_str(&b).len, 0);
    buf_truncate(&b, 0);
    buf_clear(&b);
    buf_add(&b, (Str){0});
    assert_null(b.p);
    assert_non_null(buf_reserve(&b, 0));
    buf_free(&b);
    buf_free(&b);
}

static void growth_keeps_what_was_there(void **state) {
    (void)state;
    Buf b = {0};
    for (int i = 0; i < 100000; i++) {
        if (i % 3)
            buf_add_char(&b, (char)('a' + i % 26));
        else
            buf_add(&b, (Str){&"abcdefghijklmnopqrstuvwxyz"[i % 26], 1});
    }
    assert_int_equal(b.len, 100000);
    assert_true(b.cap > b.len && b.cap <= 4 * b.len);
    for (size_t i = 0; i < b.len; i++)
        assert_int_equal(b.p[i], (char)('a' + i % 26));
    buf_free(&b);
    assert_null(b.p);
}

static void reserve_gives_room_for_what_was_asked(void **state) {
    (void)state;
    Buf b = {0};
    for (size_t extra = 0; extra < 5000; extra += 7) {
        memset(buf_reserve(&b, extra), 'x', extra);
        assert_true(b.cap - b.len > extra);
        b.len += extra % 50;
    }
    buf_free(&b);
}

static void repeat_and_format(void **state) {
    (void)state;
    Buf b = {0};
    buf_add_repeat(&b, '-', 0);
    buf_add_repeat(&b, '-', 3);
    buf_add_format(&b, "%s %d", "x", 42);
    assert_true(str_eq(buf_str(&b), STR("---x 42")));
    for (size_t n = 50; n < 300; n++) {
        buf_clear(&b);
        buf_add_format(&b, "%*s|", (int)n, "y");
        assert_int_equal(b.len, n + 1);
        assert_int_equal(b.p[n - 1], 'y');
        assert_int_equal(b.p[n], '|');
    }
    buf_free(&b);
}

static void truncate_clamps(void **state) {
    (void)state;
    Buf b = {0};
    buf_add(&b, STR("abcdef"));
    buf_truncate(&b, 3);
    buf_truncate(&b, 9);
    assert_true(str_eq(buf_str(&b), STR("abc")));
    buf_truncate(&b, 0);
    assert_int_equal(b.len, 0);
    assert_true(b.cap > 0);
    buf_free(&b);
}

static void memory_of_nothing_is_still_memory(void **state) {
    (void)state;
    void *none = mem_alloc(0), *zero = mem_zero(0, 8);
    assert_non_null(none);
    assert_non_null(zero);
    none = mem_grow(none, 4, 4);
    assert_non_null(none);
    char *z = mem_string(STR("ab"));
    assert_string_equal(z, "ab");
    free(z);
    z = mem_string((Str){0});
    assert_string_equal(z, "");
    free(z);
    free(none);
    free(zero);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_empty_buf_is_valid),
        cmocka_unit_test(growth_keeps_what_was_there),
        cmocka_unit_test(reserve_gives_room_for_what_was_asked),
        cmocka_unit_test(repeat_and_format),
        cmocka_unit_test(truncate_clamps),
        cmocka_unit_test(memory_of_nothing_is_still_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

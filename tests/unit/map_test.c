/* Map: Str to number. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/map.h"

#include "base/arena.h"

static void an_empty_map_has_nothing(void **state) {
    (void)state;
    Map m = {0};
    assert_int_equal(map_get(&m, STR("x")), MAP_NONE);
    map_free(&m);
}

static void add_keeps_the_first_value_and_set_replaces(void **state) {
    (void)state;
    Map m = {0};
    assert_int_equal(map_add(&m, STR("x"), 1), 1);
    assert_int_equal(map_add(&m, STR("x"), 2), 1);
    map_set(&m, STR("x"), 3);
    map_set(&m, STR("y"), 4);
    assert_int_equal(map_get(&m, STR("x")), 3);
    assert_int_equal(map_get(&m, STR("y")), 4);
    assert_int_equal(m.count, 2);
    map_free(&m);
}

static void keys_may_be_empty_and_hold_nul(void **state) {
    (void)state;
    Map m = {0};
    map_add(&m, STR(""), 1);
    map_add(&m, STR("a\0b"), 2);
    map_add(&m, STR("a\0c"), 3);
    assert_int_equal(map_get(&m, (Str){0}), 1);
    assert_int_equal(map_get(&m, STR("a\0b")), 2);
    assert_int_equal(map_get(&m, STR("a\0c")), 3);
    assert_int_equal(map_get(&m, STR("a")), MAP_NONE);
    map_free(&m);
}

static void many_keys_survive_growth(void **state) {
    (void)state;
    Map m = {0};
    Arena a = {0};
    enum { COUNT = 20000 };
    for (uint32_t i = 0; i < COUNT; i++)
        assert_int_equal(map_add(&m, arena_format(&a, "/posts/%u", (unsigned)i), i), i);
    assert_int_equal(m.count, COUNT);
    assert_true(m.count <= m.cap / 4 * 3);
    for (uint32_t i = 0; i < COUNT; i++)
        assert_int_equal(map_get(&m, arena_format(&a, "/posts/%u", (unsigned)i)), i);
    assert_int_equal(map_get(&m, STR("/posts/20000")), MAP_NONE);
    map_free(&m);
    arena_free(&a);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_empty_map_has_nothing),
        cmocka_unit_test(add_keeps_the_first_value_and_set_replaces),
        cmocka_unit_test(keys_may_be_empty_and_hold_nul),
        cmocka_unit_test(many_keys_survive_growth),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

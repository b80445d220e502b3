/* Map: Str to number. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/map.h"

#include <stdio.h>

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

static void room_is_made_once_and_kept(void **state) {
    (void)state;
    Map m = {0};
    map_reserve(&m, 1000);
    uint32_t cap = m.cap;
    char keys[1000][4];
    for (int round = 0; round < 2; round++) {
        for (uint32_t i = 0; i < 1000; i++) {
            snprintf(keys[i], sizeof keys[i], "%03u", (unsigned)i);
            assert_int_equal(map_get(&m, (Str){keys[i], 3}), MAP_NONE);
            map_add(&m, (Str){keys[i], 3}, i);
        }
        assert_int_equal(m.cap, cap);
        map_clear(&m);
        assert_int_equal(m.count, 0);
    }
    map_free(&m);
    map_clear(&m);
}

static double mean_detour(const Map *m) {
    uint64_t sum = 0;
    for (uint32_t i = 0; i < m->cap; i++)
        if (m->slots[i].value != MAP_NONE) sum += (i - m->slots[i].hash) & (m->cap - 1);
    return (double)sum / m->count;
}

/* Keys that share a slot under FNV-1a, which anybody can compute. */
static void keys_made_to_collide_spread(void **state) {
    (void)state;
    Map m = {0};
    Arena a = {0};
    enum { COUNT = 3000, SLOTS = 4096 };
    for (uint32_t i = 0; m.count < COUNT; i++) {
        char key[16];
        Str s = {key, (size_t)snprintf(key, sizeof key, "%x", (unsigned)i)};
        uint64_t h = str_hash(s);
        if (((h ^ h >> 32) & (SLOTS - 1)) == 0) map_add(&m, arena_copy(&a, s), i);
    }
    assert_int_equal(m.cap, SLOTS);
    assert_true(mean_detour(&m) < 8);
    map_free(&m);
    arena_free(&a);
}

/* Every byte counts, at every length: lengths around 8 and 16 take other ways. */
static void keys_that_differ_little_spread(void **state) {
    (void)state;
    Map m = {0};
    Arena a = {0};
    uint32_t count = 0;
    for (size_t len = 1; len <= 40; len++) {
        for (size_t at = 0; at < len; at++) {
            char key[40] = {0};
            for (key[at] = 1; key[at] < 5; key[at]++)
                assert_int_equal(map_add(&m, arena_copy(&a, (Str){key, len}), count), count), count++;
        }
    }
    assert_true(mean_detour(&m) < 8);
    map_free(&m);
    arena_free(&a);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_empty_map_has_nothing),
        cmocka_unit_test(add_keeps_the_first_value_and_set_replaces),
        cmocka_unit_test(keys_may_be_empty_and_hold_nul),
        cmocka_unit_test(many_keys_survive_growth),
        cmocka_unit_test(room_is_made_once_and_kept),
        cmocka_unit_test(keys_made_to_collide_spread),
        cmocka_unit_test(keys_that_differ_little_spread),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

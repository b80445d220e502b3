/* Seen: the first of several with the same key, among few and many. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/seen.h"

static void the_first_of_each_key_counts(void **state) {
    (void)state;
    Seen seen;
    seen_start(&seen, 5);
    assert_int_equal(seen_add(&seen, STR("/a.gmi"), 0), 0);
    assert_int_equal(seen_add(&seen, STR("/b.gmi"), 1), 1);
    assert_int_equal(seen_add(&seen, STR("/a.gmi"), 2), 0);
    assert_int_equal(seen_add(&seen, STR("/A.gmi"), 3), 3);
    assert_int_equal(seen_add(&seen, STR("/b.gmi"), 4), 1);
    seen_end(&seen);
}

static void keys_may_be_empty_and_hold_nul(void **state) {
    (void)state;
    Seen seen;
    seen_start(&seen, 6);
    assert_int_equal(seen_add(&seen, STR(""), 7), 7);
    assert_int_equal(seen_add(&seen, STR("\0"), 8), 8);
    assert_int_equal(seen_add(&seen, STR("\0\0"), 9), 9);
    assert_int_equal(seen_add(&seen, (Str){0}, 10), 7);
    assert_int_equal(seen_add(&seen, STR("\0\0"), 11), 9);
    seen_end(&seen);
}

/* Tags are of one byte and do not see all of a key: many share one. Every length takes each way to a tag. */
static void keys_that_differ_in_one_byte_are_others(void **state) {
    (void)state;
    for (size_t len = 1; len <= SEEN_FEW; len++) {
        Arena a = {0};
        Seen seen;
        char key[SEEN_FEW] = {0};
        seen_start(&seen, SEEN_FEW);
        for (int round = 0; round < 2; round++) {
            for (uint32_t at = 0; at < len; at++) {
                key[at] = 1;
                assert_int_equal(seen_add(&seen, arena_copy(&a, (Str){key, len}), at), at);
                key[at] = 0;
            }
        }
        seen_end(&seen);
        arena_free(&a);
    }
}

static void add_twice(uint32_t count) {
    Arena a = {0};
    Seen seen;
    seen_start(&seen, count);
    for (uint32_t i = 0; i < count; i++)
        assert_int_equal(seen_add(&seen, arena_format(&a, "/posts/%u", (unsigned)i), i), i);
    for (uint32_t i = 0; i < count; i++)
        assert_int_equal(seen_add(&seen, arena_format(&a, "/posts/%u", (unsigned)i), count), i);
    seen_end(&seen);
    arena_free(&a);
}

static void as_many_as_lie_in_it_and_more(void **state) {
    (void)state;
    add_twice(SEEN_FEW);
    add_twice(SEEN_FEW + 1);
    add_twice(5000);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_of_each_key_counts),
        cmocka_unit_test(keys_may_be_empty_and_hold_nul),
        cmocka_unit_test(keys_that_differ_in_one_byte_are_others),
        cmocka_unit_test(as_many_as_lie_in_it_and_more),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

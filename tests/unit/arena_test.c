/* Arena: zeroed, aligned, freed at once. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/arena.h"

#include <stdalign.h>
#include <string.h>

static bool is_zero(const char *p, size_t n) {
    for (size_t i = 0; i < n; i++)
        if (p[i]) return false;
    return true;
}

static void memory_is_zeroed_and_aligned(void **state) {
    (void)state;
    Arena a = {0};
    for (size_t size = 0; size < 3000; size += 13) {
        char *p = arena_alloc(&a, size);
        assert_non_null(p);
        assert_int_equal((uintptr_t)p % alignof(max_align_t), 0);
        assert_true(is_zero(p, size));
        memset(p, 0xAA, size);
        arena_copy(&a, STR("odd"));
    }
    arena_free(&a);
    assert_int_equal(a.total, 0);
}

static void allocations_do_not_overlap(void **state) {
    (void)state;
    Arena a = {0};
    enum { COUNT = 3000 };
    static char *at[COUNT];
    for (size_t i = 0; i < COUNT; i++) {
        at[i] = arena_alloc(&a, 1 + i % 700);
        memset(at[i], (int)(i % 251), 1 + i % 700);
    }
    for (size_t i = 0; i < COUNT; i++) {
        for (size_t k = 0; k < 1 + i % 700; k++)
            assert_int_equal((unsigned char)at[i][k], i % 251);
    }
    arena_free(&a);
}

static void an_empty_arena_holds_no_memory(void **state) {
    (void)state;
    Arena a = {0};
    assert_int_equal(arena_copy(&a, (Str){0}).len, 0);
    assert_int_equal(a.total, 0);
    arena_reset(&a);
    arena_free(&a);
}

static void a_large_object_leaves_the_chunk_in_use(void **state) {
    (void)state;
    Arena a = {0};
    char *before = arena_alloc(&a, 16);
    char *large = arena_alloc(&a, (size_t)5 << 20);
    char *after = arena_alloc(&a, 16);
    assert_true(is_zero(large, (size_t)5 << 20));
    assert_ptr_equal(after, before + 16);
    assert_true(a.total < ((size_t)5 << 20) + ((size_t)128 << 10));
    arena_free(&a);
}

static void a_large_object_may_come_first(void **state) {
    (void)state;
    Arena a = {0};
    char *large = arena_alloc(&a, (size_t)2 << 20);
    large[0] = large[((size_t)2 << 20) - 1] = 'x';
    arena_reset(&a);
    assert_int_equal(a.total, 0);
    arena_alloc(&a, (size_t)2 << 20);
    assert_non_null(arena_alloc(&a, 8));
    arena_free(&a);
}

static void strings_are_copied_and_joined(void **state) {
    (void)state;
    Arena a = {0};
    char text[] = "one";
    Str copy = arena_copy(&a, str_of(text));
    text[0] = 'X';
    assert_true(str_eq(copy, STR("one")));
    assert_true(str_eq(arena_join(&a, STR("a"), STR("bc")), STR("abc")));
    assert_true(str_eq(arena_join3(&a, STR("a"), (Str){0}, STR("c")), STR("ac")));
    assert_true(str_eq(arena_format(&a, "%s-%d", "x", 7), STR("x-7")));
    assert_int_equal(arena_format(&a, "%s", "").len, 0);
    for (int width = 120; width < 140; width++) {
        Str wide = arena_format(&a, "%*d", width, 7);
        assert_int_equal(wide.len, width);
        assert_string_equal(wide.p + width - 2, " 7");
    }
    arena_free(&a);
}

static void reset_gives_zeroed_memory_and_keeps_one_chunk(void **state) {
    (void)state;
    Arena a = {0};
    for (int round = 0; round < 5; round++) {
        for (int i = 0; i < 20000; i++) {
            char *p = arena_alloc(&a, 64);
            assert_true(is_zero(p, 64));
            memset(p, 0xFF, 64);
        }
        memset(arena_alloc(&a, (size_t)3 << 20), 0xFF, (size_t)3 << 20);
        assert_true(a.total > (size_t)4 << 20);
        arena_reset(&a);
        assert_true(a.total > 0 && a.total <= (size_t)1 << 20);
    }
    arena_free(&a);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(memory_is_zeroed_and_aligned),
        cmocka_unit_test(allocations_do_not_overlap),
        cmocka_unit_test(an_empty_arena_holds_no_memory),
        cmocka_unit_test(a_large_object_leaves_the_chunk_in_use),
        cmocka_unit_test(a_large_object_may_come_first),
        cmocka_unit_test(strings_are_copied_and_joined),
        cmocka_unit_test(reset_gives_zeroed_memory_and_keeps_one_chunk),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

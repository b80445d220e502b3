#include "site/index.h"
#include "unit.h"

static void finds_what_was_added_by_kind(void **state) {
    (void)state;
    Index index = {0};
    index_add(&index, ENTRY_NODE, STR("/b"), 0);
    index_add(&index, ENTRY_NODE, STR("/a"), 1);
    index_add(&index, ENTRY_FILE, STR("/b"), 7);
    index_sort(&index);
    assert_int_equal(index_find(&index, ENTRY_NODE, STR("/a")), 1);
    assert_int_equal(index_find(&index, ENTRY_NODE, STR("/b")), 0);
    assert_int_equal(index_find(&index, ENTRY_FILE, STR("/b")), 7);
    assert_int_equal(index_find(&index, ENTRY_FILE, STR("/a")), INDEX_NONE);
    assert_int_equal(index_find(&index, ENTRY_NODE, STR("/ab")), INDEX_NONE);
    assert_int_equal(index_find(&index, ENTRY_NODE, STR("")), INDEX_NONE);
    index_free(&index);
}

static void the_first_of_equal_claims_stays(void **state) {
    (void)state;
    Index index = {0};
    for (uint32_t i = 0; i < 100; i++)
        index_add(&index, ENTRY_ALIAS, STR("/x"), i);
    index_sort(&index);
    assert_int_equal(index.count, 1);
    assert_int_equal(index_find(&index, ENTRY_ALIAS, STR("/x")), 0);
    index_free(&index);
}

static void an_empty_index_finds_nothing(void **state) {
    (void)state;
    Index index = {0};
    index_sort(&index);
    assert_int_equal(index_find(&index, ENTRY_NODE, STR("/")), INDEX_NONE);
    index_free(&index);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_what_was_added_by_kind),
        cmocka_unit_test(the_first_of_equal_claims_stays),
        cmocka_unit_test(an_empty_index_finds_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

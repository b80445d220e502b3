#include "base/arena.h"
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

/* A few thousand addresses of two kinds, some of one name. */
static void fill(Index *index, Arena *arena) {
    for (uint32_t i = 0; i < 3000; i++)
        index_add(index, ENTRY_NODE, arena_format(arena, "/posts/%u", i * 7), i);
    for (uint32_t i = 0; i < 1000; i++)
        index_add(index, ENTRY_ALIAS, arena_format(arena, "/posts/%u", i * 14), i);
    index_sort(index);
}

static bool is_odd_node(const void *context, Entry *entry) {
    entry->value += *(const uint32_t *)context;
    return entry->kind == ENTRY_NODE && entry->value % 2;
}

static void a_hashed_index_finds_the_same(void **state) {
    (void)state;
    Index sorted = {0}, hashed = {0};
    Arena arena = {0};
    const uint32_t more = 10;
    fill(&sorted, &arena);
    fill(&hashed, &arena);
    for (int round = 0; round < 3; round++) {
        index_hash(&hashed);
        assert_non_null(hashed.slots);
        for (uint32_t i = 0; i < 21100; i++) {
            Str address = arena_format(&arena, "/posts/%u", i);
            for (int kind = ENTRY_FILE; kind <= ENTRY_GONE; kind++)
                assert_int_equal(index_find(&hashed, (EntryKind)kind, address),
                                 index_find(&sorted, (EntryKind)kind, address));
        }
        Index *both[] = {&sorted, &hashed};
        for (int k = 0; k < 2; k++) {
            if (round == 0) index_drop(both[k], is_odd_node, &more);
            if (round == 1) index_add(both[k], ENTRY_FILE, STR("/posts/21"), 4);
            if (round == 1) index_sort(both[k]);
        }
        if (round < 2) assert_null(hashed.slots);
    }
    index_free(&sorted);
    index_free(&hashed);
    arena_free(&arena);
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
        cmocka_unit_test(a_hashed_index_finds_the_same),
        cmocka_unit_test(the_first_of_equal_claims_stays),
        cmocka_unit_test(an_empty_index_finds_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

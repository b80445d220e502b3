/* Pool: blocks that are given back one by one, in chunks that go together. */
#include "base/pool.h"
#include "unit.h"

#include <stdalign.h>
#include <string.h>

enum { COUNT = 3000, CHUNK = 1 << 20 };

typedef struct Block {
    unsigned char *at;
    size_t size;
    PoolChunk *home;
} Block;

static Block take(Pool *pool, size_t size) {
    Block block = {.size = size};
    block.at = pool_alloc(pool, size, &block.home);
    assert_int_equal((uintptr_t)block.at % alignof(max_align_t), 0);
    memset(block.at, (int)(size % 251), size);
    return block;
}

static void assert_kept(Block block) {
    for (size_t i = 0; i < block.size; i++)
        assert_int_equal(block.at[i], block.size % 251);
}

static void blocks_do_not_overlap(void **state) {
    (void)state;
    static Block blocks[COUNT];
    Pool pool = {0};
    for (size_t i = 0; i < COUNT; i++)
        blocks[i] = take(&pool, i * 7 % 9000);
    for (size_t i = 0; i < COUNT; i += 2)
        pool_give(blocks[i].home, &pool);
    for (size_t i = 0; i < COUNT; i += 2)
        blocks[i] = take(&pool, i * 5 % 9000);
    pool_end(&pool);
    for (size_t i = 0; i < COUNT; i++)
        assert_kept(blocks[i]);
    for (size_t i = 0; i < COUNT; i++)
        pool_give(blocks[i].home, NULL);
}

static void a_large_block_leaves_the_chunk_in_use(void **state) {
    (void)state;
    Pool pool = {0};
    Block small = take(&pool, 10), large = take(&pool, 3 * CHUNK);
    char *next = pool.next;
    Block other = take(&pool, 10);
    assert_true(pool.next == next || pool.next == next + alignof(max_align_t));
    pool_give(large.home, &pool);
    assert_null(pool.spares);
    assert_kept(small);
    assert_kept(other);
    pool_give(small.home, &pool);
    pool_give(other.home, &pool);
    pool_end(&pool);
}

static void an_empty_pool_holds_no_memory(void **state) {
    (void)state;
    Pool pool = {0};
    pool_give(NULL, NULL);
    pool_end(&pool);
    assert_null(pool.chunk);
}

/* Texts go while pages come: what the first needed does for the second, from another thread's Pool too. */
static void a_chunk_goes_to_who_gave_its_last_block(void **state) {
    (void)state;
    static Block texts[COUNT];
    Pool reader = {0}, drawer = {0};
    for (size_t i = 0; i < COUNT; i++)
        texts[i] = take(&reader, 5000);
    pool_end(&reader);
    for (size_t i = 0; i < COUNT; i++)
        pool_give(texts[i].home, &drawer);
    for (size_t i = 0; i < COUNT; i++)
        texts[i] = take(&drawer, 5000);
    assert_null(drawer.spares);
    pool_end(&drawer);
    for (size_t i = 0; i < COUNT; i++) {
        assert_kept(texts[i]);
        pool_give(texts[i].home, NULL);
    }
}

static void a_chunk_is_sparse_when_a_sixteenth_is_gone(void **state) {
    (void)state;
    Pool pool = {0};
    Block small = take(&pool, 100), gone = take(&pool, 100);
    pool_end(&pool);
    pool_give(gone.home, NULL);
    assert_false(pool_is_sparse(small.home));
    pool_give(small.home, NULL);

    enum { MANY = 160 };
    Block blocks[MANY];
    for (size_t i = 0; i < MANY; i++)
        blocks[i] = take(&pool, 2000);
    Block last = blocks[MANY - 1];
    uint32_t beside = 0, given = 0;
    for (size_t i = 0; i < MANY; i++)
        beside += blocks[i].home == last.home;
    pool_end(&pool);
    for (size_t i = 0; i < MANY - 1; i++) {
        if (blocks[i].home == last.home) assert_int_equal(pool_is_sparse(last.home), given++ > beside / 16);
        pool_give(blocks[i].home, NULL);
    }
    pool_give(last.home, NULL);
}

static void what_is_prepared_is_filled_first(void **state) {
    (void)state;
    Pool pool = {0};
    for (int i = 0; i < 2; i++)
        pool_prepare(&pool);
    const PoolChunk *last = pool.spares;
    Block first = take(&pool, 10), second = take(&pool, POOL_CHUNK / 8);
    if (last) assert_ptr_equal(first.home, last);
    if (last) assert_ptr_equal(second.home, last);
    pool_end(&pool);
    assert_kept(first);
    assert_kept(second);
    pool_give(first.home, NULL);
    pool_give(second.home, NULL);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(blocks_do_not_overlap),
        cmocka_unit_test(a_large_block_leaves_the_chunk_in_use),
        cmocka_unit_test(an_empty_pool_holds_no_memory),
        cmocka_unit_test(a_chunk_goes_to_who_gave_its_last_block),
        cmocka_unit_test(a_chunk_is_sparse_when_a_sixteenth_is_gone),
        cmocka_unit_test(what_is_prepared_is_filled_first),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "base/parallel.h"
#include "unit.h"

#include <stdatomic.h>

#define ITEMS 10007

static atomic_uint seen[ITEMS];
static atomic_uint workers_over;

static void count(void *context, unsigned worker, uint32_t item) {
    unsigned threads = *(const unsigned *)context;
    atomic_fetch_add(&seen[item], 1);
    if (worker >= threads) atomic_fetch_add(&workers_over, 1);
}

static void each_item_is_done_once_by_any_number_of_threads(void **state) {
    (void)state;
    const unsigned numbers[] = {1, 2, 4, PARALLEL_MAX};
    for (unsigned n = 0; n < 4; n++) {
        unsigned threads = numbers[n];
        for (unsigned i = 0; i < ITEMS; i++)
            atomic_store(&seen[i], 0);
        parallel_run(threads, ITEMS, count, &threads);
        for (unsigned i = 0; i < ITEMS; i++)
            assert_int_equal(atomic_load(&seen[i]), 1);
    }
    assert_int_equal(atomic_load(&workers_over), 0);
}

static void no_items_is_no_work(void **state) {
    (void)state;
    unsigned threads = 4;
    parallel_run(threads, 0, count, &threads);
    assert_in_range(parallel_cores(), 1, PARALLEL_MAX);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_item_is_done_once_by_any_number_of_threads),
        cmocka_unit_test(no_items_is_no_work),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

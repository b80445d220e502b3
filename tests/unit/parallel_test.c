#include "base/parallel.h"
#include "unit.h"

#include <stdatomic.h>
#include <sys/resource.h>

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

static void note_niceness(void *context) {
    parallel_behind();
    *(int *)context = getpriority(PRIO_PROCESS, 0);
}

static void what_went_behind_is_nicer_and_its_caller_is_not(void **state) {
    (void)state;
    int here = getpriority(PRIO_PROCESS, 0), there = here;
    assert_true(parallel_run_apart(note_niceness, &there));
    assert_true(there > here || here == 19);
    assert_int_equal(getpriority(PRIO_PROCESS, 0), here);
}

static void note_call(void *context) {
    atomic_fetch_add((atomic_uint *)context, 1);
}

static void what_is_begun_is_over_when_it_was_awaited(void **state) {
    (void)state;
    atomic_uint calls = 0;
    ParallelApart apart[8];
    for (int i = 0; i < 8; i++) {
        apart[i] = (ParallelApart){.fn = note_call, .context = &calls};
        assert_true(parallel_begin(&apart[i]));
    }
    for (int i = 0; i < 8; i++)
        parallel_await(&apart[i]);
    assert_int_equal(atomic_load(&calls), 8);
}

static void the_caller_does_something_else_first(void **state) {
    (void)state;
    for (unsigned threads = 1; threads <= 4; threads++) {
        atomic_uint calls = 0;
        for (unsigned i = 0; i < ITEMS; i++)
            atomic_store(&seen[i], 0);
        parallel_run_beside(&(ParallelItems){threads, ITEMS, count, &threads}, note_call, &calls);
        assert_int_equal(atomic_load(&calls), 1);
        for (unsigned i = 0; i < ITEMS; i++)
            assert_int_equal(atomic_load(&seen[i]), 1);
    }
}

static void a_core_is_left_to_those_who_answer_if_there_is_another(void **state) {
    (void)state;
    unsigned cores = parallel_cores();
    assert_int_equal(parallel_spare_cores(), cores == 1 ? 1 : cores - 1);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_item_is_done_once_by_any_number_of_threads),
        cmocka_unit_test(no_items_is_no_work),
        cmocka_unit_test(what_went_behind_is_nicer_and_its_caller_is_not),
        cmocka_unit_test(a_core_is_left_to_those_who_answer_if_there_is_another),
        cmocka_unit_test(what_is_begun_is_over_when_it_was_awaited),
        cmocka_unit_test(the_caller_does_something_else_first),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

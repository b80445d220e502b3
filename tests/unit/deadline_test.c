/* Deadlines: order without sorting, moving without searching. */
#include "unit.h"

#include "net/deadline.h"

static void what_was_set_first_is_due_first(void **state) {
    (void)state;
    DeadlineQueue queue;
    Deadline a = {0}, b = {0};
    deadline_init(&queue, 100);
    assert_null(deadline_first(&queue));
    deadline_set(&a, &queue, 5);
    deadline_set(&b, &queue, 6);
    assert_ptr_equal(deadline_first(&queue), &a);
    assert_true(a.due == 105);
    deadline_drop(&a);
    assert_ptr_equal(deadline_first(&queue), &b);
    deadline_drop(&b);
    assert_null(deadline_first(&queue));
}

static void one_that_is_set_again_goes_to_the_end(void **state) {
    (void)state;
    DeadlineQueue queue;
    Deadline a = {0}, b = {0};
    deadline_init(&queue, 10);
    deadline_set(&a, &queue, 0);
    deadline_set(&b, &queue, 1);
    deadline_set(&a, &queue, 2);
    assert_ptr_equal(deadline_first(&queue), &b);
    assert_true(a.due == 12);
    deadline_drop(&b);
    assert_ptr_equal(deadline_first(&queue), &a);
}

static void one_moves_between_queues(void **state) {
    (void)state;
    DeadlineQueue slow, quick;
    Deadline a = {0};
    deadline_init(&slow, 1000);
    deadline_init(&quick, 1);
    deadline_set(&a, &slow, 0);
    deadline_set(&a, &quick, 0);
    assert_null(deadline_first(&slow));
    assert_ptr_equal(deadline_first(&quick), &a);
    assert_true(a.due == 1);
}

static void dropping_what_is_in_no_queue_does_nothing(void **state) {
    (void)state;
    DeadlineQueue queue;
    Deadline a = {0}, b = {0};
    deadline_init(&queue, 1);
    deadline_set(&a, &queue, 0);
    deadline_drop(&b);
    deadline_drop(&a);
    deadline_drop(&a);
    assert_null(deadline_first(&queue));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_set_first_is_due_first),
        cmocka_unit_test(one_that_is_set_again_goes_to_the_end),
        cmocka_unit_test(one_moves_between_queues),
        cmocka_unit_test(dropping_what_is_in_no_queue_does_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

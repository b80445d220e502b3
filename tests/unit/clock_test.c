#include "base/clock.h"
#include "tree.h"
#include "unit.h"

#include <time.h>

static bool near(int64_t seconds, int64_t shift) {
    int64_t away = seconds - ((int64_t)time(NULL) + shift);
    return away >= -2 && away <= 2;
}

static void the_calendars_time(void **state) {
    (void)state;
    unsetenv("LEDA_CLOCK_FILE");
    assert_true(near(clock_now(), 0));
    assert_true(near(clock_milliseconds() / 1000, 0));
}

static void a_file_moves_it(void **state) {
    (void)state;
    Tree tree = tree_make();
    setenv("LEDA_CLOCK_FILE", tree_path(&tree, "clock"), 1);
    assert_true(near(clock_now(), 0));
    tree_write(&tree, "clock", "86400\n");
    assert_true(near(clock_now(), 86400));
    tree_write(&tree, "clock", "-3600");
    assert_true(near(clock_now(), -3600));
    tree_write(&tree, "clock", "soon\n");
    assert_true(near(clock_now(), 0));
    unsetenv("LEDA_CLOCK_FILE");
    tree_remove(&tree);
}

static void steady_time_moves_with_the_file_alone(void **state) {
    (void)state;
    Tree tree = tree_make();
    setenv("LEDA_CLOCK_FILE", tree_path(&tree, "clock"), 1);
    int64_t before = clock_steady();
    tree_write(&tree, "clock", "86400");
    int64_t passed = clock_steady() - before;
    assert_true(passed >= 86400 && passed <= 86402);
    unsetenv("LEDA_CLOCK_FILE");
    tree_remove(&tree);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_calendars_time),
        cmocka_unit_test(a_file_moves_it),
        cmocka_unit_test(steady_time_moves_with_the_file_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

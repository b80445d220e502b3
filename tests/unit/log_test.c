/* The logger: whole lines, no forged ones. Each test catches standard error in a pipe. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/log.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

typedef struct Catch {
    int saved, reader;
} Catch;

static Catch catch_start(void) {
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    Catch c = {.saved = dup(STDERR_FILENO), .reader = ends[0]};
    assert_true(dup2(ends[1], STDERR_FILENO) >= 0);
    close(ends[1]);
    return c;
}

/* What was written, as a C string in text. */
static void catch_end(Catch c, char text[8192]) {
    dup2(c.saved, STDERR_FILENO);
    close(c.saved);
    size_t len = 0;
    for (ssize_t n; (n = read(c.reader, text + len, 8191 - len)) > 0;)
        len += (size_t)n;
    text[len] = '\0';
    close(c.reader);
}

static void levels_choose_what_is_said(void **state) {
    (void)state;
    static const char *const want[] = {"leda: e\n", "leda: e\nleda: i\n", "leda: e\nleda: i\nleda: d\n"};
    for (int level = LOG_QUIET; level <= LOG_VERBOSE; level++) {
        char text[8192];
        Catch c = catch_start();
        log_set_level((LogLevel)level);
        log_error("e");
        log_info("%s", "i");
        log_debug("d");
        catch_end(c, text);
        assert_string_equal(text, want[level]);
    }
    log_set_level(LOG_NORMAL);
}

static void control_characters_are_escaped(void **state) {
    (void)state;
    char text[8192];
    Catch c = catch_start();
    log_error("%s", "a\nleda: ready\x1B[1m\x7F\xC2\x85ä\t.");
    catch_end(c, text);
    assert_string_equal(text, "leda: a\\x0aleda: ready\\x1b[1m\\x7f\\xc2\\x85ä\\x09.\n");
}

static void a_long_line_is_cut_and_still_ends(void **state) {
    (void)state;
    char long_text[6000], text[8192];
    memset(long_text, '\n', sizeof long_text);
    long_text[sizeof long_text - 1] = '\0';
    Catch c = catch_start();
    log_error("%s", long_text);
    memset(long_text, 'x', sizeof long_text - 1);
    log_error("%s", long_text);
    catch_end(c, text);
    const char *end = strchr(text, '\n');
    assert_non_null(end);
    assert_true(end - text > 4000 && end - text < 4096);
    assert_true(strlen(end + 1) > 4000 && strlen(end + 1) <= 4096);
    assert_ptr_equal(strchr(end + 1, '\n'), text + strlen(text) - 1);
}

static void errno_stays(void **state) {
    (void)state;
    char text[8192];
    Catch c = catch_start();
    errno = ENOENT;
    log_error("x");
    int after = errno;
    catch_end(c, text);
    assert_int_equal(after, ENOENT);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(levels_choose_what_is_said),
        cmocka_unit_test(control_characters_are_escaped),
        cmocka_unit_test(a_long_line_is_cut_and_still_ends),
        cmocka_unit_test(errno_stays),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

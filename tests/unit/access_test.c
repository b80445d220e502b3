/* The access log: its lines, clients' addresses in it, and the file that it goes to. */
#include "tree.h"
#include "unit.h"

#include "base/file.h"
#include "base/log.h"
#include "net/access_line.h"
#include "net/access_log.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/mman.h>
#include <time.h>

enum { DAY_MS = 86400000 };

static void assert_target_of(Str request, const char *wanted) {
    Buf got = {0};
    access_target(request, &got);
    buf_add_char(&got, 0);
    assert_string_equal(got.p, wanted);
    buf_free(&got);
}

static void assert_target(const char *request, const char *wanted) {
    assert_target_of(str_of(request), wanted);
}

/* ---- the line ---- */

static void a_line_has_seven_fields(void **state) {
    (void)state;
    Buf out = {0};
    AccessLine line = {.at = 1796156497123,
                       .protocol = "gemini",
                       .client = STR("5f2c81d09a3b"),
                       .status = 20,
                       .bytes = 12345678901,
                       .milliseconds = 3,
                       .target = STR("gemini://example.org/posts/")};
    access_line(&line, &out);
    line.client = line.target = (Str){0};
    line.at = 0;
    access_line(&line, &out);
    buf_add_char(&out, 0);
    assert_string_equal(
        out.p, "2026-12-01T20:21:37.123Z gemini 5f2c81d09a3b 20 12345678901 3 gemini://example.org/posts/\n"
               "1970-01-01T00:00:00.000Z gemini - 20 12345678901 3 -\n");
    buf_free(&out);
}

static void the_query_is_left_out(void **state) {
    (void)state;
    assert_target("gemini://example.org/search?my%20secret\r\n", "gemini://example.org/search");
    assert_target("/search\tmy secret\r\n", "/search");
    assert_target("/search?my secret\r\n", "/search");
    assert_target("/hello\t+\r\n", "/hello");
    assert_target("GET /x?y HTTP/1.1\r\nHost: x\r\n\r\n", "GET%20/x");
    assert_target("\r\n", "");
    assert_target("/hello\nmore", "/hello");
}

static void a_password_is_left_out(void **state) {
    (void)state;
    assert_target("gemini://anna:secret@example.org/x@y\r\n", "gemini://example.org/x@y");
    assert_target("gemini://a@b:c@example.org\r\n", "gemini://example.org");
    assert_target("gemini://example.org/a@b\r\n", "gemini://example.org/a@b");
}

/* No byte of a client's can end a line, forge a field, or mean something to a terminal or a web page. */
static void nothing_of_a_client_is_unescaped(void **state) {
    (void)state;
    for (unsigned c = 0; c < 256; c++) {
        const char request[] = {'/', (char)c, 'x'};
        Buf got = {0};
        access_target((Str){request, sizeof request}, &got);
        for (size_t i = 0; i < got.len; i++) {
            assert_true(got.p[i] > 0x20 && got.p[i] < 0x7F);
            assert_null(memchr("\"'`<>\\", got.p[i], 6));
        }
        buf_free(&got);
    }
    assert_target("/a b\x1b[31m\x7f\"'<\\>`\xc3\xa4\xff%0a\n",
                  "/a%20b%1B[31m%7F%22%27%3C%5C%3E%60%C3%A4%FF%0a");
    assert_target_of(STR("/a\0b"), "/a%00b");
}

static void what_is_long_is_cut(void **state) {
    (void)state;
    char request[1024], wanted[ACCESS_TARGET_MAX + 1];
    memset(request, 'x', sizeof request);
    memset(wanted, 'x', sizeof wanted);
    memcpy(wanted + ACCESS_TARGET_MAX - 3, "...", 4);
    assert_target_of((Str){request, sizeof request}, wanted);
    assert_target_of((Str){request, 20}, "xxxxxxxxxxxxxxxxxxxx");
    memset(request, '\xff', sizeof request);
    Buf got = {0};
    access_target((Str){request, sizeof request}, &got);
    assert_int_equal(got.len, (ACCESS_TARGET_MAX - 3) / 3 * 3 + 3);
    assert_true(str_ends(buf_str(&got), STR("%FF...")));
    buf_free(&got);
}

static void the_longest_line_fits(void **state) {
    (void)state;
    char client[64], target[ACCESS_TARGET_MAX];
    Buf out = {0};
    memset(client, 'c', sizeof client);
    memset(target, 't', sizeof target);
    const AccessLine line = {.at = INT64_C(253402300799999),
                             .protocol = "gophers",
                             .client = {client, sizeof client},
                             .status = UINT16_MAX,
                             .bytes = UINT64_MAX,
                             .milliseconds = UINT64_MAX,
                             .target = {target, sizeof target}};
    access_line(&line, &out);
    assert_true(out.len <= ACCESS_LINE_MAX);
    buf_free(&out);
}

/* ---- addresses ---- */

static struct sockaddr_storage client_of(const char *address) {
    struct sockaddr_storage client = {0};
    struct sockaddr_in *four = (struct sockaddr_in *)&client;
    struct sockaddr_in6 *six = (struct sockaddr_in6 *)&client;
    if (inet_pton(AF_INET, address, &four->sin_addr) == 1)
        client.ss_family = AF_INET;
    else if (inet_pton(AF_INET6, address, &six->sin6_addr) == 1)
        client.ss_family = AF_INET6;
    return client;
}

static void address_of(AccessSalt *salt, AccessForm form, int64_t now, const char *address, char out[64]) {
    const struct sockaddr_storage client = client_of(address);
    Buf text = {0};
    access_address(salt, form, now, &client, &text);
    snprintf(out, 64, "%.*s", STR_FMT(buf_str(&text)));
    buf_free(&text);
}

static void addresses_in_full_and_none(void **state) {
    (void)state;
    AccessSalt salt = {0};
    char text[64];
    address_of(&salt, ACCESS_FULL, 0, "192.0.2.7", text);
    assert_string_equal(text, "192.0.2.7");
    address_of(&salt, ACCESS_FULL, 0, "::ffff:192.0.2.7", text);
    assert_string_equal(text, "192.0.2.7");
    address_of(&salt, ACCESS_FULL, 0, "2001:db8::7", text);
    assert_string_equal(text, "2001:db8::7");
    address_of(&salt, ACCESS_NONE, 0, "192.0.2.7", text);
    assert_string_equal(text, "");
    address_of(&salt, ACCESS_FULL, 0, "no address", text);
    assert_string_equal(text, "");
    assert_false(salt.set);
}

static void a_hash_is_the_same_for_a_day(void **state) {
    (void)state;
    AccessSalt salt = {0}, another = {0};
    char first[64], same[64], mapped[64], other[64], next[64], elsewhere[64];
    const int64_t day = 20000 * (int64_t)DAY_MS;
    address_of(&salt, ACCESS_HASHED, day, "192.0.2.7", first);
    address_of(&salt, ACCESS_HASHED, day + DAY_MS - 1, "192.0.2.7", same);
    address_of(&salt, ACCESS_HASHED, day + 5, "::ffff:192.0.2.7", mapped);
    address_of(&salt, ACCESS_HASHED, day + 5, "192.0.2.8", other);
    address_of(&another, ACCESS_HASHED, day, "192.0.2.7", elsewhere);
    address_of(&salt, ACCESS_HASHED, day + DAY_MS, "192.0.2.7", next);
    assert_int_equal(strlen(first), 12);
    assert_int_equal(strspn(first, "0123456789abcdef"), 12);
    assert_string_equal(first, same);
    assert_string_equal(first, mapped);
    assert_string_not_equal(first, other);
    assert_string_not_equal(first, elsewhere);
    assert_string_not_equal(first, next);
}

/* ---- the file ---- */

static AccessLog *log_to(const char *path, AccessForm form) {
    Buf error = {0};
    AccessLog *log = access_log_open(&(AccessOptions){.path = path, .form = form}, &error);
    if (!log) fail_msg("%.*s", STR_FMT(buf_str(&error)));
    return log;
}

static void add(AccessLog *log, const char *target) {
    const struct sockaddr_storage client = client_of("192.0.2.7");
    access_log_add(log, &(AccessAnswer){.protocol = "gopher",
                                        .client = &client,
                                        .status = 20,
                                        .bytes = 5,
                                        .milliseconds = 1,
                                        .target = str_of(target)});
}

/* The lines of a file without their times. */
static void assert_file(const char *path, const char *wanted) {
    Buf text = {0}, got = {0};
    Str rest, line;
    assert_int_equal(file_read_path(path, 1 << 20, &text), 0);
    rest = buf_str(&text);
    while (str_line(&rest, &line)) {
        assert_int_equal(str_find(line, ' '), 24);
        buf_add(&got, str_skip(line, 25));
        buf_add_char(&got, '\n');
    }
    buf_add_char(&got, 0);
    assert_string_equal(got.p, wanted);
    buf_free(&text);
    buf_free(&got);
}

static void wait_for(const char *path) {
    for (int i = 0; i < 2000 && access(path, F_OK) != 0; i++)
        usleep(1000);
}

static void lines_go_to_the_file_that_is_there_after_a_rotation(void **state) {
    (void)state;
    Tree tree = tree_make();
    char path[128], moved[128];
    snprintf(path, sizeof path, "%s/log", tree.path);
    snprintf(moved, sizeof moved, "%s/log.1", tree.path);
    tree_write(&tree, "log", "");
    AccessLog *log = log_to(path, ACCESS_FULL);
    add(log, "/one");
    assert_int_equal(rename(path, moved), 0);
    add(log, "/two");
    access_log_reopen(log);
    wait_for(path);
    add(log, "/three");
    access_log_close(log);
    assert_file(moved, "gopher 192.0.2.7 20 5 1 /one\ngopher 192.0.2.7 20 5 1 /two\n");
    assert_file(path, "gopher 192.0.2.7 20 5 1 /three\n");
    struct stat st;
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_mode & 0137, 0);
    tree_remove(&tree);
}

static void a_file_that_cannot_be_opened_is_said(void **state) {
    (void)state;
    Tree tree = tree_make();
    Buf error = {0};
    assert_null(access_log_open(&(AccessOptions){.path = tree.path}, &error));
    assert_true(str_starts(buf_str(&error), STR("cannot open the access log /tmp/")));
    assert_true(str_ends(buf_str(&error), STR("Is a directory; give a file that this user may write")));
    buf_free(&error);
    tree_remove(&tree);
}

/* What a descriptor of ours says meanwhile; `begin` and `end` come in pairs. */
typedef struct Catch {
    int kept, file, number;
} Catch;

static Catch catch_begin(int number) {
    Catch c = {.kept = dup(number), .file = memfd_create("caught", 0), .number = number};
    dup2(c.file, number);
    return c;
}

static Buf catch_end(Catch *c) {
    Buf text = {0};
    dup2(c->kept, c->number);
    lseek(c->file, 0, SEEK_SET);
    file_read(c->file, 1 << 20, &text);
    close(c->kept);
    close(c->file);
    return text;
}

/* A pipe that nobody reads: it takes what it takes, the queue what it has room for, and the rest is counted.
 * Who adds never waits. */
static void a_queue_has_a_bound(void **state) {
    (void)state;
    enum { LINES = 3000 };
    char target[1001], path[64];
    int ends[2];
    Catch said = catch_begin(STDERR_FILENO);
    memset(target, 'x', sizeof target - 1);
    target[sizeof target - 1] = 0;
    assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
    snprintf(path, sizeof path, "/proc/self/fd/%d", ends[1]);
    AccessLog *log = log_to(path, ACCESS_NONE);
    struct timespec before, after;
    clock_gettime(CLOCK_MONOTONIC, &before);
    for (int i = 0; i < LINES; i++)
        add(log, target);
    clock_gettime(CLOCK_MONOTONIC, &after);
    access_log_close(log);
    Buf text = catch_end(&said), piped = {0};
    close(ends[1]);
    assert_int_equal(file_read(ends[0], 4 << 20, &piped), 0);
    close(ends[0]);
    unsigned long lost = 0, arrived = 0;
    for (size_t i = 0; i < piped.len; i++)
        arrived += piped.p[i] == '\n';
    assert_true(after.tv_sec - before.tv_sec < 5);
    buf_add_char(&text, 0);
    for (const char *at = text.p; (at = strstr(at, "too slowly; ")); at += strlen("too slowly; "))
        lost += strtoul(at + strlen("too slowly; "), NULL, 10);
    assert_true(arrived > 10 && arrived < 100);
    assert_int_equal(arrived + lost, LINES);
    buf_free(&text);
    buf_free(&piped);
}

static void what_cannot_be_written_is_counted(void **state) {
    (void)state;
    if (access("/dev/full", W_OK) != 0) skip();
    Catch said = catch_begin(STDERR_FILENO);
    AccessLog *log = log_to("/dev/full", ACCESS_NONE);
    for (int i = 0; i < 3; i++)
        add(log, "/x");
    access_log_close(log);
    Buf text = catch_end(&said);
    assert_true(
        str_search(buf_str(&text), STR("leda: cannot write the access log /dev/full: No space left on "
                                       "device; ")) != STR_NONE);
    buf_free(&text);
}

static void lines_may_go_to_standard_output(void **state) {
    (void)state;
    fflush(stdout);
    Catch said = catch_begin(STDOUT_FILENO);
    AccessLog *log = log_to("stdout", ACCESS_NONE);
    add(log, "/x");
    access_log_reopen(log);
    add(log, "/y");
    access_log_close(log);
    Buf text = catch_end(&said);
    assert_true(str_search(buf_str(&text), STR(" gopher - 20 5 1 /x\n")) != STR_NONE);
    assert_true(str_search(buf_str(&text), STR(" gopher - 20 5 1 /y\n")) != STR_NONE);
    buf_free(&text);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_line_has_seven_fields),
        cmocka_unit_test(the_query_is_left_out),
        cmocka_unit_test(a_password_is_left_out),
        cmocka_unit_test(nothing_of_a_client_is_unescaped),
        cmocka_unit_test(what_is_long_is_cut),
        cmocka_unit_test(the_longest_line_fits),
        cmocka_unit_test(addresses_in_full_and_none),
        cmocka_unit_test(a_hash_is_the_same_for_a_day),
        cmocka_unit_test(lines_go_to_the_file_that_is_there_after_a_rotation),
        cmocka_unit_test(a_file_that_cannot_be_opened_is_said),
        cmocka_unit_test(a_queue_has_a_bound),
        cmocka_unit_test(what_cannot_be_written_is_counted),
        cmocka_unit_test(lines_may_go_to_standard_output),
    };
    return cmocka_run_group_tests_name("access", tests, NULL, NULL);
}

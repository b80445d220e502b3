/* One connection at a time: whatever a client does, it gets its answer or its end, and nothing is left
 * behind. */
#include "net_client.h"

#include <linux/sockios.h>
#include <sys/ioctl.h>

typedef struct Bench {
    Fixture fixture;
    int descriptors;
} Bench;

static int setup(void **state) {
    static Bench bench;
    const Limits patient = {
        .connections = 1000, .request_seconds = 60, .send_seconds = 60, .grace_seconds = 5};
    log_set_level(LOG_QUIET);
    Fixture warm = fixture_start(1, fixture_limits);
    fixture_stop(&warm);
    bench.descriptors = fixture_descriptors();
    bench.fixture = fixture_start(2, patient);
    *state = &bench;
    return 0;
}

static int teardown(void **state) {
    Bench *bench = *state;
    fixture_stop(&bench->fixture);
    return fixture_descriptors() == bench->descriptors ? 0 : -1;
}

static void a_request_is_answered(void **state) {
    Fixture *f = *state;
    client_visit(f->plain, STR("echo hello\r\n"), STR(FIXTURE_HEAD "hello"));
    client_tls_visit(f->secure, STR("echo hello\r\n"), STR(FIXTURE_HEAD "hello"));
}

static void a_request_comes_in_two_pieces(void **state) {
    Fixture *f = *state;
    Str request = STR("echo pieces\r\n");
    for (size_t i = 1; i < request.len; i++) {
        int fd = client_connect(f->plain);
        TlsClient c = {0};
        client_tls_connect(&c, f->secure);
        client_send(fd, str_head(request, i));
        client_tls_send(&c, str_head(request, i));
        fixture_sleep(2);
        client_send(fd, str_skip(request, i));
        client_tls_send(&c, str_skip(request, i));
        client_expect(fd, STR(FIXTURE_HEAD "pieces"));
        client_tls_expect(&c, STR(FIXTURE_HEAD "pieces"));
        client_tls_free(&c);
    }
}

static void a_request_comes_byte_by_byte(void **state) {
    Fixture *f = *state;
    Str request = STR("echo bytes\r\n");
    int fd = client_connect(f->plain);
    for (size_t i = 0; i < request.len; i++) {
        client_send(fd, str_slice(request, i, i + 1));
        fixture_sleep(1);
    }
    client_expect(fd, STR(FIXTURE_HEAD "bytes"));
}

static void a_bad_request_is_answered_and_ended(void **state) {
    Fixture *f = *state;
    client_visit(f->plain, STR("bad\r\n"), STR("bad request\r\n"));
    client_tls_visit(f->secure, STR("bad\r\n"), STR("bad request\r\n"));
    client_visit(f->plain, STR("mute\r\n"), STR(""));
    client_tls_visit(f->secure, STR("mute\r\n"), STR(""));
}

static void an_endless_request_ends_at_its_limit(void **state) {
    Fixture *f = *state;
    char flood[4096];
    memset(flood, 'x', sizeof flood);
    client_visit(f->plain, (Str){flood, sizeof flood}, STR(""));
    client_tls_visit(f->secure, (Str){flood, sizeof flood}, STR(""));
}

/* GOP-REQ-03: the end of input ends a request too. */
static void a_half_closed_client_gets_the_whole_answer(void **state) {
    Fixture *f = *state;
    int fd = client_connect(f->plain);
    Buf got = {0};
    client_send(fd, STR("large 3000000"));
    shutdown(fd, SHUT_WR);
    assert_int_equal(client_read(fd, &got), 0);
    assert_pattern(buf_str(&got), 3000000);
    close(fd);
    buf_clear(&got);

    TlsClient c = {0};
    client_tls_connect(&c, f->secure);
    client_tls_send(&c, STR("large 3000000\r\n"));
    shutdown(c.fd, SHUT_WR);
    assert_true(client_tls_read(&c, &got));
    assert_pattern(buf_str(&got), 3000000);
    client_tls_free(&c);
    buf_free(&got);
}

static void a_close_notify_ends_the_input(void **state) {
    Fixture *f = *state;
    TlsClient c = {0};
    client_tls_connect(&c, f->secure);
    client_tls_send(&c, STR("echo last words"));
    assert_int_equal(SSL_shutdown(c.ssl), 0);
    client_tls_expect(&c, STR(FIXTURE_HEAD "last words"));
    client_tls_free(&c);
}

static void silence_and_an_end_get_no_answer(void **state) {
    Fixture *f = *state;
    TlsClient c = {0};
    int fd = client_connect(f->plain);
    shutdown(fd, SHUT_WR);
    client_expect(fd, STR(""));
    fd = client_connect(f->secure);
    shutdown(fd, SHUT_WR);
    client_expect(fd, STR(""));
    client_tls_connect(&c, f->secure);
    shutdown(c.fd, SHUT_WR);
    client_tls_expect(&c, STR(""));
    client_tls_free(&c);
}

/* GEM-TX-06: what is still unread when the answer is complete must not turn into a reset that eats it. */
static void input_behind_the_request_costs_no_answer(void **state) {
    Fixture *f = *state;
    Buf flood = {0};
    buf_add(&flood, STR("echo all of it\r\n"));
    buf_add_repeat(&flood, 'x', 500000);
    for (int i = 0; i < 10; i++) {
        client_visit(f->plain, buf_str(&flood), STR(FIXTURE_HEAD "all of it"));
        client_tls_visit(f->secure, buf_str(&flood), STR(FIXTURE_HEAD "all of it"));
    }
    buf_free(&flood);
}

static void every_kind_of_part_is_sent(void **state) {
    Fixture *f = *state;
    Buf want = {0};
    buf_add(&want, STR(FIXTURE_HEAD "first "));
    fixture_pattern(100000, &want);
    fixture_pattern(100000, &want);
    buf_add(&want, STR(" last"));
    client_visit(f->plain, STR("mixed 100000\n"), buf_str(&want));
    client_tls_visit(f->secure, STR("mixed 100000\n"), buf_str(&want));
    buf_free(&want);
    client_visit(f->plain, STR("nothing\n"), STR(FIXTURE_HEAD));
    client_tls_visit(f->secure, STR("nothing\n"), STR(FIXTURE_HEAD));
}

static void fetch_pattern(Fixture *f, Str request, size_t n) {
    Buf got = {0};
    TlsClient c = {0};
    int fd = client_connect(f->plain);
    client_send(fd, request);
    assert_int_equal(client_read(fd, &got), 0);
    assert_pattern(buf_str(&got), n);
    close(fd);
    buf_clear(&got);
    client_tls_connect(&c, f->secure);
    client_tls_send(&c, request);
    assert_true(client_tls_read(&c, &got));
    assert_pattern(buf_str(&got), n);
    client_tls_free(&c);
    buf_free(&got);
}

static void sources_of_any_grain_are_sent_whole(void **state) {
    fetch_pattern(*state, STR("crumbs 70000\n"), 70000);
    fetch_pattern(*state, STR("source 1\n"), 1);
    fetch_pattern(*state, STR("source 65536\n"), 65536);
    fetch_pattern(*state, STR("source 3000001\n"), 3000001);
}

static void write_body(const Fixture *f, size_t n) {
    Buf body = {0};
    FILE *file = fopen(tree_path(&f->tree, "body.bin"), "w");
    assert_non_null(file);
    fixture_pattern(n, &body);
    if (n > 0) assert_int_equal(fwrite(body.p, 1, n, file), n);
    fclose(file);
    buf_free(&body);
}

static void files_of_every_size_are_sent(void **state) {
    Fixture *f = *state;
    static const size_t sizes[] = {0, 1, 65535, 65536, 65537, 131072, 1000001};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        write_body(f, sizes[i]);
        fetch_pattern(f, STR("file\n"), sizes[i]);
    }
}

static void a_filter_sees_all_of_a_file_and_its_end(void **state) {
    Fixture *f = *state;
    Buf text = {0}, want = {0};
    buf_add(&want, STR(FIXTURE_HEAD));
    for (int i = 0; i < 30000; i++) {
        buf_add(&text, i % 3 ? STR("a line\n") : STR("another\r\n"));
        buf_add(&want, i % 3 ? STR("a line\r\n") : STR("another\r\n"));
    }
    buf_add(&want, STR("the end\r\n"));
    buf_add_char(&text, '\0');
    tree_write(&f->tree, "lines.txt", text.p);
    client_visit(f->plain, STR("lines\n"), buf_str(&want));
    client_tls_visit(f->secure, STR("lines\n"), buf_str(&want));
    buf_free(&text);
    buf_free(&want);
}

static void a_file_that_is_gone_is_answered_in_words(void **state) {
    const Fixture *f = *state;
    client_visit(f->plain, STR("gone\n"), STR("unreadable\r\n"));
    client_tls_visit(f->secure, STR("gone\n"), STR("unreadable\r\n"));
}

/* Little is under way to this client: on a loopback's large segments the kernel would buffer megabytes. */
static int small_window(uint16_t port) {
    int fd = client_socket(), size = 8192, segment = 1000;
    setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof size);
    setsockopt(fd, IPPROTO_TCP, TCP_MAXSEG, &segment, sizeof segment);
    client_dial(fd, port);
    return fd;
}

/* The client can tell: no close_notify, and a reset where there is none. */
static void a_file_that_shrinks_ends_without_a_mark(void **state) {
    Fixture *f = *state;
    Buf got = {0};
    TlsClient c = {0};
    write_body(f, FIXTURE_BODY);
    int fd = small_window(f->plain);
    client_tls_prepare(&c, 0, NULL, NULL);
    c.fd = small_window(f->secure);
    SSL_set_fd(c.ssl, c.fd);
    assert_int_equal(SSL_connect(c.ssl), 1);
    client_send(fd, STR("file\n"));
    client_tls_send(&c, STR("file\n"));
    assert_int_equal(recv(fd, buf_reserve(&got, 1), 1, 0), 1);
    assert_int_equal(SSL_read(c.ssl, buf_reserve(&got, 1), 1), 1);
    assert_int_equal(truncate(tree_path(&f->tree, "body.bin"), 100), 0);
    assert_int_equal(client_read(fd, &got), ECONNRESET);
    buf_clear(&got);
    assert_false(client_tls_read(&c, &got));
    assert_true(got.len < FIXTURE_BODY);
    close(fd);
    client_tls_free(&c);
    buf_free(&got);
}

/* PERF-6: what a slow client does not take is not produced. */
static void a_slow_reader_costs_little_memory(void **state) {
    Fixture *f = *state;
    Buf got = {0};
    TlsClient c = {0};
    char request[64];
    snprintf(request, sizeof request, "source %u\n", FIXTURE_BODY);
    buf_reserve(&got, 2 * FIXTURE_BODY);
    memset(got.p, 0, got.cap);
    int fd = small_window(f->plain);
    client_tls_prepare(&c, 0, NULL, NULL);
    c.fd = small_window(f->secure);
    SSL_set_fd(c.ssl, c.fd);
    assert_int_equal(SSL_connect(c.ssl), 1);
    size_t before = fixture_resident();
    client_send(fd, str_of(request));
    client_tls_send(&c, str_of(request));
    fixture_sleep(300);
    size_t after = fixture_resident();
    if (after > before + FIXTURE_BODY / 4) fail_msg("%zu bytes more", after - before);
    assert_int_equal(client_read(fd, &got), 0);
    assert_pattern(buf_str(&got), FIXTURE_BODY);
    buf_clear(&got);
    assert_true(client_tls_read(&c, &got));
    assert_pattern(buf_str(&got), FIXTURE_BODY);
    close(fd);
    client_tls_free(&c);
    buf_free(&got);
}

/* GEM-TLS-09. */
static void bytes_that_are_not_tls_get_no_answer(void **state) {
    Fixture *f = *state;
    static const Str probes[] = {STR("gemini://localhost/\r\n"), STR("G"), STR("\x16\x02\x01\x01\x01"),
                                 STR("\x16\x03\x01\x00\x00"), STR("\x16\x03\x01\xff\xff")};
    for (size_t i = 0; i < sizeof probes / sizeof *probes; i++) {
        int fd = client_connect(f->secure);
        Buf got = {0};
        client_send(fd, probes[i]);
        int end = client_read(fd, &got);
        assert_true(end == 0 || end == ECONNRESET);
        assert_int_equal(got.len, 0);
        close(fd);
        buf_free(&got);
    }
}

/* The alert leaves before the socket closes. */
static void a_broken_handshake_gets_its_alert(void **state) {
    Fixture *f = *state;
    Buf got = {0};
    int fd = client_connect(f->secure);
    client_send(fd, STR("\x16\x03\x01\x00\x05\x01\x00\x00\x01\xff"));
    assert_int_equal(client_read(fd, &got), 0);
    assert_int_equal(got.len, 7);
    assert_int_equal(got.p[0], 21);
    close(fd);
    buf_free(&got);
}

static void vanishing_clients_leave_nothing(void **state) {
    Fixture *f = *state;
    for (int i = 0; i < 50; i++) {
        TlsClient c = {0};
        close(client_connect(f->plain));
        client_reset(client_connect(f->secure));
        int fd = client_connect(f->secure);
        client_send(fd, STR("\x16\x03\x01\x02\x00\x01half a hello"));
        if (i % 2)
            client_reset(fd);
        else
            close(fd);
        fd = client_connect(f->plain);
        client_send(fd, STR("source 16000000\n"));
        if (i % 3) recv(fd, (char[1]){0}, 1, 0);
        client_reset(fd);
        client_tls_connect(&c, f->secure);
        if (i % 2) client_tls_send(&c, STR("source 16000000\n"));
        client_reset(c.fd);
        c.fd = 0;
        client_tls_free(&c);
    }
    client_visit(f->plain, STR("echo alive\n"), STR(FIXTURE_HEAD "alive"));
    client_tls_visit(f->secure, STR("echo alive\n"), STR(FIXTURE_HEAD "alive"));
}

/* A read of a file may be under way when its client goes. */
static void clients_that_go_during_a_file_leave_nothing(void **state) {
    Fixture *f = *state;
    write_body(f, FIXTURE_BODY);
    for (int i = 0; i < 100; i++) {
        int fd = client_connect(f->plain);
        client_send(fd, STR("file\n"));
        if (i % 2) recv(fd, (char[1000]){0}, 1000, 0);
        client_reset(fd);
    }
    client_visit(f->plain, STR("echo alive\n"), STR(FIXTURE_HEAD "alive"));
}

static void the_name_that_the_client_sent_is_told(void **state) {
    Fixture *f = *state;
    static const char *const names[] = {"localhost", "unknown.example", NULL};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        TlsClient c = {0};
        Buf want = {0};
        client_tls_start(&c, f->secure, names[i]);
        assert_int_equal(SSL_connect(c.ssl), 1);
        client_tls_send(&c, STR("sni\n"));
        buf_add_format(&want, "%s", names[i] ? names[i] : "none");
        client_tls_expect(&c, buf_str(&want));
        client_tls_free(&c);
        buf_free(&want);
    }
}

/* True when our kernel has bytes that the other side's has no room for, and gets none for a while. */
static bool blocked(int fd) {
    int unsent = 1;
    for (int i = 0; i < 20 && unsent > 0; i++) {
        if (i > 0) fixture_sleep(5);
        assert_int_equal(ioctl(fd, SIOCOUTQNSD, &unsent), 0);
    }
    return unsent > 0;
}

/* A client that asks for new keys without end and does not listen: reading stops, so nothing piles up. When
 * it listens again, all goes on. */
static void key_updates_without_end_stop_the_reading(void **state) {
    Fixture *f = *state;
    TlsClient c = {0};
    bool stopped = false;
    client_tls_prepare(&c, TLS1_3_VERSION, NULL, NULL);
    c.fd = small_window(f->secure);
    SSL_set_fd(c.ssl, c.fd);
    assert_int_equal(SSL_connect(c.ssl), 1);
    for (int i = 0; i < 300000 && !stopped; i++) {
        assert_int_equal(SSL_key_update(c.ssl, SSL_KEY_UPDATE_REQUESTED), 1);
        assert_int_equal(SSL_do_handshake(c.ssl), 1);
        stopped = i % 200 == 0 && blocked(c.fd);
    }
    assert_true(stopped);
    setsockopt(c.fd, SOL_SOCKET, SO_RCVBUF, &(int){1 << 20}, sizeof(int));
    client_tls_send(&c, STR("echo at last\n"));
    client_tls_expect(&c, STR(FIXTURE_HEAD "at last"));
    client_tls_free(&c);
}

static void gtls_01_one_port_speaks_both(void **state) {
    Fixture *f = *state;
    for (int i = 0; i < 3; i++) {
        client_visit(f->both, STR("echo in clear\r\n"), STR(FIXTURE_HEAD "in clear"));
        client_tls_visit(f->both, STR("echo sealed\r\n"),
                         STR(FIXTURE_HEAD "sealed")); /* GTLS-03: and its end */
    }
}

/* Only the one byte means TLS, whatever follows. */
static void gtls_01_any_other_first_byte_is_plain(void **state) {
    Fixture *f = *state;
    for (unsigned first = 0; first < 256; first++) {
        const char request[] = {(char)first, 'x', '\n'};
        int fd = client_connect(f->both);
        client_send(fd, (Str){request, sizeof request});
        client_expect(fd, first == 0x16 ? STR("") : STR(FIXTURE_HEAD));
    }
}

static void gtls_01_the_first_byte_may_come_alone(void **state) {
    Fixture *f = *state;
    TlsClient c = {0};
    client_tls_prepare(&c, 0, "localhost", NULL);
    SSL_set_bio(c.ssl, BIO_new(BIO_s_mem()), BIO_new(BIO_s_mem()));
    SSL_set_connect_state(c.ssl);
    SSL_do_handshake(c.ssl);
    char *hello;
    long n = BIO_get_mem_data(SSL_get_wbio(c.ssl), &hello);
    c.fd = client_connect(f->both);
    client_send(c.fd, (Str){hello, 1});
    fixture_sleep(5);
    client_send(c.fd, (Str){hello + 1, (size_t)n - 1});
    SSL_set_fd(c.ssl, c.fd);
    assert_int_equal(SSL_do_handshake(c.ssl), 1);
    client_tls_send(&c, STR("echo alone\n"));
    client_tls_expect(&c, STR(FIXTURE_HEAD "alone"));
    client_tls_free(&c);
}

static void silence_on_a_port_for_both_gets_no_answer(void **state) {
    Fixture *f = *state;
    int fd = client_connect(f->both);
    shutdown(fd, SHUT_WR);
    client_expect(fd, STR(""));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_request_is_answered),
        cmocka_unit_test(a_request_comes_in_two_pieces),
        cmocka_unit_test(a_request_comes_byte_by_byte),
        cmocka_unit_test(a_bad_request_is_answered_and_ended),
        cmocka_unit_test(an_endless_request_ends_at_its_limit),
        cmocka_unit_test(a_half_closed_client_gets_the_whole_answer),
        cmocka_unit_test(a_close_notify_ends_the_input),
        cmocka_unit_test(silence_and_an_end_get_no_answer),
        cmocka_unit_test(input_behind_the_request_costs_no_answer),
        cmocka_unit_test(every_kind_of_part_is_sent),
        cmocka_unit_test(sources_of_any_grain_are_sent_whole),
        cmocka_unit_test(files_of_every_size_are_sent),
        cmocka_unit_test(a_filter_sees_all_of_a_file_and_its_end),
        cmocka_unit_test(a_file_that_is_gone_is_answered_in_words),
        cmocka_unit_test(a_file_that_shrinks_ends_without_a_mark),
        cmocka_unit_test(a_slow_reader_costs_little_memory),
        cmocka_unit_test(bytes_that_are_not_tls_get_no_answer),
        cmocka_unit_test(a_broken_handshake_gets_its_alert),
        cmocka_unit_test(vanishing_clients_leave_nothing),
        cmocka_unit_test(clients_that_go_during_a_file_leave_nothing),
        cmocka_unit_test(the_name_that_the_client_sent_is_told),
        cmocka_unit_test(key_updates_without_end_stop_the_reading),
        cmocka_unit_test(gtls_01_one_port_speaks_both),
        cmocka_unit_test(gtls_01_any_other_first_byte_is_plain),
        cmocka_unit_test(gtls_01_the_first_byte_may_come_alone),
        cmocka_unit_test(silence_on_a_port_for_both_gets_no_answer),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}

/* The server as a whole: many connections, limits, swaps, and the end. */
#include "net_client.h"

#include "net/gate.h"
#include "net/listener.h"

#include <openssl/x509v3.h>
#include <pthread.h>
#include <sys/resource.h>

enum { MANY = 200 };

static int descriptors_before;

static int setup(void **state) {
    (void)state;
    log_set_level(LOG_QUIET);
    Fixture warm = fixture_start(1, fixture_limits);
    client_tls_visit(warm.secure, STR("echo warm\n"), STR(FIXTURE_HEAD "warm"));
    fixture_stop(&warm);
    descriptors_before = fixture_descriptors();
    return 0;
}

static int teardown(void **state) {
    (void)state;
    return fixture_descriptors() == descriptors_before ? 0 : -1;
}

static Limits limits_of(unsigned connections, unsigned seconds) {
    return (Limits){.connections = connections,
                    .request_seconds = seconds,
                    .send_seconds = seconds,
                    .grace_seconds = seconds};
}

/* Many. */

static void many_at_once(unsigned workers) {
    Fixture f = fixture_start(workers, fixture_limits);
    static TlsClient secure[MANY];
    int plain[MANY];
    for (int i = 0; i < MANY; i++) {
        plain[i] = client_connect(f.plain);
        client_tls_connect(&secure[i], f.secure);
    }
    for (int i = 0; i < MANY; i++) {
        client_send(plain[i], STR("echo one of many\n"));
        client_tls_send(&secure[i], STR("echo one of many\n"));
    }
    for (int i = 0; i < MANY; i++) {
        client_expect(plain[i], STR(FIXTURE_HEAD "one of many"));
        client_tls_expect(&secure[i], STR(FIXTURE_HEAD "one of many"));
        client_tls_free(&secure[i]);
    }
    fixture_stop(&f);
}

static void many_at_once_with_one_worker(void **state) {
    (void)state;
    many_at_once(1);
}

static void many_at_once_with_four_workers(void **state) {
    (void)state;
    many_at_once(4);
}

static void many_one_after_another(void **state) {
    (void)state;
    Fixture f = fixture_start(4, fixture_limits);
    for (int i = 0; i < MANY; i++) {
        client_visit(f.plain, STR("echo next\n"), STR(FIXTURE_HEAD "next"));
        client_tls_visit(f.secure, STR("echo next\n"), STR(FIXTURE_HEAD "next"));
    }
    fixture_stop(&f);
}

/* Limits. */

static void over_the_cap_clients_are_told(void **state) {
    (void)state;
    Fixture f = fixture_start(2, limits_of(2, 15));
    int first = client_connect(f.plain), second = client_connect(f.secure);
    fixture_sleep(100);
    client_expect(client_connect(f.plain), STR("busy\r\n"));
    TlsClient c = {0};
    client_tls_connect(&c, f.secure);
    client_tls_expect(&c, STR("busy\r\n"));
    client_tls_free(&c);
    client_tls_connect(&c, f.both);
    client_tls_expect(&c, STR("busy\r\n"));
    client_tls_free(&c);
    client_visit(f.both, STR("echo room\n"), STR("busy\r\n"));
    close(first);
    close(second);
    fixture_sleep(100);
    client_visit(f.plain, STR("echo room\n"), STR(FIXTURE_HEAD "room"));
    fixture_stop(&f);
}

/* Beyond those who are told, clients wait in the backlog until there is room. */
static void far_over_the_cap_clients_wait(void **state) {
    (void)state;
    enum { INSIDE = 1 + 64 };
    Fixture f = fixture_start(1, limits_of(1, 15));
    int inside[INSIDE];
    for (int i = 0; i < INSIDE; i++) {
        inside[i] = client_connect(f.secure);
        client_send(inside[i], STR("\x16\x03"));
    }
    fixture_sleep(100);
    int waiting[3];
    struct timeval soon = {.tv_usec = 100000};
    for (int i = 0; i < 3; i++) {
        waiting[i] = client_connect(f.plain);
        client_send(waiting[i], STR("echo patience\n"));
    }
    setsockopt(waiting[0], SOL_SOCKET, SO_RCVTIMEO, &soon, sizeof soon);
    assert_int_equal(recv(waiting[0], (char[1]){0}, 1, 0), -1);
    assert_true(errno == EAGAIN);
    soon.tv_sec = CLIENT_SECONDS;
    setsockopt(waiting[0], SOL_SOCKET, SO_RCVTIMEO, &soon, sizeof soon);
    for (int i = 0; i < INSIDE; i++)
        client_reset(inside[i]);
    for (int i = 0; i < 3; i++) {
        Buf got = {0};
        assert_int_equal(client_read(waiting[i], &got), 0);
        assert_true(str_eq(buf_str(&got), STR(FIXTURE_HEAD "patience")) ||
                    str_eq(buf_str(&got), STR("busy\r\n")));
        buf_free(&got);
        close(waiting[i]);
    }
    fixture_stop(&f);
}

static void set_file_limit(rlim_t soft) {
    struct rlimit limit;
    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = soft;
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &limit), 0);
}

/* Without descriptors the server neither dies nor spins. */
static void a_lack_of_descriptors_is_survived(void **state) {
    (void)state;
    Fixture f = fixture_start(2, fixture_limits);
    struct rlimit limit;
    getrlimit(RLIMIT_NOFILE, &limit);
    int clients[20];
    for (int i = 0; i < 20; i++)
        clients[i] = client_socket();
    set_file_limit((rlim_t)clients[19] + 1);
    double before = fixture_clock(CLOCK_PROCESS_CPUTIME_ID);
    for (int i = 0; i < 20; i++)
        client_dial(clients[i], i % 2 ? f.plain : f.secure);
    fixture_sleep(500);
    double spent = fixture_clock(CLOCK_PROCESS_CPUTIME_ID) - before;
    set_file_limit(limit.rlim_cur);
    for (int i = 0; i < 20; i++)
        close(clients[i]);
    if (spent > 0.25) fail_msg("%.3f s of CPU", spent);
    client_visit(f.plain, STR("echo alive\n"), STR(FIXTURE_HEAD "alive"));
    client_tls_visit(f.secure, STR("echo alive\n"), STR(FIXTURE_HEAD "alive"));
    fixture_stop(&f);
}

/* The limit of open files bounds the connections before the kernel does. */
static void the_cap_leaves_room_for_files(void **state) {
    (void)state;
    struct rlimit limit;
    getrlimit(RLIMIT_NOFILE, &limit);
    assert_true(gate_capacity(10, 20) == 10);
    unsigned most = gate_capacity(UINT32_MAX, 20);
    assert_true(most < limit.rlim_max || limit.rlim_max == RLIM_INFINITY);
    assert_int_equal(gate_capacity(10, UINT32_MAX), 1);
}

/* Handshake and request together have one deadline; a client in TLS gets a close_notify and no status. */
static void who_sends_no_request_is_let_go(void **state) {
    (void)state;
    Fixture f = fixture_start(2, limits_of(100, 1));
    double before = fixture_clock(CLOCK_MONOTONIC);
    int silent = client_connect(f.plain), half = client_connect(f.plain), shy = client_connect(f.secure);
    TlsClient c = {0};
    client_tls_connect(&c, f.secure);
    client_tls_send(&c, STR("echo hal"));
    client_send(half, STR("echo hal"));
    client_send(shy, STR("\x16\x03\x01"));
    client_expect(silent, STR(""));
    double waited = fixture_clock(CLOCK_MONOTONIC) - before;
    assert_true(waited > 0.9);
    client_expect(half, STR(""));
    client_expect(shy, STR(""));
    client_tls_expect(&c, STR(""));
    client_tls_free(&c);
    fixture_stop(&f);
}

/* A client that takes nothing is dropped; one that takes a little now and then is not. */
static void who_reads_nothing_is_dropped(void **state) {
    (void)state;
    Fixture f = fixture_start(1, limits_of(100, 1));
    Buf got = {0};
    char piece[65536];
    int fd = client_connect(f.plain), slow = client_connect(f.plain);
    client_send(fd, STR("source 16000000\n"));
    client_send(slow, STR("source 16000000\n"));
    for (int i = 0; i < 6; i++) {
        fixture_sleep(400);
        for (int left = 1 << 20; left > 0;) {
            ssize_t n = recv(slow, piece, sizeof piece, 0);
            assert_true(n > 0);
            buf_add(&got, (Str){piece, (size_t)n});
            left -= (int)n;
        }
    }
    assert_int_equal(client_read(slow, &got), 0);
    assert_pattern(buf_str(&got), 16000000);
    buf_clear(&got);
    client_read(fd, &got);
    assert_true(got.len < 16000000);
    buf_free(&got);
    close(fd);
    close(slow);
    fixture_stop(&f);
}

/* Swaps. */

static void running_answers_keep_the_site_they_began_with(void **state) {
    (void)state;
    Fixture f = fixture_start(2, fixture_limits);
    Site *second = fixture_site(&f.tree, "two");
    Buf got = {0};
    int running = client_connect(f.plain);
    client_send(running, STR("source 16000000\n"));
    assert_int_equal(recv(running, buf_reserve(&got, 1), 1, MSG_PEEK), 1);
    client_visit(f.plain, STR("host\n"), STR(FIXTURE_HEAD "one"));
    server_swap_site(f.server, 0, second);
    for (int i = 0; i < 100 && atomic_load(&f.site->refs) > 2; i++)
        fixture_sleep(20);
    assert_int_equal(atomic_load(&f.site->refs), 2);
    client_visit(f.plain, STR("host\n"), STR(FIXTURE_HEAD "two"));
    client_tls_visit(f.secure, STR("host\n"), STR(FIXTURE_HEAD "two"));
    assert_int_equal(client_read(running, &got), 0);
    assert_pattern(buf_str(&got), 16000000);
    close(running);
    for (int i = 0; i < 100 && atomic_load(&f.site->refs) > 1; i++)
        fixture_sleep(20);
    buf_free(&got);
    fixture_stop(&f);
    assert_int_equal(atomic_load(&second->refs), 1);
    site_unref(second);
}

/* A client whose SNI is that name and who asks for the host of the Site that it got. */
static void tls_host(uint16_t port, const char *sni, Str want) {
    TlsClient c = {0};
    client_tls_start(&c, port, sni);
    assert_int_equal(SSL_connect(c.ssl), 1);
    client_tls_send(&c, STR("host\n"));
    client_tls_expect(&c, want);
    client_tls_free(&c);
}

/* GEM-TLS-02, GOP-REQ-07: with TLS the name says whose the answer is, else the endpoint; a swap is of one. */
static void each_capsule_has_its_place(void **state) {
    (void)state;
    Fixture f = {.tree = tree_make(), .tls = NULL};
    Site *a = fixture_site(&f.tree, "a.example"), *b = fixture_site(&f.tree, "b.example");
    Site *third = fixture_site(&f.tree, "c.example");
    TlsContext *tls = fixture_tls(&f.tree, "localhost");
    SiteSet *sites = site_set_new((const Site *const[]){a, b}, 2);
    Endpoint endpoints[4];
    Buf error = {0};
    uint16_t ports[4];
    for (uint32_t i = 0; i < 4; i++) {
        ports[i] = fixture_free_port();
        endpoints[i] = (Endpoint){.address = fixture_address(ports[i]),
                                  .protocol = &fixture_protocol,
                                  .tls = i >= 2,
                                  .capsule = i % 2};
    }
    const ServerOptions options = {.endpoints = endpoints,
                                   .endpoint_count = 4,
                                   .workers = 2,
                                   .limits = fixture_limits,
                                   .sites = sites,
                                   .tls = tls};
    Server *server = server_start(&options, &error);
    if (!server) fail_msg("%.*s", STR_FMT(buf_str(&error)));
    client_visit(ports[0], STR("host\n"), STR(FIXTURE_HEAD "a.example"));
    client_visit(ports[1], STR("host\n"), STR(FIXTURE_HEAD "b.example"));
    for (int i = 2; i < 4; i++) {
        tls_host(ports[i], "a.example", STR(FIXTURE_HEAD "a.example"));
        tls_host(ports[i], "B.example", STR(FIXTURE_HEAD "b.example"));
    }
    tls_host(ports[2], "x.example", STR(FIXTURE_HEAD "a.example"));
    tls_host(ports[3], "x.example", STR(FIXTURE_HEAD "b.example"));
    tls_host(ports[2], NULL, STR(FIXTURE_HEAD "a.example"));
    tls_host(ports[3], NULL, STR(FIXTURE_HEAD "b.example"));
    server_swap_site(server, 1, third);
    site_set_unref(sites);
    for (int i = 0; i < 100 && atomic_load(&b->refs) > 1; i++)
        fixture_sleep(20);
    assert_int_equal(atomic_load(&b->refs), 1);
    client_visit(ports[0], STR("host\n"), STR(FIXTURE_HEAD "a.example"));
    client_visit(ports[1], STR("host\n"), STR(FIXTURE_HEAD "c.example"));
    tls_host(ports[2], "c.example", STR(FIXTURE_HEAD "c.example"));
    tls_host(ports[2], "b.example", STR(FIXTURE_HEAD "a.example"));
    server_stop(server);
    Site *const all[] = {a, b, third};
    for (int i = 0; i < 3; i++) {
        assert_int_equal(atomic_load(&all[i]->refs), 1);
        site_unref(all[i]);
    }
    tls_context_unref(tls);
    tree_remove(&f.tree);
}

/* Swaps that nobody has taken yet are overtaken by the next. */
static void many_swaps_lose_no_reference(void **state) {
    (void)state;
    Fixture f = fixture_start(3, fixture_limits);
    Site *sites[10];
    for (int i = 0; i < 10; i++) {
        sites[i] = fixture_site(&f.tree, i % 2 ? "odd" : "even");
        server_swap_site(f.server, 0, sites[i]);
        if (i == 4) client_visit(f.plain, STR("echo between\n"), STR(FIXTURE_HEAD "between"));
    }
    fixture_stop(&f);
    for (int i = 0; i < 10; i++) {
        assert_int_equal(atomic_load(&sites[i]->refs), 1);
        site_unref(sites[i]);
    }
}

/* Visits with the session, keeps the new one; true when the server resumed. */
static bool resumes(uint16_t port, int version, SSL_SESSION **session) {
    TlsClient c = {0};
    client_tls_prepare(&c, version, "localhost", *session);
    c.fd = client_connect(port);
    SSL_set_fd(c.ssl, c.fd);
    assert_int_equal(SSL_connect(c.ssl), 1);
    client_tls_send(&c, STR("sni\n"));
    client_tls_expect(&c, STR("localhost"));
    bool resumed = SSL_session_reused(c.ssl) == 1;
    SSL_shutdown(c.ssl); /* or OpenSSL holds that the session is spoilt */
    SSL_SESSION_free(*session);
    *session = c.session ? c.session : SSL_get1_session(c.ssl);
    c.session = NULL;
    client_tls_free(&c);
    return resumed;
}

/* PERF-2: tickets are good with any worker and after a change of certificate. */
static void sessions_resume_with_every_worker_and_certificate(void **state) {
    (void)state;
    static const int versions[] = {TLS1_3_VERSION, TLS1_2_VERSION};
    Fixture f = fixture_start(4, fixture_limits);
    for (int v = 0; v < 2; v++) {
        SSL_SESSION *session = NULL;
        assert_false(resumes(f.secure, versions[v], &session));
        for (int i = 0; i < 8; i++)
            assert_true(resumes(f.secure, versions[v], &session));
        TlsContext *before = f.tls;
        TlsContext *other = fixture_tls_after(&f.tree, v ? "third.example" : "other.example", before);
        server_swap_tls(f.server, other);
        f.tls = other;
        tls_context_unref(before);
        fixture_sleep(50);
        for (int i = 0; i < 8; i++)
            assert_true(resumes(f.secure, versions[v], &session));
        SSL_SESSION_free(session);
    }
    fixture_stop(&f);
}

static void new_connections_get_the_new_certificate(void **state) {
    (void)state;
    Fixture f = fixture_start(2, fixture_limits);
    TlsContext *other = fixture_tls(&f.tree, "other.example"), *before = f.tls;
    server_swap_tls(f.server, other);
    f.tls = other;
    tls_context_unref(before);
    fixture_sleep(50);
    TlsClient c = {0};
    client_tls_connect(&c, f.secure);
    X509 *certificate = SSL_get1_peer_certificate(c.ssl);
    assert_int_equal(X509_check_host(certificate, "other.example", 0, 0, NULL), 1);
    X509_free(certificate);
    client_tls_free(&c);
    fixture_stop(&f);
}

/* The end. */

static void *stop_server(void *argument) {
    server_stop(argument);
    return NULL;
}

/* Each worker closes its own listener. */
static bool comes_to_refuse(uint16_t port) {
    struct sockaddr_storage address = fixture_address(port);
    for (int i = 0; i < 100; i++) {
        int fd = client_socket();
        int failed = connect(fd, (struct sockaddr *)&address, sizeof(struct sockaddr_in));
        close(fd);
        if (failed < 0) return true;
        fixture_sleep(20);
    }
    return false;
}

static void a_running_answer_is_finished_when_the_server_stops(void **state) {
    (void)state;
    Fixture f = fixture_start(2, fixture_limits);
    Buf got = {0};
    TlsClient idle = {0}, c = {0};
    pthread_t thread;
    int silent = client_connect(f.plain);
    client_tls_connect(&idle, f.secure);
    client_tls_connect(&c, f.secure);
    client_tls_send(&c, STR("source 16000000\n"));
    assert_int_equal(SSL_read(c.ssl, buf_reserve(&got, 10), 10), 10);
    got.len = 10;
    assert_int_equal(pthread_create(&thread, NULL, stop_server, f.server), 0);
    client_expect(silent, STR(""));
    client_tls_expect(&idle, STR(""));
    assert_true(comes_to_refuse(f.plain));
    assert_true(client_tls_read(&c, &got));
    assert_pattern(buf_str(&got), 16000000);
    client_tls_free(&c);
    client_tls_free(&idle);
    pthread_join(thread, NULL);
    buf_free(&got);
    f.server = NULL;
    fixture_stop(&f);
}

static void grace_has_an_end(void **state) {
    (void)state;
    Limits limits = fixture_limits;
    limits.grace_seconds = 0;
    Fixture f = fixture_start(2, limits);
    int fd = client_connect(f.plain);
    client_send(fd, STR("source 16000000\n"));
    assert_int_equal(recv(fd, (char[1]){0}, 1, 0), 1);
    double before = fixture_clock(CLOCK_MONOTONIC);
    fixture_stop(&f);
    assert_true(fixture_clock(CLOCK_MONOTONIC) - before < 2);
    close(fd);
}

/* Beginnings. */

static void a_second_server_is_refused_in_one_line(void **state) {
    (void)state;
    Fixture f = fixture_start(2, fixture_limits);
    Buf error = {0}, want = {0};
    int before = fixture_descriptors();
    assert_null(fixture_server(&f, &error));
    assert_int_equal(fixture_descriptors(), before);
    buf_add_format(&want,
                   "cannot listen on 127.0.0.1:%u: address already in use; stop the server there, or use "
                   "another --test-port",
                   f.plain);
    assert_true(str_eq(buf_str(&error), buf_str(&want)));
    client_visit(f.plain, STR("echo alive\n"), STR(FIXTURE_HEAD "alive"));
    buf_free(&error);
    buf_free(&want);
    fixture_stop(&f);
}

/* What the connections of the last run left in TIME_WAIT is no obstacle. */
static void a_server_starts_again_at_once(void **state) {
    (void)state;
    Fixture f = fixture_start(2, fixture_limits);
    Buf error = {0};
    for (int i = 0; i < 5; i++) {
        client_visit(f.plain, STR("echo again\n"), STR(FIXTURE_HEAD "again"));
        client_tls_visit(f.secure, STR("echo again\n"), STR(FIXTURE_HEAD "again"));
        server_stop(f.server);
        f.server = fixture_server(&f, &error);
        if (!f.server) fail_msg("%.*s", STR_FMT(buf_str(&error)));
    }
    fixture_stop(&f);
}

static Endpoint six(const char *address, uint16_t port, bool optional) {
    Endpoint endpoint = {.protocol = &fixture_protocol, .optional = optional};
    struct sockaddr_in6 *at = (struct sockaddr_in6 *)&endpoint.address;
    at->sin6_family = AF_INET6;
    at->sin6_port = htons(port);
    assert_int_equal(inet_pton(AF_INET6, address, &at->sin6_addr), 1);
    return endpoint;
}

/* 2001:db8::/32 is nobody's: it stands for a family that the machine lacks. */
static void a_missing_address_is_excused_when_optional(void **state) {
    (void)state;
    Tree tree = tree_make();
    Site *site = fixture_site(&tree, "one");
    SiteSet *sites = site_set_new((const Site *const[]){site}, 1);
    Buf error = {0};
    uint16_t port = fixture_free_port();
    Endpoint endpoints[] = {six("2001:db8::1", port, true),
                            {.address = fixture_address(port), .protocol = &fixture_protocol}};
    ServerOptions options = {
        .endpoints = endpoints, .endpoint_count = 2, .workers = 1, .limits = fixture_limits, .sites = sites};
    Server *server = server_start(&options, &error);
    assert_non_null(server);
    client_visit(port, STR("host\n"), STR(FIXTURE_HEAD "one"));
    server_stop(server);
    endpoints[0].optional = false;
    assert_null(server_start(&options, &error));
    assert_true(str_starts(buf_str(&error), STR("cannot listen on [2001:db8::1]:")));
    buf_clear(&error);
    endpoints[0].optional = true;
    options.endpoint_count = 1;
    assert_null(server_start(&options, &error));
    assert_true(str_starts(buf_str(&error), STR("nothing to listen on")));
    buf_free(&error);
    site_set_unref(sites);
    site_unref(site);
    tree_remove(&tree);
}

/* Such a client can try again in clear, and nobody waits for a handshake that cannot be. */
static void gtls_01_without_a_certificate_tls_is_turned_away(void **state) {
    (void)state;
    Tree tree = tree_make();
    Site *site = fixture_site(&tree, "one");
    SiteSet *sites = site_set_new((const Site *const[]){site}, 1);
    Buf error = {0};
    uint16_t port = fixture_free_port();
    const Endpoint endpoint = {
        .address = fixture_address(port), .protocol = &fixture_protocol, .tls_too = true};
    const ServerOptions options = {
        .endpoints = &endpoint, .endpoint_count = 1, .workers = 1, .limits = fixture_limits, .sites = sites};
    Server *server = server_start(&options, &error);
    assert_non_null(server);
    client_visit(port, STR("\x16\x03\x01"), STR(""));
    client_visit(port, STR("host\n"), STR(FIXTURE_HEAD "one"));
    server_stop(server);
    buf_free(&error);
    site_set_unref(sites);
    site_unref(site);
    tree_remove(&tree);
}

/* IPv6 sockets take IPv6 alone, so that both families can be asked for on one port. */
static void an_ipv6_socket_takes_no_ipv4(void **state) {
    (void)state;
    Tree tree = tree_make();
    Site *site = fixture_site(&tree, "one");
    SiteSet *sites = site_set_new((const Site *const[]){site}, 1);
    Buf error = {0};
    uint16_t port = fixture_free_port();
    struct sockaddr_storage any = fixture_address(port);
    ((struct sockaddr_in *)&any)->sin_addr.s_addr = htonl(INADDR_ANY);
    const Endpoint endpoints[] = {six("::", port, true), {.address = any, .protocol = &fixture_protocol}};
    ServerOptions options = {
        .endpoints = endpoints, .endpoint_count = 1, .workers = 2, .limits = fixture_limits, .sites = sites};
    Server *server = server_start(&options, &error);
    assert_true(comes_to_refuse(port));
    server_stop(server);
    buf_clear(&error);
    options.endpoint_count = 2;
    server = server_start(&options, &error);
    if (!server) fail_msg("%.*s", STR_FMT(buf_str(&error)));
    client_visit(port, STR("host\n"), STR(FIXTURE_HEAD "one"));
    server_stop(server);
    buf_free(&error);
    site_set_unref(sites);
    site_unref(site);
    tree_remove(&tree);
}

static void assert_explained(uint16_t port, const char *name, int failed, const char *want) {
    const Protocol protocol = {.name = name};
    const Endpoint endpoint = {.address = fixture_address(port), .protocol = &protocol};
    Buf error = {0};
    listener_explain(&endpoint, failed, &error);
    if (!str_eq(buf_str(&error), str_of(want))) fail_msg("%.*s", STR_FMT(buf_str(&error)));
    buf_free(&error);
}

static void a_failure_says_what_where_and_what_to_do(void **state) {
    (void)state;
    assert_explained(70, "gopher", -EACCES,
                     "cannot listen on 127.0.0.1:70: permission denied; use --gopher-port 7070, or give the "
                     "unit CAP_NET_BIND_SERVICE");
    assert_explained(1965, "gemini", -EADDRNOTAVAIL,
                     "cannot listen on 127.0.0.1:1965: this machine has no such address; give one of its own "
                     "with --listen");
    assert_explained(1965, "gemini", -ENOBUFS,
                     "cannot listen on 127.0.0.1:1965: No buffer space available; check --listen and "
                     "--gemini-port");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(many_at_once_with_one_worker),
        cmocka_unit_test(many_at_once_with_four_workers),
        cmocka_unit_test(many_one_after_another),
        cmocka_unit_test(over_the_cap_clients_are_told),
        cmocka_unit_test(far_over_the_cap_clients_wait),
        cmocka_unit_test(a_lack_of_descriptors_is_survived),
        cmocka_unit_test(the_cap_leaves_room_for_files),
        cmocka_unit_test(who_sends_no_request_is_let_go),
        cmocka_unit_test(who_reads_nothing_is_dropped),
        cmocka_unit_test(running_answers_keep_the_site_they_began_with),
        cmocka_unit_test(each_capsule_has_its_place),
        cmocka_unit_test(many_swaps_lose_no_reference),
        cmocka_unit_test(sessions_resume_with_every_worker_and_certificate),
        cmocka_unit_test(new_connections_get_the_new_certificate),
        cmocka_unit_test(a_running_answer_is_finished_when_the_server_stops),
        cmocka_unit_test(grace_has_an_end),
        cmocka_unit_test(a_second_server_is_refused_in_one_line),
        cmocka_unit_test(a_server_starts_again_at_once),
        cmocka_unit_test(a_missing_address_is_excused_when_optional),
        cmocka_unit_test(gtls_01_without_a_certificate_tls_is_turned_away),
        cmocka_unit_test(an_ipv6_socket_takes_no_ipv4),
        cmocka_unit_test(a_failure_says_what_where_and_what_to_do),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}

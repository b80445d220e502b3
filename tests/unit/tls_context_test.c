/* What a context serves: certificates from files (K-14), which of them a client gets, and whose tickets are
 * good for what. */
#include "net_certificate.h"
#include "tls_pair.h"

static const int versions[] = {TLS1_3_VERSION, TLS1_2_VERSION};

static Tree tree;
static TlsContext *context;
static EVP_PKEY *key_one, *key_two;

static int setup(void **state) {
    (void)state;
    tree = tree_make();
    context = fixture_tls(&tree, "localhost");
    key_one = EVP_EC_gen("P-256");
    key_two = EVP_EC_gen("P-256");
    return key_one && key_two ? 0 : -1;
}

static int teardown(void **state) {
    (void)state;
    EVP_PKEY_free(key_one);
    EVP_PKEY_free(key_two);
    tls_context_unref(context);
    tree_remove(&tree);
    return 0;
}

/* K-14. */

static void write_text(const char *name, const Buf *text) {
    char path[256];
    snprintf(path, sizeof path, "%s/%s", tree.path, name);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_int_equal(fchmod(fileno(file), 0600), 0);
    assert_int_equal(fwrite(text->p, 1, text->len, file), text->len);
    fclose(file);
}

static void write_pair(const char *name, const CertificateOrder *order, EVP_PKEY *key, char *passphrase) {
    char file[128];
    Buf text = {0};
    X509 *certificate = certificate_make(order);
    certificate_pem(certificate, &text);
    X509_free(certificate);
    snprintf(file, sizeof file, "%s.crt", name);
    write_text(file, &text);
    buf_clear(&text);
    certificate_key_pem(key, passphrase, &text);
    snprintf(file, sizeof file, "%s.key", name);
    write_text(file, &text);
    buf_free(&text);
}

/* Opens the pair; its warning or error must contain `words`. */
static TlsContext *opened(const char *name, const char *words) {
    Buf said[2] = {{0}, {0}};
    TlsContext *got = fixture_open(tree.path, name, NULL, said);
    Str line = buf_str(&said[got ? 0 : 1]);
    assert_int_equal(said[got ? 1 : 0].len, 0);
    if (words ? str_search(line, str_of(words)) == STR_NONE : line.len > 0)
        fail_msg("%s: %.*s", name, STR_FMT(line));
    size_t end = str_find(line, '\n');
    assert_true(end == STR_NONE || (got && end + 1 == line.len));
    buf_free(&said[0]);
    buf_free(&said[1]);
    return got;
}

static void k_14_what_clients_may_refuse_is_said_and_served(void **state) {
    (void)state;
    CertificateOrder order = {
        .subject = "a.example", .san = "DNS:a.example", .starts = -1, .ends = 90, .key = key_one};
    write_pair("a.example", &order, key_one, NULL);
    tls_context_unref(opened("a.example", NULL));
    write_pair("b.example", &order, key_one, NULL);
    tls_context_unref(opened("b.example", "b.example.crt does not name b.example; clients may refuse it"));
    order.san = NULL;
    write_pair("a.example", &order, key_one, NULL);
    tls_context_unref(opened("a.example", "does not name a.example"));
    order = (CertificateOrder){
        .subject = "a.example", .san = "DNS:a.example", .starts = -9, .ends = -2, .key = key_one};
    write_pair("a.example", &order, key_one, NULL);
    tls_context_unref(opened("a.example", "a.example.crt has expired; clients may refuse it"));
    order.starts = 2;
    order.ends = 99;
    write_pair("a.example", &order, key_one, NULL);
    tls_context_unref(opened("a.example", "is not valid yet"));
    order.san = "IP:192.0.2.7";
    order.starts = -1;
    write_pair("192.0.2.7", &order, key_one, NULL);
    tls_context_unref(opened("192.0.2.7", NULL));
}

static void k_14_what_cannot_be_served_is_refused(void **state) {
    (void)state;
    char path[256], passphrase[] = "secret";
    const CertificateOrder order = {
        .subject = "a.example", .san = "DNS:a.example", .starts = -1, .ends = 90, .key = key_one};
    Buf junk = {0};
    buf_add(&junk, STR("this is no PEM file\n"));
    assert_null(opened("missing.example", "cannot read "));
    write_pair("a.example", &order, key_two, NULL);
    assert_null(opened("a.example", "is not the key of "));
    write_pair("a.example", &order, key_one, passphrase);
    assert_null(opened("a.example", "no private key without a passphrase"));
    write_text("a.example.key", &junk);
    assert_null(opened("a.example", "no private key"));
    snprintf(path, sizeof path, "%s/a.example.key", tree.path);
    assert_int_equal(unlink(path), 0);
    assert_null(opened("a.example", "a.example.key: "));
    write_text("a.example.crt", &junk);
    assert_null(opened("a.example", "no certificate that can be served"));
    buf_clear(&junk);
    write_text("a.example.crt", &junk);
    assert_null(opened("a.example", "no certificate that can be served"));
    buf_free(&junk);
}

static unsigned chain_length(TlsContext *with) {
    Pair p;
    pair_open(&p, with, 0, NULL);
    shake_hands(&p, SIZE_MAX / 2);
    unsigned n = (unsigned)sk_X509_num(SSL_get_peer_cert_chain(p.client.ssl));
    pair_close(&p);
    return n;
}

static void a_chain_is_sent_when_the_file_holds_one(void **state) {
    (void)state;
    const CertificateOrder top = {.subject = "authority", .starts = -1, .ends = 9, .key = key_two};
    X509 *authority = certificate_make(&top);
    const CertificateOrder order = {.subject = "c.example",
                                    .san = "DNS:c.example",
                                    .starts = -1,
                                    .ends = 90,
                                    .key = key_one,
                                    .issuer = authority,
                                    .issuer_key = key_two};
    X509 *leaf = certificate_make(&order);
    Buf text = {0};
    write_pair("c.example", &order, key_one, NULL);
    certificate_pem(leaf, &text);
    buf_add(&text, STR("a comment\n"));
    certificate_pem(authority, &text);
    write_text("c.example.crt", &text);
    TlsContext *chained = opened("c.example", NULL);
    assert_int_equal(chain_length(chained), 2);
    assert_int_equal(chain_length(context), 1);
    tls_context_unref(chained);
    buf_add(&text, STR("-----BEGIN CERTIFICATE-----\nbroken\n-----END CERTIFICATE-----\n"));
    write_text("c.example.crt", &text);
    assert_null(opened("c.example", "no certificate that can be served"));
    buf_free(&text);
    X509_free(leaf);
    X509_free(authority);
}

/* ---- by the name in the hello ---- */

/* Three hosts, the first with a certificate of ours. */
static TlsContext *open_hosts(const TlsContext *last, Buf said[2]) {
    static char paths[3][2][300];
    static const char *const hosts[] = {"one.example", "two.example", "three.example"};
    TlsPair pairs[3];
    for (int i = 0; i < 3; i++) {
        snprintf(paths[i][0], sizeof paths[i][0], "%s/%s.crt", tree.path, hosts[i]);
        snprintf(paths[i][1], sizeof paths[i][1], "%s/%s.key", tree.path, hosts[i]);
        pairs[i] = (TlsPair){.certificate = paths[i][0], .key = paths[i][1], .host = str_of(hosts[i])};
    }
    const TlsOrder order = {.pairs = pairs, .count = 3, .last = last};
    return tls_context_open(&order, &said[0], &said[1]);
}

static void write_host(const char *host, EVP_PKEY *key, EVP_PKEY *file_key) {
    char san[64];
    snprintf(san, sizeof san, "DNS:%s", host);
    const CertificateOrder order = {.subject = host, .san = san, .starts = -1, .ends = 90, .key = key};
    write_pair(host, &order, file_key, NULL);
}

static TlsContext *open_good_hosts(void) {
    Buf said[2] = {{0}, {0}};
    write_host("one.example", key_one, key_one);
    write_host("two.example", key_two, key_two);
    write_host("three.example", key_one, key_one);
    TlsContext *got = open_hosts(NULL, said);
    if (!got) fail_msg("%.*s", STR_FMT(buf_str(&said[1])));
    assert_int_equal(said[0].len, 0);
    return got;
}

static void assert_presented(TlsContext *with, const char *name, const char *host) {
    for (int v = 0; v < 2; v++) {
        Pair p;
        pair_open_to(&p, with, versions[v], name, NULL);
        shake_hands(&p, SIZE_MAX / 2);
        X509 *got = SSL_get1_peer_certificate(p.client.ssl);
        if (X509_check_host(got, host, 0, 0, NULL) != 1) fail_msg("%s did not get that of %s", name, host);
        X509_free(got);
        pair_close(&p);
    }
}

static void gem_tls_02_the_hello_chooses_the_certificate(void **state) {
    (void)state;
    TlsContext *hosts = open_good_hosts();
    assert_presented(hosts, "one.example", "one.example");
    assert_presented(hosts, "two.example", "two.example");
    assert_presented(hosts, "Three.EXAMPLE", "three.example");
    assert_presented(hosts, "two.example.", "two.example");
    assert_presented(hosts, "elsewhere.example", "one.example");
    assert_presented(hosts, NULL, "one.example");
    TlsPair pair = {.certificate = tree_path(&tree, "two.example.crt"), .host = STR("two.example")};
    assert_true(tls_context_serves(hosts, &pair));
    pair.host = STR("one.example");
    assert_false(tls_context_serves(hosts, &pair));
    pair.host = STR("four.example");
    assert_false(tls_context_serves(hosts, &pair));
    tls_context_unref(hosts);
}

/* RFC 6066, section 3: never resumed under another name, be it of ours or not. */
static void a_ticket_is_good_for_its_host_alone(void **state) {
    (void)state;
    static const char *const others[] = {"one.example", "three.example", "elsewhere.example"};
    TlsContext *hosts = open_good_hosts();
    for (int v = 0; v < 2; v++) {
        for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
            SSL_SESSION *session = NULL;
            assert_false(resumes_to(hosts, versions[v], "two.example", &session));
            SSL_SESSION_up_ref(session);
            SSL_SESSION *copy = session;
            assert_true(resumes_to(hosts, versions[v], "two.example", &copy));
            SSL_SESSION_free(copy);
            assert_false(resumes_to(hosts, versions[v], others[i], &session));
            assert_true(resumes_to(hosts, versions[v], others[i], &session));
            SSL_SESSION_free(session);
        }
    }
    tls_context_unref(hosts);
}

/* ---- a reload ---- */

static void k_14_a_broken_pair_keeps_the_old_one_and_holds_up_no_other(void **state) {
    (void)state;
    Buf said[2] = {{0}, {0}};
    TlsContext *before = open_good_hosts();
    write_host("one.example", key_two, key_one);
    write_host("two.example", key_one, key_one);
    assert_null(open_hosts(NULL, said));
    assert_true(str_find(buf_str(&said[1]), '\n') == STR_NONE);
    buf_clear(&said[1]);
    TlsContext *after = open_hosts(before, said);
    assert_non_null(after);
    tls_context_unref(before);
    assert_true(str_ends(buf_str(&said[1]), STR("one.example.crt; put the key back that belongs to it; the "
                                                "certificate stays as it was\n")));
    assert_int_equal(said[0].len, 0);
    assert_presented(after, "one.example", "one.example");
    assert_presented(after, "two.example", "two.example");
    tls_context_unref(after);
    buf_free(&said[1]);
}

/* A host that is new and has no sound files is the first one's loss: it is served with that certificate. */
static void k_14_a_new_host_without_a_pair_has_none(void **state) {
    (void)state;
    Buf said[2] = {{0}, {0}};
    write_host("one.example", key_one, key_one);
    write_host("two.example", key_two, key_two);
    write_host("three.example", key_one, key_two);
    TlsContext *after = open_hosts(context, said);
    assert_true(str_ends(buf_str(&said[1]), STR("; that host has no certificate\n")));
    assert_presented(after, "three.example", "one.example");
    tls_context_unref(after);
    buf_free(&said[1]);
}

static void what_ends_is_said_when_asked_again(void **state) {
    (void)state;
    Buf said = {0};
    TlsContext *hosts = open_good_hosts();
    tls_context_review(hosts, (int64_t)time(NULL), &said);
    assert_int_equal(said.len, 0);
    tls_context_review(hosts, (int64_t)time(NULL) + 80 * 86400 + 3600, &said);
    Str rest = buf_str(&said), line;
    int lines = 0;
    for (; str_line(&rest, &line); lines++)
        assert_true(str_ends(line, STR(", in 9 days; renew it")));
    assert_int_equal(lines, 3);
    tls_context_unref(hosts);
    buf_free(&said);
}

static void tlsp_08_a_key_that_everybody_may_read_is_told(void **state) {
    (void)state;
    char path[256];
    write_host("d.example", key_one, key_one);
    snprintf(path, sizeof path, "%s/d.example.key", tree.path);
    assert_int_equal(chmod(path, 0640), 0);
    tls_context_unref(opened("d.example", NULL));
    assert_int_equal(chmod(path, 0604), 0);
    tls_context_unref(opened("d.example", "d.example.key is open to every user of this machine; chmod 600 "));
}

/* ---- tickets ---- */

static void tickets_outlive_their_context(void **state) {
    (void)state;
    for (int v = 0; v < 2; v++) {
        SSL_SESSION *session = NULL;
        TlsContext *heir = fixture_tls_after(&tree, "localhost", context);
        TlsContext *stranger = fixture_tls(&tree, "localhost");
        assert_false(resumes(context, versions[v], &session));
        assert_true(resumes(heir, versions[v], &session));
        assert_false(resumes(stranger, versions[v], &session));
        SSL_SESSION_free(session);
        tls_context_unref(heir);
        tls_context_unref(stranger);
    }
}

static void gem_tls_07_no_early_data_and_no_compression(void **state) {
    (void)state;
    for (int v = 0; v < 2; v++) {
        SSL_SESSION *session = NULL;
        assert_false(resumes(context, versions[v], &session));
        assert_int_equal(SSL_SESSION_get_max_early_data(session), 0);
        assert_int_equal(SSL_SESSION_get_compress_id(session), 0);
        assert_int_equal(SSL_SESSION_get_ticket_lifetime_hint(session), 12 * 3600);
        SSL_SESSION_free(session);
    }
}

static void move_clock(int64_t seconds) {
    char text[32];
    snprintf(text, sizeof text, "%lld", (long long)seconds);
    tree_write(&tree, "clock", text);
}

/* A ticket that was made `age` seconds ago, with a key that has sealed for `before` seconds by then. */
static bool resumes_later(int version, int64_t before, int64_t age) {
    SSL_SESSION *session = NULL;
    move_clock(0);
    TlsContext *fresh = fixture_tls(&tree, "localhost");
    move_clock(before);
    assert_false(resumes(fresh, version, &session));
    move_clock(before + age);
    bool resumed = resumes(fresh, version, &session);
    SSL_SESSION_free(session);
    tls_context_unref(fresh);
    return resumed;
}

static void ticket_keys_last_for_two_times_twelve_hours(void **state) {
    (void)state;
    enum { HOUR = 3600 };
    setenv("LEDA_CLOCK_FILE", tree_path(&tree, "clock"), 1);
    for (int v = 0; v < 2; v++) {
        assert_true(resumes_later(versions[v], 0, 11 * HOUR));
        assert_true(resumes_later(versions[v], 11 * HOUR, 2 * HOUR));
        assert_true(resumes_later(versions[v], 0, 23 * HOUR));
        assert_false(resumes_later(versions[v], 0, 25 * HOUR));
        assert_false(resumes_later(versions[v], 11 * HOUR, 24 * HOUR));
    }
    unsetenv("LEDA_CLOCK_FILE");
}

/* An idle server forgets keys by the tick alone; a client that comes with an old ticket gets a new one. */
static void ticket_keys_change_when_nobody_comes(void **state) {
    (void)state;
    enum { HOUR = 3600 };
    setenv("LEDA_CLOCK_FILE", tree_path(&tree, "clock"), 1);
    for (int v = 0; v < 2; v++) {
        SSL_SESSION *session = NULL;
        move_clock(0);
        TlsContext *fresh = fixture_tls(&tree, "localhost");
        assert_false(resumes(fresh, versions[v], &session));
        move_clock(13 * HOUR);
        tls_context_tick(fresh);
        assert_true(resumes(fresh, versions[v], &session));
        move_clock(26 * HOUR);
        tls_context_tick(fresh);
        assert_true(resumes(fresh, versions[v], &session));
        move_clock(39 * HOUR);
        tls_context_tick(fresh);
        move_clock(52 * HOUR);
        tls_context_tick(fresh);
        assert_false(resumes(fresh, versions[v], &session));
        SSL_SESSION_free(session);
        tls_context_unref(fresh);
    }
    unsetenv("LEDA_CLOCK_FILE");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(k_14_what_clients_may_refuse_is_said_and_served),
        cmocka_unit_test(k_14_what_cannot_be_served_is_refused),
        cmocka_unit_test(a_chain_is_sent_when_the_file_holds_one),
        cmocka_unit_test(gem_tls_02_the_hello_chooses_the_certificate),
        cmocka_unit_test(a_ticket_is_good_for_its_host_alone),
        cmocka_unit_test(k_14_a_broken_pair_keeps_the_old_one_and_holds_up_no_other),
        cmocka_unit_test(k_14_a_new_host_without_a_pair_has_none),
        cmocka_unit_test(what_ends_is_said_when_asked_again),
        cmocka_unit_test(tlsp_08_a_key_that_everybody_may_read_is_told),
        cmocka_unit_test(tickets_outlive_their_context),
        cmocka_unit_test(gem_tls_07_no_early_data_and_no_compression),
        cmocka_unit_test(ticket_keys_last_for_two_times_twelve_hours),
        cmocka_unit_test(ticket_keys_change_when_nobody_comes),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}

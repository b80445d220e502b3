/* TLS without a socket: a client of OpenSSL's in memory, the transport, and the bytes between them. */
#include "tls_pair.h"

static size_t openssl_allocations;

static void *count_alloc(size_t size, const char *file, int line) {
    (void)file;
    (void)line;
    openssl_allocations++;
    return malloc(size);
}

static void *count_grow(void *p, size_t size, const char *file, int line) {
    (void)file;
    (void)line;
    openssl_allocations++;
    return realloc(p, size);
}

static void count_free(void *p, const char *file, int line) {
    (void)file;
    (void)line;
    free(p);
}

static Tree tree;
static TlsContext *context;

static int setup(void **state) {
    (void)state;
    tree = tree_make();
    context = fixture_tls(&tree, "localhost");
    return 0;
}

static int teardown(void **state) {
    (void)state;
    tls_context_unref(context);
    tree_remove(&tree);
    return 0;
}

static const int versions[] = {TLS1_3_VERSION, TLS1_2_VERSION};

static void a_request_and_an_answer(void **state) {
    (void)state;
    for (int v = 0; v < 2; v++) {
        Pair p;
        bool marked;
        pair_open(&p, context, versions[v], NULL);
        shake_hands(&p, SIZE_MAX / 2);
        assert_int_equal(SSL_version(p.client.ssl), versions[v]);
        client_says(&p, STR("hello\r\n"));
        assert_true(str_eq(buf_str(&p.plain), STR("hello\r\n")));
        assert_int_equal(p.state, TRANSPORT_OPEN);
        seal(&p, STR("20 text/gemini\r\n"), STR("# Hi\n"));
        p.server.ops->finish(p.server.state, &p.wire);
        Buf got = client_hears(&p, &marked);
        assert_true(marked);
        assert_true(str_eq(buf_str(&got), STR("20 text/gemini\r\n# Hi\n")));
        buf_free(&got);
        pair_close(&p);
    }
}

static void the_handshake_may_come_byte_by_byte(void **state) {
    (void)state;
    for (int v = 0; v < 2; v++) {
        Pair p;
        pair_open(&p, context, versions[v], NULL);
        shake_hands(&p, 1);
        pair_close(&p);
    }
}

static void the_hello_may_be_split_anywhere(void **state) {
    (void)state;
    size_t length = 1000;
    for (size_t at = 1; at < length; at += 7) {
        Pair p;
        pair_open(&p, context, 0, NULL);
        ERR_clear_error();
        SSL_do_handshake(p.client.ssl);
        Buf hello = from_client(&p);
        length = hello.len;
        feed(&p, str_head(buf_str(&hello), at));
        assert_int_equal(p.state, TRANSPORT_OPEN);
        assert_true(at >= length || p.wire.len == 0);
        feed(&p, str_skip(buf_str(&hello), at));
        to_client(&p);
        shake_hands(&p, SIZE_MAX / 2);
        buf_free(&hello);
        pair_close(&p);
    }
    assert_true(length > 100);
}

/* PERF-7: half a hello costs what was received, nothing of OpenSSL's. */
static void half_a_hello_makes_no_ssl_object(void **state) {
    (void)state;
    Pair p;
    pair_open(&p, context, 0, NULL);
    ERR_clear_error();
    SSL_do_handshake(p.client.ssl);
    Buf hello = from_client(&p);
    size_t before = openssl_allocations;
    for (size_t i = 0; i + 1 < hello.len; i++)
        feed(&p, str_slice(buf_str(&hello), i, i + 1));
    assert_int_equal(openssl_allocations, before);
    feed(&p, str_skip(buf_str(&hello), hello.len - 1));
    assert_true(openssl_allocations > before);
    buf_free(&hello);
    pair_close(&p);
}

static void gem_tls_09_what_is_not_tls_is_met_with_silence(void **state) {
    (void)state;
    static const Str probes[] = {
        STR("gemini://localhost/\r\n"), STR("\x15\x03\x01\x00\x02\x02\x28"), STR("\x16\x02"),
        STR("\x16\x03\x01\x00\x00"),    STR("\x16\x03\x01\x40\x01"),         STR("\x80\x2e\x01\x00\x02")};
    for (size_t i = 0; i < sizeof probes / sizeof *probes; i++) {
        Pair p;
        size_t before;
        pair_open(&p, context, 0, NULL);
        before = openssl_allocations;
        feed(&p, probes[i]);
        assert_int_equal(p.state, TRANSPORT_FAILED);
        assert_int_equal(p.wire.len, 0);
        assert_int_equal(openssl_allocations, before);
        feed(&p, STR("more"));
        assert_int_equal(p.state, TRANSPORT_FAILED);
        assert_false(p.server.ops->ready(p.server.state));
        pair_close(&p);
    }
}

static void assert_alert(const Pair *p, int alert) {
    assert_int_equal(p->state, TRANSPORT_FAILED);
    assert_int_equal(p->wire.len, 7);
    assert_int_equal(p->wire.p[0], 21);
    assert_int_equal(p->wire.p[5], 2);
    assert_int_equal(p->wire.p[6], alert);
}

static void a_broken_hello_gets_an_alert(void **state) {
    (void)state;
    Pair p;
    pair_open(&p, context, 0, NULL);
    feed(&p, STR("\x16\x03\x01\x00\x05\x01\x00\x00\x01\xff"));
    assert_alert(&p, SSL_AD_DECODE_ERROR);
    pair_close(&p);
}

static void gem_tls_01_older_versions_are_refused(void **state) {
    (void)state;
    Pair p;
    pair_open(&p, context, TLS1_1_VERSION, NULL);
    assert_true(turn(&p, SIZE_MAX / 2));
    assert_alert(&p, SSL_AD_PROTOCOL_VERSION);
    pair_close(&p);
}

/* What a client of any sort would be given: PERFORMANCE.md's cheap choices. */
static void the_cheap_algorithms_are_chosen(void **state) {
    (void)state;
    Pair p;
    pair_open(&p, context, 0, NULL);
    shake_hands(&p, SIZE_MAX / 2);
    assert_string_equal(SSL_get_cipher_name(p.client.ssl), "TLS_AES_128_GCM_SHA256");
    assert_int_equal(SSL_get_negotiated_group(p.client.ssl), NID_X25519);
    pair_close(&p);
    pair_open(&p, context, TLS1_2_VERSION, NULL);
    shake_hands(&p, SIZE_MAX / 2);
    assert_string_equal(SSL_get_cipher_name(p.client.ssl), "ECDHE-ECDSA-AES128-GCM-SHA256");
    pair_close(&p);
}

static void a_client_without_aes_gets_chacha(void **state) {
    (void)state;
    Pair p;
    pair_open(&p, context, 0, NULL);
    SSL_set_ciphersuites(p.client.ssl, "TLS_CHACHA20_POLY1305_SHA256:TLS_AES_128_GCM_SHA256");
    shake_hands(&p, SIZE_MAX / 2);
    assert_string_equal(SSL_get_cipher_name(p.client.ssl), "TLS_CHACHA20_POLY1305_SHA256");
    pair_close(&p);
}

static void alpn_is_tolerated(void **state) {
    (void)state;
    Pair p;
    const unsigned char *chosen;
    unsigned length = 1;
    pair_open(&p, context, 0, NULL);
    SSL_set_alpn_protos(p.client.ssl, (const unsigned char *)"\x06gopher", 7);
    shake_hands(&p, SIZE_MAX / 2);
    SSL_get0_alpn_selected(p.client.ssl, &chosen, &length);
    assert_int_equal(length, 0);
    pair_close(&p);
}

static unsigned records(Str wire) {
    unsigned n = 0;
    for (; wire.len >= 5; n++) {
        assert_int_equal(wire.p[0], 23);
        wire = str_skip(wire, 5 + ((size_t)(unsigned char)wire.p[3] << 8 | (unsigned char)wire.p[4]));
    }
    assert_int_equal(wire.len, 0);
    return n;
}

static void gem_rsp_07_header_and_body_share_a_record(void **state) {
    (void)state;
    static char body[65536];
    static const struct {
        size_t length;
        unsigned records;
    } cases[] = {{100, 1}, {16364, 1}, {16365, 2}, {40000, 3}, {65536, 5}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Pair p;
        bool marked;
        pair_open(&p, context, TLS1_3_VERSION, NULL);
        shake_hands(&p, SIZE_MAX / 2);
        to_client(&p);
        for (size_t at = 0; at < sizeof body; at++)
            body[at] = fixture_byte(at);
        seal(&p, STR("20 application/x\r\n\r\n"), (Str){body, cases[i].length});
        assert_int_equal(records(buf_str(&p.wire)), cases[i].records);
        p.server.ops->finish(p.server.state, &p.wire);
        assert_int_equal(records(buf_str(&p.wire)), cases[i].records + 1);
        Buf got = client_hears(&p, &marked);
        assert_true(marked);
        assert_int_equal(got.len, 20 + cases[i].length);
        assert_memory_equal(got.p + 20, body, cases[i].length);
        buf_free(&got);
        pair_close(&p);
    }
}

static void whole_records_are_sealed_from_where_they_lie(void **state) {
    (void)state;
    static char body[65536];
    Pair p;
    pair_open(&p, context, TLS1_3_VERSION, NULL);
    shake_hands(&p, SIZE_MAX / 2);
    to_client(&p);
    seal(&p, STR(""), (Str){body, sizeof body});
    assert_int_equal(records(buf_str(&p.wire)), 4);
    pair_close(&p);
}

/* Tickets may wait for the answer in TLS 1.3; in 1.2 the client waits for what the handshake left. */
static void only_tickets_are_patient(void **state) {
    (void)state;
    for (int v = 0; v < 2; v++) {
        Pair p;
        pair_open(&p, context, versions[v], NULL);
        assert_false(p.server.ops->patient(p.server.state));
        assert_true(turn(&p, SIZE_MAX / 2));
        to_client(&p);
        assert_false(p.server.ops->patient(p.server.state));
        assert_true(turn(&p, SIZE_MAX / 2));
        assert_true(p.wire.len > 0);
        assert_int_equal(p.server.ops->patient(p.server.state), versions[v] == TLS1_3_VERSION);
        pair_close(&p);
    }
}

static void one_ticket_is_enough(void **state) {
    (void)state;
    Pair p;
    bool marked;
    pair_open(&p, context, TLS1_3_VERSION, NULL);
    assert_true(turn(&p, SIZE_MAX / 2));
    to_client(&p);
    assert_true(turn(&p, SIZE_MAX / 2));
    assert_int_equal(records(buf_str(&p.wire)), 1);
    Buf got = client_hears(&p, &marked);
    assert_false(marked);
    assert_non_null(p.client.session);
    buf_free(&got);
    pair_close(&p);
}

static void sessions_resume_and_keep_the_name(void **state) {
    (void)state;
    for (int v = 0; v < 2; v++) {
        SSL_SESSION *session = NULL;
        assert_false(resumes(context, versions[v], &session));
        assert_true(resumes(context, versions[v], &session));
        assert_true(resumes(context, versions[v], &session));
        SSL_SESSION_free(session);
    }
}

static void renegotiation_is_refused(void **state) {
    (void)state;
    Pair p;
    pair_open(&p, context, TLS1_2_VERSION, NULL);
    shake_hands(&p, SIZE_MAX / 2);
    assert_int_equal(SSL_renegotiate(p.client.ssl), 1);
    assert_true(turn(&p, SIZE_MAX / 2));
    to_client(&p);
    ERR_clear_error();
    assert_int_equal(SSL_do_handshake(p.client.ssl), -1);
    assert_int_equal(ERR_GET_REASON(ERR_peek_error()), SSL_R_NO_RENEGOTIATION);
    pair_close(&p);
}

static void the_plaintext_has_a_limit(void **state) {
    (void)state;
    static char flood[10000];
    Pair p;
    pair_open(&p, context, 0, NULL);
    p.plain_max = 100;
    shake_hands(&p, SIZE_MAX / 2);
    client_says(&p, (Str){flood, sizeof flood});
    assert_int_equal(p.plain.len, 100);
    assert_int_equal(p.state, TRANSPORT_OPEN);
    pair_close(&p);
}

static void a_close_notify_is_an_end_and_a_broken_record_a_failure(void **state) {
    (void)state;
    Pair p;
    pair_open(&p, context, 0, NULL);
    shake_hands(&p, SIZE_MAX / 2);
    client_tls_send(&p.client, STR("last"));
    SSL_shutdown(p.client.ssl);
    Buf out = from_client(&p);
    feed(&p, buf_str(&out));
    buf_free(&out);
    assert_int_equal(p.state, TRANSPORT_ENDED);
    assert_true(str_eq(buf_str(&p.plain), STR("last")));
    assert_true(p.server.ops->ready(p.server.state));
    seal(&p, STR("an answer"), STR(""));
    pair_close(&p);

    pair_open(&p, context, TLS1_3_VERSION, NULL);
    shake_hands(&p, SIZE_MAX / 2);
    buf_clear(&p.wire);
    feed(&p, STR("\x17\x03\x03\x00\x14"
                 "twenty bytes of junk"));
    assert_int_equal(p.state, TRANSPORT_FAILED);
    assert_true(p.wire.len > 0);
    const Str late = STR("x");
    assert_false(p.server.ops->seal(p.server.state, &late, 1, &p.wire));
    pair_close(&p);
}

/* One connection's failure, left in the thread's queue, must not look like another's. */
static void an_old_error_is_no_new_one(void **state) {
    (void)state;
    Pair p;
    pair_open(&p, context, 0, NULL);
    assert_true(turn(&p, SIZE_MAX / 2));
    to_client(&p);
    ERR_clear_error();
    SSL_do_handshake(p.client.ssl);
    Buf out = from_client(&p);
    ERR_raise(ERR_LIB_SSL, SSL_R_BAD_LENGTH);
    feed(&p, str_head(buf_str(&out), 3));
    assert_int_equal(p.state, TRANSPORT_OPEN);
    ERR_raise(ERR_LIB_SSL, SSL_R_BAD_LENGTH);
    feed(&p, str_skip(buf_str(&out), 3));
    assert_int_equal(p.state, TRANSPORT_OPEN);
    assert_true(p.server.ops->ready(p.server.state));
    buf_free(&out);
    client_tls_send(&p.client, STR("x"));
    out = from_client(&p);
    ERR_raise(ERR_LIB_SSL, SSL_R_BAD_LENGTH);
    feed(&p, str_head(buf_str(&out), 3));
    assert_int_equal(p.state, TRANSPORT_OPEN);
    buf_free(&out);
    pair_close(&p);
}

int main(void) {
    CRYPTO_set_mem_functions(count_alloc, count_grow, count_free);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_request_and_an_answer),
        cmocka_unit_test(the_handshake_may_come_byte_by_byte),
        cmocka_unit_test(the_hello_may_be_split_anywhere),
        cmocka_unit_test(half_a_hello_makes_no_ssl_object),
        cmocka_unit_test(gem_tls_09_what_is_not_tls_is_met_with_silence),
        cmocka_unit_test(a_broken_hello_gets_an_alert),
        cmocka_unit_test(gem_tls_01_older_versions_are_refused),
        cmocka_unit_test(the_cheap_algorithms_are_chosen),
        cmocka_unit_test(a_client_without_aes_gets_chacha),
        cmocka_unit_test(alpn_is_tolerated),
        cmocka_unit_test(gem_rsp_07_header_and_body_share_a_record),
        cmocka_unit_test(whole_records_are_sealed_from_where_they_lie),
        cmocka_unit_test(only_tickets_are_patient),
        cmocka_unit_test(one_ticket_is_enough),
        cmocka_unit_test(sessions_resume_and_keep_the_name),
        cmocka_unit_test(renegotiation_is_refused),
        cmocka_unit_test(the_plaintext_has_a_limit),
        cmocka_unit_test(a_close_notify_is_an_end_and_a_broken_record_a_failure),
        cmocka_unit_test(an_old_error_is_no_new_one),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}

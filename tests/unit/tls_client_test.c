/* What the other side of TLS has to show: client certificates of every sort, and what becomes of them. */
#include "net_certificate.h"
#include "tls_pair.h"

#include "net/tls_authority.h"

static const int versions[] = {TLS1_3_VERSION, TLS1_2_VERSION};

static Tree tree;
static TlsContext *asking, *silent;
static EVP_PKEY *key, *other_key;

static int setup(void **state) {
    (void)state;
    tree = tree_make();
    silent = fixture_tls(&tree, "localhost");
    asking = fixture_tls(&tree, "localhost");
    tls_context_ask(asking);
    key = EVP_EC_gen("P-256");
    other_key = EVP_EC_gen("P-256");
    return key && other_key ? 0 : -1;
}

static int teardown(void **state) {
    (void)state;
    EVP_PKEY_free(key);
    EVP_PKEY_free(other_key);
    tls_context_unref(asking);
    tls_context_unref(silent);
    tree_remove(&tree);
    return 0;
}

static CertificateOrder order(int starts, int ends) {
    return (CertificateOrder){.subject = "reader", .starts = starts, .ends = ends, .key = key};
}

/* Shakes hands as a client that has `certificate` (NULL: none); true when the server sees one. */
static bool shown(Pair *p, TlsContext *with, int version, X509 *certificate) {
    PeerCertificate seen;
    pair_open(p, with, version, NULL);
    if (certificate) {
        assert_int_equal(SSL_use_certificate(p->client.ssl, certificate), 1);
        assert_int_equal(SSL_use_PrivateKey(p->client.ssl, key), 1);
    }
    assert_false(p->server.ops->peer->certificate(p->server.state, &seen));
    shake_hands(p, SIZE_MAX / 2);
    return p->server.ops->peer->certificate(p->server.state, &seen);
}

static PeerCertificate seen_by(const Pair *p) {
    PeerCertificate seen;
    assert_true(p->server.ops->peer->certificate(p->server.state, &seen));
    return seen;
}

static void gem_tls_04_nobody_is_asked_unless_asked_for(void **state) {
    (void)state;
    const CertificateOrder o = order(-1, 1);
    X509 *certificate = certificate_make(&o);
    for (int v = 0; v < 2; v++) {
        Pair p;
        assert_false(shown(&p, silent, versions[v], certificate));
        assert_false(p.server.ops->peer->is_signed(p.server.state, STR("")));
        pair_close(&p);
        assert_false(shown(&p, asking, versions[v], NULL));
        pair_close(&p);
    }
    X509_free(certificate);
}

static void gem_tls_05_both_fingerprints_are_seen(void **state) {
    (void)state;
    const CertificateOrder o = order(-1, 365 * 5000); /* TLSP-12: clients make them for millennia */
    X509 *certificate = certificate_make(&o);
    unsigned char whole[EVP_MAX_MD_SIZE], spki[EVP_MAX_MD_SIZE], *der = NULL;
    int length = i2d_PUBKEY(key, &der);
    X509_digest(certificate, EVP_sha256(), whole, NULL);
    EVP_Digest(der, (size_t)length, spki, NULL, EVP_sha256(), NULL);
    OPENSSL_free(der);
    for (int v = 0; v < 2; v++) {
        Pair p;
        assert_true(shown(&p, asking, versions[v], certificate));
        PeerCertificate seen = seen_by(&p);
        assert_true(seen.sound);
        assert_memory_equal(seen.certificate.bytes, whole, FINGERPRINT_BYTES);
        assert_memory_equal(seen.key.bytes, spki, FINGERPRINT_BYTES);
        pair_close(&p);
    }
    X509_free(certificate);
}

/* The handshake with this certificate succeeds in both versions; whether it is sound is `sound`. */
static void assert_met(X509 *certificate, bool sound) {
    for (int v = 0; v < 2; v++) {
        Pair p;
        bool marked;
        assert_true(shown(&p, asking, versions[v], certificate));
        assert_int_equal(seen_by(&p).sound, sound);
        client_says(&p, STR("hello\r\n"));
        seal(&p, STR("answer"), STR(""));
        p.server.ops->finish(p.server.state, &p.wire);
        Buf got = client_hears(&p, &marked);
        assert_true(marked && str_eq(buf_str(&got), STR("answer")));
        buf_free(&got);
        pair_close(&p);
    }
}

static void gem_tls_04_dates_end_no_handshake(void **state) {
    (void)state;
    static const struct {
        int starts, ends;
        bool sound;
    } cases[] = {{-9, -2, false}, {2, 9, false}, {-1, 1, true}, {9, -9, false}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const CertificateOrder o = order(cases[i].starts, cases[i].ends);
        X509 *certificate = certificate_make(&o);
        assert_met(certificate, cases[i].sound);
        X509_free(certificate);
    }
}

/* Signed by `authority`'s key. */
static X509 *signed_by(X509 *authority, EVP_PKEY *authority_key) {
    CertificateOrder o = order(-1, 9);
    o.issuer = authority;
    o.issuer_key = authority_key;
    return certificate_make(&o);
}

static void gem_tls_04_nor_does_who_signed(void **state) {
    (void)state;
    const CertificateOrder top = {.subject = "authority", .starts = -9, .ends = -2, .key = other_key};
    X509 *authority = certificate_make(&top), *unknown = signed_by(authority, other_key);
    assert_met(unknown, true);
    /* Its own issuer, and signed with a key that is not its own. */
    const CertificateOrder o = order(-1, 1);
    X509 *forged = certificate_make(&o);
    assert_true(X509_sign(forged, other_key, EVP_sha256()) > 0);
    assert_met(forged, false);
    /* A chain of things that have nothing to do with each other. */
    for (int v = 0; v < 2; v++) {
        Pair p;
        PeerCertificate seen;
        pair_open(&p, asking, versions[v], NULL);
        SSL_use_certificate(p.client.ssl, unknown);
        SSL_use_PrivateKey(p.client.ssl, key);
        SSL_add1_chain_cert(p.client.ssl, forged);
        SSL_add1_chain_cert(p.client.ssl, unknown);
        SSL_add1_chain_cert(p.client.ssl, authority);
        shake_hands(&p, SIZE_MAX / 2);
        assert_true(p.server.ops->peer->certificate(p.server.state, &seen) && seen.sound);
        pair_close(&p);
    }
    X509_free(forged);
    X509_free(unknown);
    X509_free(authority);
}

/* With the certificate's key in place of ours for as long as it takes. */
static void assert_key_met(EVP_PKEY *odd) {
    EVP_PKEY *before = key;
    key = odd;
    const CertificateOrder o = order(-1, 1);
    X509 *certificate = certificate_make(&o);
    assert_met(certificate, true);
    X509_free(certificate);
    EVP_PKEY_free(odd);
    key = before;
}

static void gem_tls_04_nor_does_a_weak_key(void **state) {
    (void)state;
    assert_key_met(EVP_RSA_gen(1024));
    assert_key_met(EVP_EC_gen("P-384"));
    assert_key_met(EVP_RSA_gen(3072));
}

/* Extensions that contradict themselves: sound by no measure, and met all the same. */
static void gem_tls_04_nor_do_broken_extensions(void **state) {
    (void)state;
    const CertificateOrder o = order(-1, 1);
    X509 *certificate = certificate_make(&o);
    certificate_extend(certificate, NID_basic_constraints, "critical,CA:FALSE");
    assert_true(X509_sign(certificate, key, EVP_sha256()) > 0);
    assert_met(certificate, false);
    X509_free(certificate);
}

/* What is left to OpenSSL: that the certificate, and the proof of its key, are what the client sent. */
static void a_flight_that_was_spoiled_on_its_way_ends_the_handshake(void **state) {
    (void)state;
    const CertificateOrder o = order(-1, 1);
    X509 *certificate = certificate_make(&o);
    for (int v = 0; v < 2; v++) {
        Pair p;
        PeerCertificate seen;
        pair_open(&p, asking, versions[v], NULL);
        SSL_use_certificate(p.client.ssl, certificate);
        SSL_use_PrivateKey(p.client.ssl, key);
        assert_true(turn(&p, SIZE_MAX / 2));
        to_client(&p);
        ERR_clear_error();
        SSL_do_handshake(p.client.ssl);
        Buf flight = from_client(&p);
        flight.p[flight.len / 2] ^= 1;
        feed(&p, buf_str(&flight));
        assert_int_equal(p.state, TRANSPORT_FAILED);
        assert_false(p.server.ops->peer->certificate(p.server.state, &seen));
        buf_free(&flight);
        pair_close(&p);
    }
    X509_free(certificate);
}

typedef struct Visit {
    TlsContext *with;
    int version;
    X509 *certificate; /* NULL: none */
} Visit;

/* A handshake that offers *session, which becomes the next one; *seen is all zero without a certificate. */
static bool resumed_with(Visit visit, SSL_SESSION **session, PeerCertificate *seen) {
    Pair p;
    bool marked;
    memset(seen, 0, sizeof *seen);
    pair_open(&p, visit.with, visit.version, *session);
    if (visit.certificate) SSL_use_certificate(p.client.ssl, visit.certificate);
    if (visit.certificate) SSL_use_PrivateKey(p.client.ssl, key);
    shake_hands(&p, SIZE_MAX / 2);
    bool resumed = SSL_session_reused(p.client.ssl) == 1;
    p.server.ops->peer->certificate(p.server.state, seen);
    p.server.ops->finish(p.server.state, &p.wire);
    Buf got = client_hears(&p, &marked);
    assert_true(marked);
    buf_free(&got);
    SSL_shutdown(p.client.ssl);
    SSL_SESSION_free(*session);
    *session = p.client.session ? p.client.session : SSL_get1_session(p.client.ssl);
    p.client.session = NULL;
    pair_close(&p);
    return resumed;
}

static void gem_tls_07_a_resumed_session_still_shows_it(void **state) {
    (void)state;
    const CertificateOrder o = order(-1, 1);
    X509 *certificate = certificate_make(&o);
    TlsContext *heir = fixture_tls_after(&tree, "localhost", asking);
    tls_context_ask(heir);
    for (int v = 0; v < 2; v++) {
        SSL_SESSION *session = NULL;
        PeerCertificate first, again;
        assert_false(resumed_with((Visit){asking, versions[v], certificate}, &session, &first));
        assert_true(first.sound);
        for (int i = 0; i < 3; i++) {
            assert_true(resumed_with((Visit){i < 2 ? asking : heir, versions[v], NULL}, &session, &again));
            assert_memory_equal(&again, &first, sizeof first);
        }
        SSL_SESSION_free(session);
    }
    tls_context_unref(heir);
    X509_free(certificate);
}

/* A session from before there was an area could show no certificate, and its client would never be asked. */
static void sessions_without_the_question_are_not_resumed(void **state) {
    (void)state;
    TlsContext *before = fixture_tls(&tree, "localhost");
    TlsContext *after = fixture_tls_after(&tree, "localhost", before);
    tls_context_ask(after);
    for (int v = 0; v < 2; v++) {
        SSL_SESSION *session = NULL;
        PeerCertificate seen;
        assert_false(resumed_with((Visit){before, versions[v], NULL}, &session, &seen));
        assert_true(resumed_with((Visit){before, versions[v], NULL}, &session, &seen));
        assert_false(resumed_with((Visit){after, versions[v], NULL}, &session, &seen));
        assert_true(resumed_with((Visit){after, versions[v], NULL}, &session, &seen));
        assert_false(resumed_with((Visit){before, versions[v], NULL}, &session, &seen));
        SSL_SESSION_free(session);
    }
    tls_context_unref(before);
    tls_context_unref(after);
}

/* Who signed. */

static bool is_signed(X509 *certificate, const Buf *authorities) {
    Pair p;
    assert_true(shown(&p, asking, TLS1_3_VERSION, certificate));
    bool signs = p.server.ops->peer->is_signed(p.server.state, buf_str(authorities));
    pair_close(&p);
    return signs;
}

static void an_authority_lets_in_whom_it_signed(void **state) {
    (void)state;
    EVP_PKEY *middle_key = EVP_EC_gen("P-256");
    const CertificateOrder top = {.subject = "authority", .starts = -9, .ends = 9, .key = other_key};
    X509 *authority = certificate_make(&top), *reader = signed_by(authority, other_key);
    X509 *stranger = certificate_make(
        &(CertificateOrder){.subject = "authority", .starts = -9, .ends = 9, .key = middle_key});
    X509 *impostor = signed_by(stranger, middle_key), *below = signed_by(reader, key);
    const CertificateOrder alone = order(-1, 1);
    X509 *self = certificate_make(&alone);
    Buf pem = {0};
    buf_add(&pem, STR("For our readers:\n"));
    certificate_pem(authority, &pem);
    assert_null(tls_authority_fault(buf_str(&pem)));
    assert_true(is_signed(reader, &pem));
    assert_false(is_signed(impostor, &pem)); /* the same name, another key */
    assert_false(is_signed(self, &pem));
    certificate_pem(reader, &pem);
    assert_false(is_signed(below, &pem)); /* what is no authority signs nothing */
    certificate_pem(stranger, &pem);
    assert_true(is_signed(impostor, &pem));
    buf_free(&pem);
    X509 *all[] = {authority, reader, stranger, impostor, below, self};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        X509_free(all[i]);
    EVP_PKEY_free(middle_key);
}

static void an_authority_that_has_expired_lets_nobody_in(void **state) {
    (void)state;
    const CertificateOrder top = {.subject = "authority", .starts = -9, .ends = -2, .key = other_key};
    X509 *authority = certificate_make(&top), *reader = signed_by(authority, other_key);
    Buf pem = {0};
    certificate_pem(authority, &pem);
    assert_false(is_signed(reader, &pem));
    buf_free(&pem);
    X509_free(reader);
    X509_free(authority);
}

static void what_is_no_authority_file_is_told(void **state) {
    (void)state;
    const CertificateOrder o = order(-1, 1);
    X509 *certificate = certificate_make(&o);
    Buf pem = {0};
    assert_non_null(tls_authority_fault(STR("")));
    assert_non_null(tls_authority_fault(STR("no PEM\n")));
    certificate_pem(certificate, &pem);
    assert_null(tls_authority_fault(buf_str(&pem)));
    size_t whole = pem.len;
    buf_add(&pem, STR("-----BEGIN CERTIFICATE-----\nbroken\n-----END CERTIFICATE-----\n"));
    assert_non_null(tls_authority_fault(buf_str(&pem)));
    buf_truncate(&pem, whole / 2);
    assert_non_null(tls_authority_fault(buf_str(&pem)));
    buf_clear(&pem);
    for (int i = 0; i < TLS_AUTHORITIES_MAX; i++)
        certificate_pem(certificate, &pem);
    assert_null(tls_authority_fault(buf_str(&pem)));
    certificate_pem(certificate, &pem);
    assert_non_null(tls_authority_fault(buf_str(&pem)));
    buf_free(&pem);
    X509_free(certificate);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gem_tls_04_nobody_is_asked_unless_asked_for),
        cmocka_unit_test(gem_tls_05_both_fingerprints_are_seen),
        cmocka_unit_test(gem_tls_04_dates_end_no_handshake),
        cmocka_unit_test(gem_tls_04_nor_does_who_signed),
        cmocka_unit_test(gem_tls_04_nor_does_a_weak_key),
        cmocka_unit_test(gem_tls_04_nor_do_broken_extensions),
        cmocka_unit_test(a_flight_that_was_spoiled_on_its_way_ends_the_handshake),
        cmocka_unit_test(gem_tls_07_a_resumed_session_still_shows_it),
        cmocka_unit_test(sessions_without_the_question_are_not_resumed),
        cmocka_unit_test(an_authority_lets_in_whom_it_signed),
        cmocka_unit_test(an_authority_that_has_expired_lets_nobody_in),
        cmocka_unit_test(what_is_no_authority_file_is_told),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}

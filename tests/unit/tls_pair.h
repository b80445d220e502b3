/* A TLS client of OpenSSL's in memory, the transport, and the bytes between them. */
#ifndef LEDA_TESTS_UNIT_TLS_PAIR_H
#define LEDA_TESTS_UNIT_TLS_PAIR_H

#include "net_client.h"

#include "net/tls.h"

typedef struct Pair {
    TlsClient client;
    Transport server;
    Buf plain, wire;
    TransportState state;
    size_t plain_max;
} Pair;

/* `version` is the only one that the client offers, 0 for any; `name` (SNI) and `session` may be NULL. */
static inline void pair_open_to(Pair *p, TlsContext *with, int version, const char *name,
                                SSL_SESSION *session) {
    *p = (Pair){.server = tls_transport(with, (Str){0}), .plain_max = 1026};
    client_tls_prepare(&p->client, version, name, session);
    SSL_set_bio(p->client.ssl, BIO_new(BIO_s_mem()), BIO_new(BIO_s_mem()));
    SSL_set_connect_state(p->client.ssl);
}

static inline void pair_open(Pair *p, TlsContext *with, int version, SSL_SESSION *session) {
    pair_open_to(p, with, version, "localhost", session);
}

static inline void pair_close(Pair *p) {
    client_tls_free(&p->client);
    transport_close(&p->server);
    buf_free(&p->plain);
    buf_free(&p->wire);
}

static inline void feed(Pair *p, Str wire) {
    TransportSink sink = {.plain = &p->plain, .plain_max = p->plain_max, .wire = &p->wire};
    p->state = p->server.ops->receive(p->server.state, wire, &sink);
}

/* The client's bytes so far; it then has none. */
static inline Buf from_client(Pair *p) {
    Buf out = {0};
    char *bytes;
    BIO *bio = SSL_get_wbio(p->client.ssl);
    long n = BIO_get_mem_data(bio, &bytes);
    if (n > 0) buf_add(&out, (Str){bytes, (size_t)n});
    (void)BIO_reset(bio);
    return out;
}

static inline void to_client(Pair *p) {
    if (p->wire.len > 0) BIO_write(SSL_get_rbio(p->client.ssl), p->wire.p, (int)p->wire.len);
    buf_clear(&p->wire);
}

/* One turn: what the client has to say, in pieces of at most `grain` bytes, and what it hears back. */
static inline bool turn(Pair *p, size_t grain) {
    ERR_clear_error();
    SSL_do_handshake(p->client.ssl);
    Buf out = from_client(p);
    bool said = out.len > 0;
    for (Str rest = buf_str(&out); rest.len > 0; rest = str_skip(rest, grain))
        feed(p, str_head(rest, grain));
    buf_free(&out);
    return said;
}

static inline void shake_hands(Pair *p, size_t grain) {
    while (turn(p, grain))
        to_client(p);
    assert_true(p->server.ops->ready(p->server.state));
    assert_int_equal(SSL_is_init_finished(p->client.ssl), 1);
}

/* What the client reads now; *marked when that ended with close_notify. */
static inline Buf client_hears(Pair *p, bool *marked) {
    Buf got = {0};
    to_client(p);
    *marked = client_tls_read(&p->client, &got);
    return got;
}

static inline void client_says(Pair *p, Str s) {
    client_tls_send(&p->client, s);
    Buf out = from_client(p);
    feed(p, buf_str(&out));
    buf_free(&out);
}

static inline void seal(Pair *p, Str a, Str b) {
    const Str slices[] = {a, b};
    assert_true(p->server.ops->seal(p->server.state, slices, 2, &p->wire));
}

/* A handshake with `session`, a word, and the end; *session becomes the next one. */
static inline bool resumes_to(TlsContext *with, int version, const char *name, SSL_SESSION **session) {
    Pair p;
    bool marked;
    pair_open_to(&p, with, version, name, *session);
    shake_hands(&p, SIZE_MAX / 2);
    bool resumed = SSL_session_reused(p.client.ssl) == 1;
    assert_true(str_eq(p.server.ops->sni(p.server.state), str_of(name)));
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

static inline bool resumes(TlsContext *with, int version, SSL_SESSION **session) {
    return resumes_to(with, version, "localhost", session);
}

#endif

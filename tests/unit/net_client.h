/* Blocking clients for tests: plain sockets, and OpenSSL on them. */
#ifndef LEDA_TESTS_UNIT_NET_CLIENT_H
#define LEDA_TESTS_UNIT_NET_CLIENT_H

#include "net_fixture.h"

#include <netinet/tcp.h>
#include <openssl/err.h>
#include <openssl/ssl.h>

enum { CLIENT_SECONDS = 20 }; /* a hang becomes a failure */

static inline int client_socket(void) {
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), on = 1;
    struct timeval limit = {.tv_sec = CLIENT_SECONDS};
    assert_true(fd >= 0);
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    return fd;
}

static inline void client_dial(int fd, uint16_t port) {
    struct sockaddr_storage address = fixture_address(port);
    assert_int_equal(connect(fd, (struct sockaddr *)&address, sizeof(struct sockaddr_in)), 0);
}

static inline int client_connect(uint16_t port) {
    int fd = client_socket();
    client_dial(fd, port);
    return fd;
}

static inline void client_send(int fd, Str s) {
    while (s.len > 0) {
        ssize_t n = send(fd, s.p, s.len, MSG_NOSIGNAL);
        assert_true(n > 0);
        s = str_skip(s, (size_t)n);
    }
}

/* Reads to the end: 0 for an orderly one, else errno (ECONNRESET; EAGAIN when it did not come). */
static inline int client_read(int fd, Buf *out) {
    for (;;) {
        ssize_t n = recv(fd, buf_reserve(out, 65536), 65536, 0);
        if (n == 0) return 0;
        if (n < 0) return errno;
        out->len += (size_t)n;
    }
}

/* Closes such that the server gets a reset. */
static inline void client_reset(int fd) {
    struct linger now = {.l_onoff = 1};
    setsockopt(fd, SOL_SOCKET, SO_LINGER, &now, sizeof now);
    close(fd);
}

static inline void client_expect(int fd, Str want) {
    Buf got = {0};
    int end = client_read(fd, &got);
    if (end != 0 || !str_eq(buf_str(&got), want))
        fail_msg("got %.*s (%s), wanted %.*s", STR_FMT(str_head(buf_str(&got), 200)), strerror(end),
                 STR_FMT(want));
    buf_free(&got);
    close(fd);
}

/* One whole visit of the plain port. */
static inline void client_visit(uint16_t port, Str request, Str want) {
    int fd = client_connect(port);
    client_send(fd, request);
    client_expect(fd, want);
}

/* head, then n bytes of the pattern. */
static inline void assert_pattern(Str got, size_t n) {
    Str head = STR(FIXTURE_HEAD);
    assert_true(str_starts(got, head));
    got = str_skip(got, head.len);
    assert_int_equal(got.len, n);
    for (size_t i = 0; i < n; i++)
        if (got.p[i] != fixture_byte(i)) fail_msg("byte %zu is wrong", i);
}

typedef struct TlsClient {
    SSL_CTX *context;
    SSL *ssl;
    int fd;
    SSL_SESSION *session; /* the last ticket; owned */
} TlsClient;

static inline int client_on_session(SSL *ssl, SSL_SESSION *session) {
    TlsClient *c = SSL_get_app_data(ssl);
    SSL_SESSION_free(c->session);
    c->session = session;
    return 1;
}

/* `version` is the only one offered, 0 for any; `name` (SNI) and `session` may be NULL. */
static inline void client_tls_prepare(TlsClient *c, int version, const char *name, SSL_SESSION *session) {
    c->context = SSL_CTX_new(TLS_client_method());
    SSL_CTX_set_security_level(c->context, 0);
    SSL_CTX_set_min_proto_version(c->context, version ? version : TLS1_VERSION);
    SSL_CTX_set_max_proto_version(c->context, version);
    SSL_CTX_set_session_cache_mode(c->context, SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
    SSL_CTX_sess_set_new_cb(c->context, client_on_session);
    c->ssl = SSL_new(c->context);
    c->session = NULL;
    SSL_set_app_data(c->ssl, c);
    if (name) SSL_set_tlsext_host_name(c->ssl, name);
    if (session) SSL_set_session(c->ssl, session);
}

static inline void client_tls_start(TlsClient *c, uint16_t port, const char *name) {
    client_tls_prepare(c, 0, name, NULL);
    c->fd = client_connect(port);
    SSL_set_fd(c->ssl, c->fd);
}

static inline void client_tls_connect(TlsClient *c, uint16_t port) {
    client_tls_start(c, port, "localhost");
    ERR_clear_error();
    assert_int_equal(SSL_connect(c->ssl), 1);
}

static inline void client_tls_send(TlsClient *c, Str s) {
    assert_int_equal(SSL_write(c->ssl, s.p, (int)s.len), (int)s.len);
}

/* Reads to the end. True when that was a close_notify (GEM-TX-03). */
static inline bool client_tls_read(TlsClient *c, Buf *out) {
    for (;;) {
        ERR_clear_error();
        int n = SSL_read(c->ssl, buf_reserve(out, 65536), 65536);
        if (n <= 0) return SSL_get_error(c->ssl, n) == SSL_ERROR_ZERO_RETURN;
        out->len += (size_t)n;
    }
}

static inline void client_tls_free(TlsClient *c) {
    SSL_free(c->ssl);
    SSL_CTX_free(c->context);
    SSL_SESSION_free(c->session);
    if (c->fd > 0) close(c->fd);
    *c = (TlsClient){0};
    ERR_clear_error();
}

static inline void client_tls_expect(TlsClient *c, Str want) {
    Buf got = {0};
    bool marked = client_tls_read(c, &got);
    if (!marked || !str_eq(buf_str(&got), want))
        fail_msg("got %.*s (close_notify: %d), wanted %.*s", STR_FMT(str_head(buf_str(&got), 200)), marked,
                 STR_FMT(want));
    buf_free(&got);
}

static inline void client_tls_visit(uint16_t port, Str request, Str want) {
    TlsClient c = {0};
    client_tls_connect(&c, port);
    client_tls_send(&c, request);
    client_tls_expect(&c, want);
    client_tls_free(&c);
}

#endif

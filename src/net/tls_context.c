/* A TlsContext: a certificate with its key for each host name, ticket keys, and every setting that all
 * connections share. The settings are those that PERFORMANCE.md measured as cheap; what is not set here is
 * OpenSSL's default.
 *
 * Each certificate has an SSL_CTX; all are set alike. An SSL object begins with the one of the endpoint and
 * is moved to another when the client's hello names its host. The hello's callback does that, not the one for
 * the server name: a ticket is looked at between the two. */
#include "net/tls_context.h"

#include "base/clock.h"
#include "base/host.h"
#include "base/map.h"
#include "net/tls_pair.h"
#include "net/tls_tickets.h"

#include <openssl/err.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

/* The cheap before the dear (PERFORMANCE.md); a client that puts ChaCha20 first has no AES in hardware and
 * gets it. */
#define CIPHERS_1_2                                                                                          \
    "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE+CHACHA20:ECDHE+AESGCM:!PSK"
#define CIPHERS_1_3 "TLS_AES_128_GCM_SHA256:TLS_CHACHA20_POLY1305_SHA256:TLS_AES_256_GCM_SHA384"

enum { CLIENT_CHAIN_MAX = 16384 }; /* bytes of a client's certificates: held for as long as it stays */

/* What clients who ask for `host` get. */
typedef struct Served {
    char *host, *certificate, *key; /* paths of the files */
    SSL_CTX *ssl;
} Served;

struct TlsContext {
    atomic_uint refs;
    Served *served; /* those that could be loaded */
    size_t count;
    Map hosts; /* host -> its place there */
    bool asks; /* for clients' certificates */
    TlsTickets *tickets;
    EVP_MD *sha256;
    BIO_METHOD *method; /* lives here, not in a global: contexts come and go with reloads */
};

TlsContext *tls_context_ref(TlsContext *context) {
    atomic_fetch_add_explicit(&context->refs, 1, memory_order_relaxed);
    return context;
}

void tls_context_unref(TlsContext *context) {
    if (!context || atomic_fetch_sub_explicit(&context->refs, 1, memory_order_acq_rel) != 1) return;
    for (size_t i = 0; i < context->count; i++) {
        SSL_CTX_free(context->served[i].ssl);
        free(context->served[i].host);
        free(context->served[i].certificate);
        free(context->served[i].key);
    }
    free(context->served);
    map_free(&context->hosts);
    tls_tickets_unref(context->tickets);
    EVP_MD_free(context->sha256);
    BIO_meth_free(context->method);
    free(context);
}

SSL *tls_context_ssl(const TlsContext *context, TlsPipe *pipe, size_t standard) {
    SSL *ssl = SSL_new(context->served[standard].ssl);
    BIO *bio = tls_bio_new(context->method, pipe);
    if (!ssl || !bio) {
        SSL_free(ssl);
        BIO_free(bio);
        return NULL;
    }
    SSL_set_app_data(ssl, (void *)(uintptr_t)context);
    SSL_set_bio(ssl, bio, bio);
    SSL_set_accept_state(ssl);
    if (context->asks) SSL_set_verify(ssl, SSL_VERIFY_PEER, NULL);
    return ssl;
}

size_t tls_context_place(const TlsContext *context, Str host) {
    uint32_t at = map_get(&context->hosts, host);
    return at == MAP_NONE ? 0 : at;
}

static const Served *find_served(const TlsContext *context, Str host) {
    return &context->served[tls_context_place(context, host)];
}

X509 *tls_context_certificate(const TlsContext *context, Str host) {
    return SSL_CTX_get0_certificate(find_served(context, host)->ssl);
}

bool tls_context_serves(const TlsContext *context, const TlsPair *pair) {
    uint32_t at = map_get(&context->hosts, pair->host);
    return at != MAP_NONE && str_eq(str_of(context->served[at].certificate), str_of(pair->certificate));
}

void tls_context_tick(const TlsContext *context) {
    tls_tickets_turn(context->tickets);
}

void tls_context_review(const TlsContext *context, int64_t now, Buf *warning) {
    for (size_t i = 0; i < context->count; i++) {
        const Served *s = &context->served[i];
        const TlsPair pair = {s->certificate, s->key, str_of(s->host)};
        tls_pair_review(&pair, s->ssl, now, warning);
    }
}

/* ---- a client's hello ---- */

/* The name in a hello's extension (RFC 6066, section 3) in the form of the configuration; empty for what
 * OpenSSL will refuse or no host of ours can be called. */
static Str hello_name(SSL *ssl, char name[HOST_MAX]) {
    enum { HEAD = 5 }; /* length of the list, kind of name, length of the name */
    const unsigned char *bytes;
    size_t length;
    if (SSL_client_hello_get0_ext(ssl, TLSEXT_TYPE_server_name, &bytes, &length) != 1) return (Str){0};
    if (length <= HEAD || bytes[2] != TLSEXT_NAMETYPE_host_name) return (Str){0};
    size_t n = (size_t)bytes[3] << 8 | bytes[4];
    if (n > length - HEAD || n > HOST_MAX) return (Str){0};
    for (size_t i = 0; i < n; i++)
        name[i] = ascii_lower((char)bytes[HEAD + i]);
    return (Str){name, n > 0 && name[n - 1] == '.' ? n - 1 : n};
}

/* Whose certificate the client gets: the host's that it names, else the one that the SSL object began with.
 */
static const Served *choose_served(SSL *ssl, const TlsContext *context, Str name) {
    size_t i = 0;
    uint32_t at = map_get(&context->hosts, name);
    if (at != MAP_NONE) return &context->served[at];
    while (i + 1 < context->count && context->served[i].ssl != SSL_get_SSL_CTX(ssl))
        i++;
    return &context->served[i];
}

/* What a session is bound to: whether we asked for a certificate, and the host's name, or, without one, whose
 * certificate the client has seen. A ticket that was given to one host name is none for another (RFC 6066),
 * where OpenSSL would resume and keep the first name. */
static bool bind_session(SSL *ssl, const TlsContext *context, Str name, Str seen) {
    char bytes[2 + HOST_MAX] = {context->asks ? 'a' : '-', name.len ? 'n' : '-'};
    unsigned char bound[EVP_MAX_MD_SIZE];
    unsigned length = 0;
    if (name.len == 0) name = str_head(seen, HOST_MAX);
    memcpy(bytes + 2, name.p, name.len);
    return EVP_Digest(bytes, 2 + name.len, bound, &length, context->sha256, NULL) == 1 &&
           SSL_set_session_id_context(ssl, bound, length) == 1;
}

static int context_on_hello(SSL *ssl, int *alert, void *argument) {
    (void)alert;
    (void)argument;
    char room[HOST_MAX];
    const TlsContext *context = SSL_get_app_data(ssl);
    Str name = hello_name(ssl, room);
    const Served *served = choose_served(ssl, context, name);
    if (served->ssl != SSL_get_SSL_CTX(ssl)) SSL_set_SSL_CTX(ssl, served->ssl);
    return bind_session(ssl, context, name, str_of(served->host)) ? SSL_CLIENT_HELLO_SUCCESS
                                                                  : SSL_CLIENT_HELLO_ERROR;
}

/* GEM-TLS-02: any name, and none, finishes the handshake; the protocol answers 53. Without "OK" here OpenSSL
 * would not keep the name in a TLS 1.2 session, and a resumed one would come without it. */
static int context_on_name(SSL *ssl, int *alert, void *argument) {
    (void)ssl;
    (void)alert;
    (void)argument;
    return SSL_TLSEXT_ERR_OK;
}

/* TLS 1.3 clients use a ticket once (RFC 8446, appendix C.4): each gets the next one. */
static int context_on_ticket(SSL *ssl, unsigned char *name, unsigned char *iv, EVP_CIPHER_CTX *cipher,
                             EVP_MAC_CTX *mac, int seal) {
    const TlsContext *context = SSL_get_app_data(ssl);
    const TicketUse use = {.name = name, .iv = iv, .cipher = cipher, .mac = mac};
    if (seal) return tls_tickets_seal(context->tickets, &use);
    int opened = tls_tickets_open(context->tickets, &use);
    return opened == 1 && SSL_version(ssl) == TLS1_3_VERSION ? 2 : opened;
}

/* In place of all verification: it would cost, and its failure would be an alert that no reader can read. */
static int context_on_certificate(X509_STORE_CTX *store, void *argument) {
    (void)store;
    (void)argument;
    return 1;
}

void tls_context_ask(TlsContext *context) {
    context->asks = true;
}

/* ---- opening ---- */

static bool context_settings(SSL_CTX *ssl) {
    SSL_CTX_set_options(ssl, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION |
                                 SSL_OP_CIPHER_SERVER_PREFERENCE | SSL_OP_PRIORITIZE_CHACHA);
    SSL_CTX_set_mode(ssl, SSL_MODE_RELEASE_BUFFERS | SSL_MODE_NO_AUTO_CHAIN);
    SSL_CTX_set_read_ahead(ssl, 1);
    /* Tickets without a server-side cache: the cache would grow with every handshake and be each process's
     * own. */
    SSL_CTX_set_session_cache_mode(ssl, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_timeout(ssl, TLS_TICKET_SECONDS);
    SSL_CTX_set_num_tickets(ssl, 1);
    SSL_CTX_set_max_early_data(ssl, 0); /* GEM-TLS-07 */
    SSL_CTX_set_client_hello_cb(ssl, context_on_hello, NULL);
    SSL_CTX_set_tlsext_servername_callback(ssl, context_on_name);
    SSL_CTX_set_tlsext_ticket_key_evp_cb(ssl, context_on_ticket);
    SSL_CTX_set_cert_verify_callback(ssl, context_on_certificate, NULL);
    SSL_CTX_set_max_cert_list(ssl, CLIENT_CHAIN_MAX);
    return SSL_CTX_set_min_proto_version(ssl, TLS1_2_VERSION) == 1 &&
           SSL_CTX_set1_groups_list(ssl, "X25519:P-256:P-384:P-521") == 1 &&
           SSL_CTX_set_cipher_list(ssl, CIPHERS_1_2) == 1 && SSL_CTX_set_ciphersuites(ssl, CIPHERS_1_3) == 1;
}

static void complain(Buf *error) {
    const char *reason = ERR_reason_error_string(ERR_peek_last_error());
    buf_add_format(error, "cannot set up TLS: %s; is OpenSSL's configuration file sound?",
                   reason ? reason : "unknown error");
    ERR_clear_error();
}

/* Takes over the SSL_CTX. */
static void add_served(TlsContext *context, const TlsPair *pair, SSL_CTX *ssl) {
    Served *s = &context->served[context->count];
    *s = (Served){.host = mem_string(pair->host),
                  .certificate = mem_string(str_of(pair->certificate)),
                  .key = mem_string(str_of(pair->key)),
                  .ssl = ssl};
    map_add(&context->hosts, str_of(s->host), (uint32_t)context->count);
    context->count++;
}

/* K-14: what worked before goes on. The first place is never empty. */
static void keep_served(TlsContext *context, const TlsPair *pair, const TlsContext *last, Buf *error) {
    bool known = map_get(&last->hosts, pair->host) != MAP_NONE;
    const Served *old = find_served(last, pair->host);
    buf_add(error,
            known ? STR("; the certificate stays as it was\n") : STR("; that host has no certificate\n"));
    if (!known && context->count > 0) return;
    SSL_CTX_up_ref(old->ssl);
    add_served(context, &(TlsPair){old->certificate, old->key, str_of(old->host)}, old->ssl);
}

static bool add_pair(TlsContext *context, const TlsPair *pair, Buf *error) {
    SSL_CTX *ssl = SSL_CTX_new(TLS_server_method());
    if (!ssl || !context_settings(ssl)) {
        complain(error);
    } else if (tls_pair_load(pair, ssl, error)) {
        add_served(context, pair, ssl);
        return true;
    }
    SSL_CTX_free(ssl);
    return false;
}

static bool add_pairs(TlsContext *context, const TlsOrder *order, Buf *error) {
    context->served = mem_zero(order->count, sizeof *context->served);
    for (size_t i = 0; i < order->count; i++) {
        if (add_pair(context, &order->pairs[i], error)) continue;
        if (!order->last) return false;
        keep_served(context, &order->pairs[i], order->last, error);
    }
    return true;
}

void tls_prepare(void) {
    SSL_CTX_free(SSL_CTX_new(TLS_server_method()));
    ERR_clear_error();
}

TlsContext *tls_context_open(const TlsOrder *order, Buf *warning, Buf *error) {
    TlsContext *context = mem_zero(1, sizeof *context);
    atomic_init(&context->refs, 1);
    ERR_clear_error();
    context->method = tls_bio_method();
    context->sha256 = EVP_MD_fetch(NULL, "SHA256", NULL);
    context->tickets = order->last ? tls_tickets_ref(order->last->tickets) : tls_tickets_new();
    if (!context->method || !context->sha256 || !context->tickets) {
        complain(error);
    } else if (add_pairs(context, order, error)) {
        tls_context_review(context, clock_now(), warning);
        return context;
    }
    tls_context_unref(context);
    return NULL;
}

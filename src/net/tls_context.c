/* A TlsContext: one certificate with its key, and every setting that all connections share. The settings are
 * those that PERFORMANCE.md measured as cheap; what is not set here is OpenSSL's default. */
#include "net/tls_context.h"

#include "base/file.h"

#include <arpa/inet.h>
#include <errno.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

/* The cheap before the dear (PERFORMANCE.md); a client that puts ChaCha20 first has no AES in hardware and
 * gets it. */
#define CIPHERS_1_2                                                                                          \
    "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE+CHACHA20:ECDHE+AESGCM:!PSK"
#define CIPHERS_1_3 "TLS_AES_128_GCM_SHA256:TLS_CHACHA20_POLY1305_SHA256:TLS_AES_256_GCM_SHA384"

enum {
    PEM_MAX = 1 << 20,       /* bytes of a certificate or key file */
    CHAIN_MAX = 16,          /* certificates of a chain that are sent */
    TICKET_KEYS_MAX = 128,   /* OpenSSL 3.0 has 80 bytes of them */
    CLIENT_CHAIN_MAX = 16384 /* bytes of a client's certificates: held for as long as it stays */
};

struct TlsContext {
    atomic_uint refs;
    SSL_CTX *ssl;
    BIO_METHOD *method; /* lives here, not in a global: contexts come and go with reloads */
};

TlsContext *tls_context_ref(TlsContext *context) {
    atomic_fetch_add_explicit(&context->refs, 1, memory_order_relaxed);
    return context;
}

void tls_context_unref(TlsContext *context) {
    if (!context || atomic_fetch_sub_explicit(&context->refs, 1, memory_order_acq_rel) != 1) return;
    SSL_CTX_free(context->ssl);
    BIO_meth_free(context->method);
    free(context);
}

SSL *tls_context_ssl(const TlsContext *context, TlsPipe *pipe) {
    SSL *ssl = SSL_new(context->ssl);
    BIO *bio = tls_bio_new(context->method, pipe);
    if (!ssl || !bio) {
        SSL_free(ssl);
        BIO_free(bio);
        return NULL;
    }
    SSL_set_bio(ssl, bio, bio);
    SSL_set_accept_state(ssl);
    return ssl;
}

X509 *tls_context_certificate(const TlsContext *context) {
    return SSL_CTX_get0_certificate(context->ssl);
}

void tls_context_take_tickets(TlsContext *to, const TlsContext *from) {
    unsigned char keys[TICKET_KEYS_MAX];
    long length = SSL_CTX_get_tlsext_ticket_keys(from->ssl, NULL, 0);
    if (length <= 0 || length > TICKET_KEYS_MAX) return;
    if (SSL_CTX_get_tlsext_ticket_keys(from->ssl, keys, length) == 1)
        SSL_CTX_set_tlsext_ticket_keys(to->ssl, keys, length);
    OPENSSL_cleanse(keys, sizeof keys);
}

/* GEM-TLS-02: any name, and none, finishes the handshake; the protocol answers 53. Without "OK" here OpenSSL
 * would not keep the name in a TLS 1.2 session, and a resumed one would come without it. */
static int context_on_name(SSL *ssl, int *alert, void *argument) {
    (void)ssl;
    (void)alert;
    (void)argument;
    return SSL_TLSEXT_ERR_OK;
}

static bool context_settings(SSL_CTX *ssl) {
    static const unsigned char session_context[] = "leda";
    SSL_CTX_set_options(ssl, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION |
                                 SSL_OP_CIPHER_SERVER_PREFERENCE | SSL_OP_PRIORITIZE_CHACHA);
    SSL_CTX_set_mode(ssl, SSL_MODE_RELEASE_BUFFERS | SSL_MODE_NO_AUTO_CHAIN);
    SSL_CTX_set_read_ahead(ssl, 1);
    /* Tickets without a server-side cache: the cache would grow with every handshake and be each process's
     * own. */
    SSL_CTX_set_session_cache_mode(ssl, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_num_tickets(ssl, 1);
    SSL_CTX_set_max_early_data(ssl, 0); /* GEM-TLS-07 */
    SSL_CTX_set_tlsext_servername_callback(ssl, context_on_name);
    return SSL_CTX_set_min_proto_version(ssl, TLS1_2_VERSION) == 1 &&
           SSL_CTX_set_session_id_context(ssl, session_context, sizeof session_context - 1) == 1 &&
           SSL_CTX_set1_groups_list(ssl, "X25519:P-256:P-384:P-521") == 1 &&
           SSL_CTX_set_cipher_list(ssl, CIPHERS_1_2) == 1 && SSL_CTX_set_ciphersuites(ssl, CIPHERS_1_3) == 1;
}

/* In place of all verification: it would cost, and its failure would be an alert that no reader can read. */
static int context_on_certificate(X509_STORE_CTX *store, void *argument) {
    (void)store;
    (void)argument;
    return 1;
}

/* Without a session id context of its own every resumed handshake would fail once a certificate is asked for.
 */
void tls_context_ask(TlsContext *context) {
    static const unsigned char session_context[] = "leda, asking";
    SSL_CTX_set_verify(context->ssl, SSL_VERIFY_PEER, NULL);
    SSL_CTX_set_cert_verify_callback(context->ssl, context_on_certificate, NULL);
    SSL_CTX_set_session_id_context(context->ssl, session_context, sizeof session_context - 1);
    SSL_CTX_set_max_cert_list(context->ssl, CLIENT_CHAIN_MAX);
}

static const char *openssl_reason(void) {
    const char *reason = ERR_reason_error_string(ERR_peek_last_error());
    return reason ? reason : "unknown error";
}

/* A passphrase would be asked for on the terminal of a daemon. */
static int no_passphrase(char *text, int size, int writing, void *argument) {
    (void)text;
    (void)size;
    (void)writing;
    (void)argument;
    return -1;
}

/* The PEM file at `path` as a BIO over *text, or NULL with a line in *error. */
static BIO *open_pem(const char *path, Buf *text, Buf *error) {
    int failed = file_read_path(path, PEM_MAX, text);
    if (failed == 0) return BIO_new_mem_buf(text->p ? text->p : "", (int)text->len);
    buf_add_format(error, "cannot read %s: %s; it must be a PEM file that this user may read", path,
                   strerror(-failed));
    return NULL;
}

/* The first certificate is ours, those behind it are the chain to send; what comes between them is skipped.
 */
static bool context_read_chain(SSL_CTX *ssl, BIO *pem) {
    X509 *leaf = PEM_read_bio_X509_AUX(pem, NULL, no_passphrase, NULL);
    if (!leaf) return false;
    bool good = SSL_CTX_use_certificate(ssl, leaf) == 1;
    X509_free(leaf);
    for (int i = 0; good && i < CHAIN_MAX; i++) {
        X509 *next = PEM_read_bio_X509(pem, NULL, no_passphrase, NULL);
        if (!next) return ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE;
        good = SSL_CTX_add0_chain_cert(ssl, next) == 1;
        if (!good) X509_free(next);
    }
    return good;
}

static bool context_load_certificate(SSL_CTX *ssl, const char *path, Buf *error) {
    Buf text = {0};
    BIO *pem = open_pem(path, &text, error);
    bool good = pem && context_read_chain(ssl, pem);
    if (pem && !good)
        buf_add_format(error, "cannot use %s: no certificate that can be served in it (%s)", path,
                       openssl_reason());
    BIO_free(pem);
    buf_free(&text);
    return good;
}

static bool context_load_key(SSL_CTX *ssl, const char *path, const char *certificate, Buf *error) {
    Buf text = {0};
    BIO *pem = open_pem(path, &text, error);
    EVP_PKEY *key = pem ? PEM_read_bio_PrivateKey(pem, NULL, no_passphrase, NULL) : NULL;
    bool good = key && X509_check_private_key(SSL_CTX_get0_certificate(ssl), key) == 1;
    if (pem && !key)
        buf_add_format(error, "cannot use %s: no private key without a passphrase in it (%s)", path,
                       openssl_reason());
    else if (pem && !good)
        buf_add_format(error, "%s is not the key of %s; put the key back that belongs to it", path,
                       certificate);
    else if (pem && SSL_CTX_use_PrivateKey(ssl, key) != 1) {
        buf_add_format(error, "cannot use %s: %s", path, openssl_reason());
        good = false;
    }
    EVP_PKEY_free(key);
    BIO_free(pem);
    if (text.p) OPENSSL_cleanse(text.p, text.len);
    buf_free(&text);
    return good;
}

static bool certificate_names(X509 *certificate, const char *name) {
    struct in6_addr address;
    if (inet_pton(AF_INET, name, &address) == 1 || inet_pton(AF_INET6, name, &address) == 1)
        return X509_check_ip_asc(certificate, name, 0) == 1;
    /* Clients read the SAN and not the subject (TLSP-01). */
    return X509_check_host(certificate, name, 0, X509_CHECK_FLAG_NEVER_CHECK_SUBJECT, NULL) == 1;
}

/* K-14: what a client may object to is said and served. */
static void context_review(const SSL_CTX *ssl, const char *path, const char *name, Buf *warning) {
    X509 *certificate = SSL_CTX_get0_certificate(ssl);
    const char *fault = NULL;
    if (X509_cmp_current_time(X509_get0_notAfter(certificate)) < 0)
        fault = "has expired";
    else if (X509_cmp_current_time(X509_get0_notBefore(certificate)) > 0)
        fault = "is not valid yet";
    bool named = certificate_names(certificate, name);
    if (fault) buf_add_format(warning, "%s %s", path, fault);
    if (!named && fault) buf_add_format(warning, " and does not name %s", name);
    if (!named && !fault) buf_add_format(warning, "%s does not name %s", path, name);
    if (fault || !named) buf_add(warning, STR("; clients may refuse it"));
}

static bool context_load(TlsContext *context, const char *dir, Str name, Buf *warning, Buf *error) {
    Buf certificate = {0}, key = {0};
    char *host = mem_string(name);
    buf_add_format(&certificate, "%s/%s.crt", dir, host);
    buf_add_format(&key, "%s/%s.key", dir, host);
    bool good = context_load_certificate(context->ssl, certificate.p, error) &&
                context_load_key(context->ssl, key.p, certificate.p, error);
    if (good) context_review(context->ssl, certificate.p, host, warning);
    free(host);
    buf_free(&certificate);
    buf_free(&key);
    return good;
}

TlsContext *tls_context_open(const char *dir, Str name, Buf *warning, Buf *error) {
    TlsContext *context = mem_zero(1, sizeof *context);
    atomic_init(&context->refs, 1);
    ERR_clear_error();
    context->ssl = SSL_CTX_new(TLS_server_method());
    context->method = tls_bio_method();
    if (!context->ssl || !context->method || !context_settings(context->ssl))
        buf_add_format(error, "cannot set up TLS: %s; is OpenSSL's configuration file sound?",
                       openssl_reason());
    else if (context_load(context, dir, name, warning, error))
        return context;
    tls_context_unref(context);
    ERR_clear_error();
    return NULL;
}

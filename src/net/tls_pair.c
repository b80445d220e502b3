#include "net/tls_pair.h"

#include "base/clock.h"
#include "net/cert_read.h"
#include "net/cert_review.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <sys/stat.h>

enum { CHAIN_MAX = 16 }; /* certificates of a chain that are sent */

static const char *openssl_reason(void) {
    const char *reason = ERR_reason_error_string(ERR_peek_last_error());
    return reason ? reason : "unknown error";
}

/* The first certificate is ours, those behind it are the chain to send. */
static bool use_chain(SSL_CTX *ssl, CertFile *file) {
    X509 *leaf = cert_next(file);
    if (!leaf) return false;
    bool good = SSL_CTX_use_certificate(ssl, leaf) == 1;
    X509_free(leaf);
    for (int i = 0; good && i < CHAIN_MAX; i++) {
        X509 *next = cert_next(file);
        if (!next) return ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE;
        good = SSL_CTX_add0_chain_cert(ssl, next) == 1;
        if (!good) X509_free(next);
    }
    return good;
}

static bool load_certificate(const TlsPair *pair, SSL_CTX *ssl, Buf *error) {
    CertFile file;
    if (!cert_open(pair->certificate, &file, error)) return false;
    bool good = use_chain(ssl, &file);
    if (!good)
        buf_add_format(error, "cannot use %s: no certificate that can be served in it (%s)",
                       pair->certificate, openssl_reason());
    cert_close(&file);
    return good;
}

static bool use_key(const TlsPair *pair, SSL_CTX *ssl, EVP_PKEY *key, Buf *error) {
    if (!key)
        buf_add_format(error, "cannot use %s: no private key without a passphrase in it (%s)", pair->key,
                       openssl_reason());
    else if (X509_check_private_key(SSL_CTX_get0_certificate(ssl), key) != 1)
        buf_add_format(error, "%s is not the key of %s; put the key back that belongs to it", pair->key,
                       pair->certificate);
    else if (SSL_CTX_use_PrivateKey(ssl, key) != 1)
        buf_add_format(error, "cannot use %s: %s", pair->key, openssl_reason());
    else
        return true;
    return false;
}

static bool load_key(const TlsPair *pair, SSL_CTX *ssl, Buf *error) {
    CertFile file;
    if (!cert_open(pair->key, &file, error)) return false;
    EVP_PKEY *key = cert_next_key(&file);
    bool good = use_key(pair, ssl, key, error);
    EVP_PKEY_free(key);
    cert_close(&file);
    return good;
}

bool tls_pair_load(const TlsPair *pair, SSL_CTX *ssl, Buf *error) {
    ERR_clear_error();
    bool good = load_certificate(pair, ssl, error) && load_key(pair, ssl, error);
    ERR_clear_error();
    return good;
}

bool tls_pair_check(const TlsPair *pair, Buf *warning, Buf *error) {
    SSL_CTX *ssl = SSL_CTX_new(TLS_server_method());
    bool sound = ssl && tls_pair_load(pair, ssl, error);
    if (sound) tls_pair_review(pair, ssl, clock_now(), warning);
    SSL_CTX_free(ssl);
    return sound;
}

static void check_mode(const char *key, Buf *warning) {
    struct stat st;
    if (stat(key, &st) < 0 || !(st.st_mode & S_IRWXO)) return;
    buf_add_format(warning, "%s is open to every user of this machine; chmod 600 %s\n", key, key);
}

void tls_pair_review(const TlsPair *pair, const SSL_CTX *ssl, int64_t now, Buf *warning) {
    check_mode(pair->key, warning);
    cert_review(SSL_CTX_get0_certificate(ssl), pair->certificate, pair->host, now, warning);
}

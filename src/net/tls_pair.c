#include "net/tls_pair.h"

#include "base/file.h"

#include <openssl/err.h>
#include <openssl/pem.h>

enum {
    PEM_MAX = 1 << 20, /* bytes of a certificate or key file */
    CHAIN_MAX = 16     /* certificates of a chain that are sent */
};

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
static bool read_chain(SSL_CTX *ssl, BIO *pem) {
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

static bool load_certificate(const TlsPair *pair, SSL_CTX *ssl, Buf *error) {
    Buf text = {0};
    BIO *pem = open_pem(pair->certificate, &text, error);
    bool good = pem && read_chain(ssl, pem);
    if (pem && !good)
        buf_add_format(error, "cannot use %s: no certificate that can be served in it (%s)",
                       pair->certificate, openssl_reason());
    BIO_free(pem);
    buf_free(&text);
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
    Buf text = {0};
    BIO *pem = open_pem(pair->key, &text, error);
    EVP_PKEY *key = pem ? PEM_read_bio_PrivateKey(pem, NULL, no_passphrase, NULL) : NULL;
    bool good = pem && use_key(pair, ssl, key, error);
    EVP_PKEY_free(key);
    BIO_free(pem);
    if (text.p) OPENSSL_cleanse(text.p, text.len);
    buf_free(&text);
    return good;
}

bool tls_pair_load(const TlsPair *pair, SSL_CTX *ssl, Buf *error) {
    ERR_clear_error();
    bool good = load_certificate(pair, ssl, error) && load_key(pair, ssl, error);
    ERR_clear_error();
    return good;
}

bool tls_pair_sound(const TlsPair *pair) {
    Buf error = {0};
    SSL_CTX *ssl = SSL_CTX_new(TLS_server_method());
    bool sound = ssl && tls_pair_load(pair, ssl, &error);
    SSL_CTX_free(ssl);
    buf_free(&error);
    return sound;
}

void tls_pair_check_mode(const char *key, Buf *warning) {
    struct stat st;
    if (stat(key, &st) < 0 || !(st.st_mode & S_IRWXO)) return;
    buf_add_format(warning, "%s is open to every user of this machine; chmod 600 %s\n", key, key);
}

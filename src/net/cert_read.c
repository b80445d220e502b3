#include "net/cert_read.h"

#include "base/file.h"

#include <openssl/err.h>
#include <openssl/pem.h>

/* A passphrase would be asked for on the terminal. */
static int no_passphrase(char *text, int size, int writing, void *argument) {
    (void)text;
    (void)size;
    (void)writing;
    (void)argument;
    return -1;
}

/* The file as a BIO over *text, or NULL with a line in *error. */
static BIO *open_file(const char *path, Buf *text, Buf *error) {
    int failed = file_read_path(path, CERT_FILE_MAX, text);
    if (failed == 0) return BIO_new_mem_buf(text->p ? text->p : "", (int)text->len);
    buf_add_format(error, "cannot read %s: %s", path, strerror(-failed));
    return NULL;
}

static void close_file(BIO *pem, Buf *text) {
    BIO_free(pem);
    if (text->p) OPENSSL_cleanse(text->p, text->len);
    buf_free(text);
    ERR_clear_error();
}

X509 *cert_read(const char *path, Buf *error) {
    Buf text = {0};
    BIO *pem = open_file(path, &text, error);
    X509 *certificate = pem ? PEM_read_bio_X509_AUX(pem, NULL, no_passphrase, NULL) : NULL;
    if (pem && !certificate) buf_add_format(error, "%s: there is no certificate in it", path);
    close_file(pem, &text);
    return certificate;
}

EVP_PKEY *cert_read_key(const char *path, Buf *error) {
    Buf text = {0};
    BIO *pem = open_file(path, &text, error);
    EVP_PKEY *key = pem ? PEM_read_bio_PrivateKey(pem, NULL, no_passphrase, NULL) : NULL;
    if (pem && !key) buf_add_format(error, "%s: there is no private key without a passphrase in it", path);
    close_file(pem, &text);
    return key;
}

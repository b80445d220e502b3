#include "net/cert_read.h"

#include "base/file.h"

#include <openssl/err.h>
#include <openssl/pem.h>

static int no_passphrase(char *text, int size, int writing, void *argument) {
    (void)text;
    (void)size;
    (void)writing;
    (void)argument;
    return -1;
}

bool cert_open(const char *path, CertFile *file, Buf *error) {
    *file = (CertFile){0};
    int failed = file_read_path(path, CERT_FILE_MAX, &file->text);
    if (failed < 0) {
        buf_add_format(error, "cannot read %s: %s; it must be a PEM file that this user may read", path,
                       strerror(-failed));
        return false;
    }
    file->pem = BIO_new_mem_buf(file->text.p ? file->text.p : "", (int)file->text.len);
    if (!file->pem) mem_fail();
    return true;
}

void cert_close(CertFile *file) {
    BIO_free(file->pem);
    if (file->text.p) OPENSSL_cleanse(file->text.p, file->text.cap);
    buf_free(&file->text);
}

X509 *cert_next(CertFile *file) {
    return PEM_read_bio_X509_AUX(file->pem, NULL, no_passphrase, NULL);
}

EVP_PKEY *cert_next_key(CertFile *file) {
    return PEM_read_bio_PrivateKey(file->pem, NULL, no_passphrase, NULL);
}

X509 *cert_read(const char *path, Buf *error) {
    CertFile file;
    if (!cert_open(path, &file, error)) return NULL;
    X509 *certificate = cert_next(&file);
    if (!certificate) buf_add_format(error, "cannot use %s: no certificate in it", path);
    cert_close(&file);
    ERR_clear_error();
    return certificate;
}

EVP_PKEY *cert_read_key(const char *path, Buf *error) {
    CertFile file;
    if (!cert_open(path, &file, error)) return NULL;
    EVP_PKEY *key = cert_next_key(&file);
    if (!key) buf_add_format(error, "cannot use %s: no private key without a passphrase in it", path);
    cert_close(&file);
    ERR_clear_error();
    return key;
}

/* The files of our own certificates: a key and a certificate that are made once (TLSP-08). */
#include "net/cert.h"

#include "base/file.h"
#include "net/cert_make.h"
#include "net/cert_read.h"
#include "net/cert_review.h"

#include <errno.h>
#include <openssl/crypto.h>
#include <string.h>
#include <unistd.h>

typedef struct CertPaths {
    const char *dir, *certificate, *key;
} CertPaths;

/* The key first: a certificate without its key would be of no use, and its key cannot be made anew. */
static int write_files(const CertPaths *paths, const Buf *certificate, const Buf *key, Buf *error) {
    const char *path = paths->key;
    int failed = file_create(path, 0600, buf_str(key));
    if (failed == 0) {
        path = paths->certificate;
        failed = file_create(path, 0644, buf_str(certificate));
        if (failed < 0) unlink(paths->key);
    }
    if (failed < 0) buf_add_format(error, "cannot write %s: %s", path, strerror(-failed));
    return failed < 0 ? -1 : 0;
}

static int write_pair(const CertPaths *paths, Str name, Buf *error) {
    Buf certificate = {0}, pem = {0};
    EVP_PKEY *key = NULL;
    int result = -1;
    if (cert_make_key(&pem, &key) && cert_make(key, name, &certificate))
        result = write_files(paths, &certificate, &pem, error);
    else
        cert_make_failed(name, error);
    EVP_PKEY_free(key);
    if (pem.p) OPENSSL_cleanse(pem.p, pem.len);
    buf_free(&pem);
    buf_free(&certificate);
    return result;
}

/* A dangling link counts as there: it is somebody's, and nothing may be written in its place. */
static bool exists(const char *path) {
    struct stat st;
    return lstat(path, &st) == 0;
}

static int ensure_pair(const CertPaths *paths, Str name, bool *made, Buf *error) {
    bool certificate = exists(paths->certificate), key = exists(paths->key);
    if (certificate && key) return 0;
    if (certificate || key) {
        buf_add_format(error, "%s is there but %s is not; put it back, or move the other away for a new pair",
                       certificate ? paths->certificate : paths->key,
                       certificate ? paths->key : paths->certificate);
        return -1;
    }
    if (mkdir(paths->dir, 0700) < 0 && errno != EEXIST) {
        buf_add_format(error, "cannot make the folder %s: %s; give another with --certs", paths->dir,
                       strerror(errno));
        return -1;
    }
    if (write_pair(paths, name, error) < 0) return -1;
    *made = true;
    return 0;
}

int cert_ensure(const char *dir, Str name, bool *made, Buf *error) {
    *made = false;
    if (!cert_name_usable(name)) {
        buf_add_format(error, "no certificate for '%.*s': that is not a host name", STR_FMT(name));
        return -1;
    }
    Buf certificate = {0}, key = {0};
    buf_add_format(&certificate, "%s/%.*s.crt", dir, STR_FMT(name));
    buf_add_format(&key, "%s/%.*s.key", dir, STR_FMT(name));
    int result = ensure_pair(&(CertPaths){dir, certificate.p, key.p}, name, made, error);
    buf_free(&certificate);
    buf_free(&key);
    return result;
}

bool cert_covers(const char *path, Str host) {
    Buf error = {0};
    X509 *certificate = cert_read(path, &error);
    bool covers = !certificate || cert_names(certificate, host);
    X509_free(certificate);
    buf_free(&error);
    return covers;
}

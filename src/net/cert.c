/* Certificates of our own (TLSP-01, -02, -08, -10, K-12): a key and a self-signed certificate that are made
 * once. The validity begins before any clock can be and never ends in practice, so that nothing ever has to
 * be renewed: clients pin what they saw first. */
#include "net/cert.h"

#include "base/file.h"
#include "net/cert_read.h"
#include "net/cert_review.h"

#include <arpa/inet.h>
#include <errno.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define NOT_BEFORE "20200101000000Z"
#define NOT_AFTER  "40960101000000Z"

enum {
    NAME_MAX_BYTES = 253, /* a DNS name */
    CN_MAX_BYTES = 64,    /* ub-common-name of RFC 5280 */
    SERIAL_BITS = 127     /* positive, at most 16 bytes, far beyond 64 random bits */
};

static bool name_usable(Str name) {
    if (name.len == 0 || name.len > NAME_MAX_BYTES || name.p[0] == '.') return false;
    for (size_t i = 0; i < name.len; i++) {
        char c = name.p[i];
        if (!ascii_alnum(c) && c != '-' && c != '.' && c != '_' && c != ':') return false;
    }
    return true;
}

/* Adds one name of the given kind; `bytes` are the name's text or a binary IP address. */
static bool add_name(GENERAL_NAMES *names, int kind, Str bytes) {
    GENERAL_NAME *name = GENERAL_NAME_new();
    ASN1_STRING *value = ASN1_STRING_type_new(kind == GEN_DNS ? V_ASN1_IA5STRING : V_ASN1_OCTET_STRING);
    if (!name || !value || ASN1_STRING_set(value, bytes.p, (int)bytes.len) != 1) {
        GENERAL_NAME_free(name);
        ASN1_STRING_free(value);
        return false;
    }
    GENERAL_NAME_set0_value(name, kind, value);
    if (sk_GENERAL_NAME_push(names, name) > 0) return true;
    GENERAL_NAME_free(name);
    return false;
}

static bool add_address(GENERAL_NAMES *names, const char *text) {
    char address[16];
    if (inet_pton(AF_INET, text, address) == 1) return add_name(names, GEN_IPADD, (Str){address, 4});
    if (inet_pton(AF_INET6, text, address) == 1) return add_name(names, GEN_IPADD, (Str){address, 16});
    return false;
}

/* TLSP-01: the SAN is what clients read. An IP address stands there as one, localhost brings its two along.
 */
static bool add_san(X509 *certificate, const char *name) {
    GENERAL_NAMES *names = sk_GENERAL_NAME_new_null();
    if (!names) return false;
    bool good = add_address(names, name) || add_name(names, GEN_DNS, str_of(name));
    if (good && str_eq_nocase(str_of(name), STR("localhost")))
        good = add_address(names, "127.0.0.1") && add_address(names, "::1");
    good = good && X509_add1_ext_i2d(certificate, NID_subject_alt_name, names, 0, X509V3_ADD_DEFAULT) == 1;
    GENERAL_NAMES_free(names);
    return good;
}

static bool add_extension(X509 *certificate, int nid, const char *value) {
    X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, NULL, nid, value);
    bool good = extension && X509_add_ext(certificate, extension, -1) == 1;
    X509_EXTENSION_free(extension);
    return good;
}

static bool set_serial(X509 *certificate) {
    BIGNUM *number = BN_new();
    bool good = number && BN_rand(number, SERIAL_BITS, BN_RAND_TOP_ONE, BN_RAND_BOTTOM_ANY) == 1 &&
                BN_to_ASN1_INTEGER(number, X509_get_serialNumber(certificate)) != NULL;
    BN_free(number);
    return good;
}

/* A name that is too long for a CN is cut there: an empty issuer is not allowed, and only the SAN counts. */
static bool set_subject(X509 *certificate, const char *name) {
    Str cn = str_head(str_of(name), CN_MAX_BYTES);
    X509_NAME *subject = X509_get_subject_name(certificate);
    return X509_NAME_add_entry_by_NID(subject, NID_commonName, MBSTRING_UTF8, (const unsigned char *)cn.p,
                                      (int)cn.len, -1, 0) == 1 &&
           X509_set_issuer_name(certificate, subject) == 1;
}

static bool fill_certificate(X509 *certificate, EVP_PKEY *key, const char *name) {
    return X509_set_version(certificate, X509_VERSION_3) == 1 && set_serial(certificate) &&
           ASN1_TIME_set_string_X509(X509_getm_notBefore(certificate), NOT_BEFORE) == 1 &&
           ASN1_TIME_set_string_X509(X509_getm_notAfter(certificate), NOT_AFTER) == 1 &&
           set_subject(certificate, name) && X509_set_pubkey(certificate, key) == 1 &&
           add_extension(certificate, NID_basic_constraints, "critical,CA:FALSE") &&
           add_extension(certificate, NID_key_usage, "critical,digitalSignature") &&
           add_san(certificate, name) && X509_sign(certificate, key, EVP_sha256()) > 0;
}

/* Copies what a memory BIO holds to *out; freeing the BIO wipes it there. */
static void take_pem(BIO *pem, Buf *out) {
    char *bytes = NULL;
    long length = BIO_get_mem_data(pem, &bytes);
    if (length > 0) buf_add(out, (Str){bytes, (size_t)length});
}

/* Both files' contents, or false with OpenSSL's reason in its queue. */
static bool make_pair(const char *name, Buf *certificate_pem, Buf *key_pem) {
    EVP_PKEY *key = EVP_EC_gen("P-256");
    X509 *certificate = X509_new();
    BIO *first = BIO_new(BIO_s_mem()), *second = BIO_new(BIO_s_mem());
    bool good = key && certificate && first && second && fill_certificate(certificate, key, name) &&
                PEM_write_bio_X509(first, certificate) == 1 &&
                PEM_write_bio_PrivateKey(second, key, NULL, NULL, 0, NULL, NULL) == 1;
    if (good) {
        take_pem(first, certificate_pem);
        take_pem(second, key_pem);
    }
    BIO_free(first);
    BIO_free(second);
    X509_free(certificate);
    EVP_PKEY_free(key);
    return good;
}

typedef struct CertPaths {
    const char *dir, *certificate, *key;
} CertPaths;

/* The key first: a certificate without its key would be of no use, and its key cannot be made anew. */
static int write_pair(const CertPaths *paths, const char *name, Buf *error) {
    Buf certificate = {0}, key = {0};
    const char *path = paths->key;
    int failed = -EIO;
    ERR_clear_error();
    if (make_pair(name, &certificate, &key)) {
        failed = file_create(path, 0600, buf_str(&key));
        if (failed == 0) {
            path = paths->certificate;
            failed = file_create(path, 0644, buf_str(&certificate));
            if (failed < 0) unlink(paths->key);
        }
        if (failed < 0) buf_add_format(error, "cannot write %s: %s", path, strerror(-failed));
    } else {
        const char *reason = ERR_reason_error_string(ERR_peek_last_error());
        buf_add_format(error, "cannot make a certificate for %s: %s", name,
                       reason ? reason : "OpenSSL failed");
        ERR_clear_error();
    }
    if (key.p) OPENSSL_cleanse(key.p, key.len);
    buf_free(&key);
    buf_free(&certificate);
    return failed < 0 ? -1 : 0;
}

/* A dangling link counts as there: it is somebody's, and nothing may be written in its place. */
static bool exists(const char *path) {
    struct stat st;
    return lstat(path, &st) == 0;
}

static int ensure_pair(const CertPaths *paths, const char *name, bool *made, Buf *error) {
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
    if (!name_usable(name)) {
        buf_add_format(error, "no certificate for '%.*s': that is not a host name", STR_FMT(name));
        return -1;
    }
    Buf certificate = {0}, key = {0};
    char *host = mem_string(name);
    buf_add_format(&certificate, "%s/%s.crt", dir, host);
    buf_add_format(&key, "%s/%s.key", dir, host);
    int result = ensure_pair(&(CertPaths){dir, certificate.p, key.p}, host, made, error);
    free(host);
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

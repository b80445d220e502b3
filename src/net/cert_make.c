/* Certificates of our own (TLSP-01, -02, -10, K-12): the validity begins before any clock can be and never
 * ends in practice, so that nothing ever has to be renewed: clients pin what they saw first. */
#include "net/cert_make.h"

#include <arpa/inet.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <stdlib.h>
#include <string.h>

#define NOT_BEFORE "20200101000000Z"
#define NOT_AFTER  "40960101000000Z"

enum {
    NAME_MAX_BYTES = 253, /* a DNS name */
    CN_MAX_BYTES = 64,    /* ub-common-name of RFC 5280 */
    SERIAL_BITS = 127     /* positive, at most 16 bytes, far beyond 64 random bits */
};

bool cert_name_usable(Str name) {
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

/* Keys of the Edwards curves hash by themselves. */
static const EVP_MD *signing_digest(const EVP_PKEY *key) {
    return EVP_PKEY_is_a(key, "ED25519") || EVP_PKEY_is_a(key, "ED448") ? NULL : EVP_sha256();
}

static bool fill_certificate(X509 *certificate, EVP_PKEY *key, const char *name) {
    return X509_set_version(certificate, X509_VERSION_3) == 1 && set_serial(certificate) &&
           ASN1_TIME_set_string_X509(X509_getm_notBefore(certificate), NOT_BEFORE) == 1 &&
           ASN1_TIME_set_string_X509(X509_getm_notAfter(certificate), NOT_AFTER) == 1 &&
           set_subject(certificate, name) && X509_set_pubkey(certificate, key) == 1 &&
           add_extension(certificate, NID_basic_constraints, "critical,CA:FALSE") &&
           add_extension(certificate, NID_key_usage, "critical,digitalSignature") &&
           add_san(certificate, name) && X509_sign(certificate, key, signing_digest(key)) > 0;
}

/* Copies what a memory BIO holds to *out; freeing the BIO wipes it there. */
static void take_pem(BIO *pem, Buf *out) {
    char *bytes = NULL;
    long length = BIO_get_mem_data(pem, &bytes);
    if (length > 0) buf_add(out, (Str){bytes, (size_t)length});
}

bool cert_make_key(Buf *pem, EVP_PKEY **made) {
    EVP_PKEY *key = EVP_EC_gen("P-256");
    bool good = key && cert_key_pem(key, pem);
    if (good) *made = key;
    if (!good) EVP_PKEY_free(key);
    return good;
}

bool cert_key_pem(EVP_PKEY *key, Buf *pem) {
    BIO *bio = BIO_new(BIO_s_mem());
    bool good = bio && PEM_write_bio_PrivateKey(bio, key, NULL, NULL, 0, NULL, NULL) == 1;
    if (good) take_pem(bio, pem);
    BIO_free(bio);
    return good;
}

bool cert_make(EVP_PKEY *key, Str name, Buf *pem) {
    X509 *certificate = X509_new();
    BIO *bio = BIO_new(BIO_s_mem());
    char *host = mem_string(name);
    bool good = certificate && bio && fill_certificate(certificate, key, host) &&
                PEM_write_bio_X509(bio, certificate) == 1;
    if (good) take_pem(bio, pem);
    free(host);
    BIO_free(bio);
    X509_free(certificate);
    return good;
}

void cert_make_failed(Str name, Buf *error) {
    const char *reason = ERR_reason_error_string(ERR_peek_last_error());
    buf_add_format(error, "cannot make a certificate for %.*s: %s", STR_FMT(name),
                   reason ? reason : "OpenSSL failed");
    ERR_clear_error();
}

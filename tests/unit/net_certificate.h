/* Certificates of any kind, for tests of what is done with them. */
#ifndef LEDA_TESTS_UNIT_NET_CERTIFICATE_H
#define LEDA_TESTS_UNIT_NET_CERTIFICATE_H

#include "unit.h"

#include "base/buf.h"

#include <openssl/pem.h>
#include <openssl/x509v3.h>

typedef struct CertificateOrder {
    const char *subject;
    const char *san;  /* as OpenSSL's configuration has it, or NULL */
    int starts, ends; /* days from today */
    EVP_PKEY *key;
    X509 *issuer; /* NULL: self-signed */
    EVP_PKEY *issuer_key;
} CertificateOrder;

static inline void certificate_extend(X509 *certificate, int nid, const char *value) {
    X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, NULL, nid, value);
    assert_non_null(extension);
    assert_int_equal(X509_add_ext(certificate, extension, -1), 1);
    X509_EXTENSION_free(extension);
}

static inline X509 *certificate_make(const CertificateOrder *o) {
    X509 *c = X509_new();
    X509_NAME *name = X509_get_subject_name(c);
    assert_int_equal(X509_set_version(c, X509_VERSION_3), 1);
    ASN1_INTEGER_set(X509_get_serialNumber(c), 7);
    X509_time_adj_ex(X509_getm_notBefore(c), o->starts, 0, NULL);
    X509_time_adj_ex(X509_getm_notAfter(c), o->ends, 0, NULL);
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, (const unsigned char *)o->subject, -1, -1, 0);
    X509_set_issuer_name(c, o->issuer ? X509_get_subject_name(o->issuer) : name);
    X509_set_pubkey(c, o->key);
    certificate_extend(c, NID_basic_constraints, o->issuer ? "critical,CA:FALSE" : "critical,CA:TRUE");
    if (o->san) certificate_extend(c, NID_subject_alt_name, o->san);
    assert_true(X509_sign(c, o->issuer ? o->issuer_key : o->key, EVP_sha256()) > 0);
    return c;
}

static inline void certificate_pem(X509 *c, Buf *out) {
    BIO *bio = BIO_new(BIO_s_mem());
    char *bytes;
    assert_int_equal(PEM_write_bio_X509(bio, c), 1);
    long n = BIO_get_mem_data(bio, &bytes);
    buf_add(out, (Str){bytes, (size_t)n});
    BIO_free(bio);
}

/* With a passphrase unless that is NULL. */
static inline void certificate_key_pem(EVP_PKEY *key, char *passphrase, Buf *out) {
    BIO *bio = BIO_new(BIO_s_mem());
    char *bytes;
    assert_int_equal(
        PEM_write_bio_PrivateKey(bio, key, passphrase ? EVP_aes_128_cbc() : NULL, NULL, 0, NULL, passphrase),
        1);
    long n = BIO_get_mem_data(bio, &bytes);
    buf_add(out, (Str){bytes, (size_t)n});
    BIO_free(bio);
}

#endif

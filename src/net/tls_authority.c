#include "net/tls_authority.h"

#include "net/tls_client.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

/* The certificates of a PEM text; NULL when one of them is broken or there are too many. */
static STACK_OF(X509) * read_authorities(Str pem) {
    STACK_OF(X509) *all = sk_X509_new_null();
    BIO *bio = BIO_new_mem_buf(pem.p ? pem.p : "", (int)pem.len);
    X509 *next;
    bool good = all && bio;
    ERR_clear_error();
    /* Without a passphrase OpenSSL would ask for one on the terminal of a daemon. */
    while (good && (next = PEM_read_bio_X509(bio, NULL, NULL, (char[]){""}))) {
        good = sk_X509_num(all) < TLS_AUTHORITIES_MAX && sk_X509_push(all, next) > 0;
        if (!good) X509_free(next);
    }
    good = good && ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE;
    ERR_clear_error();
    BIO_free(bio);
    if (good) return all;
    sk_X509_pop_free(all, X509_free);
    return NULL;
}

const char *tls_authority_fault(Str pem) {
    STACK_OF(X509) *all = read_authorities(pem);
    int count = all ? sk_X509_num(all) : 0;
    sk_X509_pop_free(all, X509_free);
    if (!all) return "not certificates in PEM, or more than 64 of them";
    return count ? NULL : "no certificate in it";
}

/* Whether it is a certificate that may sign others, at this time. */
static bool may_sign(X509 *authority) {
    return tls_client_is_current(authority) && X509_check_ca(authority) > 0;
}

bool tls_authority_signs(Str authorities, X509 *certificate) {
    STACK_OF(X509) *all = read_authorities(authorities);
    bool signs = false;
    for (int i = 0; !signs && i < sk_X509_num(all); i++) {
        X509 *authority = sk_X509_value(all, i);
        signs = may_sign(authority) && X509_check_issued(authority, certificate) == X509_V_OK &&
                X509_verify(certificate, X509_get0_pubkey(authority)) == 1;
    }
    sk_X509_pop_free(all, X509_free);
    ERR_clear_error();
    return signs;
}

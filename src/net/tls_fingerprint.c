#include "net/tls_fingerprint.h"

#include "base/date.h"
#include "net/tls_context.h"

#include <openssl/evp.h>
#include <openssl/x509.h>
#include <time.h>

enum { BYTES = 32, LINE = 16 }; /* of SHA-256; of them in a line of pairs */

static void add_day(const ASN1_TIME *at, Buf *out) {
    struct tm tm;
    if (ASN1_TIME_to_tm(at, &tm) != 1) return;
    char day[11];
    const Date date = {
        .year = (int16_t)(tm.tm_year + 1900), .month = (uint8_t)(tm.tm_mon + 1), .day = (uint8_t)tm.tm_mday};
    date_day(date, day);
    buf_add(out, str_of(day));
}

static void add_forms(const unsigned char hash[BYTES], Buf *out) {
    unsigned char base64[(BYTES + 2) / 3 * 4 + 1];
    for (size_t i = 0; i < BYTES; i++) {
        buf_add(out, i % LINE ? STR(":") : STR("  "));
        buf_add_format(out, i % LINE == LINE - 1 ? "%02X\n" : "%02X", hash[i]);
    }
    buf_add(out, STR("  "));
    for (size_t i = 0; i < BYTES; i++)
        buf_add_format(out, "%02x", hash[i]);
    EVP_EncodeBlock(base64, hash, BYTES);
    buf_add_format(out, "\n  %s\n", (const char *)base64);
}

/* The key as it stands in the certificate (SubjectPublicKeyInfo): its hash stays when the certificate is made
 * anew for the same key. */
static bool hash_key(X509 *certificate, unsigned char hash[BYTES]) {
    unsigned char *der = NULL;
    int length = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(certificate), &der);
    bool good = length > 0 && EVP_Digest(der, (size_t)length, hash, NULL, EVP_sha256(), NULL) == 1;
    OPENSSL_free(der);
    return good;
}

void tls_fingerprint(const TlsContext *context, Str host, Buf *out) {
    X509 *certificate = tls_context_certificate(context);
    unsigned char hash[EVP_MAX_MD_SIZE];
    buf_add_format(out, "The certificate of %.*s\n\nValid from ", STR_FMT(host));
    add_day(X509_get0_notBefore(certificate), out);
    buf_add(out, STR(" to "));
    add_day(X509_get0_notAfter(certificate), out);
    buf_add(out, STR("\n"));
    if (X509_digest(certificate, EVP_sha256(), hash, NULL) == 1) {
        buf_add(out, STR("\nSHA-256 of the certificate:\n"));
        add_forms(hash, out);
    }
    if (hash_key(certificate, hash)) {
        buf_add(out, STR("\nSHA-256 of its public key:\n"));
        add_forms(hash, out);
    }
}

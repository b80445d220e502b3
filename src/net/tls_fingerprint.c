#include "net/tls_fingerprint.h"

#include "base/date.h"
#include "net/tls_context.h"
#include "net/tls_digest.h"

#include <openssl/evp.h>
#include <time.h>

enum { LINE = 16 }; /* bytes in a line of pairs */

static void add_day(const ASN1_TIME *at, Buf *out) {
    struct tm tm;
    if (ASN1_TIME_to_tm(at, &tm) != 1) return;
    char day[11];
    const Date date = {
        .year = (int16_t)(tm.tm_year + 1900), .month = (uint8_t)(tm.tm_mon + 1), .day = (uint8_t)tm.tm_mday};
    date_day(date, day);
    buf_add(out, str_of(day));
}

static void add_forms(const Fingerprint *hash, Buf *out) {
    unsigned char base64[(FINGERPRINT_BYTES + 2) / 3 * 4 + 1];
    for (size_t i = 0; i < FINGERPRINT_BYTES; i++) {
        buf_add(out, i % LINE ? STR(":") : STR("  "));
        buf_add_format(out, i % LINE == LINE - 1 ? "%02X\n" : "%02X", hash->bytes[i]);
    }
    buf_add(out, STR("  "));
    for (size_t i = 0; i < FINGERPRINT_BYTES; i++)
        buf_add_format(out, "%02x", hash->bytes[i]);
    EVP_EncodeBlock(base64, hash->bytes, FINGERPRINT_BYTES);
    buf_add_format(out, "\n  %s\n", (const char *)base64);
}

void tls_fingerprint(const TlsContext *context, Str host, Buf *out) {
    X509 *certificate = tls_context_certificate(context, host);
    Fingerprint hash;
    buf_add_format(out, "The certificate of %.*s\n\nValid from ", STR_FMT(host));
    add_day(X509_get0_notBefore(certificate), out);
    buf_add(out, STR(" to "));
    add_day(X509_get0_notAfter(certificate), out);
    buf_add(out, STR("\n"));
    if (tls_digest_certificate(certificate, &hash)) {
        buf_add(out, STR("\nSHA-256 of the certificate:\n"));
        add_forms(&hash, out);
    }
    if (tls_digest_key(certificate, &hash)) {
        buf_add(out, STR("\nSHA-256 of its public key:\n"));
        add_forms(&hash, out);
    }
}

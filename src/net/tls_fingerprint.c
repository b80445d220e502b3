#include "net/tls_fingerprint.h"

#include "net/cert_review.h"
#include "net/tls_context.h"
#include "net/tls_digest.h"

enum { LINE = 3 * 16 }; /* bytes of sixteen pairs with their colons: more are broken by narrow screens */

static void add_forms(const Fingerprint *hash, Buf *out) {
    Buf pairs = {0};
    fingerprint_write(hash, FINGERPRINT_PAIRS, &pairs);
    buf_add_format(out, "  %.*s\n  ", LINE - 1, pairs.p);
    buf_add(out, str_skip(buf_str(&pairs), LINE));
    buf_add(out, STR("\n  "));
    fingerprint_write(hash, FINGERPRINT_HEX, out);
    buf_add(out, STR("\n  "));
    fingerprint_write(hash, FINGERPRINT_BASE64, out);
    buf_add_char(out, '\n');
    buf_free(&pairs);
}

void tls_fingerprint(const TlsContext *context, Str host, Buf *out) {
    X509 *certificate = tls_context_certificate(context, host);
    Fingerprint hash;
    buf_add_format(out, "The certificate of %.*s\n\nValid from ", STR_FMT(host));
    cert_add_day(X509_get0_notBefore(certificate), out);
    buf_add(out, STR(" to "));
    cert_add_day(X509_get0_notAfter(certificate), out);
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

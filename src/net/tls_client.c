#include "net/tls_client.h"

#include "base/clock.h"
#include "net/tls_digest.h"

#include <openssl/err.h>
#include <openssl/x509v3.h>

/* A time that cannot be read is outside of everything. */
bool tls_client_is_current(const X509 *certificate) {
    time_t now = (time_t)clock_now();
    int from = ASN1_TIME_cmp_time_t(X509_get0_notBefore(certificate), now);
    int to = ASN1_TIME_cmp_time_t(X509_get0_notAfter(certificate), now);
    return (from == 0 || from == -1) && (to == 0 || to == 1);
}

/* One that is its own issuer is signed with its own key; of any other nobody here knows the key. */
static bool is_well_made(X509 *certificate) {
    uint32_t flags = X509_get_extension_flags(certificate);
    if (flags & EXFLAG_INVALID) return false;
    return !(flags & EXFLAG_SS) || X509_self_signed(certificate, 1) == 1;
}

void tls_client_read(X509 *certificate, PeerCertificate *out) {
    *out = (PeerCertificate){0};
    out->sound = tls_digest_certificate(certificate, &out->certificate) &&
                 tls_digest_key(certificate, &out->key) && tls_client_is_current(certificate) &&
                 is_well_made(certificate);
    ERR_clear_error();
}

#include "net/tls_digest.h"

#include <openssl/evp.h>

bool tls_digest_certificate(const X509 *certificate, Fingerprint *out) {
    return X509_digest(certificate, EVP_sha256(), out->bytes, NULL) == 1;
}

bool tls_digest_key(const X509 *certificate, Fingerprint *out) {
    unsigned char *der = NULL;
    int length = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(certificate), &der);
    bool good = length > 0 && EVP_Digest(der, (size_t)length, out->bytes, NULL, EVP_sha256(), NULL) == 1;
    OPENSSL_free(der);
    return good;
}

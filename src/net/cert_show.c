#include "net/cert_show.h"

#include "base/fingerprint.h"
#include "net/cert_read.h"
#include "net/cert_review.h"
#include "net/tls_digest.h"

#include <arpa/inet.h>
#include <openssl/x509v3.h>

enum { CERTS_MAX = 16, COLUMN = 14 }; /* shown beside each other; of what is said */

typedef bool Digest(const X509 *certificate, Fingerprint *out);

static void add_label(const char *label, Buf *out) {
    buf_add_format(out, "  %-*s", COLUMN - 2, label);
}

/* As OpenSSL prints it, with what could be foreign text escaped. */
static void add_subject(X509 *certificate, Buf *out) {
    BIO *bio = BIO_new(BIO_s_mem());
    char *bytes;
    if (bio && X509_NAME_print_ex(bio, X509_get_subject_name(certificate), 0, XN_FLAG_RFC2253) >= 0) {
        long length = BIO_get_mem_data(bio, &bytes);
        if (length > 0) buf_add(out, (Str){bytes, (size_t)length});
    }
    BIO_free(bio);
}

static void add_printable(Str s, Buf *out) {
    for (size_t i = 0; i < s.len; i++)
        buf_add_char(out, s.p[i] > ' ' && s.p[i] < 0x7F ? s.p[i] : '?');
}

static void add_name(const GENERAL_NAME *name, Buf *out) {
    int kind;
    char text[INET6_ADDRSTRLEN] = "";
    const ASN1_STRING *value = GENERAL_NAME_get0_value(name, &kind);
    if (kind != GEN_DNS && kind != GEN_IPADD) return;
    if (out->p[out->len - 1] != ' ') buf_add(out, STR(", "));
    Str bytes = {(const char *)ASN1_STRING_get0_data(value), (size_t)ASN1_STRING_length(value)};
    if (kind == GEN_DNS)
        add_printable(bytes, out);
    else if (inet_ntop(bytes.len == 4 ? AF_INET : AF_INET6, bytes.p, text, sizeof text))
        buf_add(out, str_of(text));
}

static void add_names(X509 *certificate, Buf *out) {
    GENERAL_NAMES *names = X509_get_ext_d2i(certificate, NID_subject_alt_name, NULL, NULL);
    add_label("names", out);
    for (int i = 0; i < sk_GENERAL_NAME_num(names); i++)
        add_name(sk_GENERAL_NAME_value(names, i), out);
    if (!names) buf_add(out, STR("none: many clients take it for nobody's"));
    buf_add_char(out, '\n');
    GENERAL_NAMES_free(names);
}

static void add_about(X509 *certificate, Buf *out) {
    add_label("subject", out);
    add_subject(certificate, out);
    buf_add_char(out, '\n');
    add_names(certificate, out);
    add_label("valid", out);
    cert_add_day(X509_get0_notBefore(certificate), out);
    buf_add(out, STR(" to "));
    cert_add_day(X509_get0_notAfter(certificate), out);
    buf_add_char(out, '\n');
}

static void add_forms(const char *label, const Fingerprint *hash, Buf *out) {
    add_label(label, out);
    buf_add(out, STR("SHA256:"));
    fingerprint_write(hash, FINGERPRINT_PAIRS, out);
    buf_add_char(out, '\n');
    add_label("", out);
    fingerprint_write(hash, FINGERPRINT_HEX, out);
    buf_add_char(out, '\n');
    add_label("", out);
    fingerprint_write(hash, FINGERPRINT_BASE64, out);
    buf_add_char(out, '\n');
}

/* One kind of fingerprint of all of them; what does not differ from the one above is said in words. */
static void add_digests(X509 *const *certificates, size_t count, const char *label, Digest *digest,
                        Buf *out) {
    Fingerprint last = {0}, hash;
    bool first = true;
    for (size_t i = 0; i < count; i++) {
        if (!certificates[i] || !digest(certificates[i], &hash)) continue;
        if (!first && fingerprint_order(&hash, &last) == 0) {
            add_label("  before", out);
            buf_add(out, STR("the same\n"));
        } else {
            add_forms(i == 0 ? label : "  before", &hash, out);
        }
        last = hash;
        first = false;
    }
}

void cert_show(const char *const *paths, size_t count, Buf *out) {
    X509 *certificates[CERTS_MAX] = {0};
    if (count > CERTS_MAX) count = CERTS_MAX;
    for (size_t i = 0; i < count; i++) {
        Buf error = {0};
        certificates[i] = cert_read(paths[i], &error);
        add_label(i == 0 ? "file" : "  before", out);
        buf_add_format(out, "%s\n", certificates[i] ? paths[i] : error.p);
        buf_free(&error);
    }
    if (count > 0 && certificates[0]) add_about(certificates[0], out);
    add_digests(certificates, count, "certificate", tls_digest_certificate, out);
    add_digests(certificates, count, "public key", tls_digest_key, out);
    for (size_t i = 0; i < count; i++)
        X509_free(certificates[i]);
}

CertDifference cert_compare(const char *before, const char *after) {
    Buf ignored = {0};
    X509 *a = cert_read(before, &ignored), *b = cert_read(after, &ignored);
    CertDifference difference = CERT_OTHER_KEY;
    if (a && b && X509_cmp(a, b) == 0)
        difference = CERT_SAME;
    else if (a && b && EVP_PKEY_eq(X509_get0_pubkey(a), X509_get0_pubkey(b)) == 1)
        difference = CERT_SAME_KEY;
    X509_free(a);
    X509_free(b);
    buf_free(&ignored);
    return difference;
}

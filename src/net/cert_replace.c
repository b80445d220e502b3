#include "net/cert_replace.h"

#include "base/clock.h"
#include "base/date.h"
#include "base/file.h"
#include "net/cert_make.h"
#include "net/cert_read.h"

#include <errno.h>
#include <openssl/crypto.h>
#include <string.h>

enum { KEEPS_MAX = 99 }; /* of one day */

typedef struct Replacement {
    Str name;
    const char *dir;
    Buf certificate, key; /* paths */
    EVP_PKEY *given;      /* the key that the certificate is made for */
    Buf certificate_pem, key_pem;
    CertReplaced *kept;
    Buf *error;
} Replacement;

static int fail(const Replacement *r, const char *path, int status) {
    buf_add_format(r->error, "cannot write %s: %s", path, strerror(-status));
    return -1;
}

static void forget(Buf *secret) {
    if (secret->p) OPENSSL_cleanse(secret->p, secret->cap);
    buf_free(secret);
}

/* The path under which something is kept, the n-th of today. */
static void keep_path(const char *path, int n, Buf *out) {
    char day[11];
    date_day(date_of(clock_now()), day);
    buf_clear(out);
    buf_add_format(out, "%s.%s", path, day);
    if (n > 1) buf_add_format(out, "-%d", n);
}

/* Copies the file, if there is one, to a name that is free; *kept is that name. */
static int keep(const Replacement *r, const char *path, mode_t mode, Buf *kept) {
    Buf content = {0};
    int status = file_read_path(path, CERT_FILE_MAX, &content);
    if (status == 0) {
        status = -EEXIST;
        for (int n = 1; status == -EEXIST && n <= KEEPS_MAX; n++) {
            keep_path(path, n, kept);
            status = file_create(kept->p, mode, buf_str(&content));
        }
    }
    forget(&content);
    if (status == 0) return 0;
    if (status != -ENOENT) return fail(r, kept->len ? kept->p : path, status);
    buf_clear(kept);
    return 0;
}

/* Whether NAME.key is the given key, so that it can stay as it is. */
static bool key_is_there(const Replacement *r) {
    Buf ignored = {0};
    EVP_PKEY *there = cert_read_key(r->key.p, &ignored);
    bool same = there && EVP_PKEY_eq(there, r->given) == 1;
    EVP_PKEY_free(there);
    buf_free(&ignored);
    return same;
}

static int make_both(Replacement *r) {
    if (cert_key_pem(r->given, &r->key_pem) && cert_make(r->given, r->name, &r->certificate_pem)) return 0;
    cert_make_failed(r->name, r->error);
    return -1;
}

/* The key before the certificate, as at the first start. A server that looks in between keeps the old pair
 * (K-14). */
static int write_both(Replacement *r) {
    bool new_key = !key_is_there(r);
    if (keep(r, r->certificate.p, 0644, &r->kept->certificate) < 0) return -1;
    if (new_key && keep(r, r->key.p, 0600, &r->kept->key) < 0) return -1;
    int status = new_key ? file_replace(r->key.p, 0600, buf_str(&r->key_pem)) : 0;
    if (status < 0) return fail(r, r->key.p, status);
    status = file_replace(r->certificate.p, 0644, buf_str(&r->certificate_pem));
    return status < 0 ? fail(r, r->certificate.p, status) : 0;
}

static int replace(Replacement *r, const char *key) {
    r->given = cert_read_key(key, r->error);
    if (!r->given) return -1;
    if (mkdir(r->dir, 0700) < 0 && errno != EEXIST) return fail(r, r->dir, -errno);
    return make_both(r) < 0 ? -1 : write_both(r);
}

int cert_replace(const char *dir, Str name, const char *key, CertReplaced *kept, Buf *error) {
    Replacement r = {.dir = dir, .name = name, .kept = kept, .error = error};
    if (!cert_name_usable(name)) {
        buf_add_format(error, "no certificate for '%.*s': that is not a host name", STR_FMT(name));
        return -1;
    }
    buf_add_format(&r.certificate, "%s/%.*s.crt", dir, STR_FMT(name));
    buf_add_format(&r.key, "%s/%.*s.key", dir, STR_FMT(name));
    int result = replace(&r, key);
    EVP_PKEY_free(r.given);
    forget(&r.key_pem);
    buf_free(&r.certificate_pem);
    buf_free(&r.certificate);
    buf_free(&r.key);
    return result;
}

void cert_replaced_free(CertReplaced *kept) {
    buf_free(&kept->certificate);
    buf_free(&kept->key);
}

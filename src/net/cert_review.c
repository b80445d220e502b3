#include "net/cert_review.h"

#include "base/date.h"

#include <arpa/inet.h>
#include <openssl/x509v3.h>
#include <stdlib.h>
#include <time.h>

enum { DAY = 86400 };

bool cert_names(X509 *certificate, Str host) {
    struct in6_addr address;
    char *name = mem_string(host);
    bool literal = inet_pton(AF_INET, name, &address) == 1 || inet_pton(AF_INET6, name, &address) == 1;
    bool named = literal
                     ? X509_check_ip_asc(certificate, name, 0) == 1
                     : X509_check_host(certificate, name, 0, X509_CHECK_FLAG_NEVER_CHECK_SUBJECT, NULL) == 1;
    free(name);
    return named;
}

int64_t cert_time(const ASN1_TIME *at) {
    struct tm tm;
    if (!at || ASN1_TIME_to_tm(at, &tm) != 1) return INT64_MAX;
    int64_t days = date_days(tm.tm_year + 1900, (unsigned)tm.tm_mon + 1, (unsigned)tm.tm_mday);
    return days * DAY + tm.tm_hour * 3600 + tm.tm_min * 60 + tm.tm_sec;
}

void cert_add_day(const ASN1_TIME *at, Buf *out) {
    char day[11];
    int64_t second = cert_time(at);
    if (second == INT64_MAX) return;
    date_day(date_of(second), day);
    buf_add(out, str_of(day));
}

void cert_review(X509 *certificate, const char *path, Str host, int64_t now, Buf *warning) {
    int64_t starts = cert_time(X509_get0_notBefore(certificate));
    int64_t ends = cert_time(X509_get0_notAfter(certificate));
    bool expired = ends<now, early = starts> now, named = cert_names(certificate, host);
    bool soon = !expired && !early && ends - now < CERT_REVIEW_DAYS * (int64_t)DAY;
    if (named && !expired && !early && !soon) return;
    buf_add_format(warning, "%s ", path);
    if (expired) buf_add(warning, STR("has expired"));
    if (early) buf_add(warning, STR("is not valid yet"));
    if (soon) {
        buf_add(warning, STR("ends on "));
        cert_add_day(X509_get0_notAfter(certificate), warning);
        buf_add_format(warning, ", in %d days", (int)((ends - now) / DAY));
    }
    if (!named)
        buf_add_format(warning, "%sdoes not name %.*s", expired || early || soon ? " and " : "",
                       STR_FMT(host));
    buf_add(warning, expired || early || !named ? STR("; clients may refuse it\n") : STR("; renew it\n"));
}

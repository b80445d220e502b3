/* What an operator should know of a certificate that is served: clients may refuse it, or soon will (K-14).
 * For net/ alone. */
#ifndef LEDA_NET_CERT_REVIEW_H
#define LEDA_NET_CERT_REVIEW_H

#include "base/buf.h"

#include <openssl/x509.h>

#define CERT_REVIEW_DAYS 30 /* before its end a certificate is spoken of */

/* Appends at most one line: it has expired, is not valid yet, ends within CERT_REVIEW_DAYS, does not name
 * `host`. `path` is where it lies, `now` the time by the calendar. */
void cert_review(X509 *certificate, const char *path, Str host, int64_t now, Buf *warning);

/* Whether a client that reads the SAN alone (TLSP-01) takes the certificate for that of `host`, which may be
 * an address. */
bool cert_names(X509 *certificate, Str host);

/* Seconds since 1970-01-01 UTC; INT64_MAX for what is no time. */
int64_t cert_time(const ASN1_TIME *at);

/* Appends its day, `YYYY-MM-DD`; nothing for what is no time. */
void cert_add_day(const ASN1_TIME *at, Buf *out);

#endif

/* What an operator reads of certificates: `leda cert` and the page /certificate.txt. */
#ifndef LEDA_NET_CERT_SHOW_H
#define LEDA_NET_CERT_SHOW_H

#include "base/buf.h"

/* Appends the lines on a certificate, from a file: its subject, names, days of validity, and SHA-256 of it
 * and of its key (SubjectPublicKeyInfo) in each form that clients show (TLSP-12). Beside them stand the same
 * of those that it took the place of: `paths` are files, the newest first, of which the first one is served.
 * One that cannot be read is a line, too. */
void cert_show(const char *const *paths, size_t count, Buf *out);

typedef enum { CERT_SAME, CERT_SAME_KEY, CERT_OTHER_KEY } CertDifference;

/* How two files differ for whoever pins one of them. Files that cannot be read have another key. */
CertDifference cert_compare(const char *before, const char *after);

#endif

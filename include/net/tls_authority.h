/* Authorities: certificates whose signature lets a client in, as the operator has them in a file. */
#ifndef LEDA_NET_TLS_AUTHORITY_H
#define LEDA_NET_TLS_AUTHORITY_H

#include "base/str.h"

struct x509_st;

#define TLS_AUTHORITIES_MAX 64 /* certificates of a file */

/* What is wrong with the PEM text of such a file, in a few words, or NULL: certificates, at least one, at
 * most TLS_AUTHORITIES_MAX, nothing broken among them. What stands between them is skipped. */
const char *tls_authority_fault(Str pem);

/* Whether one of the certificates in `authorities` (a text that tls_authority_fault has passed) has signed
 * OpenSSL's `certificate` itself, may sign, and is within its dates. The chain that a client sends is not
 * looked at: a resumed session comes without one. The text is parsed each time, which is cheap beside the
 * handshake, and so a Site holds nothing of OpenSSL's. */
bool tls_authority_signs(Str authorities, struct x509_st *certificate);

#endif

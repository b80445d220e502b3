/* Fingerprint: a SHA-256 as people copy it from one program to another (TLSP-12). */
#ifndef LEDA_BASE_FINGERPRINT_H
#define LEDA_BASE_FINGERPRINT_H

#include "base/buf.h"

#define FINGERPRINT_BYTES 32

typedef struct Fingerprint {
    unsigned char bytes[FINGERPRINT_BYTES];
} Fingerprint;

/* Reads any of the forms in the wild: 64 hex digits in either case, pairs of them with colons between, or
 * base64 with or without its `=`; `SHA256:` or `SHA-256:` may stand in front, in any case. Nothing else may
 * be in `text`. False leaves *out alone. */
bool fingerprint_read(Str text, Fingerprint *out);

typedef enum {
    FINGERPRINT_PAIRS, /* of upper-case hex digits, with colons between */
    FINGERPRINT_HEX,   /* lower-case digits */
    FINGERPRINT_BASE64
} FingerprintForm;

/* Appends it in one of them; each reads back. */
void fingerprint_write(const Fingerprint *fingerprint, FingerprintForm form, Buf *out);

/* The order of bytes, for qsort and bsearch. */
int fingerprint_order(const void *a, const void *b);

#endif

/* A certificate of our own for a key that exists already (TLSP-04), in the place of another, which is kept.
 */
#ifndef LEDA_NET_CERT_REPLACE_H
#define LEDA_NET_CERT_REPLACE_H

#include "base/buf.h"

typedef struct CertReplaced {
    Buf certificate,
        key; /* paths under which what was there is kept; empty: nothing was, or it is the same */
} CertReplaced;

/* Makes DIR/NAME.crt for the key in the file `key`, and DIR/NAME.key when that is not the same key. What was
 * there goes to NAME.crt.YYYY-MM-DD (or -2, -3 ... behind it) and NAME.key in the same way, before anything
 * is written. 0, or -1 with a line in *error and nothing of what was there lost. */
int cert_replace(const char *dir, Str name, const char *key, CertReplaced *kept, Buf *error);
void cert_replaced_free(CertReplaced *kept);

#endif

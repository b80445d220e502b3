/* SipHash-2-4 (Aumasson and Bernstein, 2012): a short hash under a secret key, of which nobody without the
 * key can tell anything. */
#ifndef LEDA_BASE_SIPHASH_H
#define LEDA_BASE_SIPHASH_H

#include "base/str.h"

#define SIPHASH_KEY 16 /* bytes */

uint64_t siphash(const unsigned char key[SIPHASH_KEY], Str s);

#endif

/* A client's address as the access log has it. */
#ifndef LEDA_NET_ACCESS_ADDRESS_H
#define LEDA_NET_ACCESS_ADDRESS_H

#include "base/buf.h"
#include "base/siphash.h"

#include <sys/socket.h>

typedef enum {
    ACCESS_HASHED, /* tells visitors of a day apart and says nothing else of them */
    ACCESS_FULL,
    ACCESS_NONE,
} AccessForm;

/* The key of a day (UTC). It is random and in no file, so that yesterday's hashes cannot be computed any more
 * by anybody. Zeroed: there is none yet. */
typedef struct AccessSalt {
    unsigned char key[SIPHASH_KEY];
    int64_t day; /* since 1970 */
    bool set;
} AccessSalt;

/* Appends the address: 12 hex digits, the address itself (an IPv4 address that came over IPv6 as IPv4), or
 * nothing; nothing also for what is no IP address. `now` in milliseconds since 1970: another day than the
 * salt's makes a new one. */
void access_address(AccessSalt *salt, AccessForm form, int64_t now, const struct sockaddr_storage *client,
                    Buf *out);

#endif

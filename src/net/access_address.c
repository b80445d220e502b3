#include "net/access_address.h"

#include <arpa/inet.h>
#include <inttypes.h>
#include <netinet/in.h>
#include <sys/random.h>

enum { DAY_MS = 86400000, MAPPED = 12 /* bytes before the IPv4 address in ::ffff:a.b.c.d */ };

/* Its 4 or 16 bytes; none for another family. */
static Str address_bytes(const struct sockaddr_storage *client) {
    const struct sockaddr_in *four = (const struct sockaddr_in *)client;
    const struct sockaddr_in6 *six = (const struct sockaddr_in6 *)client;
    if (client->ss_family == AF_INET) return (Str){(const char *)&four->sin_addr, sizeof four->sin_addr};
    if (client->ss_family != AF_INET6) return (Str){0};
    Str bytes = {(const char *)&six->sin6_addr, sizeof six->sin6_addr};
    return IN6_IS_ADDR_V4MAPPED(&six->sin6_addr) ? str_skip(bytes, MAPPED) : bytes;
}

static void add_full(Str bytes, Buf *out) {
    char text[INET6_ADDRSTRLEN];
    if (inet_ntop(bytes.len == 4 ? AF_INET : AF_INET6, bytes.p, text, sizeof text))
        buf_add(out, str_of(text));
}

/* False when the system has no random bytes: then no address is better than one under a known key. */
static bool renew(AccessSalt *salt, int64_t now) {
    int64_t day = now / DAY_MS;
    if (salt->set && salt->day == day) return true;
    salt->set = getrandom(salt->key, sizeof salt->key, 0) == (ssize_t)sizeof salt->key;
    salt->day = day;
    return salt->set;
}

void access_address(AccessSalt *salt, AccessForm form, int64_t now, const struct sockaddr_storage *client,
                    Buf *out) {
    Str bytes = address_bytes(client);
    if (form == ACCESS_NONE || bytes.len == 0) return;
    if (form == ACCESS_FULL)
        add_full(bytes, out);
    else if (renew(salt, now))
        buf_add_format(out, "%012" PRIx64, siphash(salt->key, bytes) >> 16);
}

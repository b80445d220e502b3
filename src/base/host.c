#include "base/host.h"

#include <arpa/inet.h>
#include <idn2.h>
#include <stdlib.h>
#include <string.h>

static bool host_is_plain(Str s) {
    if (s.len == 0 || s.len > HOST_MAX) return false;
    Str label;
    while (str_cut(&s, '.', &label)) {
        if (label.len == 0 || label.len > 63 || label.p[0] == '-' || label.p[label.len - 1] == '-')
            return false;
        for (size_t i = 0; i < label.len; i++)
            if (!ascii_alnum(label.p[i]) && label.p[i] != '-' && label.p[i] != '_') return false;
    }
    return true;
}

bool host_ipv6(Str s, unsigned char out[16]) {
    char z[INET6_ADDRSTRLEN];
    if (s.len >= sizeof z || str_find(s, ':') == STR_NONE || memchr(s.p, '\0', s.len)) return false;
    memcpy(z, s.p, s.len);
    z[s.len] = '\0';
    return inet_pton(AF_INET6, z, out) == 1;
}

bool host_ascii(Str name, Buf *out) {
    unsigned char address[16];
    char *ascii = NULL, literal[INET6_ADDRSTRLEN];
    if (host_ipv6(name, address)) {
        buf_add(out, str_of(inet_ntop(AF_INET6, address, literal, sizeof literal)));
        return true;
    }
    if (str_ends(name, STR("."))) name = str_head(name, name.len - 1);
    if (name.len == 0 || name.len > 4 * HOST_MAX || memchr(name.p, 0, name.len)) return false;
    char *z = mem_string(name);
    int status = idn2_to_ascii_8z(z, &ascii, IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL);
    bool good = status == IDN2_OK && host_is_plain(str_of(ascii));
    if (good)
        for (const char *p = ascii; *p; p++)
            buf_add_char(out, ascii_lower(*p));
    if (ascii) idn2_free(ascii);
    free(z);
    return good;
}

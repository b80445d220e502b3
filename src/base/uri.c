/* URIs: splitting, normalising, comparing hosts. Every function is total and linear in its input; splitting,
 * parsing and comparing allocate nothing. */
#include "base/uri.h"

#include "base/host.h"
#include "base/utf8.h"

#include <arpa/inet.h>
#include <string.h>

enum { PORT_MAX = 65535 };

static const bool in_scheme[256] = {
    ['0' ... '9'] = true, ['A' ... 'Z'] = true, ['a' ... 'z'] = true,
    ['+'] = true,         ['-'] = true,         ['.'] = true,
};

static bool is_unreserved(char c) {
    return ascii_alnum(c) || c == '-' || c == '.' || c == '_' || c == '~';
}

static bool is_sub_delimiter(char c) {
    return c && strchr("!$&'()*+,;=", c);
}

/* The byte that the triplet at the start of s stands for, or -1. */
static int triplet(Str s) {
    if (s.len < 3 || s.p[0] != '%') return -1;
    int high = ascii_hex(s.p[1]), low = ascii_hex(s.p[2]);
    return high < 0 || low < 0 ? -1 : high * 16 + low;
}

static const char *check_bytes(Str s) {
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.p[i];
        if (c == ' ') return "it has a blank; write it as %20";
        if (c < 0x20 || c == 0x7F) return "it has a control character";
        if (c > 0x7F) return "it has a byte that is not ASCII; percent-encode it";
        if (c != '%') continue;
        int byte = triplet(str_skip(s, i));
        if (byte < 0) return "it has a % without two hex digits after it; write it as %25";
        if (byte == 0) return "it has a %00, which no name holds";
    }
    return NULL;
}

Str uri_scheme(Str s) {
    size_t n = 0;
    while (n < s.len && in_scheme[(unsigned char)s.p[n]])
        n++;
    bool found = n > 0 && n < s.len && s.p[n] == ':' && ascii_alpha(s.p[0]);
    return str_head(s, found ? n : 0);
}

/* Takes what follows the first `mark` off *s; true when it is there. */
static bool take_tail(Str *s, char mark, Str *tail) {
    size_t at = str_find(*s, mark);
    if (at == STR_NONE) return false;
    *tail = str_skip(*s, at + 1);
    *s = str_head(*s, at);
    return true;
}

static bool host_is_well_formed(Str host) {
    for (size_t i = 0; i < host.len; i++) {
        char c = host.p[i];
        if (!is_unreserved(c) && !is_sub_delimiter(c) && c != '%') return false;
    }
    return true;
}

/* The number, PORT_MAX + 1 when it is greater or no number at all. */
static uint32_t port_value(Str port) {
    uint32_t value = 0;
    for (size_t i = 0; i < port.len; i++) {
        if (!ascii_digit(port.p[i])) return PORT_MAX + 1;
        value = value * 10 + (uint32_t)(port.p[i] - '0');
        if (value > PORT_MAX) return PORT_MAX + 1;
    }
    return value;
}

/* The colons within brackets are no port's. Whatever stands between the brackets and the port stays part of
 * the host, which is malformed then. */
static void split_authority(Str s, Uri *out) {
    size_t at = str_find(s, '@');
    out->has_authority = true;
    out->has_userinfo = at != STR_NONE;
    if (out->has_userinfo) {
        out->userinfo = str_head(s, at);
        s = str_skip(s, at + 1);
    }
    size_t close = str_starts(s, STR("[")) ? str_find(s, ']') : STR_NONE;
    Str literal = str_head(s, close == STR_NONE ? 0 : close + 1);
    Str rest = str_skip(s, literal.len);
    out->has_port = take_tail(&rest, ':', &out->port);
    out->host = str_head(s, literal.len + rest.len);
}

void uri_split(Str s, Uri *out) {
    Str fragment;
    out->scheme = uri_scheme(s);
    /* field by field: to clear the whole at once takes as long as a search */
    out->userinfo = out->host = out->port = out->query = (Str){0};
    out->has_authority = out->has_userinfo = out->has_port = false;
    if (out->scheme.len) s = str_skip(s, out->scheme.len + 1);
    out->has_fragment = take_tail(&s, '#', &fragment);
    out->has_query = take_tail(&s, '?', &out->query);
    out->path = s;
    if (!str_starts(s, STR("//"))) return;
    s = str_skip(s, 2);
    size_t slash = str_find(s, '/');
    out->path = str_skip(s, slash);
    split_authority(str_head(s, slash), out);
}

static const char *check_literal(Str host) {
    unsigned char address[16];
    size_t end = str_find(host, ']');
    if (end == STR_NONE || !host_ipv6(str_slice(host, 1, end), address))
        return "its brackets hold no IPv6 address";
    return end + 1 < host.len ? "something stands between its host and its port" : NULL;
}

static const char *check_authority(const Uri *uri) {
    const char *fault = NULL;
    if (str_starts(uri->host, STR("[")))
        fault = check_literal(uri->host);
    else if (!host_is_well_formed(uri->host))
        fault = "its host has a character that no host has";
    if (!fault && port_value(uri->port) > PORT_MAX) fault = "its port is no number up to 65535";
    return fault;
}

const char *uri_parse(Str s, Uri *out) {
    *out = (Uri){0};
    if (s.len == 0) return "it is empty";
    const char *fault = check_bytes(s);
    if (fault) return fault;
    uri_split(s, out);
    if (out->scheme.len == 0) return "it has no scheme, such as gemini:, at its beginning";
    return out->has_authority ? check_authority(out) : NULL;
}

uint32_t uri_port(const Uri *uri, uint16_t standard) {
    return uri->port.len ? port_value(uri->port) : standard;
}

static void add_triplet(int byte, Buf *out) {
    static const char hex[] = "0123456789ABCDEF";
    buf_add_char(out, '%');
    buf_add_char(out, hex[byte >> 4]);
    buf_add_char(out, hex[byte & 15]);
}

static void encode_letters(Str s, Buf *out) {
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.p[i];
        if (c < 0x80)
            buf_add_char(out, s.p[i]);
        else
            add_triplet(c, out);
    }
}

bool uri_of_iri(Str iri, Buf *out) {
    Uri parts;
    if (!utf8_valid(iri)) return false;
    uri_split(iri, &parts);
    size_t host = parts.host.len ? (size_t)(parts.host.p - iri.p) : 0;
    encode_letters(str_head(iri, host), out);
    if (utf8_ascii(parts.host) || !host_ascii(parts.host, out)) encode_letters(parts.host, out);
    encode_letters(str_skip(iri, host + parts.host.len), out);
    return true;
}

/* Appends the path with triplets in their normal form (GEM-URI-02, -03). */
static void normalise_triplets(Str path, Buf *out) {
    for (size_t i = 0; i < path.len; i++) {
        int byte = triplet(str_skip(path, i));
        if (byte < 0) {
            buf_add_char(out, path.p[i]);
            continue;
        }
        if (is_unreserved((char)byte))
            buf_add_char(out, (char)byte);
        else
            add_triplet(byte, out);
        i += 2;
    }
}

/* Removes the dot segments of the path p[0..n), which begins with a slash, in place. Returns the length that
 * is left, STR_NONE when the path climbs above its root. Each byte is written once and taken back at most
 * once. */
static size_t remove_dots(char *p, size_t n) {
    size_t written = 0;
    for (size_t at = 0, end; at < n; at = end) {
        end = at + 1;
        while (end < n && p[end] != '/')
            end++;
        Str segment = {p + at + 1, end - at - 1};
        bool one = str_eq(segment, STR(".")), two = str_eq(segment, STR(".."));
        if (two && written == 0) return STR_NONE;
        if (two) {
            while (p[--written] != '/')
                ;
        }
        if (!one && !two) {
            memmove(p + written, p + at, end - at);
            written += end - at;
        } else if (end == n) {
            p[written++] = '/';
        }
    }
    return written;
}

static size_t fold_slashes(char *p, size_t n) {
    size_t written = 0;
    for (size_t i = 0; i < n; i++) {
        if (p[i] == '/' && written && p[written - 1] == '/') continue;
        p[written++] = p[i];
    }
    return written;
}

bool uri_normalise(Str path, Buf *out) {
    size_t start = out->len;
    if (!str_starts(path, STR("/"))) buf_add_char(out, '/');
    normalise_triplets(path, out);
    size_t n = remove_dots(out->p + start, out->len - start);
    if (n == STR_NONE) {
        buf_truncate(out, start);
        return false;
    }
    buf_truncate(out, start + fold_slashes(out->p + start, n));
    return true;
}

static bool path_may_hold(char c) {
    return (unsigned char)c >= 0x20 && c != 0x7F && c != '\\';
}

bool uri_decode(Str path, Buf *out) {
    size_t start = out->len;
    bool good = true;
    for (size_t i = 0; good && i < path.len; i++) {
        int byte = triplet(str_skip(path, i));
        if (byte >= 0) i += 2;
        char c = byte < 0 ? path.p[i] : (char)byte;
        good = byte != '/' && path_may_hold(c);
        buf_add_char(out, c);
    }
    if (good && utf8_valid(str_skip(buf_str(out), start))) return true;
    buf_truncate(out, start);
    return false;
}

typedef struct Address {
    unsigned char bytes[16];
    size_t len; /* 4 or 16 */
} Address;

/* Reads an address; IPv6 with or without brackets. */
static bool read_address(Str s, Address *out) {
    if (str_starts(s, STR("[")) && str_ends(s, STR("]"))) s = str_slice(s, 1, s.len - 1);
    out->len = 16;
    if (str_find(s, ':') != STR_NONE) return host_ipv6(s, out->bytes);
    char z[INET_ADDRSTRLEN];
    if (s.len == 0 || !ascii_digit(s.p[0]) || s.len >= sizeof z || memchr(s.p, '\0', s.len)) return false;
    memcpy(z, s.p, s.len);
    z[s.len] = '\0';
    out->len = 4;
    return inet_pton(AF_INET, z, out->bytes) == 1;
}

static bool same_address(const Address *a, const Address *b) {
    return a->len == b->len && memcmp(a->bytes, b->bytes, a->len) == 0;
}

static bool address_is(const Address *address, Str name) {
    static const Address loopback4 = {{127, 0, 0, 1}, 4};
    static const Address loopback6 = {{[15] = 1}, 16};
    Address own;
    if (read_address(name, &own)) return same_address(address, &own);
    if (!str_eq_nocase(name, STR("localhost"))) return false;
    return same_address(address, &loopback4) || same_address(address, &loopback6);
}

/* Takes the next character of a host, triplets decoded (RFC 3986 section 6.2.2.2), in lower case. */
static char host_character(Str *host) {
    int byte = triplet(*host);
    char c = byte < 0 ? host->p[0] : (char)byte;
    *host = str_skip(*host, byte < 0 ? 1 : 3);
    return ascii_lower(c);
}

bool uri_host_is(Str host, Str name) {
    Address address;
    if (host.len == 0) return false;
    if (read_address(host, &address)) return address_is(&address, name);
    if (str_ends(name, STR("."))) name = str_head(name, name.len - 1);
    for (size_t i = 0; i < name.len; i++) {
        if (host.len == 0 || host_character(&host) != ascii_lower(name.p[i])) return false;
    }
    return host.len == 0 || str_eq(host, STR("."));
}

void uri_authority(Str host, uint16_t port, uint16_t standard, Buf *out) {
    bool bare = str_find(host, ':') != STR_NONE && !str_starts(host, STR("["));
    if (bare) buf_add_char(out, '[');
    buf_add(out, host);
    if (bare) buf_add_char(out, ']');
    if (port != standard) buf_add_format(out, ":%u", (unsigned)port);
}

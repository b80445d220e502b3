/* Str: slices. Nothing here allocates or owns; every function is total and clamps its positions. */
#include "base/str.h"

Str str_of(const char *z) {
    return z ? (Str){z, strlen(z)} : (Str){0};
}

bool str_same_letters(const char *a, const char *b, size_t len) {
    for (size_t i = 0; i < len; i++) {
        if (a[i] != b[i] && ascii_lower(a[i]) != ascii_lower(b[i])) return false;
    }
    return true;
}

int str_cmp(Str a, Str b) {
    size_t common = a.len < b.len ? a.len : b.len;
    int order = common ? memcmp(a.p, b.p, common) : 0;
    if (order != 0) return order;
    return (a.len > b.len) - (a.len < b.len);
}

bool str_ends_nocase(Str s, Str suffix) {
    if (s.len && suffix.len && ascii_lower(s.p[s.len - 1]) != ascii_lower(suffix.p[suffix.len - 1]))
        return false;
    return s.len >= suffix.len && str_eq_nocase(str_skip(s, s.len - suffix.len), suffix);
}

bool str_has_word(Str s) {
    for (size_t i = 0; i < s.len; i++)
        if (ascii_alnum(s.p[i]) || (unsigned char)s.p[i] >= 0x80) return true;
    return false;
}

size_t str_rfind(Str s, char c) {
    const char *at = s.len ? memrchr(s.p, c, s.len) : NULL;
    return at ? (size_t)(at - s.p) : STR_NONE;
}

/* memmem prepares itself for long texts; in short ones a look at each first byte is faster. */
size_t str_search(Str s, Str needle) {
    enum { SHORT = 256 };
    if (needle.len == 0) return 0;
    if (s.len > SHORT) {
        const char *at = memmem(s.p, s.len, needle.p, needle.len);
        return at ? (size_t)(at - s.p) : STR_NONE;
    }
    for (size_t i = 0; i + needle.len <= s.len; i++) {
        const char *at = memchr(s.p + i, needle.p[0], s.len - needle.len - i + 1);
        if (!at) break;
        i = (size_t)(at - s.p);
        if (memcmp(at, needle.p, needle.len) == 0) return i;
    }
    return STR_NONE;
}

Str str_trim(Str s) {
    size_t from = 0;
    while (from < s.len && ascii_space(s.p[from]))
        from++;
    return str_trim_right(str_skip(s, from));
}

Str str_trim_right(Str s) {
    while (s.len && ascii_space(s.p[s.len - 1]))
        s.len--;
    return s;
}

bool str_cut(Str *rest, char sep, Str *head) {
    if (!rest->p) return false;
    size_t at = str_find(*rest, sep);
    *head = str_head(*rest, at);
    *rest = at == STR_NONE ? (Str){0} : str_skip(*rest, at + 1);
    return true;
}

bool str_line(Str *rest, Str *line) {
    if (rest->len == 0) return false;
    size_t at = str_find(*rest, '\n');
    *line = str_head(*rest, at);
    *rest = at == STR_NONE ? str_skip(*rest, rest->len) : str_skip(*rest, at + 1);
    if (at != STR_NONE && line->len && line->p[line->len - 1] == '\r') line->len--;
    return true;
}

bool str_to_u32(Str s, uint32_t *out) {
    uint64_t value = 0;
    for (size_t i = 0; i < s.len; i++) {
        if (!ascii_digit(s.p[i])) return false;
        value = value * 10 + (uint64_t)(s.p[i] - '0');
        if (value > UINT32_MAX) return false;
    }
    if (s.len == 0) return false;
    *out = (uint32_t)value;
    return true;
}

size_t str_control(Str s) {
    if (s.len == 0) return 0;
    unsigned char c = (unsigned char)s.p[0];
    if (c < 0x20 || c == 0x7F) return 1;
    bool c1 = c == 0xC2 && s.len > 1 && (unsigned char)s.p[1] >= 0x80 && (unsigned char)s.p[1] < 0xA0;
    return c1 ? 2 : 0;
}

uint64_t str_hash(Str s) {
    uint64_t h = 0xCBF29CE484222325u;
    for (size_t i = 0; i < s.len; i++) {
        h = (h ^ (unsigned char)s.p[i]) * 0x100000001B3u;
    }
    return h;
}

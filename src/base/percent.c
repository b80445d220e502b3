#include "base/percent.h"

/* What stays as it is: in a path (1), in a reference (2), in a query's value (4). */
static const uint8_t kept[256] = {
    ['0' ... '9'] = 7, ['A' ... 'Z'] = 7, ['a' ... 'z'] = 7, ['-'] = 7, ['.'] = 7, ['_'] = 7, ['~'] = 7,
    ['!'] = 3,         ['$'] = 3,         ['&'] = 3,         ['('] = 3, [')'] = 3, ['*'] = 3, ['+'] = 3,
    [','] = 3,         [';'] = 3,         ['='] = 3,         [':'] = 3, ['@'] = 3, ['/'] = 3, ['%'] = 2,
    ['#'] = 2,         ['?'] = 2,         ['['] = 2,         [']'] = 2,
};

enum { PATH = 1, REFERENCE = 2, VALUE = 4 };

/* The position from i on of the first byte that does not stay, or the length. */
static size_t skip_kept(Str s, size_t i, uint8_t keep) {
    const unsigned char *p = (const unsigned char *)s.p;
    while (s.len - i >= 4 && kept[p[i]] & kept[p[i + 1]] & kept[p[i + 2]] & kept[p[i + 3]] & keep)
        i += 4;
    while (i < s.len && kept[p[i]] & keep)
        i++;
    return i;
}

static void encode(Str s, uint8_t keep, Buf *out) {
    static const char hex[] = "0123456789ABCDEF";
    size_t from = 0;
    for (size_t i = skip_kept(s, 0, keep); i < s.len; i = skip_kept(s, i + 1, keep)) {
        unsigned char byte = (unsigned char)s.p[i];
        buf_add(out, str_slice(s, from, i));
        buf_add(out, (Str){(const char[]){'%', hex[byte >> 4], hex[byte & 15]}, 3});
        from = i + 1;
    }
    buf_add(out, str_skip(s, from));
}

void percent_path(Str s, Buf *out) {
    encode(s, PATH, out);
}

void percent_value(Str s, Buf *out) {
    encode(s, VALUE, out);
}

void percent_reference(Str s, Buf *out) {
    encode(s, REFERENCE, out);
}

void percent_decode(Str s, Buf *out) {
    for (size_t i = 0; i < s.len; i++) {
        int high = s.p[i] == '%' && s.len - i > 2 ? ascii_hex(s.p[i + 1]) : -1;
        int low = high >= 0 ? ascii_hex(s.p[i + 2]) : -1;
        if (low < 0) {
            buf_add_char(out, s.p[i]);
            continue;
        }
        buf_add_char(out, (char)(high * 16 + low));
        i += 2;
    }
}

static Str take(Buf *made, Arena *arena) {
    Str copy = arena_copy(arena, buf_str(made));
    buf_free(made);
    return copy;
}

static Str encode_str(Str s, uint8_t keep, Arena *arena) {
    Buf made = {0};
    if (skip_kept(s, 0, keep) == s.len) return s;
    encode(s, keep, &made);
    return take(&made, arena);
}

Str percent_path_str(Str s, Arena *arena) {
    return encode_str(s, PATH, arena);
}

Str percent_reference_str(Str s, Arena *arena) {
    return encode_str(s, REFERENCE, arena);
}

Str percent_decode_str(Str s, Arena *arena) {
    Buf made = {0};
    if (str_find(s, '%') == STR_NONE) return s;
    percent_decode(s, &made);
    return take(&made, arena);
}

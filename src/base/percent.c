#include "base/percent.h"

/* What stays as it is: in a path (1), in a reference (2), in a query's value (4). */
static const uint8_t kept[256] = {
    ['0' ... '9'] = 7, ['A' ... 'Z'] = 7, ['a' ... 'z'] = 7, ['-'] = 7, ['.'] = 7, ['_'] = 7, ['~'] = 7,
    ['!'] = 3,         ['$'] = 3,         ['&'] = 3,         ['('] = 3, [')'] = 3, ['*'] = 3, ['+'] = 3,
    [','] = 3,         [';'] = 3,         ['='] = 3,         [':'] = 3, ['@'] = 3, ['/'] = 3, ['%'] = 2,
    ['#'] = 2,         ['?'] = 2,         ['['] = 2,         [']'] = 2,
};

static void encode(Str s, uint8_t keep, Buf *out) {
    static const char hex[] = "0123456789ABCDEF";
    size_t from = 0;
    for (size_t i = 0; i < s.len; i++) {
        unsigned char byte = (unsigned char)s.p[i];
        if (kept[byte] & keep) continue;
        buf_add(out, str_slice(s, from, i));
        buf_add(out, (Str){(const char[]){'%', hex[byte >> 4], hex[byte & 15]}, 3});
        from = i + 1;
    }
    buf_add(out, str_skip(s, from));
}

void percent_path(Str s, Buf *out) {
    encode(s, 1, out);
}

void percent_value(Str s, Buf *out) {
    encode(s, 4, out);
}

void percent_reference(Str s, Buf *out) {
    encode(s, 2, out);
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

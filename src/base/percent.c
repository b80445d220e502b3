#include "base/percent.h"

static bool in_set(char c, const char *set) {
    for (; *set; set++)
        if (*set == c) return true;
    return false;
}

static void percent_byte(char c, Buf *out) {
    static const char hex[] = "0123456789ABCDEF";
    unsigned char byte = (unsigned char)c;
    buf_add_char(out, '%');
    buf_add_char(out, hex[byte >> 4]);
    buf_add_char(out, hex[byte & 15]);
}

void percent_path(Str s, Buf *out) {
    for (size_t i = 0; i < s.len; i++) {
        char c = s.p[i];
        if (ascii_alnum(c) || in_set(c, "-._~!$&()*+,;=:@/"))
            buf_add_char(out, c);
        else
            percent_byte(c, out);
    }
}

void percent_reference(Str s, Buf *out) {
    for (size_t i = 0; i < s.len; i++) {
        char c = s.p[i];
        if (c > 0x20 && c < 0x7F && !in_set(c, "\"'<>\\^`{|}"))
            buf_add_char(out, c);
        else
            percent_byte(c, out);
    }
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

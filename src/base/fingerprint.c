#include "base/fingerprint.h"

enum {
    HEX_LEN = 2 * FINGERPRINT_BYTES,
    PAIRS_LEN = 3 * FINGERPRINT_BYTES - 1,
    BASE64_LEN = 43 /* without the `=` */
};

static Str without_name(Str s) {
    static const Str names[] = {STR("SHA256:"), STR("SHA-256:")};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (str_eq_nocase(str_head(s, names[i].len), names[i])) return str_skip(s, names[i].len);
    return s;
}

/* `step` is 2, or 3 with a colon behind each pair but the last. */
static bool read_hex(Str s, size_t step, Fingerprint *out) {
    for (size_t i = 0; i < FINGERPRINT_BYTES; i++) {
        size_t at = i * step;
        int high = ascii_hex(s.p[at]), low = ascii_hex(s.p[at + 1]);
        if (high < 0 || low < 0) return false;
        if (step == 3 && at + 2 < s.len && s.p[at + 2] != ':') return false;
        out->bytes[i] = (unsigned char)(high * 16 + low);
    }
    return true;
}

static int base64_value(char c) {
    if (c >= 'A' && c <= 'Z') return c - 'A';
    if (c >= 'a' && c <= 'z') return c - 'a' + 26;
    if (ascii_digit(c)) return c - '0' + 52;
    return c == '+' ? 62 : c == '/' ? 63 : -1;
}

/* 43 characters are 258 bits; the last two are zero, or it was miscopied. */
static bool read_base64(Str s, Fingerprint *out) {
    uint32_t bits = 0;
    unsigned held = 0;
    size_t filled = 0;
    for (size_t i = 0; i < s.len; i++) {
        int value = base64_value(s.p[i]);
        if (value < 0) return false;
        bits = (bits << 6 | (uint32_t)value) & 0xFFFF;
        held += 6;
        if (held < 8) continue;
        held -= 8;
        out->bytes[filled++] = (unsigned char)(bits >> held);
    }
    return (bits & ((1u << held) - 1)) == 0;
}

bool fingerprint_read(Str text, Fingerprint *out) {
    Fingerprint read;
    Str s = without_name(text);
    if (s.len == BASE64_LEN + 1 && str_ends(s, STR("="))) s.len--;
    bool good = s.len == HEX_LEN      ? read_hex(s, 2, &read)
                : s.len == PAIRS_LEN  ? read_hex(s, 3, &read)
                : s.len == BASE64_LEN ? read_base64(s, &read)
                                      : false;
    if (good) *out = read;
    return good;
}

static void write_base64(const unsigned char *bytes, Buf *out) {
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (size_t i = 0; i < FINGERPRINT_BYTES; i += 3) {
        bool last = i + 2 >= FINGERPRINT_BYTES; /* of two bytes */
        uint32_t bits = (uint32_t)bytes[i] << 16 | (uint32_t)bytes[i + 1] << 8 | (last ? 0 : bytes[i + 2]);
        buf_add_char(out, digits[bits >> 18]);
        buf_add_char(out, digits[bits >> 12 & 63]);
        buf_add_char(out, digits[bits >> 6 & 63]);
        buf_add_char(out, last ? '=' : digits[bits & 63]);
    }
}

void fingerprint_write(const Fingerprint *fingerprint, FingerprintForm form, Buf *out) {
    if (form == FINGERPRINT_BASE64) {
        write_base64(fingerprint->bytes, out);
        return;
    }
    for (size_t i = 0; i < FINGERPRINT_BYTES; i++) {
        if (form == FINGERPRINT_PAIRS && i > 0) buf_add_char(out, ':');
        buf_add_format(out, form == FINGERPRINT_PAIRS ? "%02X" : "%02x", fingerprint->bytes[i]);
    }
}

int fingerprint_order(const void *a, const void *b) {
    return memcmp(((const Fingerprint *)a)->bytes, ((const Fingerprint *)b)->bytes, FINGERPRINT_BYTES);
}

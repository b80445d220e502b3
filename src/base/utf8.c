/* UTF-8. Decoding is written out here; case and normal forms are libunistring's tables. */
#include "base/utf8.h"

#include "base/scan.h"

#include <stdlib.h>
#include <unicase.h>
#include <uninorm.h>

/* The value of a continuation byte, or a number that no continuation byte has. */
static inline uint32_t tail(Str s, size_t i) {
    return i < s.len ? (uint32_t)(unsigned char)s.p[i] ^ 0x80 : 0xFF;
}

size_t utf8_decode(Str s, uint32_t *cp) {
    uint32_t lead = (unsigned char)s.p[0];
    if (lead < 0x80) {
        *cp = lead;
        return 1;
    }
    *cp = UTF8_REPLACEMENT;
    uint32_t a = tail(s, 1);
    if (lead < 0xC2 || lead > 0xF4 || a > 0x3F) return 1;
    if (lead < 0xE0) {
        *cp = (lead & 0x1F) << 6 | a;
        return 2;
    }
    uint32_t b = tail(s, 2);
    if (b > 0x3F) return 1;
    if (lead < 0xF0) {
        uint32_t value = (lead & 0x0F) << 12 | a << 6 | b;
        if (value < 0x800 || (value >= 0xD800 && value < 0xE000)) return 1;
        *cp = value;
        return 3;
    }
    uint32_t c = tail(s, 3);
    uint32_t value = (lead & 0x07) << 18 | a << 12 | b << 6 | c;
    if (c > 0x3F || value < 0x10000 || value > 0x10FFFF) return 1;
    *cp = value;
    return 4;
}

size_t utf8_encode(uint32_t cp, char out[4]) {
    if (cp < 0x80) {
        out[0] = (char)cp;
        return 1;
    }
    if (cp < 0x800) {
        out[0] = (char)(0xC0 | cp >> 6);
        out[1] = (char)(0x80 | (cp & 0x3F));
        return 2;
    }
    if (cp > 0x10FFFF || (cp >= 0xD800 && cp < 0xE000)) cp = UTF8_REPLACEMENT;
    if (cp < 0x10000) {
        out[0] = (char)(0xE0 | cp >> 12);
        out[1] = (char)(0x80 | (cp >> 6 & 0x3F));
        out[2] = (char)(0x80 | (cp & 0x3F));
        return 3;
    }
    out[0] = (char)(0xF0 | cp >> 18);
    out[1] = (char)(0x80 | (cp >> 12 & 0x3F));
    out[2] = (char)(0x80 | (cp >> 6 & 0x3F));
    out[3] = (char)(0x80 | (cp & 0x3F));
    return 4;
}

void utf8_add(Buf *out, uint32_t cp) {
    out->len += utf8_encode(cp, buf_reserve(out, 4));
}

/* The position of the first byte from i on that is not ASCII, or the length. */
static size_t skip_ascii(Str s, size_t i) {
    for (; s.len - i >= SCAN_STEP; i += SCAN_STEP) {
        size_t first = scan_first((ScanBytes)(scan_load(s.p + i) >= 0x80));
        if (first < SCAN_STEP) return i + first;
    }
    while (i < s.len && (unsigned char)s.p[i] < 0x80)
        i++;
    return i;
}

bool utf8_ascii(Str s) {
    return skip_ascii(s, 0) == s.len;
}

bool utf8_valid(Str s) {
    for (size_t i = skip_ascii(s, 0); i < s.len; i = skip_ascii(s, i)) {
        uint32_t cp;
        size_t n = utf8_decode(str_skip(s, i), &cp);
        if (n == 1) return false;
        i += n;
    }
    return true;
}

Str utf8_cut(Str s, size_t max) {
    if (s.len <= max) return s;
    size_t lead = max;
    while (lead > 0 && max - lead < 3 && ((unsigned char)s.p[lead] & 0xC0) == 0x80)
        lead--;
    uint32_t cp;
    size_t n = utf8_decode(str_skip(s, lead), &cp);
    return str_head(s, lead + n > max ? lead : max);
}

/* What utf8_clean copies without a look: printable ASCII, TAB and LF. */
static inline bool is_plain(unsigned char c) {
    return (c >= 0x20 && c < 0x7F) | (c == '\n') | (c == '\t');
}

/* The bytes of v that are plain. With 1 added, only printable ASCII is above 0x20 as signed numbers. */
static inline ScanBytes plain_bytes(ScanBytes v) {
    typedef signed char Signed __attribute__((vector_size(SCAN_STEP)));
    ScanBytes printable = (ScanBytes)((Signed)(v + 1) > ' ');
    return printable | scan_equal(v, '\n') | scan_equal(v, '\t');
}

static inline bool is_tail(char c) {
    return ((unsigned char)c & 0xC0) == 0x80;
}

/* The length of the character at p, of two or three bytes, when it is whole and stands for itself; 0 when it
 * needs a closer look. */
static inline size_t kept_length(const char *p, size_t left) {
    unsigned char lead = (unsigned char)p[0], next = left > 1 ? (unsigned char)p[1] : 0;
    if (lead < 0xC2 || !is_tail((char)next)) return 0;
    if (lead < 0xE0) return lead > 0xC2 || next >= 0xA0 ? 2 : 0;
    if (lead > 0xEF || left < 3 || !is_tail(p[2])) return 0;
    if (lead == 0xE0 || lead == 0xED) return (lead == 0xE0) == (next >= 0xA0) ? 3 : 0;
    bool separator = lead == 0xE2 && next == 0x80 && ((unsigned char)p[2] & 0xFE) == 0xA8;
    return separator ? 0 : 3;
}

/* Whether 16 bytes v, of which `odd` are not plain, are characters of up to three bytes that stand for
 * themselves whatever their tails are; false when they need a closer look. *wanted are the tails that the
 * bytes before v lack, then those that v lacks: a bit for each position in the block where one is due. */
static inline bool block_is_kept(ScanBytes v, unsigned odd, unsigned *wanted) {
    unsigned tails = scan_mask((ScanBytes)((v & 0xC0) == 0x80));
    unsigned two = scan_mask((ScanBytes)((ScanBytes)(v - 0xC3) <= 0xDF - 0xC3));
    ScanBytes whole = (ScanBytes)((ScanBytes)(v - 0xE1) <= 0xEF - 0xE1);
    unsigned three = scan_mask(whole & ~scan_equal(v, 0xE2) & ~scan_equal(v, 0xED));
    unsigned leads = two | three, due = leads << 1 | three << 2 | *wanted;
    if ((leads | tails) != odd || (due & SCAN_ALL) != tails) return false;
    *wanted = due >> SCAN_STEP;
    return true;
}

/* The start of the first four blocks from i on that are not all plain, or where fewer bytes are left. */
static inline size_t skip_plain(Str s, size_t i) {
    for (; s.len - i >= 4 * SCAN_STEP; i += 4 * SCAN_STEP) {
        const char *p = s.p + i;
        ScanBytes plain = plain_bytes(scan_load(p)) & plain_bytes(scan_load(p + SCAN_STEP)) &
                          plain_bytes(scan_load(p + 2 * SCAN_STEP)) &
                          plain_bytes(scan_load(p + 3 * SCAN_STEP));
        if (scan_mask(plain) != SCAN_ALL) break;
    }
    return i;
}

/* The position from i on, where a character begins, from which a block of 16 bytes needs a closer look, or
 * fewer bytes are left. */
static size_t skip_kept_blocks(Str s, size_t i) {
    unsigned wanted = 0;
    while (s.len - i >= SCAN_STEP) {
        ScanBytes v = scan_load(s.p + i);
        unsigned odd = scan_mask(plain_bytes(v)) ^ SCAN_ALL;
        if (!odd && !wanted) {
            i = skip_plain(s, i + SCAN_STEP);
        } else {
            if (!block_is_kept(v, odd, &wanted)) break;
            i += SCAN_STEP;
        }
    }
    if (!wanted) return i;
    while (is_tail(s.p[--i])) {
    }
    return i;
}

/* The position from i on at which utf8_clean has something to do, or the length. */
static size_t skip_kept(Str s, size_t i) {
    for (;;) {
        i = skip_kept_blocks(s, i);
        while (i < s.len && is_plain((unsigned char)s.p[i]))
            i++;
        size_t start = i;
        for (size_t n; i < s.len && (n = kept_length(s.p + i, s.len - i)); i += n) {
        }
        if (i == start) return i;
    }
}

/* What stands for a character that is not plain: itself, a line feed, a blank, U+FFFD, or 0 for nothing. */
static uint32_t cleaned(uint32_t cp) {
    if (cp == '\r') return '\n';
    if (cp == 0x2028 || cp == 0x2029 || cp == 0x85 || cp == '\v' || cp == '\f') return ' ';
    if (cp == 0) return UTF8_REPLACEMENT;
    return cp < 0x20 || (cp >= 0x7F && cp < 0xA0) ? 0 : cp;
}

static uint32_t count_lines(Str s) {
    uint32_t lines = 1;
    Str head;
    while (str_cut(&s, '\n', &head))
        lines += s.p != NULL;
    return lines;
}

/* The bytes at `at` do not stand for themselves but for `clean`, or for nothing (0). */
typedef struct Change {
    size_t at, len;
    uint32_t clean;
    bool bad; /* they are no UTF-8 */
} Change;

/* Finds the first change from i on. */
static bool find_change(Str s, size_t i, Change *change) {
    for (i = skip_kept(s, i); i < s.len; i = skip_kept(s, i)) {
        uint32_t cp;
        size_t n = utf8_decode(str_skip(s, i), &cp);
        bool bad = n == 1 && cp == UTF8_REPLACEMENT;
        *change = (Change){i, n, cleaned(cp), bad};
        if (change->clean != cp || bad) return true;
        i += n;
    }
    return false;
}

static const Str bom = STR("\xEF\xBB\xBF");

bool utf8_is_clean(Str s) {
    Change change;
    return !str_starts(s, bom) && !find_change(s, 0, &change);
}

uint32_t utf8_clean(Str s, Buf *out) {
    if (str_starts(s, bom)) s = str_skip(s, bom.len);
    buf_reserve(out, s.len);
    uint32_t bad_line = 0;
    size_t start = out->len, run = 0; /* s from run on is copied when something has to change */
    for (Change change; find_change(s, run, &change); run = change.at + change.len) {
        buf_add(out, str_slice(s, run, change.at));
        if (change.bad && !bad_line) bad_line = count_lines(str_skip(buf_str(out), start));
        bool crlf = s.p[change.at] == '\r' && change.at + 1 < s.len && s.p[change.at + 1] == '\n';
        if (change.clean && !crlf) utf8_add(out, change.clean);
    }
    buf_add(out, str_skip(s, run));
    return bad_line;
}

/* Whatever lies below U+0300 is in normal form C: no mark there, nothing that decomposes to something else.
 */
static bool is_nfc_at_a_glance(Str s) {
    for (size_t i = skip_ascii(s, 0); i < s.len; i = skip_ascii(s, i + 1)) {
        if ((unsigned char)s.p[i] >= 0xCC) return false;
    }
    return true;
}

void utf8_nfc(Str s, Buf *out) {
    if (is_nfc_at_a_glance(s) || !utf8_valid(s)) {
        buf_add(out, s);
        return;
    }
    size_t len = 0;
    uint8_t *normal = u8_normalize(UNINORM_NFC, (const uint8_t *)s.p, s.len, NULL, &len);
    buf_add(out, normal ? (Str){(const char *)normal, len} : s);
    free(normal);
}

void utf8_lower(Str s, Buf *out) {
    buf_reserve(out, s.len);
    for (size_t i = 0; i < s.len;) {
        uint32_t cp;
        size_t n = utf8_decode(str_skip(s, i), &cp);
        if (cp < 0x80) {
            buf_add_char(out, ascii_lower(s.p[i]));
        } else if (n == 1) {
            buf_add_char(out, s.p[i]);
        } else {
            utf8_add(out, uc_tolower(cp));
        }
        i += n;
    }
}

/* Display width. libunistring has the tables of UAX 11 and UAX 29 in the state of Unicode 14; what it leaves
 * to its callers is added here: emoji presentation (U+FE0F), pairs of regional indicators, ZWJ sequences. */
#include "base/width.h"

#include "base/scan.h"
#include "base/utf8.h"

#include <unigbrk.h>
#include <uniwidth.h>

enum { VARIATION_EMOJI = 0xFE0F, ZWJ = 0x200D };

static inline bool is_printable(char c) {
    return c >= 0x20 && c < 0x7F;
}

/* A bit for each of 16 bytes that is not printable ASCII. With 1 added, only printable ones are above 0x20 as
 * signed numbers. */
static inline unsigned other_mask(const char *p) {
    typedef signed char Signed __attribute__((vector_size(SCAN_STEP)));
    return scan_mask((ScanBytes)((Signed)(scan_load(p) + 1) <= ' '));
}

/* The number of printable ASCII bytes at the start of s, at most max. The last 16 are looked at together,
 * some of them again. */
static size_t printable_run(Str s, size_t max) {
    size_t end = s.len < max ? s.len : max, i = 0;
    for (; end - i >= SCAN_STEP; i += SCAN_STEP) {
        unsigned other = other_mask(s.p + i);
        if (other) return i + (size_t)__builtin_ctz(other);
    }
    if (s.len >= SCAN_STEP && i < end) {
        size_t last = s.len - i >= SCAN_STEP ? i : s.len - SCAN_STEP;
        size_t run = last + (size_t)__builtin_ctz(other_mask(s.p + last) >> (i - last) << (i - last) |
                                                  1u << SCAN_STEP);
        return run < end ? run : end;
    }
    while (i < end && is_printable(s.p[i]))
        i++;
    return i;
}

/* Characters that need no table: letters of Latin, Greek and Cyrillic, dashes, quotation marks and their kin,
 * of one column, that combine with nothing before them. */
static bool is_simple(uint32_t cp) {
    return (cp >= 0xC0 && cp < 0x2B0) || (cp >= 0x386 && cp < 0x482) || (cp >= 0x2010 && cp < 0x2028);
}

/* Ideographs and kana, without the two marks U+3099 and U+309A. */
static bool is_simple_wide(uint32_t cp) {
    return (cp >= 0x4E00 && cp < 0xA000) || (cp >= 0x309D && cp < 0x3100) || (cp >= 0x3041 && cp < 0x3097);
}

/* Unicode 14 does not know the emoji that were added since. The blocks hold nothing else. */
static bool is_later_emoji(uint32_t cp) {
    return (cp >= 0x1FA70 && cp < 0x1FB00) || (cp >= 0x1F6D8 && cp < 0x1F6E0);
}

static size_t char_width(uint32_t cp) {
    if (cp < 0x7F) return cp >= 0x20;
    if (is_simple(cp)) return 1;
    if (is_simple_wide(cp) || is_later_emoji(cp)) return 2;
    int width = uc_width(cp, "UTF-8");
    return width > 0 ? (size_t)width : 0;
}

static bool is_indicator(uint32_t cp) {
    return cp >= 0x1F1E6 && cp <= 0x1F1FF;
}

/* A walk over characters. A zeroed one stands before the text. */
typedef struct Walk {
    uint32_t last; /* the character before, 0 at the start */
    size_t width;  /* of that one, with its variation selector */
    bool pair;     /* it is the second indicator of a flag */
} Walk;

/* Takes one character; returns the columns that it adds. */
static size_t walk_add(Walk *w, uint32_t cp) {
    size_t width = char_width(cp);
    if (cp == VARIATION_EMOJI && w->width == 1) width = 1;
    w->pair = is_indicator(cp) && is_indicator(w->last) && !w->pair;
    w->width = cp == VARIATION_EMOJI ? w->width + width : width;
    w->last = cp;
    return width;
}

/* Characters between any two of which a grapheme ends. */
static bool is_separate(uint32_t cp) {
    return (cp >= 0x20 && cp < 0x7F) || is_simple(cp) || is_simple_wide(cp);
}

/* Whether a grapheme ends between what was walked and cp. */
static bool walk_boundary(const Walk *w, uint32_t cp) {
    if (w->last == 0 || (is_separate(w->last) && is_separate(cp))) return true;
    if (w->last == ZWJ) return false;
    if (is_indicator(w->last) && is_indicator(cp)) return w->pair;
    return uc_is_grapheme_break(w->last, cp);
}

/* width_of for what is not ASCII alone: `columns` bytes at its start are. */
__attribute__((noinline)) static size_t width_behind(Str s, size_t columns) {
    Walk w = columns ? (Walk){.last = 'a', .width = 1} : (Walk){0};
    s = str_skip(s, columns);
    while (s.len) {
        size_t run = printable_run(s, s.len);
        if (run) {
            columns += run;
            w = (Walk){.last = 'a', .width = 1};
            s = str_skip(s, run);
            continue;
        }
        uint32_t cp;
        size_t n = utf8_decode(s, &cp);
        columns += walk_add(&w, cp);
        s = str_skip(s, n);
    }
    return columns;
}

size_t width_of(Str s) {
    size_t run = printable_run(s, s.len);
    return run == s.len ? run : width_behind(s, run);
}

/* The plain characters at the start of 16 bytes: printable ASCII, letters of Latin, Greek and Cyrillic,
 * U+2010 to U+2027, kana and ideographs. Each is a grapheme of its own beside the others. */
typedef struct PlainBlock {
    unsigned starts; /* a bit for the first byte of each */
    unsigned wide;   /* of those that take two columns */
    size_t length;   /* in bytes; 0: the first character is none */
} PlainBlock;

/* A bit for each byte of v from `low` to `high`. */
static inline unsigned range_mask(ScanBytes v, unsigned char low, unsigned char high) {
    return scan_mask((ScanBytes)((ScanBytes)(v - low) <= (unsigned char)(high - low)));
}

/* Of the bytes E3 those that begin a kana, without U+3040 and the unassigned and combining ones. */
static inline unsigned kana_leads(ScanBytes v) {
    unsigned first = scan_mask(scan_equal(v, 0x81)) & ~(scan_mask(scan_equal(v, 0x80)) >> 1);
    unsigned second = scan_mask(scan_equal(v, 0x82)) & ~(range_mask(v, 0x97, 0x9C) >> 1);
    return scan_mask(scan_equal(v, 0xE3)) & (first | second | scan_mask(scan_equal(v, 0x83))) >> 1;
}

static inline PlainBlock plain_block(const char *p) {
    ScanBytes v = scan_load(p);
    unsigned ascii = range_mask(v, 0x20, 0x7E), tails = range_mask(v, 0x80, 0xBF);
    unsigned two = (range_mask(v, 0xC3, 0xC9) | range_mask(v, 0xCF, 0xD1)) & tails >> 1;
    unsigned wide = 0, three = 0;
    if ((ascii | two | tails) != 0xFFFF) {
        unsigned behind = tails >> 1 & tails >> 2;
        unsigned marks = scan_mask(scan_equal(v, 0x80)) >> 1 & range_mask(v, 0x90, 0xA7) >> 2;
        unsigned first = scan_mask(scan_equal(v, 0xE4)) & range_mask(v, 0xB8, 0xBF) >> 1; /* U+4E00 on */
        wide = (first | range_mask(v, 0xE5, 0xE9) | kana_leads(v)) & behind;
        three = wide | (scan_mask(scan_equal(v, 0xE2)) & marks);
    }
    PlainBlock b = {.starts = ascii | two | three, .wide = wide};
    unsigned whole = b.starts | two << 1 | three << 1 | three << 2;
    b.length = (size_t)__builtin_ctz(~whole | 1u << SCAN_STEP);
    b.starts &= (1u << b.length) - 1;
    return b;
}

/* The bits of 16 that are set: without an instruction for it, the compilers' own is a call. */
static inline size_t count_bits(unsigned x) {
    x -= x >> 1 & 0x5555;
    x = (x & 0x3333) + (x >> 2 & 0x3333);
    x = (x + (x >> 4)) & 0x0F0F;
    return (x + (x >> 8)) & 0x1F;
}

/* Keeps of the block what takes at most `columns`; returns how many these are. */
static size_t plain_limit(PlainBlock *b, size_t columns) {
    size_t all = count_bits(b->starts), taken = 0;
    if (b->wide) all += count_bits(b->wide & b->starts);
    if (all <= columns) return all;
    for (unsigned left = b->starts; left; left &= left - 1) {
        size_t at = (size_t)__builtin_ctz(left), width = 1 + (b->wide >> at & 1);
        if (taken + width > columns) {
            b->length = at;
            b->starts &= (1u << at) - 1;
            break;
        }
        taken += width;
    }
    return taken;
}

/* Takes plain characters from *at on, as many as are left and fit; what they take is added to *taken. */
static Walk take_plain(Str s, size_t columns, size_t *at, size_t *taken) {
    Walk last = {0};
    while (s.len - *at >= SCAN_STEP) {
        PlainBlock b = plain_block(s.p + *at);
        if (!b.length) break;
        size_t all = b.length;
        *taken += plain_limit(&b, columns - *taken);
        *at += b.length;
        if (b.length)
            last = b.wide >> (31 - __builtin_clz(b.starts)) & 1 ? (Walk){0x5000, 2, false}
                                                                : (Walk){'a', 1, false};
        if (b.length < all) break;
    }
    return last;
}

/* width_cut for what is not ASCII alone. */
static Str cut_characters(Str s, size_t at, size_t columns) {
    size_t cut = at, taken = at;
    Walk w = {0};
    while (at < s.len) {
        Walk last = take_plain(s, columns, &at, &taken);
        if (last.last) w = last;
        if (at == s.len) break;
        uint32_t cp;
        size_t n = utf8_decode((Str){s.p + at, s.len - at}, &cp);
        if (walk_boundary(&w, cp)) cut = at;
        taken += walk_add(&w, cp);
        if (taken > columns) return str_head(s, cut);
        at += n;
    }
    return s;
}

Str width_cut(Str s, size_t columns) {
    size_t run = printable_run(s, columns);
    bool ascii_next = run < s.len && is_printable(s.p[run]);
    if (run == s.len || ascii_next) return str_head(s, run);
    /* The last of the run may be the base of what follows. */
    return cut_characters(s, run ? run - 1 : 0, columns);
}

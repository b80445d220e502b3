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

/* Ideographs and kana, without the two marks U+3099 and U+309A, and their punctuation. */
static bool is_simple_wide(uint32_t cp) {
    return (cp >= 0x4E00 && cp < 0xA000) || (cp >= 0x309D && cp < 0x3100) || (cp >= 0x3041 && cp < 0x3097) ||
           (cp >= 0x3000 && cp < 0x302A) || (cp >= 0xFF01 && cp < 0xFF61);
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

/* The plain characters at the start of 16 bytes: printable ASCII, letters of Latin, Greek and Cyrillic. Each
 * is a grapheme of its own beside the others, and takes one column. */
typedef struct PlainBlock {
    unsigned starts; /* a bit for the first byte of each */
    size_t length;   /* in bytes; 0: the first character is none */
} PlainBlock;

/* A bit for each byte of v from `low` to `high`. */
static inline unsigned range_mask(ScanBytes v, unsigned char low, unsigned char high) {
    return scan_mask((ScanBytes)((ScanBytes)(v - low) <= (unsigned char)(high - low)));
}

static inline PlainBlock plain_block(const char *p) {
    ScanBytes v = scan_load(p);
    unsigned two = range_mask(v, 0xC3, 0xC9) | range_mask(v, 0xCF, 0xD1);
    two &= range_mask(v, 0x80, 0xBF) >> 1;
    unsigned starts = range_mask(v, 0x20, 0x7E) | two;
    size_t length = (size_t)__builtin_ctz(~(starts | two << 1) | 1u << SCAN_STEP);
    return (PlainBlock){starts & ((1u << length) - 1), length};
}

/* The bits of 16 that are set: without an instruction for it, the compilers' own is a call. */
static inline size_t count_bits(unsigned x) {
    x -= x >> 1 & 0x5555;
    x = (x & 0x3333) + (x >> 2 & 0x3333);
    x = (x + (x >> 4)) & 0x0F0F;
    return (x + (x >> 8)) & 0x1F;
}

/* Keeps at most `columns` characters of the block; returns how many these are. */
static size_t plain_limit(PlainBlock *b, size_t columns) {
    size_t all = count_bits(b->starts);
    for (; all > columns; all--) {
        b->length = (size_t)(31 - __builtin_clz(b->starts));
        b->starts ^= 1u << b->length;
    }
    return all;
}

/* The columns of the character of three bytes at p if it is plain too: an ideograph, a dash; else 0. */
static inline unsigned width_of_three(const char *p) {
    unsigned lead = (unsigned char)p[0], x = (unsigned char)p[1] ^ 0x80, y = (unsigned char)p[2] ^ 0x80;
    if (lead < 0xE2 || lead > 0xEF || (x | y) >= 0x40) return 0;
    uint32_t cp = (lead & 0x0F) << 12 | x << 6 | y;
    return is_simple_wide(cp) ? 2 : is_simple(cp);
}

/* How much of a text fits. */
typedef struct Cut {
    size_t at, taken; /* bytes that were walked over, their columns */
    size_t end;       /* the last place up to `at` where a grapheme ends */
    Walk walk;
} Cut;

/* `length` bytes of plain characters, the last of which begins at `last` of them and is `width` wide. */
static inline void cut_take(Cut *c, size_t length, size_t last, unsigned width) {
    c->end = c->at + last;
    c->at += length;
    c->walk = (Walk){.last = 'a', .width = width};
}

/* Takes plain characters, as many as there are and fit, behind a plain one or at the start. */
static void take_plain(Cut *c, Str s, size_t columns) {
    while (c->at < s.len && c->taken < columns) {
        Str rest = {s.p + c->at, s.len - c->at};
        if (is_printable(*rest.p)) {
            size_t run = printable_run(rest, columns - c->taken);
            c->taken += run;
            cut_take(c, run, run - 1, 1);
            continue;
        }
        unsigned width = rest.len >= 3 ? width_of_three(rest.p) : 0;
        if (width) {
            if (c->taken + width > columns) return;
            c->taken += width;
            cut_take(c, 3, 0, width);
            continue;
        }
        if (rest.len < SCAN_STEP) return;
        PlainBlock b = plain_block(rest.p);
        if (b.length == 0) return;
        c->taken += plain_limit(&b, columns - c->taken);
        cut_take(c, b.length, (size_t)(31 - __builtin_clz(b.starts)), 1);
    }
}

/* width_cut for what is not ASCII alone: the first `run` bytes are. */
static Str cut_characters(Str s, size_t run, size_t columns) {
    Cut c = {.at = run, .taken = run, .end = run ? run - 1 : 0};
    if (run) c.walk = (Walk){.last = 'a', .width = 1};
    for (;;) {
        if (!c.walk.last || is_separate(c.walk.last)) take_plain(&c, s, columns);
        if (c.at == s.len) return s;
        uint32_t cp;
        size_t n = utf8_decode((Str){s.p + c.at, s.len - c.at}, &cp);
        if (walk_boundary(&c.walk, cp)) c.end = c.at;
        c.taken += walk_add(&c.walk, cp);
        if (c.taken > columns) return str_head(s, c.end);
        c.at += n;
    }
}

Str width_cut(Str s, size_t columns) {
    if (s.len <= columns) return s; /* no character takes more columns than bytes */
    size_t run = printable_run(s, columns);
    return is_printable(s.p[run]) ? str_head(s, run) : cut_characters(s, run, columns);
}

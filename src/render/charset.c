/* Charset: a table for what has a customary spelling, Unicode's decompositions for letters with marks, wide
 * and circled forms and ligatures, names for the rest. */
#include "render/charset.h"

#include "base/utf8.h"

#include <stdlib.h>
#include <unictype.h>
#include <uniname.h>
#include <uninorm.h>

enum {
    UNSPELLED_MAX = 20, /* of this many letters one may have no spelling: 5 % */
    DECOMPOSED_MAX = 64,
    BOX_FIRST = 0x2500, /* box drawing, of which trees and frames in code are made */
    BOX_LAST = 0x257F,
    FRACTION_SLASH = 0x2044,
};

typedef struct Spelling {
    uint32_t cp;
    const char *ascii;
} Spelling;

/* Sorted. What decomposes into spelled characters needs no entry. */
static const Spelling SPELLINGS[] = {
    {0x00A1, "!"},   {0x00A2, "ct"},   {0x00A3, "GBP"}, {0x00A5, "JPY"}, {0x00A6, "|"},    {0x00A9, "(c)"},
    {0x00AB, "<<"},  {0x00AE, "(R)"},  {0x00B0, "deg"}, {0x00B1, "+/-"}, {0x00B4, "'"},    {0x00B5, "u"},
    {0x00B7, "."},   {0x00BB, ">>"},   {0x00BF, "?"},   {0x00C6, "AE"},  {0x00D0, "D"},    {0x00D7, "x"},
    {0x00D8, "O"},   {0x00DE, "Th"},   {0x00DF, "ss"},  {0x00E6, "ae"},  {0x00F0, "d"},    {0x00F7, "/"},
    {0x00F8, "o"},   {0x00FE, "th"},   {0x0110, "D"},   {0x0111, "d"},   {0x0126, "H"},    {0x0127, "h"},
    {0x0131, "i"},   {0x0138, "q"},    {0x0141, "L"},   {0x0142, "l"},   {0x014A, "N"},    {0x014B, "n"},
    {0x0152, "OE"},  {0x0153, "oe"},   {0x0166, "T"},   {0x0167, "t"},   {0x0180, "b"},    {0x0192, "f"},
    {0x0197, "I"},   {0x019A, "l"},    {0x01B5, "Z"},   {0x01B6, "z"},   {0x0237, "j"},    {0x0243, "B"},
    {0x0268, "i"},   {0x02B9, "'"},    {0x02BA, "\""},  {0x02BB, "'"},   {0x02BC, "'"},    {0x02BD, "'"},
    {0x02C6, "^"},   {0x02C8, "'"},    {0x02DC, "~"},   {0x1E9E, "SS"},  {0x2010, "-"},    {0x2011, "-"},
    {0x2012, "-"},   {0x2013, "-"},    {0x2014, "--"},  {0x2015, "--"},  {0x2016, "||"},   {0x2018, "'"},
    {0x2019, "'"},   {0x201A, ","},    {0x201B, "'"},   {0x201C, "\""},  {0x201D, "\""},   {0x201E, "\""},
    {0x201F, "\""},  {0x2022, "*"},    {0x2024, "."},   {0x2026, "..."}, {0x2030, "o/oo"}, {0x2032, "'"},
    {0x2033, "\""},  {0x2039, "<"},    {0x203A, ">"},   {0x2043, "-"},   {0x2044, "/"},    {0x20AC, "EUR"},
    {0x2116, "No."}, {0x2122, "(TM)"}, {0x2190, "<-"},  {0x2191, "^"},   {0x2192, "->"},   {0x2193, "v"},
    {0x2194, "<->"}, {0x21D0, "<="},   {0x21D2, "=>"},  {0x21D4, "<=>"}, {0x2212, "-"},    {0x2215, "/"},
    {0x2217, "*"},   {0x2219, "."},    {0x2223, "|"},   {0x2248, "~"},   {0x2260, "!="},   {0x2264, "<="},
    {0x2265, ">="},  {0x22C5, "."},    {0x2588, "#"},   {0x2610, "[ ]"}, {0x2611, "[x]"},  {0x27F5, "<-"},
    {0x27F6, "->"},  {0x3001, ","},    {0x3002, "."},   {0xA78C, "'"},
};

static int by_code_point(const void *key, const void *entry) {
    uint32_t cp = *(const uint32_t *)key, other = ((const Spelling *)entry)->cp;
    return (cp > other) - (cp < other);
}

/* Lines of a frame keep their shape; corners and crossings are `+`. */
static const char *box_spelling(uint32_t cp) {
    switch (cp) {
    case 0x2500:
    case 0x2501:
    case 0x2504:
    case 0x2505:
    case 0x2508:
    case 0x2509:
    case 0x254C:
    case 0x254D: return "-";
    case 0x2550: return "=";
    case 0x2502:
    case 0x2503:
    case 0x2506:
    case 0x2507:
    case 0x250A:
    case 0x250B:
    case 0x254E:
    case 0x254F:
    case 0x2551: return "|";
    default: return "+";
    }
}

/* The customary spelling, or NULL. */
static const char *spelling_of(uint32_t cp) {
    if (cp >= BOX_FIRST && cp <= BOX_LAST) return box_spelling(cp);
    const Spelling *found =
        bsearch(&cp, SPELLINGS, sizeof SPELLINGS / sizeof *SPELLINGS, sizeof *SPELLINGS, by_code_point);
    return found ? found->ascii : NULL;
}

static bool is_inside(Charset charset, uint32_t cp) {
    if (cp < 0x80) return true;
    return charset == CHARSET_LATIN1 && cp >= 0xA0 && cp <= 0xFF && cp != 0xAD;
}

/* Accents, which a letter can do without. A stroke through a sign (`≮`) means something, and the marks of
 * other scripts are part of their spelling. */
static bool is_accent(uint32_t cp) {
    if (cp >= 0x334 && cp <= 0x338) return false;
    return (cp >= 0x300 && cp < 0x370) || (cp >= 0x1AB0 && cp < 0x1B00) || (cp >= 0x1DC0 && cp < 0x1E00) ||
           (cp >= 0x20D4 && cp < 0x20DD) || cp == 0x20E3 || (cp >= 0xFE20 && cp < 0xFE30);
}

static bool shows_nothing(uint32_t cp) {
    return cp == 0xAD || uc_is_property_default_ignorable_code_point(cp);
}

/* One character of a text that is being spelled. */
typedef struct Speller {
    Charset charset;
    Buf *out;
    uint32_t last; /* the source's character before it */
    bool raised;   /* that one was a superscript */
} Speller;

/* An accent joins the letter that stands before it where both make a character of the charset. */
static void add_accent(Speller *s, uint32_t accent) {
    Buf *out = s->out;
    size_t n = out->len > 1 && (unsigned char)out->p[out->len - 1] >= 0x80 ? 2 : 1;
    if (s->charset != CHARSET_LATIN1 || out->len < n) return;
    uint32_t base;
    utf8_decode((Str){out->p + out->len - n, n}, &base);
    uint32_t joined = uc_composition(base, accent);
    if (joined == 0 || !is_inside(s->charset, joined)) return;
    out->len -= n;
    utf8_add(out, joined);
}

/* One character without a decomposition. False when it has no spelling. */
static bool add_simple(Speller *s, uint32_t cp) {
    const char *spelling = is_inside(s->charset, cp) ? NULL : spelling_of(cp);
    if (is_inside(s->charset, cp))
        utf8_add(s->out, cp);
    else if (spelling)
        buf_add(s->out, str_of(spelling));
    else if (uc_is_general_category(cp, UC_SPACE_SEPARATOR))
        buf_add_char(s->out, ' ');
    else if (is_accent(cp))
        add_accent(s, cp);
    else
        return shows_nothing(cp);
    return true;
}

/* `10²` is not 102, `1½` not 11/2, and a circle holds its number together. */
static void add_opening(Speller *s, uint32_t cp, int tag) {
    bool raised = tag == UC_DECOMP_SUPER && !uc_is_general_category(cp, UC_LETTER);
    if (raised && !s->raised) buf_add_char(s->out, '^');
    if (tag == UC_DECOMP_CIRCLE) buf_add_char(s->out, '(');
    if (tag == UC_DECOMP_FRACTION && s->last < 0x80 && ascii_digit((char)s->last)) buf_add_char(s->out, ' ');
    s->raised = raised;
}

/* A character by its compatibility decomposition. False, with nothing added, when it has none or not all of
 * it has a spelling. A blank at its start would stand for an accent alone. */
static bool add_decomposed(Speller *s, uint32_t cp) {
    uint32_t parts[DECOMPOSED_MAX];
    ucs4_t first[UC_DECOMPOSITION_MAX_LENGTH], one = cp;
    int tag;
    size_t count = DECOMPOSED_MAX, start = s->out->len;
    if (uc_decomposition(cp, &tag, first) <= 0) return false;
    if (!u32_normalize(UNINORM_NFKD, &one, 1, parts, &count) || parts[0] == ' ') return false;
    add_opening(s, cp, tag);
    for (size_t i = 0; i < count; i++) {
        if (add_simple(s, parts[i])) continue;
        s->out->len = start;
        return false;
    }
    if (tag == UC_DECOMP_CIRCLE) buf_add_char(s->out, ')');
    return true;
}

/* `[snowman]`; a character without a name by its number. */
static void add_name(uint32_t cp, Buf *out) {
    char name[UNINAME_MAX];
    buf_add_char(out, '[');
    if (unicode_character_name(cp, name))
        for (const char *c = name; *c; c++)
            buf_add_char(out, ascii_lower(*c));
    else
        buf_add_format(out, "U+%04X", (unsigned)cp);
    buf_add_char(out, ']');
}

/* False when only its name is left. */
static bool add_spelled(Speller *s, uint32_t cp) {
    bool was_raised = s->raised;
    if (add_simple(s, cp)) {
        s->raised = false;
        return true;
    }
    if (add_decomposed(s, cp)) return true;
    s->raised = was_raised && shows_nothing(cp);
    return false;
}

static size_t ascii_length(Str s) {
    size_t n = 0;
    while (n < s.len && (unsigned char)s.p[n] < 0x80)
        n++;
    return n;
}

void charset_add(Charset charset, Str s, Buf *out) {
    Speller speller = {.charset = charset, .out = out};
    if (charset == CHARSET_UTF8) {
        buf_add(out, s);
        return;
    }
    for (size_t n; s.len; s = str_skip(s, n)) {
        n = ascii_length(s);
        buf_add(out, str_head(s, n));
        if (n) {
            speller.last = (unsigned char)s.p[n - 1];
            speller.raised = false;
            continue;
        }
        uint32_t cp;
        n = utf8_decode(s, &cp);
        if (!add_spelled(&speller, cp)) add_name(cp, out);
        speller.last = cp;
    }
}

void charset_count(Charset charset, Str s, CharsetCount *count) {
    Buf spelled = {0};
    Speller speller = {.charset = charset, .out = &spelled};
    for (size_t n; s.len; s = str_skip(s, n)) {
        n = ascii_length(s);
        for (size_t i = 0; i < n; i++)
            count->letters += ascii_alpha(s.p[i]);
        if (n) continue;
        uint32_t cp;
        n = utf8_decode(s, &cp);
        if (!uc_is_general_category(cp, UC_LETTER)) continue;
        count->letters++;
        buf_clear(&spelled);
        count->unspelled += !add_spelled(&speller, cp);
    }
    buf_free(&spelled);
}

Charset charset_choose(Charset wanted, const CharsetCount *count) {
    return count->unspelled * UNSPELLED_MAX > count->letters ? CHARSET_UTF8 : wanted;
}

static void count_block(const Document *doc, const Block *block, Charset charset, CharsetCount *count) {
    uint32_t image = LINK_NONE;
    for (uint32_t i = block->run; i < block->run_end; i++) {
        const Run *run = &doc->runs[i];
        charset_count(charset, run->text, count);
        if (run->kind == RUN_IMAGE && run->link != image)
            charset_count(charset, doc->links[run->link].words, count);
        image = run->link;
    }
}

Charset charset_of_page(const RenderPage *page) {
    const Document *doc = page->doc;
    Charset wanted = page->options->charset;
    CharsetCount count = {0};
    uint32_t line = 0;
    if (wanted == CHARSET_UTF8) return wanted;
    charset_count(wanted, doc->title, &count);
    for (uint32_t i = 0; i < doc->block_count; i++) {
        size_t before = count.unspelled;
        count_block(doc, &doc->blocks[i], wanted, &count);
        if (line == 0 && count.unspelled > before) line = doc->blocks[i].line;
    }
    Charset charset = charset_choose(wanted, &count);
    if (charset != wanted && page->diag && line)
        diag_add(page->diag, line, "more than 5 %% of the letters cannot be spelled in %s; Gopher gets UTF-8",
                 charset_name(wanted).p);
    return charset;
}

/* The lead bytes C2 and C3 are all that stand before a character of ISO 8859-1. */
void charset_encode(Charset charset, size_t from, Buf *out) {
    if (charset != CHARSET_LATIN1) return;
    bool address = false;
    size_t to = from;
    for (size_t i = from; i < out->len; i++) {
        unsigned char c = (unsigned char)out->p[i];
        if (c == '\n') address = false;
        if (c == '\t') address = true;
        if (!address && (c == 0xC2 || c == 0xC3) && i + 1 < out->len)
            c = (unsigned char)((c & 3) << 6 | ((unsigned char)out->p[++i] & 0x3F));
        out->p[to++] = (char)c;
    }
    out->len = to;
}

Str charset_name(Charset charset) {
    switch (charset) {
    case CHARSET_LATIN1: return STR("ISO-8859-1");
    case CHARSET_ASCII: return STR("US-ASCII");
    case CHARSET_UTF8: break;
    }
    return STR("UTF-8");
}

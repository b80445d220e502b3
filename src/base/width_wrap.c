/* Line breaking. The place where a line must end is found by its width; from there a search goes backwards
 * for the last opportunity. Bytes settle what ASCII and common letters can settle; only for the rest is
 * libunistring asked (UAX 14 in the state of Unicode 14), about a window of some sixty bytes, since a pass
 * of it over all text costs more than parsing does. Every byte is looked at a bounded number of times: what
 * stands behind the opportunity taken belongs to one word, which the next line does not break before that
 * place. */
#include "base/width.h"

#include "base/scan.h"
#include "base/utf8.h"

#include <unilbrk.h>

enum {
    ASK_BEFORE = 48,  /* bytes of a window before the place asked about */
    ASK_AFTER = 12,   /* and after it */
    ASK_CONTEXT = 16, /* the first bytes of a window have too little before them to be trusted */
};

typedef enum { BREAK_NO, BREAK_YES, BREAK_ASK } Verdict;

/* Where the last opportunity of a line is looked for. */
typedef struct Search {
    Str t;
    size_t least; /* not before this byte */
    bool split;   /* inside tokens of ASCII too: paths, options, hyphenated words */
} Search;

static bool is_tail(Str t, size_t i) {
    return i < t.len && ((unsigned char)t.p[i] & 0xC0) == 0x80;
}

/* The start of the character that holds byte i (at most the length). */
static size_t char_start(Str t, size_t i) {
    size_t from = i;
    while (from > 0 && i - from < 3 && is_tail(t, from))
        from--;
    return is_tail(t, from) ? i : from;
}

static inline bool in_set(char c, const char *set) {
    for (; *set; set++)
        if (c == *set) return true;
    return false;
}

/* Letters and digits, and the ASCII that UAX 14 takes for letters (class AL). */
static bool is_word(char c) {
    switch (c) {
    case '*':
    case '`':
    case '_':
    case '=':
    case '&':
    case '#':
    case '@':
    case '~':
    case '<':
    case '>':
    case '^': return true;
    default: return ascii_alnum(c);
    }
}

/* Quiet characters never have an opportunity between two of them: those above and a few marks of ASCII, the
 * two-byte letters of Latin, Greek and Cyrillic (lead bytes C3 to CA and CE to D1), and the quotation marks
 * U+2018, U+2019, U+201C, U+201D. */
static bool is_quiet_ascii(char c) {
    switch (c) {
    case ',':
    case '.':
    case ';':
    case ':':
    case '\'':
    case '"': return true;
    default: return is_word(c);
    }
}

static bool is_quiet_lead(char c) {
    unsigned char lead = (unsigned char)c;
    return (lead >= 0xC3 && lead <= 0xCA) || (lead >= 0xCE && lead <= 0xD1);
}

static bool is_quote(Str t, size_t i) {
    return t.len - i >= 3 && t.p[i] == '\xE2' && t.p[i + 1] == '\x80' &&
           in_set(t.p[i + 2], "\x98\x99\x9C\x9D");
}

/* The dashes U+2013, U+2014 and the ellipsis, beside which spaces are as beside a letter. */
static bool is_dash(Str t, size_t i) {
    return t.len - i >= 3 && t.p[i] == '\xE2' && t.p[i + 1] == '\x80' && in_set(t.p[i + 2], "\x93\x94\xA6");
}

static bool is_quiet_before(Str t, size_t i) {
    if (is_quiet_ascii(t.p[i - 1])) return true;
    if (!is_tail(t, i - 1)) return false;
    return (i > 1 && is_quiet_lead(t.p[i - 2])) || (i > 2 && is_quote(t, i - 3));
}

static bool is_quiet_after(Str t, size_t i) {
    return is_quiet_ascii(t.p[i]) || is_quiet_lead(t.p[i]) || is_quote(t, i);
}

static size_t spaces_start(Str t, size_t end) {
    while (end > 0 && t.p[end - 1] == ' ')
        end--;
    return end;
}

static size_t spaces_end(Str t, size_t i) {
    while (i < t.len && t.p[i] == ' ')
        i++;
    return i;
}

static bool is_ascii(char c) {
    return (unsigned char)c < 0x80;
}

/* UAX 14 at spaces between the bytes `before` and `after`: LB13 (nothing that closes begins a line), LB14 and
 * LB15 (nothing that opens ends one). `quoted`: a quotation mark stands before them. */
static inline bool spaces_part(char before, char after, bool quoted) {
    if (before == '(' || before == '[' || before == '{') return false;
    if (ascii_alnum(after)) return true;
    return !in_set(after, ")]}!?,.;:/") && !(quoted && in_set(after, "([{"));
}

static bool ascii_quote(char c) {
    return c == '"' || c == '\'';
}

/* `from` is where the spaces begin, `to` where they end. */
static Verdict verdict_at_spaces(Str t, size_t from, size_t to) {
    if (from == 0) return BREAK_NO;
    char before = t.p[from - 1], after = t.p[to];
    bool dash = from > 2 && is_dash(t, from - 3);
    if (!(is_ascii(before) || dash || is_quiet_before(t, from))) return BREAK_ASK;
    if (!(is_ascii(after) || (!dash && is_dash(t, to)) || is_quiet_after(t, to))) return BREAK_ASK;
    bool quoted = ascii_quote(before) || (from > 2 && is_quote(t, from - 3));
    return spaces_part(before, after, quoted) ? BREAK_YES : BREAK_NO;
}

static bool is_graphic(char c) {
    return c > ' ' && c < 0x7F;
}

static bool inside_token(Str t, size_t i) {
    return is_graphic(t.p[i - 1]) && is_graphic(t.p[i]);
}

/* The first place at or before i, not before `least`, that is not inside a token. */
static size_t token_start(Str t, size_t i, size_t least) {
    while (i > least && is_graphic(t.p[i - 1]) && is_graphic(t.p[i]))
        i--;
    return i;
}

/* Ideographs, kana and the two stops of their scripts: free to stand at both ends of a line (class ID of UAX
 * 14), or held, which is to say not at its start. */
typedef enum { SCRIPT_OTHER, SCRIPT_FREE, SCRIPT_HELD } Script;

static Script kana_script(uint32_t cp) {
    if (cp == 0x3001 || cp == 0x3002 || cp == 0x30FC) return SCRIPT_HELD;
    bool hiragana = cp >= 0x3041 && cp <= 0x3096;
    if (!hiragana && !(cp >= 0x30A1 && cp <= 0x30F6)) return SCRIPT_OTHER;
    switch (hiragana ? cp : cp - 0x60) {
    case 0x3041:
    case 0x3043:
    case 0x3045:
    case 0x3047:
    case 0x3049:
    case 0x3063:
    case 0x3083:
    case 0x3085:
    case 0x3087:
    case 0x308E:
    case 0x3095:
    case 0x3096: return SCRIPT_HELD; /* the small ones */
    default: return SCRIPT_FREE;
    }
}

/* Of the character that may begin at i. */
static Script script_at(Str t, size_t i) {
    unsigned char lead = (unsigned char)t.p[i];
    if (lead < 0xE3 || lead > 0xE9) return SCRIPT_OTHER;
    uint32_t cp;
    if (utf8_decode(str_skip(t, i), &cp) != 3) return SCRIPT_OTHER;
    return cp >= 0x4E00 ? SCRIPT_FREE : kana_script(cp);
}

/* Between two characters of these scripts, or one and a word of ASCII. */
static Verdict verdict_in_script(Str t, size_t i) {
    Script after = script_at(t, i), before = i < 3 ? SCRIPT_OTHER : script_at(t, i - 3);
    if (before == SCRIPT_FREE && is_word(t.p[i])) return BREAK_YES;
    if (after == SCRIPT_OTHER || (before == SCRIPT_OTHER && !is_word(t.p[i - 1]))) return BREAK_ASK;
    return after == SCRIPT_FREE ? BREAK_YES : BREAK_NO;
}

/* What the bytes beside position i say; i is inside the text. */
static Verdict verdict_at(const Search *s, size_t i) {
    Str t = s->t;
    if (t.p[i] == ' ') return BREAK_NO;
    if (t.p[i - 1] == ' ') return verdict_at_spaces(t, spaces_start(t, i), i);
    if (!s->split && inside_token(t, i)) return BREAK_NO;
    bool quiet = is_quiet_before(t, i) && is_quiet_after(t, i);
    return quiet ? BREAK_NO : verdict_in_script(t, i);
}

/* Guillemets with spaces inside (« so »), which UAX 14 holds together from Unicode 15.1 on (LB15a, LB15b);
 * those that point the other way (»so«) stay as free as they are. */
static bool guillemet_holds(Str t, size_t i) {
    size_t from = spaces_start(t, i);
    if (from == i) return false;
    Str before = str_head(t, from), after = str_skip(t, i);
    size_t opens = str_ends(before, STR("«")) ? 2 : str_ends(before, STR("‹")) ? 3 : 0;
    if (opens && (before.len == opens || in_set(before.p[before.len - opens - 1], " (["))) return true;
    size_t closes = str_starts(after, STR("»")) ? 2 : str_starts(after, STR("›")) ? 3 : 0;
    return closes && (after.len == closes || in_set(after.p[closes], " )],.;:!?"));
}

/* LB29, which libunistring 1.0 lacks: `e.g.` and `a,b` hold together. A wide character (an ideograph) may
 * follow such a mark on the next line. */
static bool mark_holds(Str t, size_t i) {
    if (!in_set(t.p[i - 1], ",.:;")) return false;
    uint32_t cp;
    size_t n = utf8_decode(str_skip(t, i), &cp);
    return width_of((Str){t.p + i, n}) < 2;
}

/* Whether the character that ends at i is a regional indicator, U+1F1E6 to U+1F1FF. */
static bool indicator_before(Str t, size_t i) {
    if (i < 4 || !str_starts(str_skip(t, i - 4), STR("\xF0\x9F\x87"))) return false;
    return (unsigned char)t.p[i - 1] >= 0xA6;
}

/* A window must not begin inside a flag, else it would pair all indicators that follow wrongly. */
static size_t window_start(Str t, size_t i) {
    if (i <= ASK_BEFORE) return 0;
    size_t from = char_start(t, i - ASK_BEFORE), indicators = from;
    while (indicator_before(t, indicators))
        indicators -= 4;
    return (from - indicators) % 8 ? from - 4 : from;
}

/* Asks UAX 14 for the last opportunity at or before *i. True leaves it in *i; false leaves the place from
 * which the search goes on. */
static bool ask(const Search *s, size_t *i) {
    Str t = s->t;
    char marks[ASK_BEFORE + ASK_AFTER + 8];
    size_t from = window_start(t, *i);
    size_t to = *i + ASK_AFTER < t.len ? char_start(t, *i + ASK_AFTER) : t.len;
    u8_possible_linebreaks((const uint8_t *)t.p + from, to - from, "UTF-8", marks);
    size_t trusted = from ? from + ASK_CONTEXT : 1;
    for (size_t k = *i; k >= trusted; k--) {
        if (marks[k - from] != UC_BREAK_POSSIBLE || is_tail(t, k)) continue;
        if (!s->split && inside_token(t, k)) continue;
        if (spaces_start(t, k) == 0 || guillemet_holds(t, k) || mark_holds(t, k)) continue;
        *i = k;
        return true;
    }
    *i = char_start(t, trusted - 1);
    return false;
}

/* The last opportunity at or before limit, which is inside the text; 0 when there is none. */
static size_t last_break(const Search *s, size_t limit) {
    size_t i = limit;
    while (i > 0 && i >= s->least) {
        if (!s->split) i = token_start(s->t, i, s->least);
        if (i == 0) return 0;
        Verdict verdict = verdict_at(s, i);
        if (verdict == BREAK_YES) return i;
        if (verdict == BREAK_ASK) {
            if (ask(s, &i)) return i >= s->least ? i : 0;
        } else {
            i = char_start(s->t, i - 1);
        }
    }
    return 0;
}

/* Cuts inside a grapheme that is wider than the line: whole characters, at least one. */
static size_t cut_inside(Str t, size_t columns) {
    size_t at = 0, taken = 0;
    while (at < t.len) {
        uint32_t cp;
        size_t n = utf8_decode(str_skip(t, at), &cp);
        taken += width_of((Str){t.p + at, n});
        if (at && taken > columns) break;
        at += n;
    }
    return at;
}

/* t up to `end` without the spaces before it. Other blanks stay, so that no line is empty. */
static Str line_before(Str t, size_t end) {
    return str_head(t, spaces_start(t, end));
}

/* The start of the graphic ASCII that ends at `end`. */
static inline size_t graphic_start(Str t, size_t end) {
    if (end >= SCAN_STEP) {
        ScanBytes v = scan_load(t.p + end - SCAN_STEP);
        unsigned others = scan_mask((ScanBytes)((ScanBytes)(v - '!') > '~' - '!'));
        if (others) return end - SCAN_STEP + (size_t)(32 - __builtin_clz(others));
        end -= SCAN_STEP;
    }
    while (end > 0 && is_graphic(t.p[end - 1]))
        end--;
    return end;
}

/* What nearly every line ends with: a blank between two words of ASCII. The start of the latter, or 0;
 * last_break would find it too. */
static size_t plain_break(Str t, size_t limit, size_t least) {
    if (!is_graphic(t.p[limit])) return 0;
    size_t at = graphic_start(t, limit);
    if (at < 2 || at <= least || t.p[at - 1] != ' ' || !is_graphic(t.p[at - 2])) return 0;
    return spaces_part(t.p[at - 2], t.p[at], ascii_quote(t.p[at - 2])) ? at : 0;
}

/* Where the next line begins, or its blanks do, when no more than `fit` bytes fit this one; the blanks behind
 * these end at `limit`. */
__attribute__((noinline)) static size_t find_break(Str t, size_t columns, size_t fit, size_t limit) {
    size_t at = last_break(&(Search){t, (fit + 1) / 2, false}, limit);
    if (at == 0) at = last_break(&(Search){t, 0, true}, limit);
    if (at == 0) at = fit ? fit : cut_inside(t, columns);
    return at;
}

/* The bytes at the start of t that fit. */
static inline size_t fitting(const Wrap *w, Str t, size_t columns) {
    if (w->ascii) return t.len < columns ? t.len : columns;
    return width_cut(t, columns).len;
}

/* wrap_line for ASCII that ends, or breaks as nearly every line does; else false, and nothing is done. */
static inline bool wrap_plain(Wrap *w, size_t columns, Str *line) {
    Str t = w->rest;
    if (t.len == 0 || t.p[0] == ' ') return false;
    if (t.len <= columns) {
        if (t.p[t.len - 1] == ' ') return false;
        *line = t;
        w->rest = (Str){0};
        return true;
    }
    size_t limit = columns + (t.p[columns] == ' ');
    size_t at = limit < t.len ? plain_break(t, limit, (columns + 1) / 2) : 0;
    if (at == 0) return false;
    *line = str_head(t, at - 1);
    w->rest = str_skip(t, at);
    return true;
}

/* Any line. */
__attribute__((noinline)) static bool wrap_any(Wrap *w, size_t columns, Str *line) {
    Str t = w->rest;
    size_t indent = spaces_end(t, 0);
    if (indent == t.len) {
        w->rest = (Str){0};
        return false;
    }
    size_t fit = fitting(w, t, columns);
    if (fit <= indent) { /* nothing would stand in the line but blanks */
        t = str_skip(t, indent);
        fit = fitting(w, t, columns);
    }
    size_t limit = spaces_end(t, fit);
    if (limit == t.len) {
        *line = line_before(t, t.len);
        w->rest = (Str){0};
        return true;
    }
    size_t at = plain_break(t, limit, (fit + 1) / 2);
    if (at == 0) at = find_break(t, columns, fit, limit);
    *line = line_before(t, at);
    w->rest = str_skip(t, spaces_end(t, at));
    return true;
}

bool wrap_line(Wrap *w, size_t columns, Str *line) {
    return (w->ascii && wrap_plain(w, columns, line)) || wrap_any(w, columns, line);
}

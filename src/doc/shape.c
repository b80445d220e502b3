/* shape: see the header.
 *
 * Bounds are of two kinds. Soft ones are those that MD4C.md names; they are counted per paragraph, and lines
 * that look like the start of an item, a heading or a table row begin a paragraph here, so that a long list
 * without blank lines is not taken for one. As md4c may see it otherwise (a lazy line that begins with `- `),
 * hard ones are counted between blank lines, which end every paragraph.
 *
 * What brackets cost md4c is added up in steps of about a nanosecond: it looks for a bracket's line from the
 * start of the paragraph, and it hashes what a pair encloses, hidden bytes slowly. The sum may grow by a
 * constant for each byte of the page. Brackets x lines <= 1,000,000 for each paragraph, as MD4C.md has it,
 * would allow many such paragraphs and forbid one long list of links. */
#include "doc/shape.h"

#include "base/scan.h"
#include "doc/autolink.h"

#include <string.h>

#define URL_BRACKETS_MAX    8 /* pairs within each other */
#define BRACKETS_HARD       256
#define STRIKES_HARD        256
#define GUARD_BLOCK         64
#define WORK_FREE           4000000u
#define WORK_PER_BYTE       64u
#define WORK_PER_LABEL_BYTE 32u

typedef enum { LIMIT_MARKS, LIMIT_INDENT, LIMIT_BRACKETS, LIMIT_WORK, LIMIT_STRIKES, LIMIT_COLUMNS } Limit;

typedef struct Shaper {
    char *p;
    size_t len;
    Diag *diag;
    Lines lines;
    uint32_t line; /* of these, from 0 */
    uint32_t told; /* limits that were reported, a bit each */
    char fence;    /* inside a fenced code block: its character. Nothing is reported there. */
    size_t fence_len;
    uint64_t hits; /* of the guard, in the block of 64 bytes ... */
    size_t block;  /* ... that begins here */
    /* since the last blank line */
    uint32_t count, open_hard, strikes_hard; /* of lines, of open brackets, of strikes */
    size_t open_at[BRACKETS_HARD];           /* where the open ones stand */
    size_t lone_tilde;                       /* a single `~` that is the only tilde so far, or STR_NONE */
    bool tildes;                             /* there are others */
    char stand_in; /* for tildes beside emphasis; 0: not needed yet, or there is none */
    bool stand_in_sought;
    /* since the last line that may begin a paragraph */
    uint32_t open, strikes;
    uint64_t work;
} Shaper;

/* Bytes that UTF-8 does not use, in the order of `hidden`; for the last four, controls, which no text has and
 * no link's target may hold. */
static const char hidden[] = "*_~[]|>-+.) \t\\<&`";
static const char masks[] = "\xF8\xF9\xFA\xFB\xFC\xFD\xFE\xFF\xF5\xF6\xF7\xC0\xC1\x01\x02\x03\x04";

static void hide(char *p) {
    const char *which = memchr(hidden, *p, sizeof hidden - 1);
    if (which) *p = masks[which - hidden];
}

void shape_hide(char *shape, size_t from, size_t to) {
    for (; from < to; from++)
        hide(shape + from);
}

char shape_reveal(char c) {
    if ((unsigned char)c < 0xC0 && (unsigned char)c > 0x04) return c;
    const char *which = memchr(masks, c, sizeof masks - 1);
    return which ? hidden[which - masks] : c;
}

static void tell(Shaper *s, Limit limit) {
    static const char *const messages[] = {
        [LIMIT_MARKS] = "more than 32 list and quote marks in a line; the rest is taken as text",
        [LIMIT_INDENT] =
            "a line is indented by more than 128 columns; the rest of the indent is taken as text",
        [LIMIT_BRACKETS] = "more than 32 open brackets; further ones are taken as text",
        [LIMIT_WORK] = "too many brackets in one paragraph; further ones are taken as text",
        [LIMIT_STRIKES] = "more than 64 `~~` in one paragraph; further ones are taken as text",
        [LIMIT_COLUMNS] = "more than 128 `|` in one line; it is not read as a row of a table",
    };
    if (s->fence || (s->told & (1u << limit))) return;
    s->told |= 1u << limit;
    uint32_t line = s->lines.number ? s->lines.number[s->line] : s->lines.line + s->line;
    diag_add(s->diag, line, "%s", messages[limit]);
}

/* Hides a byte of a URL. A backslash keeps its byte: it has taken the meaning from it already. */
static void hide_at(char *p, size_t i) {
    if (!(i > 0 && p[i - 1] == '\\')) hide(p + i);
}

/* Pairs only: a bracket without its partner belongs to a link or image behind the URL. */
static void hide_brackets(char *p, size_t len) {
    Str url = {p, len};
    if (str_search(url, STR("](")) != STR_NONE || str_search(url, STR("][")) != STR_NONE) return;
    size_t open[URL_BRACKETS_MAX], depth = 0;
    for (size_t i = 0; i < len; i++) {
        if (p[i] == '[' && depth < URL_BRACKETS_MAX) open[depth++] = i;
        if (p[i] != ']' || depth == 0) continue;
        hide_at(p, open[--depth]);
        hide_at(p, i);
    }
}

/* The next byte of a URL that can be markup, from i on. Reads a step beyond it: SHAPE_TAIL is as much. */
static size_t next_in_url(const char *p, size_t i, size_t len) {
    for (; i < len; i += SCAN_STEP) {
        ScanBytes v = scan_load(p + i);
        size_t first = scan_first(scan_equal(v, '_') | scan_equal(v, '*') | scan_equal(v, '[') |
                                  scan_equal(v & 0xFD, '|'));
        if (first < SCAN_STEP) return i + first;
    }
    return len;
}

/* Hides the markup within one URL, up to a bar, at which a cell may end. */
static void hide_in_url(char *p, size_t len) {
    bool bracket = false;
    size_t i = 0;
    for (; (i = next_in_url(p, i, len)) < len && p[i] != '|'; i++) {
        if (p[i] == '[')
            bracket = true;
        else
            hide_at(p, i);
    }
    if (bracket && i >= len) hide_brackets(p, len);
}

void shape_urls(const AutolinkHints *hints, char *shape) {
    Autolink link = {.end = 0};
    uint32_t next = 0;
    while (autolink_hints_find(hints, &next, link.end, &link))
        hide_in_url(shape + link.start, link.end - link.start);
}

/* Lines are read up to their `\n`: the last one has SHAPE_TAIL of them behind it. */

/* The length of the list or quote mark at p, or 0. */
static size_t mark_length(const char *p) {
    if (*p == '>') return 1;
    size_t n = 0;
    if (*p == '-' || *p == '+' || *p == '*') {
        n = 1;
    } else {
        while (n < 9 && ascii_digit(p[n]))
            n++;
        if (n == 0 || (p[n] != '.' && p[n] != ')')) return 0;
        n++;
    }
    return ascii_blank(p[n]) || p[n] == '\n' ? n : 0;
}

/* True when nothing but the first byte and blanks stand in the line: a thematic break, not a pile of lists.
 */
static bool is_rule(const char *p) {
    if (*p != '-' && *p != '*') return false;
    const char *q = p + 1;
    while (*q == *p || ascii_blank(*q))
        q++;
    return *q == '\n';
}

static size_t columns_after(char c, size_t column) {
    return c == '\t' ? (column | 3) + 1 : column + 1;
}

/* What a line begins with. */
typedef struct Lead {
    size_t content; /* where its text begins; its end for a blank one */
    bool item;      /* list marks */
    bool quote;     /* quote marks */
} Lead;

/* Reads the indent and the container marks of a line and hides those beyond the limits. */
static Lead read_lead(Shaper *s, size_t at) {
    Lead lead = {.content = at};
    size_t column = 0;
    for (unsigned marks = 0;; marks++) {
        size_t over = STR_NONE;
        for (; ascii_blank(s->p[at]); at++) {
            if (column >= SHAPE_INDENT_MAX && over == STR_NONE) over = at;
            column = columns_after(s->p[at], column);
        }
        lead.content = at;
        if (s->p[at] == '\n') return lead;
        if (over != STR_NONE) {
            for (size_t i = over; i < at; i++)
                hide(s->p + i);
            tell(s, LIMIT_INDENT);
            return lead;
        }
        size_t mark = mark_length(s->p + at);
        if (!mark) return lead;
        if (marks == SHAPE_MARKS_MAX) {
            if (is_rule(s->p + at)) return lead;
            hide(s->p + at + mark - 1);
            tell(s, LIMIT_MARKS);
            return lead;
        }
        if (s->p[at] == '>')
            lead.quote = true;
        else
            lead.item = true;
        at += mark;
        column += mark;
    }
}

static void reset_soft(Shaper *s) {
    s->open = s->strikes = 0;
}

static void reset_hard(Shaper *s) {
    reset_soft(s);
    s->count = s->open_hard = s->strikes_hard = 0;
    s->lone_tilde = STR_NONE;
    s->tildes = false;
}

/* Follows fenced code blocks, only to know where limits are not worth a word. `at` is a backtick or a tilde.
 */
static void follow_fence(Shaper *s, size_t at) {
    char c = s->p[at];
    size_t n = 0;
    while (s->p[at + n] == c)
        n++;
    if (n < 3) return;
    const char *end = memchr(s->p + at, '\n', s->len - at + 1);
    Str rest = {s->p + at + n, (size_t)(end - s->p) - at - n};
    if (!s->fence && (c == '~' || str_find(rest, '`') == STR_NONE)) {
        s->fence = c;
        s->fence_len = n;
    } else if (s->fence == c && n >= s->fence_len && str_trim(rest).len == 0) {
        s->fence = 0;
    }
}

/* An odd number of backslashes before it: md4c takes the byte for text. */
static bool is_escaped(const Shaper *s, size_t at) {
    size_t n = 0;
    while (n < at && s->p[at - n - 1] == '\\')
        n++;
    return n & 1;
}

static bool is_costly(const Shaper *s, size_t at) {
    return s->work > WORK_FREE + (uint64_t)WORK_PER_BYTE * at;
}

static void guard_open(Shaper *s, size_t at) {
    if (is_escaped(s, at)) return;
    s->work += s->count;
    bool deep = s->open_hard >= BRACKETS_HARD || (s->open >= SHAPE_BRACKETS_MAX && !s->fence);
    if (!deep && !is_costly(s, at)) {
        s->open++;
        s->open_at[s->open_hard++] = at;
        return;
    }
    hide(s->p + at);
    tell(s, deep ? LIMIT_BRACKETS : LIMIT_WORK);
}

static void guard_close(Shaper *s, size_t at) {
    if (!s->open_hard || is_escaped(s, at)) return;
    s->work += WORK_PER_LABEL_BYTE * (at - s->open_at[s->open_hard - 1]);
    if (is_costly(s, at)) {
        hide(s->p + at);
        tell(s, LIMIT_WORK);
        return;
    }
    s->open_hard--;
    if (s->open) s->open--;
}

static bool is_emphasis(char c) {
    return c == '*' || c == '_';
}

/* Punctuation that means nothing to md4c and that the text does not hold, or 0. */
static char find_stand_in(const Shaper *s) {
    static const char candidates[] = "^}{%,";
    for (const char *c = candidates; *c; c++)
        if (!memchr(s->p, *c, s->len)) return *c;
    return 0;
}

/* Beside `*` or `_` something must stay punctuation: whether those open or close emphasis depends on it. */
static void hide_tilde(Shaper *s, size_t at) {
    bool beside = is_emphasis(s->p[at + 1]) || (at > 0 && is_emphasis(s->p[at - 1]));
    if (beside && !s->stand_in_sought) s->stand_in = find_stand_in(s);
    s->stand_in_sought |= beside;
    if (beside && s->stand_in)
        s->p[at] = s->stand_in;
    else
        hide(s->p + at);
}

/* A run of n tildes. md4c lets a single one open and close a strike, with any other as its partner: a single
 * one stays only while it is alone. Three or more mean nothing to it. */
static void guard_tildes(Shaper *s, size_t at, size_t n) {
    if (n > 2) return;
    if (n == 1 && !s->tildes && s->lone_tilde == STR_NONE) {
        s->lone_tilde = at;
        return;
    }
    if (s->lone_tilde != STR_NONE) hide_tilde(s, s->lone_tilde);
    s->lone_tilde = STR_NONE;
    s->tildes = true;
    if (n == 2 && s->strikes_hard < STRIKES_HARD && (s->strikes < SHAPE_STRIKES_MAX || s->fence)) {
        s->strikes++;
        s->strikes_hard++;
        return;
    }
    for (size_t i = 0; i < n; i++)
        hide_tilde(s, at + i);
    if (n == 2) tell(s, LIMIT_STRIKES);
}

/* A bit for each byte of a block from p on that the guard looks at. */
static uint64_t guarded(const char *p) {
    uint64_t hits = 0;
    for (unsigned i = 0; i < GUARD_BLOCK; i += SCAN_STEP) {
        ScanBytes v = scan_load(p + i);
        ScanBytes bars = scan_equal(v & 0xFD, '|'); /* `~` is `|` and one bit */
        ScanBytes hit = scan_equal(v, '[') | scan_equal(v, ']') | bars | scan_equal(v, '\n');
        hits |= (uint64_t)scan_mask(hit) << i;
    }
    return hits;
}

/* The next byte that the guard looks at, or the end of the line; `at` never goes back. Reads a block beyond
 * it: SHAPE_TAIL is as much. */
static size_t next_guarded(Shaper *s, size_t at) {
    for (;;) {
        if (at - s->block < GUARD_BLOCK) {
            uint64_t hits = s->hits >> (at - s->block);
            if (hits) return at + (size_t)__builtin_ctzll(hits);
            at = s->block + GUARD_BLOCK;
        }
        s->block = at;
        s->hits = guarded(s->p + at);
    }
}

/* Looks at the text of a line from `at` on. Returns where the next line begins. */
static size_t guard_line(Shaper *s, size_t at) {
    unsigned pipes = 0;
    for (;; at++) {
        at = next_guarded(s, at);
        switch (s->p[at]) {
        case '\n': return at + 1;
        case '[': guard_open(s, at); break;
        case ']': guard_close(s, at); break;
        case '~': {
            size_t n = 1;
            while (s->p[at + n] == '~')
                n++;
            guard_tildes(s, at, n);
            at += n - 1;
            break;
        }
        default:
            if (++pipes <= SHAPE_COLUMNS_MAX) break;
            hide(s->p + at);
            tell(s, LIMIT_COLUMNS);
        }
    }
}

/* Takes the line at `at`. Returns where the next one begins. */
static size_t take_line(Shaper *s, size_t at) {
    Lead lead = {.content = at};
    if (!ascii_alpha(s->p[at])) lead = read_lead(s, at);
    char first = s->p[lead.content];
    if (first == '\n' && !lead.item && !lead.quote) {
        reset_hard(s);
        return lead.content + 1;
    }
    s->count++;
    if (lead.item || first == '\n' || first == '|' || first == '#') reset_soft(s);
    if (first == '`' || first == '~') follow_fence(s, lead.content);
    return guard_line(s, lead.content);
}

void shape_copy(Str text, Buf *shape) {
    char *p = buf_reserve(shape, text.len + SHAPE_TAIL);
    if (text.len) memcpy(p, text.p, text.len);
    memset(p + text.len, '\n', SHAPE_TAIL);
    shape->len += text.len + SHAPE_TAIL;
}

char shape_guard(Str text, Lines lines, char *shape, Diag *diag) {
    Shaper s = {.p = shape, .len = text.len, .diag = diag, .lines = lines, .lone_tilde = STR_NONE};
    s.hits = guarded(shape);
    for (size_t at = 0; at < text.len; s.line++) {
        at = take_line(&s, at);
        if (lines.ends) line_ends_add(lines.ends, at - 1);
    }
    return s.stand_in;
}

void shape_drop_definitions(Buf *shape) {
    Str rest = buf_str(shape);
    for (size_t at = 0, found; (found = str_search(str_skip(rest, at), STR("]:"))) != STR_NONE;) {
        at += found;
        hide(shape->p + at);
    }
}

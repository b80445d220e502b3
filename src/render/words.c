/* Words: runs are copied into one buffer and looked at meanwhile, sixteen bytes at a time, since nearly all
 * of a page goes through here. */
#include "render/words.h"

#include "base/scan.h"
#include "base/utf8.h"

typedef struct Gather {
    Buf *buf;
    bool soft;  /* a soft break waits for the text behind it */
    bool other; /* there may be bytes that are not printable ASCII ... */
    bool lines; /* ... a LF apart */
} Gather;

typedef uint8_t Sixteen __attribute__((vector_size(16)));
typedef uint64_t Eights __attribute__((vector_size(16)));
typedef uint32_t Fours __attribute__((vector_size(16)));

static inline bool is_zero(Sixteen x) {
    return scan_mask(x) == 0;
}

static inline Sixteen load_sixteen(const char *p) {
    Sixteen x;
    memcpy(&x, p, sizeof x);
    return x;
}

/* Where the next of sixteen bytes does not follow in the text. */
static const Sixteen no_seam = {0}, seam_at_8 = {0, 0, 0, 0, 0, 0, 0, 255}, seam_at_4 = {0, 0, 0, 255};

/* 0xFF in each blank before a blank. */
static inline Sixteen blank_pairs(Sixteen x, Sixteen seam) {
    const Sixteen none = {0};
    Sixteen blank = (Sixteen)(x == ' ');
    return blank & ~seam &
           __builtin_shufflevector(blank, none, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16);
}

/* True for printable ASCII without two blanks side by side. With 1 added, control characters, DEL and all
 * that is not ASCII are below 0x21 as signed numbers. */
static inline bool are_plain(Sixteen x, Sixteen seam) {
    typedef int8_t Signed __attribute__((vector_size(16)));
    return is_zero((Sixteen)((Signed)(x + 1) < 0x21) | blank_pairs(x, seam));
}

/* Of bytes that are not: whether they need no look once each LF is a blank. Of what is not ASCII two lead
 * bytes matter, and a LF beside it. *other: some are not ASCII. */
static inline bool become_plain(Sixteen *x, Sixteen seam, bool *other) {
    Sixteen source = *x;
    *x ^= (Sixteen)(source == '\n') & ('\n' ^ ' ');
    if (are_plain(*x, seam)) return true;
    *other = true;
    return is_zero((Sixteen)((source & 0xE0) == 0) | (Sixteen)(source == 0x7F) |
                   (Sixteen)((source & 0xDF) == 0xC2) | blank_pairs(source, seam));
}

/* Copies 16 bytes, LF as a blank, and says whether none of them needs a look. */
static inline bool copy_sixteen(const char *p, char *to, bool *other) {
    Sixteen x = load_sixteen(p);
    memcpy(to, &x, sizeof x);
    if (are_plain(x, no_seam)) return true;
    bool plain = become_plain(&x, no_seam, other);
    memcpy(to, &x, sizeof x);
    return plain;
}

/* The same for 8 to 15 bytes: the first and the last eight, which meet or overlap, side by side. */
static inline bool copy_eights(Str s, char *to, bool *other) {
    uint64_t first, last;
    memcpy(&first, s.p, sizeof first);
    memcpy(&last, s.p + s.len - sizeof last, sizeof last);
    Sixteen x = (Sixteen)(Eights){first, last};
    if (!are_plain(x, seam_at_8) && !become_plain(&x, seam_at_8, other)) return false;
    first = ((Eights)x)[0];
    last = ((Eights)x)[1];
    memcpy(to, &first, sizeof first);
    memcpy(to + s.len - sizeof last, &last, sizeof last);
    return true;
}

/* The same for 4 to 7. */
static inline bool copy_fours(Str s, char *to, bool *other) {
    uint32_t first, last, letters = 0x78787878;
    memcpy(&first, s.p, sizeof first);
    memcpy(&last, s.p + s.len - sizeof last, sizeof last);
    Sixteen x = (Sixteen)(Fours){first, last, letters, letters};
    if (!are_plain(x, seam_at_4) && !become_plain(&x, seam_at_4, other)) return false;
    first = ((Fours)x)[0];
    last = ((Fours)x)[1];
    memcpy(to, &first, sizeof first);
    memcpy(to + s.len - sizeof last, &last, sizeof last);
    return true;
}

/* Whether byte i cannot be copied without a look: control characters, the lead bytes C2 (no-break space, C1)
 * and E2 (U+2028), and a blank before a blank. */
static inline bool needs_look(Str s, size_t i) {
    unsigned char c = (unsigned char)s.p[i];
    if (c == ' ') return i + 1 < s.len && s.p[i + 1] == ' ';
    return c < ' ' || c == 0x7F || (c & 0xDF) == 0xC2;
}

/* Copies the bytes at the start of s that need no look. Returns how many. */
static inline size_t copy_bytes(Str s, char *to, bool *other) {
    size_t i = 0;
    for (; i < s.len && !needs_look(s, i); i++) {
        to[i] = s.p[i];
        *other |= (unsigned char)s.p[i] >= 0x80;
    }
    return i;
}

/* Copies nearly always all of s. Returns how many bytes surely need no look: where it stops, copy_bytes finds
 * one that does within a few. Pieces share a byte, since two blanks side by side must meet in one. `to` has
 * room for s. */
static inline size_t copy_plain(Str s, char *to, bool *other) {
    enum { PIECE = sizeof(Sixteen) };
    if (s.len >= PIECE) {
        size_t i = 0, last = s.len - PIECE;
        while (i < last && copy_sixteen(s.p + i, to + i, other))
            i += PIECE - 1;
        if (i < last) return i;
        return copy_sixteen(s.p + last, to + last, other) ? s.len : last;
    }
    if (s.len >= PIECE / 2) return copy_eights(s, to, other) ? s.len : 0;
    if (s.len >= PIECE / 4) return copy_fours(s, to, other) ? s.len : 0;
    return copy_bytes(s, to, other);
}

/* The length of the blank that s starts with, 0 for anything else. *hard: it is a no-break space. */
static size_t blank_length(Str s, bool *hard) {
    *hard = false;
    if (s.len == 0) return 0;
    switch ((unsigned char)s.p[0]) {
    case ' ':
    case '\t':
    case '\n':
    case '\v':
    case '\f':
    case '\r': return 1;
    case 0xC2:
        if (s.len < 2) return 0;
        *hard = (unsigned char)s.p[1] == 0xA0;
        return *hard || (unsigned char)s.p[1] == 0x85 ? 2 : 0;
    case 0xE2:
        if (s.len < 3 || (unsigned char)s.p[1] != 0x80) return 0;
        return (unsigned char)s.p[2] == 0xA8 || (unsigned char)s.p[2] == 0xA9 ? 3 : 0;
    default: return 0;
    }
}

static bool at_blank(const Buf *buf) {
    return buf->len == 0 || buf->p[buf->len - 1] == ' ' || buf->p[buf->len - 1] == '\n';
}

static void add_blank(Buf *buf) {
    if (!at_blank(buf)) buf_add_char(buf, ' ');
}

/* Takes one character or one run of blanks off s. A no-break space stays one when it stands alone. Out of the
 * way of those that call it in loops. */
__attribute__((noinline)) static Str add_special(Buf *buf, Str s) {
    bool hard, first_hard;
    size_t length = blank_length(s, &first_hard);
    if (length == 0) {
        size_t control = str_control(s);
        if (control) return str_skip(s, control);
        uint32_t cp;
        size_t n = utf8_decode(s, &cp);
        buf_add(buf, str_head(s, n));
        return str_skip(s, n);
    }
    Str rest = str_skip(s, length);
    bool alone = true;
    for (size_t n; !str_starts(rest, STR("\n")) && (n = blank_length(rest, &hard)) > 0;
         rest = str_skip(rest, n))
        alone = false;
    if (first_hard && alone && !at_blank(buf))
        buf_add(buf, STR("\xC2\xA0"));
    else
        add_blank(buf);
    return rest;
}

/* The rest of add_plain where `done` bytes of s are copied. */
__attribute__((noinline)) static Str add_looking(Gather *g, Str s, size_t done) {
    g->other = true;
    s = str_skip(s, done);
    size_t n = copy_bytes(s, g->buf->p + g->buf->len + done, &g->other);
    g->buf->len += done + n;
    return str_skip(s, n);
}

static Str add_plain(Gather *g, Str s);

__attribute__((noinline)) static Str add_growing(Gather *g, Str s) {
    buf_reserve(g->buf, s.len);
    return add_plain(g, s);
}

/* Appends the bytes at the start of s that need no look and returns the rest. Calls nothing but at its end,
 * which spares saving registers. */
static Str add_plain(Gather *g, Str s) {
    if (g->buf->cap - g->buf->len <= s.len) return add_growing(g, s);
    size_t done = copy_plain(s, g->buf->p + g->buf->len, &g->other);
    if (done < s.len) return add_looking(g, s, done);
    g->buf->len += done;
    return (Str){0};
}

/* As it is, but in one line. */
__attribute__((noinline)) static Str add_special_verbatim(Buf *buf, Str s) {
    bool hard;
    uint32_t cp;
    size_t blank = blank_length(s, &hard), control = blank ? 0 : str_control(s);
    size_t n = blank ? blank : control ? control : utf8_decode(s, &cp);
    if (blank && !hard)
        buf_add_char(buf, ' ');
    else if (!control)
        buf_add(buf, str_head(s, n));
    return str_skip(s, n);
}

static void add_verbatim(Gather *g, Str s) {
    while ((s = add_plain(g, s)).len)
        s = add_special_verbatim(g->buf, s);
}

void words_add_field(Str s, Buf *out) {
    add_verbatim(&(Gather){.buf = out}, s);
}

void words_add_gap(unsigned quotes, Buf *out) {
    char *p = buf_reserve(out, 2 * (size_t)quotes + 1);
    for (unsigned i = 0; i < quotes; i++)
        p = buf_put(p, i ? STR(" >") : STR(">"));
    *p++ = '\n';
    out->len = (size_t)(p - out->p);
}

/* True when 16 bytes at p are graphic. */
static bool sixteen_are_graphic(const char *p) {
    Sixteen x = load_sixteen(p);
    return is_zero((Sixteen)(x <= ' ') | (Sixteen)(x == 0x7F));
}

bool words_are_graphic(Str s) {
    if (s.len >= sizeof(Sixteen)) {
        size_t last = s.len - sizeof(Sixteen);
        for (size_t i = 0; i < last; i += sizeof(Sixteen))
            if (!sixteen_are_graphic(s.p + i)) return false;
        return sixteen_are_graphic(s.p + last);
    }
    for (size_t i = 0; i < s.len; i++)
        if ((unsigned char)s.p[i] <= ' ' || s.p[i] == 0x7F) return false;
    return true;
}

/* Scripts that are written without blanks between words. Hangul has them. */
static bool is_cjk(uint32_t cp) {
    if (cp < 0x2E80) return false;
    if (cp <= 0x9FFF) return cp < 0x3130 || cp > 0x318F;
    if (cp >= 0xF900 && cp <= 0xFAFF) return true;
    if (cp >= 0xFE30 && cp <= 0xFE4F) return true;
    if (cp >= 0xFF01 && cp <= 0xFF9F) return true;
    if (cp >= 0x1B000 && cp <= 0x1B16F) return true;
    return cp >= 0x20000 && cp <= 0x3FFFD;
}

static bool ends_in_cjk(const Buf *buf) {
    size_t start = buf->len;
    if (start == 0 || (unsigned char)buf->p[start - 1] < 0x80) return false;
    while (start > 0 && buf->len - start < 4 && ((unsigned char)buf->p[start - 1] & 0xC0) == 0x80)
        start--;
    if (start == 0) return false;
    uint32_t cp;
    utf8_decode((Str){buf->p + start - 1, buf->len - start + 1}, &cp);
    return is_cjk(cp);
}

__attribute__((noinline)) static void end_soft_break(Gather *g, Str next) {
    if (next.len == 0) return;
    g->soft = false;
    uint32_t cp = (unsigned char)next.p[0];
    if (cp >= 0x80) utf8_decode(next, &cp);
    if (is_cjk(cp) && ends_in_cjk(g->buf)) return;
    add_blank(g->buf);
}

static inline void settle_soft_break(Gather *g, Str next) {
    if (g->soft) end_soft_break(g, next);
}

static inline void add_text(Gather *g, Str s) {
    settle_soft_break(g, s);
    while (s.len) {
        while (s.len && s.p[0] == ' ' && at_blank(g->buf))
            s = str_skip(s, 1);
        if (s.len && s.p[0] == '\n') {
            g->soft = true;
            s = str_skip(s, 1);
            settle_soft_break(g, s);
            continue;
        }
        s = add_plain(g, s);
        if (s.len && s.p[0] != '\n') s = add_special(g->buf, s);
    }
}

static void add_hard_break(Buf *buf) {
    while (buf->len && buf->p[buf->len - 1] == ' ')
        buf->len--;
    bool empty_line = buf->len > 1 && buf->p[buf->len - 1] == '\n' && buf->p[buf->len - 2] == '\n';
    if (buf->len && !empty_line) buf_add_char(buf, '\n');
}

static void add_mark(Gather *g, Str mark) {
    settle_soft_break(g, mark);
    buf_add(g->buf, mark);
}

/* An image shows nothing in its place but where it would be lost: without a target, or where asked for. */
static void add_image(Gather *g, const Links *links, uint32_t link, unsigned flags) {
    if (link == LINK_NONE || (links_has_target(links, link) && !(flags & WORDS_IMAGES))) return;
    Str words = links->labels[link].words;
    settle_soft_break(g, words);
    if (flags & WORDS_IMAGES) add_blank(g->buf);
    add_text(g, words);
}

static inline void add_run(Gather *g, const Links *links, const Run *run, unsigned flags) {
    if (run->kind == RUN_TEXT) { /* before the switch, whose target is hard to predict */
        add_text(g, run->text);
        return;
    }
    switch ((RunKind)run->kind) {
    case RUN_TEXT: return;
    case RUN_CODE:
    case RUN_SPAN:
        settle_soft_break(g, run->text);
        add_verbatim(g, run->text);
        return;
    case RUN_TICK: add_mark(g, run->text); return;
    case RUN_EMPHASIS:
        if (flags & WORDS_EMPHASIS) add_mark(g, STR("*"));
        return;
    case RUN_STRONG:
        if (flags & WORDS_EMPHASIS) add_mark(g, STR("**"));
        return;
    case RUN_STRIKE: add_mark(g, STR("~~")); return;
    case RUN_SOFT_BREAK: g->soft = true; return;
    case RUN_HARD_BREAK:
        g->soft = false;
        g->lines = !(flags & WORDS_ONE_LINE);
        if (g->lines)
            add_hard_break(g->buf);
        else
            add_blank(g->buf);
        return;
    case RUN_IMAGE: add_image(g, links, run->link, flags); return;
    }
}

/* Paragraphs of nothing but no-break spaces are a web page's way to make room. */
static bool all_blank(Str s) {
    bool hard;
    for (size_t n; (n = blank_length(s, &hard)) > 0;)
        s = str_skip(s, n);
    return s.len == 0;
}

Words words_of(const Links *links, const Block *block, unsigned flags, Buf *buf) {
    Gather g = {.buf = buf};
    uint32_t link = LINK_NONE;
    buf_clear(buf);
    const Run *runs = links->doc->runs, *end = runs + block->run_end;
    for (const Run *run = runs + block->run; run < end; run++) {
        link &= run->link;
        add_run(&g, links, run, flags);
    }
    Str text = str_trim_right(buf_str(buf));
    if (g.other && all_blank(text)) text = STR("");
    return (Words){text, .ascii = !g.other, .lines = g.lines, .linked = link != LINK_NONE};
}

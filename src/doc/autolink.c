/* Bare URLs: see the header.
 *
 * Nearly all text has none, so what counts is how fast `:`, `@` and `ww` are passed by (base/scan). What
 * stands around a hit is then looked at within fixed bounds to the left (a scheme, a local part) and up to
 * the URL's end to the right, so the whole is linear. */
#include "doc/autolink.h"

#include "base/buf.h"
#include "base/scan.h"

#include <stdlib.h>
#include <string.h>

#define SCHEME_MAX 8
#define LOCAL_MAX  64
#define DOMAIN_MAX 253
#define NEAR_MAX   256 /* how far to look whether `mailto:` begins a URL at all */

/* What must stand beside the byte at `at`, whatever part of s is looked at. */
static bool is_hint(Str s, size_t at) {
    if (s.p[at] == 'w') return str_starts(str_skip(s, at), STR("www."));
    if ((s.p[at] != ':' && s.p[at] != '@') || at == 0 || at + 1 >= s.len) return false;
    char before = s.p[at - 1], next = s.p[at + 1];
    if (s.p[at] == '@') return ascii_alnum(next) && before != '.';
    if (next <= ' ') return false;
    if (next == '/') return at + 2 < s.len && s.p[at + 2] == '/';
    return before == 'o' || before == 't' || before == 's' || before == 'l';
}

/* The bytes of 16 at p at which there may be a hint. Reads one byte more. */
static inline ScanBytes hint_bytes(const char *p) {
    ScanBytes v = scan_load(p);
    ScanBytes ww = scan_equal(v, 'w') & scan_equal(scan_load(p + 1), 'w');
    return scan_equal(v, ':') | scan_equal(v, '@') | ww;
}

/* The next position at which a link may be recognised, or s.len. */
static size_t next_hint(Str s, size_t at) {
    for (; at + SCAN_STEP + 1 <= s.len; at += SCAN_STEP)
        for (unsigned mask = scan_mask(hint_bytes(s.p + at)); mask; mask &= mask - 1) {
            size_t hit = at + (size_t)__builtin_ctz(mask);
            if (is_hint(s, hit)) return hit;
        }
    for (; at < s.len; at++)
        if (is_hint(s, at)) return at;
    return s.len;
}

static bool known_scheme(Str name) {
    static const Str names[] = {STR("http"),    STR("https"),  STR("gemini"), STR("gopher"), STR("gophers"),
                                STR("ftp"),     STR("titan"),  STR("nex"),    STR("finger"), STR("irc"),
                                STR("spartan"), STR("telnet"), STR("ircs"),   STR("ssh"),    STR("xmpp")};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (str_eq_nocase(name, names[i])) return true;
    return false;
}

/* Bytes that end a URL, and those that need a look while it is read. */
static const uint8_t url_bytes[256] = {
    ['\0' ... ' '] = 1, [0x7F ... 0xFF] = 1, ['<'] = 1, ['>'] = 1, ['"'] = 1,
    ['`'] = 1,          ['['] = 2,           [']'] = 2, ['('] = 2, [')'] = 2,
};

/* The position from `at` on of the next one of those, or s.len. */
static size_t skip_url(Str s, size_t at) {
    const unsigned char *p = (const unsigned char *)s.p;
    while (s.len - at >= 4 &&
           !(url_bytes[p[at]] | url_bytes[p[at + 1]] | url_bytes[p[at + 2]] | url_bytes[p[at + 3]]))
        at += 4;
    while (at < s.len && !url_bytes[p[at]])
        at++;
    return at;
}

/* Where the URL from `start` on ends, before trailing punctuation is left out; its body begins at `at`. One
 * in parentheses ends with them: of `**[a](http://b.c)**(d)` md4c has to see all marks. */
static size_t token_end(Str s, size_t start, size_t at) {
    bool within = start > 0 && s.p[start - 1] == '(';
    size_t square = 0, round = 0;
    for (at = skip_url(s, at); at < s.len; at = skip_url(s, at + 1)) {
        if (url_bytes[(unsigned char)s.p[at]] == 1) break;
        switch (s.p[at]) {
        case '[': square++; break;
        case '(': round++; break;
        case ']':
            if (square-- == 0) return at;
            break;
        default:
            if (round)
                round--;
            else if (within)
                return at;
        }
    }
    return at;
}

/* Closing brackets in excess of opening ones. */
static ptrdiff_t excess(Str url, char open, char close) {
    ptrdiff_t n = 0;
    for (size_t i = 0; i < url.len; i++)
        n += (url.p[i] == close) - (url.p[i] == open);
    return n;
}

/* Leaves out what belongs to the sentence: trailing punctuation, closing brackets that the URL did not open.
 */
static size_t trim_end(Str s, size_t start, size_t end) {
    static const char open[] = "([{", close[] = ")]}";
    ptrdiff_t extra[3] = {PTRDIFF_MIN, PTRDIFF_MIN, PTRDIFF_MIN};
    for (; end > start; end--) {
        char c = s.p[end - 1];
        if (ascii_alnum(c) || c == '/') break;
        const char *which = memchr(close, c, 3);
        if (!which && !memchr("?!.,:*_~;'|\\", c, 12)) break;
        if (!which) continue;
        ptrdiff_t *n = &extra[which - close];
        if (*n == PTRDIFF_MIN) *n = excess(str_slice(s, start, end), open[which - close], c);
        if ((*n)-- <= 0) break;
    }
    return end;
}

/* What must follow `mailto:` and its kin for them to be more than words of a sentence. */
static bool plausible(Str scheme, Str rest) {
    if (!rest.len) return false;
    if (str_eq(scheme, STR("mailto"))) return str_find(rest, '@') != STR_NONE && ascii_alnum(rest.p[0]);
    if (str_eq(scheme, STR("magnet"))) return str_starts(rest, STR("?"));
    if (str_eq(scheme, STR("tel"))) return rest.len > 2 && (ascii_digit(rest.p[0]) || rest.p[0] == '+');
    if (!str_eq(scheme, STR("news"))) return false;
    return ascii_alnum(rest.p[0]) && (str_find(rest, '.') != STR_NONE || str_find(rest, '@') != STR_NONE);
}

static bool url_at(Str s, size_t from, size_t colon, Autolink *out) {
    size_t start = colon;
    while (start > from && colon - start <= SCHEME_MAX && ascii_alpha(s.p[start - 1]))
        start--;
    if (start == colon || colon - start > SCHEME_MAX) return false;
    if (start > 0 && (ascii_digit(s.p[start - 1]) || memchr("+-.", s.p[start - 1], 3))) return false;

    Str scheme = str_slice(s, start, colon);
    bool slashes = str_starts(str_skip(s, colon + 1), STR("//"));
    size_t body = colon + (slashes ? 3 : 1);
    if (body >= s.len) return false;
    if (slashes) {
        if (!known_scheme(scheme) || !(ascii_alnum(s.p[body]) || s.p[body] == '[')) return false;
    } else {
        Str near = str_head(s, body + NEAR_MAX);
        if (!plausible(scheme, str_slice(near, body, token_end(near, start, body)))) return false;
    }
    *out = (Autolink){start, trim_end(s, body, token_end(s, start, body)), AUTOLINK_URL};
    return out->end > body;
}

static bool www_at(Str s, size_t start, Autolink *out) {
    if (!str_starts(str_skip(s, start), STR("www."))) return false;
    if (start > 0 && (ascii_alnum(s.p[start - 1]) || memchr("-.@/", s.p[start - 1], 4))) return false;
    size_t body = start + 4;
    size_t host = body;
    while (host < s.len && (ascii_alnum(s.p[host]) || s.p[host] == '-'))
        host++;
    if (host == body || host >= s.len || s.p[host] != '.') return false;
    *out = (Autolink){start, trim_end(s, body, token_end(s, start, body)), AUTOLINK_WWW};
    return out->end > host + 1;
}

static bool is_local(char c) {
    return ascii_alnum(c) || c == '.' || c == '-' || c == '_' || c == '+';
}

/* The end of the host name behind an `@`, or `at` when there is none with a top level of letters. */
static size_t domain_end(Str s, size_t at) {
    size_t end = at;
    while (end < s.len && end - at <= DOMAIN_MAX &&
           (ascii_alnum(s.p[end]) || s.p[end] == '-' || s.p[end] == '_' || s.p[end] == '.'))
        end++;
    while (end > at && !ascii_alnum(s.p[end - 1]))
        end--;
    size_t top = end;
    while (top > at && ascii_alpha(s.p[top - 1]))
        top--;
    bool good = end - at <= DOMAIN_MAX && end - top >= 2 && top >= at + 2 && s.p[top - 1] == '.' &&
                ascii_alnum(s.p[at]);
    return good ? end : at;
}

/* `git@host:path` and `@user@host` are no mail addresses. */
static bool mail_at(Str s, size_t from, size_t sign, Autolink *out) {
    size_t start = sign;
    while (start > from && sign - start <= LOCAL_MAX && is_local(s.p[start - 1]))
        start--;
    while (start < sign && !ascii_alnum(s.p[start]))
        start++;
    if (start == sign || sign - start > LOCAL_MAX || s.p[sign - 1] == '.') return false;
    if (start > 0 && (s.p[start - 1] == '@' || s.p[start - 1] == '/')) return false;
    size_t end = domain_end(s, sign + 1);
    if (end == sign + 1) return false;
    if (end + 1 < s.len && s.p[end] == ':' && (ascii_alnum(s.p[end + 1]) || s.p[end + 1] == '/'))
        return false;
    *out = (Autolink){start, end, AUTOLINK_MAIL};
    return true;
}

static bool link_at(Str s, size_t from, size_t at, Autolink *out) {
    switch (s.p[at]) {
    case ':': return url_at(s, from, at, out);
    case '@': return mail_at(s, from, at, out);
    default: return www_at(s, at, out);
    }
}

bool autolink_find(Str s, size_t from, Autolink *out) {
    for (size_t at = next_hint(s, from); at < s.len; at = next_hint(s, at + 1))
        if (link_at(s, from, at, out)) return true;
    return false;
}

void autolink_hints_start(AutolinkHints *hints, Str text) {
    hints->text = text;
    hints->count = 0;
}

void autolink_hints_at(AutolinkHints *hints, size_t at) {
    if (!is_hint(hints->text, at)) return;
    if (hints->count == hints->cap) {
        hints->cap = hints->cap ? hints->cap * 2 : 32;
        hints->at = mem_grow(hints->at, hints->cap, sizeof *hints->at);
    }
    hints->at[hints->count++] = (uint32_t)at;
}

void autolink_hints_free(AutolinkHints *hints) {
    free(hints->at);
    *hints = (AutolinkHints){0};
}

bool autolink_hints_find(const AutolinkHints *hints, uint32_t *next, size_t from, Autolink *out) {
    while (*next < hints->count) {
        size_t at = hints->at[(*next)++];
        if (at >= from && link_at(hints->text, from, at, out)) return true;
    }
    return false;
}

/* The first hint that is not before `at`. */
static uint32_t hint_behind(const AutolinkHints *hints, size_t at) {
    uint32_t from = 0, to = hints->count;
    while (from < to) {
        uint32_t middle = from + (to - from) / 2;
        if (hints->at[middle] < at)
            from = middle + 1;
        else
            to = middle;
    }
    return from;
}

bool autolink_hints_seek(const AutolinkHints *hints, AutolinkGap *gap, Str s) {
    uintptr_t at = (uintptr_t)s.p - (uintptr_t)hints->text.p;
    if (at > hints->text.len || s.len > hints->text.len - at) return true;
    uint32_t next = hint_behind(hints, at);
    gap->from = hints->text.p + (next ? hints->at[next - 1] + 1 : 0);
    gap->to = hints->text.p + (next < hints->count ? hints->at[next] : hints->text.len);
    return s.p + s.len > gap->to;
}

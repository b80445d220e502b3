#include "net/access_line.h"

#include "base/date.h"

#include <inttypes.h>

/* A request ends where its line does; what a reader typed (a search, an answer to a question) is nobody's. */
static Str without_query(Str request) {
    size_t n = 0;
    while (n < request.len && request.p[n] != '?' && request.p[n] != '\t' && request.p[n] != '\r' &&
           request.p[n] != '\n')
        n++;
    return str_head(request, n);
}

/* The part between `//` and `@`, which may be a password, as [from, to). Nothing: from is to. */
static void find_userinfo(Str url, size_t *from, size_t *to) {
    size_t slashes = str_search(url, STR("://"));
    *from = *to = 0;
    if (slashes == STR_NONE) return;
    Str authority = str_skip(url, slashes + 3);
    authority = str_head(authority, str_find(authority, '/'));
    size_t at = str_rfind(authority, '@');
    if (at == STR_NONE) return;
    *from = slashes + 3;
    *to = *from + at + 1;
}

static bool is_safe(unsigned char c) {
    switch (c) {
    case '"':
    case '\'':
    case '`':
    case '<':
    case '>':
    case '\\': return false;
    default: return c > 0x20 && c < 0x7F;
    }
}

static size_t safe_run(Str s) {
    size_t n = 0;
    while (n < s.len && is_safe((unsigned char)s.p[n]))
        n++;
    return n;
}

/* Appends at most up to `end`, whole escapes only. False when there was no room for all. */
static bool add_escaped(Str s, size_t end, Buf *out) {
    while (s.len) {
        Str run = str_head(s, safe_run(s));
        Str fits = str_head(run, end - out->len);
        buf_add(out, fits);
        s = str_skip(s, run.len);
        if (fits.len < run.len || (s.len && end - out->len < 3)) return false;
        if (s.len) buf_add_format(out, "%%%02X", (unsigned char)s.p[0]);
        s = str_skip(s, 1);
    }
    return true;
}

void access_target(Str request, Buf *out) {
    static const Str more = STR("...");
    size_t start = out->len, end = start + ACCESS_TARGET_MAX - more.len, from, to;
    Str target = without_query(request);
    find_userinfo(target, &from, &to);
    bool whole = add_escaped(str_head(target, from), end, out) && add_escaped(str_skip(target, to), end, out);
    if (!whole) buf_add(out, more);
}

void access_line(const AccessLine *line, Buf *out) {
    char second[21];
    date_rfc3339(line->at / 1000, second);
    second[19] = 0; /* the Z goes behind the milliseconds */
    buf_add_format(out, "%s.%03dZ %s %.*s %u %" PRIu64 " %" PRIu64 " ", second, (int)(line->at % 1000),
                   line->protocol, STR_FMT(line->client.len ? line->client : STR("-")), line->status,
                   line->bytes, line->milliseconds);
    buf_add(out, line->target.len ? line->target : STR("-"));
    buf_add_char(out, '\n');
}

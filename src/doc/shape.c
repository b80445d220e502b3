/* shape: see the header. */
#include "doc/shape.h"

#include "base/scan.h"
#include "doc/autolink.h"

#include <string.h>

#define URL_BRACKETS_MAX 8  /* pairs within each other */
#define URL_STEPS_MAX    32 /* of a URL that is looked at for markup */

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

/* The bytes of v that can be markup in a URL. */
static inline ScanBytes url_marks(ScanBytes v) {
    return scan_equal(v, '_') | scan_equal(v, '*') | scan_equal(v, '[') | scan_equal(v & 0xFD, '|');
}

/* The next byte of a URL that can be markup, from i on. Reads a step beyond it: SHAPE_TAIL is as much. */
static size_t next_in_url(const char *p, size_t i, size_t len) {
    for (; i < len; i += SCAN_STEP) {
        size_t first = scan_first(url_marks(scan_load(p + i)));
        if (first < SCAN_STEP) return i + first;
    }
    return len;
}

/* Whether a link that is recognised at p may hold markup, as few do. It ends at a blank or what is not ASCII
 * at the latest; before an `@` it has begun already. A long one is not read to its end for that: many may be
 * recognised in it. */
static bool may_hold_marks(const char *p) {
    typedef signed char Signed __attribute__((vector_size(SCAN_STEP)));
    if (*p == '@') return true;
    for (unsigned step = 0; step < URL_STEPS_MAX; step++, p += SCAN_STEP) {
        ScanBytes v = scan_load(p);
        unsigned marks = scan_mask(url_marks(v)), ends = scan_mask((ScanBytes)((Signed)(v + 1) <= '!'));
        if (marks) return !ends || (marks & -marks) < (ends & -ends);
        if (ends) return false;
    }
    return true;
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
    for (uint32_t next = 0; next < hints->count;) {
        if (!may_hold_marks(shape + hints->at[next]))
            next++;
        else if (autolink_hints_find(hints, &next, link.end, &link))
            hide_in_url(shape + link.start, link.end - link.start);
    }
}

void shape_copy(Str text, Buf *shape) {
    char *p = buf_reserve(shape, text.len + SHAPE_TAIL);
    if (text.len) memcpy(p, text.p, text.len);
    memset(p + text.len, '\n', SHAPE_TAIL);
    shape->len += text.len + SHAPE_TAIL;
}

void shape_drop_definitions(Buf *shape) {
    Str rest = buf_str(shape);
    for (size_t at = 0, found; (found = str_search(str_skip(rest, at), STR("]:"))) != STR_NONE;) {
        at += found;
        hide(shape->p + at);
    }
}

/* Looking ahead: see the header. */
#include "doc/html_ahead.h"

#include <string.h>

static const Str needles[] = {
    [AHEAD_COMMENT] = STR("-->"),
    [AHEAD_CDATA] = STR("]]>"),
    [AHEAD_INSTRUCTION] = STR("?>"),
    [AHEAD_DECLARATION] = STR(">"),
    [AHEAD_LINK] = STR("<a "),
    [AHEAD_LINK_END] = STR("</a>"),
    [AHEAD_PRE] = STR("<pre"),
    [AHEAD_PRE_END] = STR("</pre"),
    [AHEAD_AREA] = STR("<textarea"),
    [AHEAD_AREA_END] = STR("</textarea"),
    [AHEAD_SCRIPT] = STR("</script"),
    [AHEAD_STYLE] = STR("</style"),
    [AHEAD_SVG] = STR("</svg"),
    [AHEAD_TEMPLATE] = STR("</template"),
    [AHEAD_HEAD] = STR("</head"),
    [AHEAD_TITLE] = STR("</title"),
    [AHEAD_ANNOTATION] = STR("</annotation"),
};

static const char *search(Str needle, const char *from, const char *end) {
    while (from < end && (from = memchr(from, needle.p[0], (size_t)(end - from)))) {
        if (str_eq_nocase(str_head((Str){from, (size_t)(end - from)}, needle.len), needle)) return from;
        from++;
    }
    return end;
}

const char *html_ahead(HtmlAhead *ahead, AheadKind kind, const char *from, const char *end) {
    const char **found = &ahead->found[kind];
    if (!*found || *found < from) *found = search(needles[kind], from, end);
    return *found < end ? *found : NULL;
}

static bool is_mark(char c) {
    return c == '>' || c == ' ' || c == '\t';
}

const char *html_ahead_blank(HtmlAhead *ahead, const char *from, const char *end) {
    if (ahead->blank && ahead->blank >= from) return ahead->blank;
    const char *at = from;
    while (at < end && (at = memchr(at, '\n', (size_t)(end - at)))) {
        const char *line = ++at;
        while (at < end && is_mark(*at))
            at++;
        if (at == end || *at == '\n') return ahead->blank = line;
    }
    return ahead->blank = end;
}

AheadKind html_ahead_element(Str name) {
    for (unsigned i = AHEAD_SCRIPT; i < AHEAD_KINDS; i++)
        if (str_eq_nocase(str_skip(needles[i], 2), name)) return (AheadKind)i;
    return AHEAD_KINDS;
}

#include "site/resolve_url.h"

#include "base/percent.h"

/* An authority-based URL, split as far as links need it. */
typedef struct UrlParts {
    Str host; /* without brackets' removal, userinfo or port */
    Str port; /* digits, may be empty */
    Str user; /* before an `@` */
    Str rest; /* from the first `/`, `?` or `#` on */
} UrlParts;

Str url_scheme(Str s) {
    if (s.len == 0 || !ascii_alpha(s.p[0])) return STR("");
    for (size_t i = 1; i < s.len; i++) {
        char c = s.p[i];
        if (c == ':') return str_head(s, i);
        if (!ascii_alnum(c) && c != '+' && c != '-' && c != '.') break;
    }
    return STR("");
}

bool url_is_script(Str scheme) {
    return str_eq_nocase(scheme, STR("javascript")) || str_eq_nocase(scheme, STR("vbscript")) ||
           str_eq_nocase(scheme, STR("data"));
}

/* False when there is no authority (`mailto:x`). */
static bool url_split(Str url, UrlParts *parts) {
    Str rest = str_skip(url, url_scheme(url).len + 1);
    if (!str_starts(rest, STR("//"))) return false;
    rest = str_skip(rest, 2);
    size_t end = 0;
    while (end < rest.len && rest.p[end] != '/' && rest.p[end] != '?' && rest.p[end] != '#')
        end++;
    *parts = (UrlParts){.host = str_head(rest, end), .rest = str_skip(rest, end)};
    size_t at = str_rfind(parts->host, '@');
    if (at != STR_NONE) {
        parts->user = str_head(parts->host, at);
        parts->host = str_skip(parts->host, at + 1);
    }
    size_t colon = str_rfind(parts->host, ':');
    size_t bracket = str_rfind(parts->host, ']');
    if (colon == STR_NONE || (bracket != STR_NONE && colon < bracket)) return true;
    parts->port = str_skip(parts->host, colon + 1);
    parts->host = str_head(parts->host, colon);
    return true;
}

static bool port_is(Str port, uint16_t standard, uint16_t ours) {
    uint32_t number = standard;
    if (port.len && !str_to_u32(port, &number)) return false;
    return number == ours;
}

static bool host_is(Str host, Str ours) {
    if (str_ends(host, STR("."))) host = str_head(host, host.len - 1);
    return str_eq_nocase(host, ours);
}

/* Takes the item type off a gopher path: `/1/posts/` names the selector `/posts/`. */
static Str gopher_path(Str path) {
    if (path.len < 2) return path;
    path = str_skip(path, 2);
    return path.len ? path : STR("/");
}

static bool is_web(Str scheme) {
    return str_eq_nocase(scheme, STR("http")) || str_eq_nocase(scheme, STR("https"));
}

static Str without_www(Str host) {
    return str_eq_nocase(str_head(host, 4), STR("www.")) ? str_skip(host, 4) : host;
}

/* A port that the scheme has anyway is none. */
static Str other_port(const UrlParts *parts) {
    bool standard = str_eq(parts->port, STR("80")) || str_eq(parts->port, STR("443"));
    return standard ? STR("") : parts->port;
}

Str url_base_path(Str web) {
    UrlParts parts;
    return web.len && url_split(web, &parts) ? parts.rest : STR("");
}

static bool is_of_web(const UrlParts *parts, Str web, Str *path) {
    UrlParts ours;
    if (!web.len || !url_split(web, &ours)) return false;
    if (!host_is(without_www(parts->host), without_www(ours.host))) return false;
    if (!str_eq(other_port(parts), other_port(&ours)) || !str_starts(parts->rest, ours.rest)) return false;
    Str rest = str_skip(parts->rest, ours.rest.len);
    bool ends = rest.len == 0 || rest.p[0] == '?' || rest.p[0] == '#';
    *path = ends ? STR("/") : rest;
    return ends || rest.p[0] == '/';
}

static bool is_of_any_web(const UrlParts *parts, const Identity *identity, Str *path) {
    bool found = is_of_web(parts, identity->web, path);
    for (uint32_t i = 0; i < identity->former_count && !found; i++)
        found = is_of_web(parts, identity->former[i], path);
    return found;
}

bool url_is_ours(Str url, const Identity *identity, Str *path) {
    UrlParts parts;
    Str scheme = url_scheme(url);
    if (!url_split(url, &parts) || parts.user.len) return false;
    if (is_web(scheme)) return is_of_any_web(&parts, identity, path);
    *path = parts.rest.len ? parts.rest : STR("/");
    if (str_eq_nocase(scheme, STR("gemini")))
        return host_is(parts.host, identity->host) && port_is(parts.port, 1965, identity->gemini_port);
    if (str_eq_nocase(scheme, STR("gopher"))) {
        *path = gopher_path(*path);
        return host_is(parts.host, identity->host) && port_is(parts.port, 70, identity->gopher_port);
    }
    return false;
}

static Str url_clean(Str url, Arena *arena) {
    Buf clean = {0};
    percent_reference(url, &clean);
    Str copy = arena_copy(arena, buf_str(&clean));
    buf_free(&clean);
    return copy;
}

/* The types that clients open stay; others of RFC 1436 and its neighbours become what they hold (K-9, D.4).
 * Returns 0 when an item cannot say it. */
static char gopher_type(char type) {
    switch (type) {
    case '0':
    case '1':
    case '3':
    case '7':
    case '8':
    case '9':
    case 'I':
    case 'g':
    case 's': return type;
    case 'p':
    case ':': return 'I';
    case '<': return 's';
    case '4':
    case '5':
    case '6':
    case ';':
    case 'd':
    case 'P':
    case 'c':
    case 'M':
    case 'x': return '9';
    default: return 0;
    }
}

static bool selector_fits(Str selector) {
    for (size_t i = 0; i < selector.len; i++)
        if (selector.p[i] == '\t' || selector.p[i] == '\r' || selector.p[i] == '\n' || selector.p[i] == 0)
            return false;
    return true;
}

/* A native item (LNK-03). False when the URL says what a menu line cannot (a search with its words, odd
 * types). */
static bool gopher_target(const UrlParts *parts, Target *target, Arena *arena) {
    uint32_t port = 70;
    Str path = str_starts(parts->rest, STR("/")) ? str_skip(parts->rest, 1) : parts->rest;
    target->type = path.len ? gopher_type(path.p[0]) : '1';
    if (!target->type || (parts->port.len && (!str_to_u32(parts->port, &port) || port > 65535))) return false;
    Buf selector = {0};
    percent_decode(str_skip(path, 1), &selector);
    target->selector = arena_copy(arena, buf_str(&selector));
    buf_free(&selector);
    target->kind = TARGET_GOPHER;
    target->host = arena_copy(arena, parts->host);
    target->port = (uint16_t)port;
    return parts->host.len && selector_fits(target->selector);
}

static bool telnet_target(const UrlParts *parts, Target *target, Arena *arena) {
    uint32_t port = 23;
    if (parts->port.len && (!str_to_u32(parts->port, &port) || port > 65535)) return false;
    target->kind = TARGET_GOPHER;
    target->type = '8';
    target->host = arena_copy(arena, parts->host);
    target->selector = arena_copy(arena, parts->user);
    target->port = (uint16_t)port;
    return parts->host.len && selector_fits(target->selector);
}

Target url_target(Str written, Arena *arena) {
    Str url = url_clean(written, arena);
    UrlParts parts = {0};
    Target target = {.url = url};
    bool authority = url_split(url, &parts);
    Str scheme = url_scheme(url);
    if (authority && str_eq_nocase(scheme, STR("gopher")) && gopher_target(&parts, &target, arena))
        return target;
    if (authority && str_eq_nocase(scheme, STR("telnet")) && telnet_target(&parts, &target, arena))
        return target;
    return (Target){.kind = TARGET_ELSEWHERE, .url = url, .host = parts.host};
}

#include "site/resolve_url.h"

#include "base/percent.h"

UrlKind url_kind(Str scheme) {
    static const struct {
        Str scheme;
        UrlKind kind;
    } known[] = {
        {STR("https"), URL_WEB},     {STR("http"), URL_WEB},        {STR("gemini"), URL_GEMINI},
        {STR("gopher"), URL_GOPHER}, {STR("telnet"), URL_TELNET},   {STR("javascript"), URL_SCRIPT},
        {STR("data"), URL_SCRIPT},   {STR("vbscript"), URL_SCRIPT},
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (str_eq_nocase(scheme, known[i].scheme)) return known[i].kind;
    return URL_OTHER;
}

/* The path with all that follows it, as written. */
static Str rest_of(Str url, const Uri *uri) {
    return str_skip(url, (size_t)(uri->path.p - url.p));
}

/* Takes the item type off a gopher path: `/1/posts/` names the selector `/posts/`. */
static Str gopher_path(Str path) {
    if (path.len < 2) return path;
    path = str_skip(path, 2);
    return path.len ? path : STR("/");
}

void url_read(Str written, Url *url) {
    url->written = written;
    uri_split(written, &url->parts);
    url->kind = url_kind(url->parts.scheme);
}

bool url_is_web(Str written) {
    Url url;
    url_read(written, &url);
    return url.kind == URL_WEB && url.parts.host.len > 0;
}

static Str without_www(Str host) {
    return str_eq_nocase(str_head(host, 4), STR("www.")) ? str_skip(host, 4) : host;
}

/* A port that the scheme has anyway is none. */
static Str other_port(const Uri *uri) {
    bool standard = str_eq(uri->port, STR("80")) || str_eq(uri->port, STR("443"));
    return standard ? STR("") : uri->port;
}

Str url_base_path(Str web) {
    Uri uri;
    uri_split(web, &uri);
    return uri.has_authority ? rest_of(web, &uri) : STR("");
}

static bool is_of_web(const Uri *uri, Str rest, const Url *web, Str *path) {
    const Uri *ours = &web->parts;
    if (!ours->has_authority || !uri_host_is(without_www(uri->host), without_www(ours->host))) return false;
    Str base = rest_of(web->written, ours);
    if (!str_eq(other_port(uri), other_port(ours)) || !str_starts(rest, base)) return false;
    rest = str_skip(rest, base.len);
    bool ends = rest.len == 0 || rest.p[0] == '?' || rest.p[0] == '#';
    *path = ends ? STR("/") : rest;
    return ends || rest.p[0] == '/';
}

static bool is_of_any_web(const Uri *uri, Str rest, const Identity *identity, Str *path) {
    bool found = false;
    for (uint32_t i = 0; i < identity->web_count && !found; i++)
        found = is_of_web(uri, rest, &identity->webs[i], path);
    return found;
}

bool url_is_ours(const Url *url, const Identity *identity, Str *path) {
    const Uri *uri = &url->parts;
    if (!uri->has_authority || uri->userinfo.len) return false;
    Str rest = rest_of(url->written, uri);
    if (url->kind == URL_WEB) return is_of_any_web(uri, rest, identity, path);
    if (url->kind != URL_GEMINI && url->kind != URL_GOPHER) return false;
    if (site_called(identity, uri->host).len == 0) return false;
    *path = rest.len ? rest : STR("/");
    if (url->kind == URL_GEMINI) return uri_port(uri, 1965) == identity->gemini_port;
    *path = gopher_path(*path);
    return uri_port(uri, 70) == identity->gopher_port;
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
static bool gopher_target(Str url, const Uri *uri, Target *target, Arena *arena) {
    Str rest = rest_of(url, uri), path = str_starts(rest, STR("/")) ? str_skip(rest, 1) : rest;
    uint32_t port = uri_port(uri, 70);
    target->type = path.len ? gopher_type(path.p[0]) : '1';
    if (!target->type || port > UINT16_MAX) return false;
    target->selector = percent_decode_str(str_skip(path, 1), arena);
    target->kind = TARGET_GOPHER;
    target->host = uri->host;
    target->port = (uint16_t)port;
    return uri->host.len && selector_fits(target->selector);
}

static bool telnet_target(const Uri *uri, Target *target) {
    uint32_t port = uri_port(uri, 23);
    if (port > UINT16_MAX) return false;
    target->kind = TARGET_GOPHER;
    target->type = '8';
    target->host = uri->host;
    target->selector = uri->userinfo;
    target->port = (uint16_t)port;
    return uri->host.len && selector_fits(target->selector);
}

Target url_target(const Url *url, Arena *arena) {
    Str clean = percent_reference_str(url->written, arena);
    Target target = {.url = clean};
    Url encoded;
    bool native = false;
    if (clean.p != url->written.p) {
        url_read(clean, &encoded);
        url = &encoded;
    }
    const Uri *uri = &url->parts;
    if (uri->has_authority && url->kind == URL_GOPHER) native = gopher_target(clean, uri, &target, arena);
    if (uri->has_authority && url->kind == URL_TELNET) native = telnet_target(uri, &target);
    return native ? target : (Target){.kind = TARGET_ELSEWHERE, .url = clean, .host = uri->host};
}

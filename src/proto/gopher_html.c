/* HTML on a Gopher port. Whatever comes from a request is escaped here, and nowhere is it taken apart further
 * than its scheme: a URL: selector is no path (HURL-04). */
#include "proto/gopher_html.h"

#include "base/uri.h"
#include "base/utf8.h"

/* The schemes that a click may lead to: what Gopher menus link in practice (HURL-03) and the small-net ones
 * that our own menus make items of. Above all none that a browser would run (`javascript:`, `data:`,
 * `vbscript:`, `blob:`). */
static const Str schemes[] = {
    STR("http"), STR("https"),  STR("gemini"),  STR("gopher"), STR("gophers"), STR("ftp"),    STR("mailto"),
    STR("irc"),  STR("ircs"),   STR("telnet"),  STR("ssh"),    STR("xmpp"),    STR("tel"),    STR("sms"),
    STR("news"), STR("finger"), STR("spartan"), STR("nex"),    STR("titan"),   STR("magnet"),
};

static bool scheme_is_allowed(Str url) {
    Str scheme = uri_scheme(url);
    if (scheme.len + 1 == url.len) return false;
    for (size_t i = 0; i < sizeof schemes / sizeof *schemes; i++) {
        if (str_eq_nocase(scheme, schemes[i])) return true;
    }
    return false;
}

/* A refresh is parsed once more inside its attribute, where quotes and blanks have a meaning of their own. */
static bool bytes_are_safe(Str url) {
    for (size_t i = 0; i < url.len; i++) {
        unsigned char c = (unsigned char)url.p[i];
        if (c <= 0x20 || c == 0x7F || c == '"' || c == '\'') return false;
    }
    return utf8_valid(url);
}

static void add_escaped(Str s, Buf *out) {
    for (size_t i = 0; i < s.len; i++) {
        switch (s.p[i]) {
        case '&': buf_add(out, STR("&amp;")); break;
        case '<': buf_add(out, STR("&lt;")); break;
        case '>': buf_add(out, STR("&gt;")); break;
        case '"': buf_add(out, STR("&quot;")); break;
        case '\'': buf_add(out, STR("&#39;")); break;
        default: buf_add_char(out, s.p[i]);
        }
    }
}

static void add_link(Str url, Buf *out) {
    buf_add(out, STR("<a href=\""));
    add_escaped(url, out);
    buf_add(out, STR("\">"));
    add_escaped(url, out);
    buf_add(out, STR("</a>"));
}

static void add_head(Str title, Buf *out) {
    buf_add(out, STR("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>"));
    add_escaped(title, out);
    buf_add(out, STR("</title>\n"));
}

bool gopher_html_link(Str url, Buf *out) {
    if (!scheme_is_allowed(url) || !bytes_are_safe(url)) return false;
    add_head(url, out);
    buf_add(out, STR("<meta http-equiv=\"refresh\" content=\"1; url="));
    add_escaped(url, out);
    buf_add(out, STR("\">\n</head>\n<body>\n<p>This link leaves Gopher for "));
    add_link(url, out);
    buf_add(out, STR(". Follow it by hand if nothing happens.</p>\n</body>\n</html>\n"));
    return true;
}

/* Takes `HTTP/x.y` and the blank before it off the end. */
static bool strip_version(Str *line) {
    size_t blank = str_rfind(*line, ' ');
    Str version = blank == STR_NONE ? (Str){0} : str_skip(*line, blank + 1);
    if (version.len != 8 || !str_starts(version, STR("HTTP/"))) return false;
    *line = str_head(*line, blank);
    return ascii_digit(version.p[5]) && version.p[6] == '.' && ascii_digit(version.p[7]);
}

bool gopher_html_is_http(Str line) {
    if (!strip_version(&line)) return false;
    return str_starts(line, STR("GET ")) || str_starts(line, STR("HEAD ")) || str_starts(line, STR("POST "));
}

static void add_capsule_link(const char *scheme, uint16_t port, uint16_t standard, const Site *site,
                             Buf *out) {
    Buf url = {0};
    if (port == 0) return;
    buf_add_format(&url, "%s://", scheme);
    uri_authority(site->identity.host, port, standard, &url);
    buf_add_char(&url, '/');
    buf_add(out, STR("<p>"));
    add_link(buf_str(&url), out);
    buf_add(out, STR("</p>\n"));
    buf_free(&url);
}

void gopher_html_http(const Site *site, Str line, Buf *out) {
    buf_add(out,
            STR("HTTP/1.0 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nConnection: close\r\n\r\n"));
    if (str_starts(line, STR("HEAD "))) return;
    add_head(STR("Not a web site"), out);
    buf_add(out, STR("</head>\n<body>\n<p>What is here is on Gopher and Gemini, not on the web:</p>\n"));
    add_capsule_link("gopher", site->identity.gopher_port, 70, site, out);
    add_capsule_link("gemini", site->identity.gemini_port, 1965, site, out);
    buf_add(out, STR("</body>\n</html>\n"));
}

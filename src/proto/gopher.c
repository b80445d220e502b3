/* Gopher: one selector in, a menu, a text, a file or an error item out (PROTOCOLS.md D).
 *
 * A selector is opaque: it is looked up as it came, never decoded, and meets nothing but the Site's table of
 * addresses; so `..` and dot-files (GOP-REQ-08) need no rule, they are simply not there. */
#include "proto/gopher.h"

#include "proto/gopher_html.h"
#include "proto/gopher_plus.h"
#include "proto/gopher_text.h"
#include "proto/gopher_url.h"
#include "proto/gopher_view.h"
#include "proto/made_view.h"
#include "render/charset.h"
#include "site/redirect.h"

enum {
    REQUEST_MAX = 1024, /* bytes, its end counted (GOP-REQ-02) */
    PORT = 70,
    /* Gopher has no status; the log has Gemini's, so that one reader understands both. */
    STATUS_DONE = 20,
    STATUS_UNREADABLE = 40,
    STATUS_BUSY = 41,
    STATUS_NOT_FOUND = 51,
    STATUS_GONE = 52,
    STATUS_BAD = 59,
};

/* One type-3 item and the dot for every error, whatever type was asked for (GOP-MENU-07). */
static void answer_error(unsigned status, const char *message, Response *out) {
    Buf menu = {0};
    out->status = (uint16_t)status;
    buf_add_format(&menu, "3%s\t\terror.host\t1\r\n.\r\n", message);
    response_head(out, buf_str(&menu));
    buf_free(&menu);
}

static void answer_buf(Buf body, Response *out) {
    out->status = STATUS_DONE;
    response_add_buf(out, body);
}

static void answer_source(Source *source, Response *out) {
    out->status = STATUS_DONE;
    response_add_source(out, source);
}

/* Every text of type 0, whatever it is made of (GOP-TXT-01, -02). */
static void answer_text(const Site *site, Source *text, Response *out) {
    answer_source(site->rfc1436 ? source_filtered(text, gopher_text_dots) : text, out);
}

static void stream_file(const Site *site, const File *file, Response *out) {
    FilePart part = {.root = file->root, .path = file->path};
    if (file->type == '0') part.filter = site->rfc1436 ? gopher_text_dots : gopher_view_crlf;
    out->status = STATUS_DONE;
    response_add_file(out, part);
}

/* Only text gets its line ends changed (GOP-TXT-03); everything else is sent as it is (GOP-BIN-01). */
static void answer_file(const Site *site, const File *file, Response *out) {
    if (file->made != FILE_STORED) {
        answer_text(site, made_view(site, file, WORLD_GOPHER), out);
    } else if (!file->data.p) {
        stream_file(site, file, out);
    } else if (file->type == '0') {
        answer_text(site, gopher_view_text(file->data), out);
    } else {
        out->status = STATUS_DONE;
        response_add_str(out, file->data);
    }
}

/* What a client may assume of our selectors (D.8). No version: it would serve those alone who look for old
 * ones. Where Gemini's certificate is, Gopher's own port takes TLS (GTLS-01). */
static void answer_caps(const Site *site, Response *out) {
    Buf caps = {0};
    char last = 0;
    buf_add(&caps, STR("CAPS\r\n"
                       "CapsVersion=1\r\n"
                       "ExpireCapsAfter=3600\r\n"
                       "PathDelimeter=/\r\n"
                       "PathIdentity=.\r\n"
                       "PathParent=..\r\n"
                       "PathParentDouble=FALSE\r\n"
                       "PathKeepPreDelimeter=FALSE\r\n"
                       "ServerSoftware=leda\r\n"
                       "ServerDefaultEncoding="));
    buf_add(&caps, charset_name(site->render.charset));
    buf_add(&caps, STR("\r\nServerSupportsStdinScripts=FALSE\r\n"));
    if (site->identity.gemini_port)
        buf_add_format(&caps, "ServerTLSPort=%u\r\n", (unsigned)site->identity.gopher_port);
    if (site->rfc1436) gopher_text_dots((Str){0}, &last, &caps); /* no line of it begins with a dot */
    answer_buf(caps, out);
}

static bool is_caps(Str selector) {
    if (str_starts(selector, STR("/"))) selector = str_skip(selector, 1);
    if (str_starts(selector, STR("0/"))) selector = str_skip(selector, 2);
    return str_eq(selector, STR("caps.txt"));
}

/* `URL:...` and `/URL:...` (HURL-01). */
static bool is_url(Str selector, Str *url) {
    if (str_starts(selector, STR("/"))) selector = str_skip(selector, 1);
    *url = str_skip(selector, 4);
    return str_starts(selector, STR("URL:"));
}

static void answer_url(Str url, Response *out) {
    Buf page = {0};
    if (gopher_html_link(url, &page))
        answer_buf(page, out);
    else
        answer_error(STATUS_NOT_FOUND, "This server does not lead to such a URL", out);
}

static void answer_menu(const Site *site, const Node *node, Str tail, Response *out) {
    Source *menu = gopher_view(site, node, true);
    answer_source(gopher_plus_asks(tail) ? source_filtered(menu, gopher_plus_list) : menu, out);
}

/* Where nothing stands, what the operator says of it; `nothing` when that leads nowhere, too. */
static Found find_moved(const Site *site, Str selector, Found nothing) {
    Found found = redirect_find_gopher(site, selector);
    return found.kind == FOUND_NOTHING ? nothing : found;
}

/* A file of the author's goes before a generated caps.txt (D.8), which goes before nothing. */
static void answer_selector(const Site *site, Str selector, Str tail, Response *out) {
    Found found = site_find_gopher(site, selector);
    if (found.kind == FOUND_NOTHING || found.kind == FOUND_GONE) found = find_moved(site, selector, found);
    switch (found.kind) {
    case FOUND_PAGE: answer_menu(site, found.node, tail, out); return;
    case FOUND_TEXT: answer_text(site, gopher_view(site, found.node, false), out); return;
    case FOUND_FILE: answer_file(site, found.file, out); return;
    case FOUND_GONE: answer_error(STATUS_GONE, "This page was withdrawn by its author", out); return;
    case FOUND_SOURCE:
    case FOUND_MOVED:
    case FOUND_NOTHING: break;
    }
    if (is_caps(selector))
        answer_caps(site, out);
    else
        answer_error(STATUS_NOT_FOUND, "There is nothing at this selector", out);
}

/* The selector ends at the first TAB (GOP-REQ-03): what Gopher+ clients and searches send behind it changes
 * nothing on items that are no searches (GPLUS-01), but for the one question without whose answer a client
 * shows nothing. */
static void answer(const Site *site, Str line, Response *out) {
    Buf page = {0};
    Str selector = str_head(line, str_find(line, '\t')), url;
    Str tail = str_skip(line, selector.len + 1);
    if (is_url(selector, &url)) {
        answer_url(url, out);
    } else if (gopher_html_is_http(line)) {
        gopher_html_http(site, line, &page);
        answer_buf(page, out);
        out->noise = true;
        out->status = STATUS_BAD;
    } else {
        answer_selector(site, selector, tail, out);
    }
}

/* The length of the line's end at the start of s: LF, CR LF, or a CR with anything else behind it, which is
 * left (GOP-REQ-03). 0: not decided, a CR may get its LF yet. */
static size_t line_end(Str s) {
    if (s.p[0] == '\n') return 1;
    if (s.len < 2) return 0;
    return s.p[1] == '\n' ? 2 : 1;
}

/* A line with its end has at most REQUEST_MAX bytes; where the end of the input ends it, that counts as one.
 * Who connects and leaves without a byte has asked for nothing. */
static long gopher_serve(const Site *site, const Peer *peer, Str in, Response *out) {
    Str seen = str_head(in, REQUEST_MAX);
    size_t n = 0, end = 0;
    response_init(out);
    while (n < seen.len && seen.p[n] != '\r' && seen.p[n] != '\n')
        n++;
    if (n < seen.len) end = line_end(str_skip(seen, n));
    if (end == 0 && in.len >= REQUEST_MAX) {
        answer_error(STATUS_BAD, "The selector is too long", out);
        return -1;
    }
    if (end == 0 && !peer->ended) return 0;
    if (in.len == 0) return -1;
    answer(site, str_head(seen, n), out);
    return (long)(end ? n + end : in.len);
}

static void gopher_busy(Response *out) {
    response_init(out);
    answer_error(STATUS_BUSY, "Too many connections; try again in a moment", out);
}

static void gopher_unreadable(Response *out) {
    response_init(out);
    answer_error(STATUS_UNREADABLE, "This file cannot be read at the moment", out);
}

const Protocol protocol_gopher = {
    .name = "gopher",
    .name_tls = "gophers",
    .port = PORT,
    .max_request = REQUEST_MAX,
    .serve = gopher_serve,
    .url = gopher_url,
    .busy = gopher_busy,
    .unreadable = gopher_unreadable,
};

/* Gemini: one line in, one header and perhaps a body out (PROTOCOLS.md A).
 *
 * A request goes through stages that each either answer or pass on: the line, the URI, whether it is ours,
 * its path, the look-up. The path meets the Site's table of addresses and nothing else. */
#include "proto/gemini.h"

#include "base/percent.h"
#include "base/uri.h"
#include "base/utf8.h"
#include "proto/admission.h"
#include "proto/made_view.h"
#include "site/foot.h"
#include "site/redirect.h"

enum {
    URI_MAX = 1024,  /* bytes, CRLF not counted (GEM-REQ-01) */
    META_MAX = 1024, /* bytes (GEM-RSP-04) */
    LANG_MAX = 64,
    PORT = 1965,
};

static const Str bom = STR("\xEF\xBB\xBF");

/* Appends meta without control characters or broken UTF-8, at most META_MAX bytes (GEM-RSP-03, -04). */
static void add_meta(Str meta, Buf *out) {
    size_t start = out->len;
    while (meta.len) {
        uint32_t cp;
        meta = str_skip(meta, utf8_decode(meta, &cp));
        if (cp < 0x20 || (cp >= 0x7F && cp < 0xA0)) cp = ' ';
        utf8_add(out, cp);
        if (out->len - start >= META_MAX) break;
    }
    Str kept = utf8_cut(str_skip(buf_str(out), start), META_MAX);
    buf_truncate(out, start + kept.len);
}

/* Sets the header line: two digits, one blank, meta, CRLF (GEM-RSP-01). */
static void set_header(Response *out, unsigned status, Str meta) {
    Buf line = {0};
    out->status = (uint16_t)status;
    buf_add_format(&line, "%02u ", status);
    add_meta(meta, &line);
    buf_add(&line, STR("\r\n"));
    response_head(out, buf_str(&line));
    buf_free(&line);
}

static void refuse(Response *out, const char *fault) {
    Buf meta = {0};
    buf_add_format(&meta, "The request is no Gemini URL: %s", fault);
    set_header(out, 59, buf_str(&meta));
    buf_free(&meta);
}

/* 53 names the capsule that is here (K-15). */
static void refuse_proxy(const Site *site, Response *out) {
    Buf meta = {0};
    buf_add(&meta, STR("This capsule is "));
    site_gemini_root(site, &meta);
    buf_add_char(&meta, '/');
    set_header(out, 53, buf_str(&meta));
    buf_free(&meta);
}

static void answer_nothing(Response *out) {
    set_header(out, 51, STR("There is nothing at this address"));
}

/* A language tag, or several with commas between them. Anything else that an author may have written says
 * nothing. */
static bool is_language(Str lang) {
    for (size_t i = 0; i < lang.len; i++) {
        if (!ascii_alnum(lang.p[i]) && lang.p[i] != '-' && lang.p[i] != ',') return false;
    }
    return lang.len > 0 && lang.len <= LANG_MAX;
}

/* Several languages are quoted as a whole; the charset never is (GEM-MIME-03, -04). */
static void add_language(Str lang, Buf *meta) {
    if (!is_language(lang)) return;
    const char *quote = str_find(lang, ',') == STR_NONE ? "" : "\"";
    buf_add_format(meta, "; lang=%s%.*s%s", quote, STR_FMT(lang), quote);
}

static void answer_page(const Site *site, const Node *node, Response *out) {
    Buf meta = {0}, foot = {0};
    buf_add(&meta, STR("text/gemini; charset=utf-8"));
    add_language(node->page ? node->page->lang : node->list->lang, &meta);
    set_header(out, 20, buf_str(&meta));
    buf_free(&meta);
    if (node->page) response_add_str(out, node->page->gemtext);
    if (node->page && node->page->as_written) return;
    if (node->list) response_add_str(out, node->list->gemtext);
    foot_gemtext(site, node, &foot);
    response_add_buf(out, foot);
}

/* Leaves out a BOM at the start of a streamed file (GEM-MIME-05), however it is cut into pieces. *last counts
 * the bytes of it that were met and not passed on; it is the BOM's length once the start is decided. */
static void strip_bom(Str in, char *last, Buf *out) {
    bool end = in.len == 0;
    while ((size_t)*last < bom.len && in.len && in.p[0] == bom.p[(size_t)*last]) {
        in = str_skip(in, 1);
        ++*last;
    }
    if ((size_t)*last < bom.len && (in.len || end)) {
        buf_add(out, str_head(bom, (size_t)*last));
        *last = (char)bom.len;
    }
    buf_add(out, in);
}

static void answer_file(const Site *site, const File *file, Response *out) {
    bool gemtext = str_eq(file->mime, STR("text/gemini"));
    Buf meta = {0};
    buf_add(&meta, file->mime);
    if (gemtext && str_search(file->params, STR("charset=")) == STR_NONE)
        buf_add(&meta, STR("; charset=utf-8"));
    buf_add(&meta, file->params);
    set_header(out, 20, buf_str(&meta));
    buf_free(&meta);
    if (file->made != FILE_STORED) {
        response_add_source(out, made_view(site, file, WORLD_GEMINI));
    } else if (!file->data.p) {
        response_add_file(out, (FilePart){file->root, file->path, gemtext ? strip_bom : NULL});
    } else {
        response_add_str(out,
                         gemtext && str_starts(file->data, bom) ? str_skip(file->data, bom.len) : file->data);
    }
}

/* The query goes along (GEM-RED-02) unless the whole would be a URL that nobody can request. False when it is
 * one without the query, too. */
static bool add_query(const Site *site, const Uri *uri, Buf *target) {
    Buf base = {0};
    size_t bare = target->len;
    if (str_starts(buf_str(target), STR("/"))) site_gemini_root(site, &base);
    if (uri->has_query && str_find(buf_str(target), '?') == STR_NONE) {
        buf_add_char(target, '?');
        percent_reference(uri->query, target);
    }
    if (base.len + target->len > URI_MAX) buf_truncate(target, bare);
    bool fits = base.len + target->len <= URI_MAX;
    buf_free(&base);
    return fits;
}

/* The path is the node's own, so it never begins with two slashes (GEM-RED-05). */
static void answer_moved(const Site *site, const Node *node, const Uri *uri, Response *out) {
    Buf target = {0};
    buf_add(&target, node->url);
    add_query(site, uri, &target);
    set_header(out, 31, buf_str(&target));
    buf_free(&target);
}

/* True when the path lies in an area that this client may not see. The answer is the same for whatever stands
 * there, and for what does not. Bytes that make a path the name of nothing take no path out of its area. */
static bool is_refused(const Site *site, const Peer *peer, Str path, Response *out) {
    Buf decoded = {0};
    percent_decode(path, &decoded);
    const Area *area = site_area(site, buf_str(&decoded));
    buf_free(&decoded);
    switch (area ? admission_to(area, peer) : ADMISSION_GRANTED) {
    case ADMISSION_GRANTED: return false;
    case ADMISSION_NEEDS_CERTIFICATE: set_header(out, 60, STR("A client certificate is needed here")); break;
    case ADMISSION_NOT_ALLOWED:
        set_header(out, 61, STR("This client certificate is not one of those that are let in here"));
        break;
    case ADMISSION_NOT_SOUND:
        set_header(out, 62, STR("This client certificate has expired, is not valid yet, or is damaged"));
        break;
    }
    return true;
}

/* Under a further name everything is where it is under the host (31, an absolute URL). */
static void answer_elsewhere(const Site *site, const Uri *uri, Str path, Response *out) {
    Buf target = {0};
    site_gemini_root(site, &target);
    percent_reference(path, &target);
    if (add_query(site, uri, &target))
        set_header(out, 31, buf_str(&target));
    else
        refuse_proxy(site, out);
    buf_free(&target);
}

/* An address of ours as its page has it, so that no second redirect is needed. */
static void add_address(const Site *site, Str address, Buf *out) {
    Found found = site_find_gemini(site, address);
    if (found.node && found.kind != FOUND_SOURCE)
        buf_add(out, found.node->url);
    else
        percent_path(address, out);
}

/* What moved by the operator's word. The address is the Site's or the operator's with what was below it, so
 * it does not begin with two slashes (GEM-RED-05). */
static bool answer_redirect(const Site *site, const Uri *uri, Str path, Response *out) {
    Moved moved;
    Buf target = {0};
    if (!redirect_follow(site, path, &moved)) return false;
    if (moved.away)
        buf_add(&target, buf_str(&moved.to));
    else
        add_address(site, buf_str(&moved.to), &target);
    bool fits = add_query(site, uri, &target);
    if (fits) set_header(out, moved.temporary ? 30 : 31, buf_str(&target));
    buf_free(&target);
    buf_free(&moved.to);
    return fits;
}

/* Looks the path up. What cannot be decoded to a name (GEM-URI-04) is the name of nothing. */
static void answer_path(const Site *site, const Uri *uri, Str path, Response *out) {
    Buf decoded = {0};
    Found found = {0};
    if (uri_decode(path, &decoded)) found = site_find_gemini(site, buf_str(&decoded));
    bool missing = found.kind == FOUND_NOTHING || found.kind == FOUND_GONE;
    bool moved = missing && decoded.len && answer_redirect(site, uri, buf_str(&decoded), out);
    buf_free(&decoded);
    if (moved) return;
    switch (found.kind) {
    case FOUND_PAGE: answer_page(site, found.node, out); break;
    case FOUND_MOVED: answer_moved(site, found.node, uri, out); break;
    case FOUND_SOURCE:
        set_header(out, 20, STR("text/markdown; charset=utf-8"));
        response_add_str(out, found.node->page->source);
        break;
    case FOUND_FILE: answer_file(site, found.file, out); break;
    case FOUND_TEXT:
    case FOUND_NOTHING: answer_nothing(out); break;
    case FOUND_GONE: set_header(out, 52, STR("This page was withdrawn by its author")); break;
    }
}

static bool is_gemini(const Uri *uri) {
    return str_eq_nocase(uri->scheme, STR("gemini"));
}

/* What breaks A.2 although it is well-formed; NULL when nothing does. A fragment makes the request malformed
 * whatever its scheme; all else is asked only of our own. */
static const char *find_fault(const Uri *uri) {
    if (uri->has_fragment) return "it has a fragment; leave out the part from # on";
    if (!is_gemini(uri)) return NULL;
    if (!uri->has_authority) return "it has no // and host after its scheme";
    if (uri->has_userinfo) return "it has a user name; leave out the part up to the @";
    if (uri->host.len == 0) return "it names no host";
    return NULL;
}

/* The name of ours that is asked for, or nothing. A certificate that was chosen for one name is never used to
 * answer for another, not even of the same capsule (GEM-TLS-03). A client that sends no SNI has seen ours
 * (GEM-TLS-02). */
static Str name_asked(const Site *site, const Peer *peer, const Uri *uri) {
    Str name = is_gemini(uri) ? site_called(&site->identity, uri->host) : (Str){0};
    if (peer->sni.len && !uri_host_is(peer->sni, name)) return (Str){0};
    return uri_port(uri, PORT) == site->identity.gemini_port ? name : (Str){0};
}

static void answer(const Site *site, const Peer *peer, Str line, Response *out) {
    Uri uri;
    Str name;
    Buf path = {0}, encoded = {0};
    if (site->iri && !utf8_ascii(line) && uri_of_iri(line, &encoded)) line = buf_str(&encoded);
    const char *fault = uri_parse(line, &uri);
    if (!fault) fault = find_fault(&uri);
    if (fault)
        refuse(out, fault);
    else if ((name = name_asked(site, peer, &uri)).len == 0)
        refuse_proxy(site, out);
    else if (!uri_normalise(uri.path, &path))
        refuse(out, "its path climbs above the root");
    else if (!str_eq(name, site->identity.host))
        answer_elsewhere(site, &uri, buf_str(&path), out);
    else if (!is_refused(site, peer, buf_str(&path), out))
        answer_path(site, &uri, buf_str(&path), out);
    buf_free(&path);
    buf_free(&encoded);
}

/* Only CR LF ends the line: after a bare LF we wait, and say nothing when no more comes (GEM-REQ-03, K-2).
 * What follows the line is ignored (GEM-TX-07). */
static long gemini_serve(const Site *site, const Peer *peer, Str in, Response *out) {
    size_t cr = str_find(str_head(in, URI_MAX + 1), '\r');
    response_init(out);
    if (cr == STR_NONE && in.len > URI_MAX) {
        refuse(out, "it is longer than 1024 bytes");
        return -1;
    }
    if (cr == STR_NONE || cr + 1 == in.len) return peer->ended ? -1 : 0;
    if (in.p[cr + 1] != '\n') {
        refuse(out, "it has a control character");
        return -1;
    }
    answer(site, peer, str_head(in, cr), out);
    return (long)cr + 2;
}

static void gemini_busy(Response *out) {
    response_init(out);
    set_header(out, 41, STR("Too many connections; try again in a moment"));
}

static void gemini_unreadable(Response *out) {
    response_init(out);
    set_header(out, 40, STR("This file cannot be read at the moment"));
}

const Protocol protocol_gemini = {
    .name = "gemini",
    .port = PORT,
    .max_request = URI_MAX + 2,
    .serve = gemini_serve,
    .busy = gemini_busy,
    .unreadable = gemini_unreadable,
};

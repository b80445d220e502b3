#include "proto/gopher_url.h"

#include "base/uri.h"
#include "proto/gopher.h"
#include "proto/gopher_html.h"

static char type_of(const Site *site, Str selector) {
    Found found = site_find_gopher(site, selector);
    if (found.kind == FOUND_FILE) return found.file->type;
    if (found.kind == FOUND_TEXT) return '0';
    Str bare = str_skip(selector, str_starts(selector, STR("/")));
    return str_starts(bare, STR("URL:")) ? 'h' : '1';
}

static size_t end_of(Str s, Str ends) {
    size_t n = 0;
    while (n < s.len && str_find(ends, s.p[n]) == STR_NONE)
        n++;
    return n;
}

void gopher_url(const Site *site, Str request, Buf *out) {
    Str line = str_head(request, end_of(request, STR("\r\n")));
    Str selector = str_head(line, end_of(line, STR("\t")));
    if (gopher_html_is_http(line)) {
        buf_add(out, line);
        return;
    }
    buf_add(out, STR("gopher://"));
    uri_authority(site->identity.host, site->identity.gopher_port, protocol_gopher.port, out);
    buf_add_char(out, '/');
    if (selector.len) buf_add_char(out, type_of(site, selector));
    for (size_t i = 0; i < selector.len; i++) {
        if (selector.p[i] == '%')
            buf_add(out, STR("%25"));
        else
            buf_add_char(out, selector.p[i]);
    }
}

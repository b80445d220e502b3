/* A request's URI: split, normalised, decoded. What normalises once stays as it is the second time (RFC 3986
 * section 6). */
#include "base/uri.h"

#include "base/utf8.h"
#include "fuzz.h"

static void check_path(Str path) {
    Buf once = {0}, twice = {0}, decoded = {0};
    if (uri_normalise(path, &once)) {
        fuzz_check(once.len > 0 && once.p[0] == '/');
        fuzz_check(str_search(buf_str(&once), STR("//")) == STR_NONE);
        fuzz_check(uri_normalise(buf_str(&once), &twice));
        fuzz_check(str_eq(buf_str(&once), buf_str(&twice)));
        if (uri_decode(buf_str(&once), &decoded)) fuzz_check(utf8_valid(buf_str(&decoded)));
    }
    buf_free(&once);
    buf_free(&twice);
    buf_free(&decoded);
}

static bool is_within(Str part, Str whole) {
    return part.len == 0 || (part.p >= whole.p && part.p + part.len <= whole.p + whole.len);
}

/* Any bytes can be split, and no part is longer than the whole. */
static void check_parts(Str s) {
    Uri uri;
    uri_split(s, &uri);
    fuzz_check(is_within(uri.scheme, s) && is_within(uri.userinfo, s) && is_within(uri.host, s));
    fuzz_check(is_within(uri.port, s) && is_within(uri.path, s) && is_within(uri.query, s));
    fuzz_check(uri.scheme.len + uri.userinfo.len + uri.host.len + uri.port.len + uri.path.len +
                   uri.query.len <=
               s.len);
}

/* What has only ASCII stays as it is, what is UTF-8 becomes ASCII. */
static void check_iri(Str s) {
    Buf uri = {0};
    bool good = uri_of_iri(s, &uri);
    fuzz_check(good == utf8_valid(s));
    fuzz_check(utf8_ascii(buf_str(&uri)));
    if (utf8_ascii(s)) fuzz_check(str_eq(buf_str(&uri), s));
    buf_free(&uri);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
    Str s = {(const char *)bytes, size};
    Uri uri;
    check_parts(s);
    check_iri(s);
    if (uri_parse(s, &uri) == NULL) {
        fuzz_check(uri.scheme.len > 0);
        check_path(uri.path);
    }
    return 0;
}

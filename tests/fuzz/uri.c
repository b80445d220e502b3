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

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
    Uri uri;
    if (uri_parse((Str){(const char *)bytes, size}, &uri) == NULL) {
        fuzz_check(uri.scheme.len > 0);
        check_path(uri.path);
    }
    return 0;
}

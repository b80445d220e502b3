#include "site/kind.h"
#include "unit.h"

static void check(const char *name, const char *mime, char type) {
    FileKind kind = file_kind(str_of(name));
    assert_true(str_eq(kind.mime, str_of(mime)));
    assert_int_equal(kind.type, type);
}

static void gem_mime_07_by_the_last_extension(void **state) {
    (void)state;
    check("a.gmi", "text/gemini", '0');
    check("a.gemini", "text/gemini", '0');
    check("notes.txt", "text/plain", '0');
    check("notes.txt.gz", "application/gzip", '9');
    check("pack.gpub", "application/gpub+zip", '9');
    check("IMAGE.PNG", "image/png", 'I');
    check("folder.gif/x.gif", "image/gif", 'g');
    check("a.7z", "application/x-7z-compressed", '9');
    check("a.zst", "application/zstd", '9');
}

static void k_9_types_that_clients_open(void **state) {
    (void)state;
    check("a.pdf", "application/pdf", '9');
    check("a.html", "text/html", '9');
    check("a.ogg", "audio/ogg", 's');
}

static void unknown_is_bytes(void **state) {
    (void)state;
    check("README", "application/octet-stream", '9');
    check("a.", "application/octet-stream", '9');
    check("a.toolongextensionname", "application/octet-stream", '9');
    check("folder.txt/README", "application/octet-stream", '9');
    check("", "application/octet-stream", '9');
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gem_mime_07_by_the_last_extension),
        cmocka_unit_test(k_9_types_that_clients_open),
        cmocka_unit_test(unknown_is_bytes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

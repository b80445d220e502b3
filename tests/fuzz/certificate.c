/* What may lie in the certificates' folder: a file that is certificate and key at once. It is served, and
 * then it has fingerprints and makes handshakes, or it is refused in one line. */
#include "../unit/tree.h"
#include "fuzz.h"
#include "net/cert.h"
#include "net/tls_context.h"
#include "net/tls_fingerprint.h"

#include <string.h>

static Tree tree;

static void tree_end(void) {
    tree_remove(&tree);
}

/* The folder, with the two names for the one file. */
static const char *folder(void) {
    if (tree.path[0]) return tree.path;
    tree = tree_make();
    tree_write(&tree, "localhost.crt", "");
    if (chmod(tree_path(&tree, "localhost.crt"), 0600) != 0) abort();
    if (symlink("localhost.crt", tree_path(&tree, "localhost.key")) != 0) abort();
    atexit(tree_end);
    return tree.path;
}

static void put(Str bytes) {
    folder();
    int fd = open(tree_path(&tree, "localhost.crt"), O_WRONLY | O_TRUNC | O_CLOEXEC);
    if (fd < 0 || write(fd, bytes.p, bytes.len) != (ssize_t)bytes.len) abort();
    close(fd);
}

/* Warnings have their LF. */
static bool is_line(const Buf *text, bool ended) {
    size_t end = str_find(buf_str(text), '\n');
    return text->len > 0 && (ended ? end + 1 == text->len : end == STR_NONE);
}

static void check_served(TlsContext *context, const Buf *warning) {
    Buf text = {0};
    TlsPipe pipe = {0};
    tls_fingerprint(context, STR("localhost"), &text);
    fuzz_check(str_search(buf_str(&text), STR("SHA-256 of its public key")) != STR_NONE);
    buf_free(&text);
    SSL *ssl = tls_context_ssl(context, &pipe, 0);
    fuzz_check(ssl != NULL);
    SSL_free(ssl);
    fuzz_check(warning->len == 0 || is_line(warning, true));
}

static TlsContext *open_pair(Buf *warning, Buf *error) {
    char certificate[256], key[256];
    snprintf(certificate, sizeof certificate, "%s/localhost.crt", folder());
    snprintf(key, sizeof key, "%s/localhost.key", folder());
    const TlsPair pair = {.certificate = certificate, .key = key, .host = STR("localhost")};
    const TlsOrder order = {.pairs = &pair, .count = 1};
    return tls_context_open(&order, warning, error);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
    Buf warning = {0}, error = {0};
    bool made;
    put((Str){(const char *)bytes, size});
    fuzz_check(cert_ensure(folder(), STR("localhost"), &made, &error) == 0 && !made);
    TlsContext *context = open_pair(&warning, &error);
    if (context)
        check_served(context, &warning);
    else
        fuzz_check(is_line(&error, false) && warning.len == 0);
    tls_context_unref(context);
    buf_free(&warning);
    buf_free(&error);
    return 0;
}

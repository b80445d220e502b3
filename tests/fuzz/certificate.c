/* What may lie in the certificates' folder: a file that is certificate and key at once. It is served, and
 * then it has fingerprints and makes handshakes, or it is refused in one line. What a client
 * shows, and the authorities of an area, are read from the same bytes. */
#include "../unit/tree.h"
#include "fuzz.h"
#include "net/cert.h"
#include "net/cert_read.h"
#include "net/tls_authority.h"
#include "net/tls_client.h"
#include "net/tls_context.h"
#include "net/tls_fingerprint.h"

#include <openssl/ui.h>
#include <string.h>

static Tree tree;

static void tree_end(void) {
    tree_remove(&tree);
}

static int on_terminal(UI *ui) {
    bool daemon_asks_for_a_passphrase = ui != NULL;
    fuzz_check(!daemon_asks_for_a_passphrase);
    return 0;
}

/* The folder, with the two names for the one file. */
static const char *folder(void) {
    if (tree.path[0]) return tree.path;
    tree = tree_make();
    tree_write(&tree, "localhost.crt", "");
    if (chmod(tree_path(&tree, "localhost.crt"), 0600) != 0) abort();
    if (symlink("localhost.crt", tree_path(&tree, "localhost.key")) != 0) abort();
    atexit(tree_end);
    UI_METHOD *nobody = UI_create_method("nobody");
    UI_method_set_opener(nobody, on_terminal);
    UI_set_default_method(nobody);
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

/* The same bytes as what a client shows, and as the authorities that let one in. */
static void check_client(Str bytes) {
    char path[256];
    Buf error = {0};
    PeerCertificate peer;
    snprintf(path, sizeof path, "%s/localhost.crt", folder());
    X509 *certificate = cert_read(path, &error);
    bool authorities = tls_authority_fault(bytes) == NULL;
    fuzz_check(certificate ? error.len == 0 : is_line(&error, false));
    fuzz_check(certificate || cert_covers(path, STR("localhost")));
    if (certificate) tls_client_read(certificate, &peer);
    if (certificate && authorities) tls_authority_signs(bytes, certificate);
    X509_free(certificate);
    buf_free(&error);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
    Buf warning = {0}, error = {0};
    bool made;
    put((Str){(const char *)bytes, size});
    check_client((Str){(const char *)bytes, size});
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

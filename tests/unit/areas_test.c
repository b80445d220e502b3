/* What `[area LABEL]` and its files say. */
#include "app/areas.h"
#include "app/config.h"
#include "net_certificate.h"
#include "tree.h"
#include "unit.h"

#define HEX "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"

static void areas_are_read(void **state) {
    (void)state;
    Config c;
    Buf error = {0};
    settings_defaults(&c);
    const char *text = "[area kin]\npath = /ma\xCC\x88rz/\nfingerprint = SHA256:" HEX
                       "\nfingerprint = ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=\n"
                       "[capsule b]\nhost = b.c\ncontent = b\n[area kin]\npath = /\nallow = any\n"
                       "[area page]\npath = /a/b.gmi\n";
    assert_true(config_read(&c, "leda.conf", str_of(text), &error));
    assert_true(areas_make(&c, &error));
    const Areas first = c.capsules[0]->site.areas, second = c.capsules[1]->site.areas;
    assert_int_equal(first.count, 1);
    assert_true(str_eq(first.items[0].label, STR("kin")));
    assert_true(str_eq(first.items[0].path, STR("/m\xC3\xA4rz")));
    assert_int_equal(first.items[0].allowed_count, 2);
    assert_memory_equal(&first.items[0].allowed[0], &first.items[0].allowed[1], sizeof(Fingerprint));
    assert_false(first.items[0].any);
    assert_int_equal(second.count, 2);
    assert_true(second.items[0].any && second.items[0].path.len == 0);
    assert_true(str_eq(second.items[1].path, STR("/a/b")));
    assert_true(areas_any(&c));
    settings_free(&c);
}

/* Reads a configuration in the tree and its files; the first area is `*out`, or the refusal must be `wanted`
 * (with the tree's path for %s). */
static void check(const Tree *tree, const char *lines, const char *wanted, Area *out) {
    Config c;
    Buf error = {0}, expected = {0};
    char path[128];
    snprintf(path, sizeof path, "%s/leda.conf", tree->path);
    settings_defaults(&c);
    assert_true(config_read(&c, path, str_of(lines), &error));
    bool good = areas_make(&c, &error) && areas_open(&c, &error);
    for (const char *p = wanted; p && *p; p++) {
        if (p[0] == '@')
            buf_add(&expected, str_of(tree->path));
        else
            buf_add_char(&expected, *p);
    }
    if (!str_eq(buf_str(&error), buf_str(&expected))) fail_msg("%s: %.*s", lines, STR_FMT(buf_str(&error)));
    assert_int_equal(good, wanted == NULL);
    if (out) {
        *out = c.capsules[0]->site.areas.items[0];
        out->any = out->authorities.len > 0; /* the arena goes: that there are some is all that is asked */
    }
    buf_free(&error);
    buf_free(&expected);
    settings_free(&c);
}

static void files_of_fingerprints(void **state) {
    (void)state;
    Tree tree = tree_make();
    Area area;
    tree_write(&tree, "readers", "# ours\r\n\n" HEX " Ann\n  SHA256:" HEX "\tBen, her brother\n; none\n");
    check(&tree, "[area a]\npath = /a\nfingerprints = readers\n", NULL, &area);
    assert_int_equal(area.allowed_count, 2);
    check(&tree, "[area a]\npath = /a\nfingerprint = " HEX "\nfingerprints = readers\n", NULL, &area);
    assert_int_equal(area.allowed_count, 3);
    tree_write(&tree, "none", "# nobody yet\n");
    check(&tree, "[area a]\npath = /a\nfingerprints = none\n", NULL, &area);
    assert_int_equal(area.allowed_count, 0);
    tree_write(&tree, "broken", HEX "\n" HEX "0 Ann\n");
    check(&tree, "[area a]\npath = /a\nfingerprints = broken\n",
          "@/broken:2: not a fingerprint; a SHA-256 in hex or base64 is wanted", NULL);
    check(&tree, "[area a]\npath = /a\nfingerprints = missing\n",
          "@/leda.conf:1: [area a]: cannot read @/missing: No such file or directory", NULL);
    tree_remove(&tree);
}

static void files_of_authorities(void **state) {
    (void)state;
    Tree tree = tree_make();
    Area area;
    Buf pem = {0};
    EVP_PKEY *key = EVP_EC_gen("P-256");
    X509 *certificate =
        certificate_make(&(CertificateOrder){.subject = "authority", .starts = -1, .ends = 1, .key = key});
    certificate_pem(certificate, &pem);
    buf_add_char(&pem, 0);
    tree_write(&tree, "ca.pem", pem.p);
    check(&tree, "[area a]\npath = /a\nca = ca.pem\n", NULL, &area);
    assert_true(area.any);
    tree_write(&tree, "empty.pem", "");
    check(&tree, "[area a]\npath = /a\nca = empty.pem\n",
          "@/leda.conf:1: [area a]: cannot use @/empty.pem: no certificate in it", NULL);
    check(&tree, "\n[area a]\npath = /a\nca = missing.pem\n",
          "@/leda.conf:2: [area a]: cannot read @/missing.pem: No such file or directory", NULL);
    buf_free(&pem);
    X509_free(certificate);
    EVP_PKEY_free(key);
    tree_remove(&tree);
}

static void contradictions_are_refused(void **state) {
    (void)state;
    Tree tree = tree_make();
    check(&tree, "[area a]\npath = /a/\n[area b]\npath = /a.gmi\n",
          "@/leda.conf:3: [area b]: [area a] has that path already", NULL);
    check(&tree, "[area a]\npath = /a/\nallow = any\nfingerprint = " HEX "\n",
          "@/leda.conf:1: [area a]: allow = any lets in everybody who has a certificate; take it away, or "
          "fingerprint, fingerprints and ca",
          NULL);
    tree_remove(&tree);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(areas_are_read),
        cmocka_unit_test(files_of_fingerprints),
        cmocka_unit_test(files_of_authorities),
        cmocka_unit_test(contradictions_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

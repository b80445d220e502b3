/* The certificates that leda makes for itself, byte by byte what the ids ask for, and what it leaves alone.
 */
#include "net_certificate.h"

#include "net/cert.h"
#include "net/cert_replace.h"
#include "net/cert_show.h"
#include "tree.h"

#include <openssl/err.h>

typedef struct Pair {
    Tree tree;
    Buf error;
    bool made;
    int result;
    char dir[128];
} Pair;

static Pair ensure(const char *name) {
    Pair pair = {.tree = tree_make()};
    snprintf(pair.dir, sizeof pair.dir, "%s/certs", pair.tree.path);
    pair.result = cert_ensure(pair.dir, str_of(name), &pair.made, &pair.error);
    return pair;
}

static void pair_free(Pair *pair) {
    tree_remove(&pair->tree);
    buf_free(&pair->error);
}

static const char *pair_path(const Pair *pair, const char *name, const char *ending) {
    static char path[1200];
    snprintf(path, sizeof path, "%s/%s.%s", pair->dir, name, ending);
    return path;
}

static X509 *read_certificate(const Pair *pair, const char *name) {
    FILE *file = fopen(pair_path(pair, name, "crt"), "r");
    assert_non_null(file);
    X509 *certificate = PEM_read_X509(file, NULL, NULL, NULL);
    assert_non_null(certificate);
    fclose(file);
    return certificate;
}

static EVP_PKEY *read_key(const Pair *pair, const char *name) {
    FILE *file = fopen(pair_path(pair, name, "key"), "r");
    assert_non_null(file);
    EVP_PKEY *key = PEM_read_PrivateKey(file, NULL, NULL, NULL);
    assert_non_null(key);
    fclose(file);
    return key;
}

static void assert_mode(const char *path, unsigned mode) {
    struct stat st;
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_mode & 07777, mode);
}

static void tlsp_08_files_are_private_from_the_start(void **state) {
    (void)state;
    mode_t before = umask(0);
    Pair pair = ensure("example.org");
    umask(before);
    assert_int_equal(pair.result, 0);
    assert_true(pair.made);
    assert_int_equal(pair.error.len, 0);
    assert_mode(pair.dir, 0700);
    assert_mode(pair_path(&pair, "example.org", "key"), 0600);
    assert_mode(pair_path(&pair, "example.org", "crt"), 0644);
    pair_free(&pair);
}

static void tlsp_02_the_key_is_p256_and_fits(void **state) {
    (void)state;
    Pair pair = ensure("example.org");
    X509 *certificate = read_certificate(&pair, "example.org");
    EVP_PKEY *key = read_key(&pair, "example.org");
    char group[32] = "";
    assert_int_equal(EVP_PKEY_get_group_name(key, group, sizeof group, NULL), 1);
    assert_string_equal(group, "prime256v1");
    assert_int_equal(X509_check_private_key(certificate, key), 1);
    assert_int_equal(X509_verify(certificate, key), 1);
    EVP_PKEY_free(key);
    X509_free(certificate);
    pair_free(&pair);
}

static void tlsp_10_the_certificate_is_v3_and_no_ca(void **state) {
    (void)state;
    Pair pair = ensure("example.org");
    X509 *c = read_certificate(&pair, "example.org");
    assert_int_equal(X509_get_version(c), X509_VERSION_3);
    assert_int_equal(X509_get_signature_nid(c), NID_ecdsa_with_SHA256);
    assert_int_equal(X509_check_ca(c), 0);
    assert_int_equal(X509_get_key_usage(c), KU_DIGITAL_SIGNATURE);
    assert_int_equal(X509_NAME_cmp(X509_get_subject_name(c), X509_get_issuer_name(c)), 0);
    X509_free(c);
    pair_free(&pair);
}

static void tlsp_10_serials_are_random(void **state) {
    (void)state;
    Pair first = ensure("a.example"), second = ensure("a.example");
    X509 *a = read_certificate(&first, "a.example"), *b = read_certificate(&second, "a.example");
    BIGNUM *serial = ASN1_INTEGER_to_BN(X509_get0_serialNumber(a), NULL);
    assert_true(BN_num_bits(serial) > 64);
    assert_false(BN_is_negative(serial));
    assert_true(ASN1_INTEGER_cmp(X509_get0_serialNumber(a), X509_get0_serialNumber(b)) != 0);
    BN_free(serial);
    X509_free(a);
    X509_free(b);
    pair_free(&first);
    pair_free(&second);
}

static void k_12_it_is_valid_from_2020_to_4096(void **state) {
    (void)state;
    Pair pair = ensure("example.org");
    X509 *c = read_certificate(&pair, "example.org");
    const ASN1_TIME *from = X509_get0_notBefore(c), *to = X509_get0_notAfter(c);
    assert_int_equal(ASN1_STRING_type(from), V_ASN1_UTCTIME);
    assert_string_equal(ASN1_STRING_get0_data(from), "200101000000Z");
    assert_int_equal(ASN1_STRING_type(to), V_ASN1_GENERALIZEDTIME);
    assert_string_equal(ASN1_STRING_get0_data(to), "40960101000000Z");
    X509_free(c);
    pair_free(&pair);
}

/* The SAN as OpenSSL prints it, and the subject's common name. */
static void assert_names(const char *name, const char *common, const char *san) {
    Pair pair = ensure(name);
    if (pair.result < 0) fail_msg("%.*s", STR_FMT(buf_str(&pair.error)));
    X509 *c = read_certificate(&pair, name);
    char got[300] = "", *text;
    X509_NAME_get_text_by_NID(X509_get_subject_name(c), NID_commonName, got, sizeof got);
    assert_string_equal(got, common);
    BIO *bio = BIO_new(BIO_s_mem());
    int at = X509_get_ext_by_NID(c, NID_subject_alt_name, -1);
    assert_true(at >= 0);
    assert_int_equal(X509V3_EXT_print(bio, X509_get_ext(c, at), 0, 0), 1);
    long n = BIO_get_mem_data(bio, &text);
    assert_true(str_eq(str_trim((Str){text, (size_t)n}), str_of(san)));
    BIO_free(bio);
    X509_free(c);
    pair_free(&pair);
}

static void tlsp_01_names_stand_in_cn_and_san(void **state) {
    (void)state;
    assert_names("example.org", "example.org", "DNS:example.org");
    assert_names("xn--bcher-kva.example", "xn--bcher-kva.example", "DNS:xn--bcher-kva.example");
    assert_names("192.0.2.7", "192.0.2.7", "IP Address:192.0.2.7");
    assert_names("2001:db8::1", "2001:db8::1", "IP Address:2001:DB8:0:0:0:0:0:1");
}

static void tlsp_01_localhost_brings_its_addresses(void **state) {
    (void)state;
    assert_names("localhost", "localhost", "DNS:localhost, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1");
}

static void a_long_name_is_whole_in_the_san(void **state) {
    (void)state;
    static const char name[] =
        "a-label-of-thirty-two-characters.a-label-of-thirty-two-characters.example.org";
    char san[200], common[65] = "";
    snprintf(san, sizeof san, "DNS:%s", name);
    memcpy(common, name, 64);
    assert_names(name, common, san);
}

/* K-12: what is there is never touched. */
static void an_existing_pair_is_left_alone(void **state) {
    (void)state;
    Pair pair = ensure("example.org");
    Buf before = {0}, after = {0};
    EVP_PKEY *key = read_key(&pair, "example.org");
    certificate_key_pem(key, NULL, &before);
    EVP_PKEY_free(key);
    assert_int_equal(cert_ensure(pair.dir, STR("example.org"), &pair.made, &pair.error), 0);
    assert_false(pair.made);
    key = read_key(&pair, "example.org");
    certificate_key_pem(key, NULL, &after);
    EVP_PKEY_free(key);
    assert_true(str_eq(buf_str(&before), buf_str(&after)));
    assert_int_equal(cert_ensure(pair.dir, STR("other.example"), &pair.made, &pair.error), 0);
    assert_true(pair.made);
    buf_free(&before);
    buf_free(&after);
    pair_free(&pair);
}

static void assert_refused(Pair *pair, const char *name, const char *want) {
    buf_clear(&pair->error);
    assert_int_equal(cert_ensure(pair->dir, str_of(name), &pair->made, &pair->error), -1);
    assert_false(pair->made);
    Str got = buf_str(&pair->error);
    if (str_search(got, str_of(want)) == STR_NONE) fail_msg("%.*s", STR_FMT(got));
    assert_true(str_find(got, '\n') == STR_NONE);
}

static void half_a_pair_is_not_completed(void **state) {
    (void)state;
    Pair pair = ensure("example.org");
    assert_int_equal(unlink(pair_path(&pair, "example.org", "crt")), 0);
    assert_refused(&pair, "example.org", "example.org.key is there but ");
    assert_int_equal(rename(pair_path(&pair, "example.org", "key"), tree_path(&pair.tree, "away")), 0);
    assert_int_equal(symlink("nowhere", pair_path(&pair, "example.org", "crt")), 0);
    assert_refused(&pair, "example.org", "example.org.crt is there but ");
    pair_free(&pair);
}

static void what_is_no_host_name_gets_none(void **state) {
    (void)state;
    Pair pair = ensure("example.org");
    static const char *const names[] = {"", ".", "../x", "a/b", "a b", "a,DNS:b", "b\xc3\xbc.example"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        assert_refused(&pair, names[i], "not a host name");
    pair_free(&pair);
}

static void a_folder_that_cannot_be_made_is_named(void **state) {
    (void)state;
    Pair pair = ensure("example.org");
    snprintf(pair.dir, sizeof pair.dir, "%s/no/such", pair.tree.path);
    assert_refused(&pair, "example.org", "cannot make the folder ");
    tree_write(&pair.tree, "file", "x");
    snprintf(pair.dir, sizeof pair.dir, "%s/file", pair.tree.path);
    assert_refused(&pair, "example.org", "cannot write ");
    pair_free(&pair);
}

/* ---- in the place of another ---- */

/* The file's content, good until the next call but one. */
static const char *text_of(const char *path) {
    static char texts[2][4096];
    static int turn;
    char *text = texts[turn = !turn];
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    text[fread(text, 1, sizeof texts[0] - 1, file)] = 0;
    fclose(file);
    return text;
}

static CertReplaced replaced(Pair *pair, const char *key) {
    CertReplaced kept = {0};
    if (cert_replace(pair->dir, STR("example.org"), key, &kept, &pair->error) < 0)
        fail_msg("%.*s", STR_FMT(buf_str(&pair->error)));
    return kept;
}

static void tlsp_04_a_new_certificate_keeps_the_key_and_the_old_one(void **state) {
    (void)state;
    Pair pair = ensure("example.org");
    char certificate[1200], key[1200], before[4096];
    snprintf(certificate, sizeof certificate, "%s", pair_path(&pair, "example.org", "crt"));
    snprintf(key, sizeof key, "%s", pair_path(&pair, "example.org", "key"));
    snprintf(before, sizeof before, "%s%s", text_of(certificate), text_of(key));
    CertReplaced first = replaced(&pair, key), second = replaced(&pair, key);
    assert_int_equal(first.key.len, 0);
    assert_int_equal(cert_compare(first.certificate.p, certificate), CERT_SAME_KEY);
    assert_int_equal(cert_compare(second.certificate.p, certificate), CERT_SAME_KEY);
    assert_int_equal(cert_compare(certificate, certificate), CERT_SAME);
    assert_true(strncmp(before, text_of(first.certificate.p), strlen(text_of(first.certificate.p))) == 0);
    assert_string_equal(before + strlen(text_of(first.certificate.p)), text_of(key));
    assert_true(str_ends(buf_str(&second.certificate), STR("-2")));
    assert_mode(certificate, 0644);
    assert_mode(first.certificate.p, 0644);
    X509 *c = read_certificate(&pair, "example.org");
    EVP_PKEY *k = read_key(&pair, "example.org");
    assert_int_equal(X509_check_private_key(c, k), 1);
    assert_int_equal(X509_check_host(c, "example.org", 0, X509_CHECK_FLAG_NEVER_CHECK_SUBJECT, NULL), 1);
    X509_free(c);
    EVP_PKEY_free(k);
    cert_replaced_free(&first);
    cert_replaced_free(&second);
    pair_free(&pair);
}

/* Keys of any kind, from elsewhere: each takes the place of the last one, which is kept. */
static void another_key_takes_the_place_of_the_first(void **state) {
    (void)state;
    Pair pair = ensure("example.org");
    char given[1200];
    EVP_PKEY *const keys[] = {EVP_RSA_gen(2048), EVP_EC_gen("P-384"),
                              EVP_PKEY_Q_keygen(NULL, NULL, "ED25519")};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        Buf pem = {0};
        certificate_key_pem(keys[i], NULL, &pem);
        buf_add_char(&pem, 0);
        tree_write(&pair.tree, "given.pem", pem.p);
        snprintf(given, sizeof given, "%s", tree_path(&pair.tree, "given.pem"));
        CertReplaced kept = replaced(&pair, given);
        assert_mode(kept.key.p, 0600);
        assert_mode(pair_path(&pair, "example.org", "key"), 0600);
        assert_int_equal(cert_compare(kept.certificate.p, pair_path(&pair, "example.org", "crt")),
                         CERT_OTHER_KEY);
        X509 *c = read_certificate(&pair, "example.org");
        assert_int_equal(X509_check_private_key(c, keys[i]), 1);
        assert_int_equal(X509_verify(c, keys[i]), 1);
        X509_free(c);
        EVP_PKEY_free(keys[i]);
        cert_replaced_free(&kept);
        buf_free(&pem);
    }
    pair_free(&pair);
}

static void what_is_no_key_changes_nothing(void **state) {
    (void)state;
    Pair pair = ensure("example.org");
    CertReplaced kept = {0};
    tree_write(&pair.tree, "given.pem", text_of(pair_path(&pair, "example.org", "crt")));
    const char *const given[] = {tree_path(&pair.tree, "given.pem"), "/nonexistent/key.pem"};
    for (size_t i = 0; i < 2; i++) {
        buf_clear(&pair.error);
        assert_int_equal(cert_replace(pair.dir, STR("example.org"), given[i], &kept, &pair.error), -1);
        assert_true(str_search(buf_str(&pair.error), str_of(given[i])) != STR_NONE);
    }
    assert_int_equal(kept.certificate.len + kept.key.len, 0);
    buf_clear(&pair.error);
    assert_int_equal(cert_ensure(pair.dir, STR("example.org"), &pair.made, &pair.error), 0);
    assert_false(pair.made);
    pair_free(&pair);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tlsp_08_files_are_private_from_the_start),
        cmocka_unit_test(tlsp_02_the_key_is_p256_and_fits),
        cmocka_unit_test(tlsp_10_the_certificate_is_v3_and_no_ca),
        cmocka_unit_test(tlsp_10_serials_are_random),
        cmocka_unit_test(k_12_it_is_valid_from_2020_to_4096),
        cmocka_unit_test(tlsp_01_names_stand_in_cn_and_san),
        cmocka_unit_test(tlsp_01_localhost_brings_its_addresses),
        cmocka_unit_test(a_long_name_is_whole_in_the_san),
        cmocka_unit_test(an_existing_pair_is_left_alone),
        cmocka_unit_test(half_a_pair_is_not_completed),
        cmocka_unit_test(what_is_no_host_name_gets_none),
        cmocka_unit_test(a_folder_that_cannot_be_made_is_named),
        cmocka_unit_test(tlsp_04_a_new_certificate_keeps_the_key_and_the_old_one),
        cmocka_unit_test(another_key_takes_the_place_of_the_first),
        cmocka_unit_test(what_is_no_key_changes_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "base/fingerprint.h"
#include "unit.h"

#define HEX   "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
#define UPPER "BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD"
#define PAIRS                                                                                                \
    "BA:78:16:BF:8F:01:CF:EA:41:41:40:DE:5D:AE:22:23:B0:03:61:A3:96:17:7A:9C:B4:10:FF:61:F2:00:15:AD"
#define BASE64 "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0"

static const Fingerprint of_abc = {{0xba, 0x78, 0x16, 0xbf, 0x8f, 0x01, 0xcf, 0xea, 0x41, 0x41, 0x40,
                                    0xde, 0x5d, 0xae, 0x22, 0x23, 0xb0, 0x03, 0x61, 0xa3, 0x96, 0x17,
                                    0x7a, 0x9c, 0xb4, 0x10, 0xff, 0x61, 0xf2, 0x00, 0x15, 0xad}};

static void tlsp_12_every_form_is_read(void **state) {
    (void)state;
    static const char *const forms[] = {
        HEX,
        UPPER,
        PAIRS,
        BASE64,
        BASE64 "=",
        "SHA256:" UPPER,
        "SHA256:" HEX,
        "SHA256:" PAIRS,
        "SHA256:" BASE64,
        "sha256:" BASE64 "=",
        "SHA-256:" UPPER,
    };
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        Fingerprint got = {{0}};
        if (!fingerprint_read(str_of(forms[i]), &got)) fail_msg("%s is not read", forms[i]);
        assert_memory_equal(got.bytes, of_abc.bytes, FINGERPRINT_BYTES);
    }
}

static void nothing_else_is(void **state) {
    (void)state;
    static const char *const others[] = {
        "",
        "SHA256:",
        "SHA1:" HEX,
        HEX "0",
        " " HEX,
        "MD5:ba7816bf8f01cfea414140de5dae2223",
        "ga7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
        "BA-78-16-BF-8F-01-CF-EA-41-41-40-DE-5D-AE-22-23-B0-03-61-A3-96-17-7A-9C-B4-10-FF-61-F2-00-15-AD",
        "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa1", /* bits beyond the last byte */
        "ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0",
        "SHA256:SHA256:" HEX,
    };
    const Fingerprint before = {{1}};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        Fingerprint got = before;
        if (fingerprint_read(str_of(others[i]), &got)) fail_msg("%s is read", others[i]);
        assert_memory_equal(got.bytes, before.bytes, FINGERPRINT_BYTES);
    }
}

static void each_form_that_is_written_reads_back(void **state) {
    (void)state;
    static const char *const wanted[] = {
        [FINGERPRINT_PAIRS] = PAIRS,
        [FINGERPRINT_HEX] = HEX,
        [FINGERPRINT_BASE64] = "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=",
    };
    Fingerprint abc, again;
    assert_true(fingerprint_read(STR(HEX), &abc));
    for (FingerprintForm form = FINGERPRINT_PAIRS; form <= FINGERPRINT_BASE64; form++) {
        Buf text = {0};
        fingerprint_write(&abc, form, &text);
        assert_true(str_eq(buf_str(&text), str_of(wanted[form])));
        assert_true(fingerprint_read(buf_str(&text), &again));
        assert_memory_equal(&again, &abc, sizeof abc);
        buf_free(&text);
    }
}

static void fingerprints_have_an_order(void **state) {
    (void)state;
    const Fingerprint low = {{1, 255}}, high = {{2}};
    assert_true(fingerprint_order(&low, &high) < 0);
    assert_true(fingerprint_order(&high, &low) > 0);
    assert_int_equal(fingerprint_order(&low, &low), 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tlsp_12_every_form_is_read),
        cmocka_unit_test(nothing_else_is),
        cmocka_unit_test(each_form_that_is_written_reads_back),
        cmocka_unit_test(fingerprints_have_an_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

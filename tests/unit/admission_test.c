/* A.5: who is let into an area, and why not. */
#include "proto/admission.h"
#include "unit.h"

/* A client as a test describes it. */
typedef struct Client {
    bool shows, sound, is_signed;
    unsigned char certificate, key; /* the first bytes of its fingerprints */
    unsigned *asked;                /* how often for a signature */
} Client;

static bool show(const void *transport, PeerCertificate *out) {
    const Client *client = transport;
    if (!client->shows) return false;
    *out = (PeerCertificate){
        .sound = client->sound, .certificate = {{client->certificate}}, .key = {{client->key}}};
    return true;
}

static bool is_signed(const void *transport, Str authorities) {
    const Client *client = transport;
    assert_true(authorities.len > 0);
    ++*client->asked;
    return client->is_signed;
}

static const PeerOps ops = {show, is_signed};
static unsigned asked;

static Admission admitted(Client client, const Area *area) {
    asked = 0;
    client.asked = &asked;
    const Peer peer = {.tls = true, .ops = &ops, .transport = &client};
    return admission_to(area, &peer);
}

static const Fingerprint listed[] = {{{3}}, {{5}}};
static const Area nobody, by_list = {.allowed = listed, .allowed_count = 2}, everybody = {.any = true},
                          by_authority = {.authorities = STR("PEM")},
                          by_both = {.allowed = listed, .allowed_count = 2, .authorities = STR("PEM")};
static const Area *const all[] = {&nobody, &by_list, &everybody, &by_authority, &by_both};

static void a_5_60_without_a_certificate(void **state) {
    (void)state;
    const Peer plain = {.ended = false};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        assert_int_equal(admission_to(all[i], &plain), ADMISSION_NEEDS_CERTIFICATE);
        assert_int_equal(admitted((Client){.sound = true, .is_signed = true, .certificate = 3}, all[i]),
                         ADMISSION_NEEDS_CERTIFICATE);
    }
}

static void a_5_62_with_one_that_is_not_sound(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        assert_int_equal(admitted((Client){.shows = true, .is_signed = true, .certificate = 3}, all[i]),
                         ADMISSION_NOT_SOUND);
        assert_int_equal(asked, 0);
    }
}

static void a_5_61_with_one_that_is_not_let_in(void **state) {
    (void)state;
    const Client stranger = {.shows = true, .sound = true, .certificate = 4, .key = 6};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        assert_int_equal(admitted(stranger, all[i]),
                         all[i] == &everybody ? ADMISSION_GRANTED : ADMISSION_NOT_ALLOWED);
    const Client known = {.shows = true, .sound = true, .is_signed = true, .certificate = 3, .key = 5};
    assert_int_equal(admitted(known, &nobody), ADMISSION_NOT_ALLOWED);
}

static void gem_tls_05_by_certificate_by_key_or_by_who_signed(void **state) {
    (void)state;
    assert_int_equal(admitted((Client){.shows = true, .sound = true, .certificate = 5}, &by_list), 0);
    assert_int_equal(admitted((Client){.shows = true, .sound = true, .key = 3}, &by_list), 0);
    assert_int_equal(admitted((Client){.shows = true, .sound = true, .is_signed = true}, &by_authority), 0);
    assert_int_equal(admitted((Client){.shows = true, .sound = true, .is_signed = true}, &by_both), 0);
    assert_int_equal(asked, 1);
    assert_int_equal(admitted((Client){.shows = true, .sound = true, .key = 3}, &by_both), 0);
    assert_int_equal(asked, 0); /* a signature costs more than a look */
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_5_60_without_a_certificate),
        cmocka_unit_test(a_5_62_with_one_that_is_not_sound),
        cmocka_unit_test(a_5_61_with_one_that_is_not_let_in),
        cmocka_unit_test(gem_tls_05_by_certificate_by_key_or_by_who_signed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

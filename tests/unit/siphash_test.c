#include "base/siphash.h"
#include "unit.h"

/* The reference's own: the key is 00 01 .. 0f, the text 00 01 .. of that length. */
static void the_authors_vectors(void **state) {
    (void)state;
    static const struct {
        size_t length;
        uint64_t hash;
    } vectors[] = {{0, 0x726fdb47dd0e0e31}, {1, 0x74f839c593dc67fd},  {7, 0xab0200f58b01d137},
                   {8, 0x93f5f5799a932462}, {15, 0xa129ca6149be45e5}, {63, 0x958a324ceb064572}};
    unsigned char key[SIPHASH_KEY];
    char text[64];
    for (int i = 0; i < SIPHASH_KEY; i++)
        key[i] = (unsigned char)i;
    for (int i = 0; i < 64; i++)
        text[i] = (char)i;
    for (size_t i = 0; i < sizeof vectors / sizeof *vectors; i++)
        assert_int_equal(siphash(key, (Str){text, vectors[i].length}), vectors[i].hash);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(the_authors_vectors)};
    return cmocka_run_group_tests_name("siphash", tests, NULL, NULL);
}

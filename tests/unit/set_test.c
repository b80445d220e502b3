#include "site/set.h"
#include "unit.h"

static Site *make_site(const char *host, const char *const *also, const char *const *was) {
    Site *site = mem_zero(1, sizeof *site);
    atomic_init(&site->refs, 1);
    site->root = site->overlay = -1;
    site->identity = (Identity){.host = str_of(host), .also = also, .was = was};
    return site;
}

static void finds_by_any_name(void **state) {
    (void)state;
    static const char *const also[] = {"www.b.example", "b.example.org", NULL}, *const was[] = {"old.b",
                                                                                                NULL};
    Site *sites[] = {make_site("a.example", NULL, NULL), make_site("b.example", also, was),
                     make_site("c.example", NULL, was)};
    SiteSet *set = site_set_new((const Site *const *)sites, 3);
    static const struct {
        const char *host;
        uint32_t place;
    } cases[] = {{"a.example", 0},
                 {"b.example", 1},
                 {"B.Example.", 1},
                 {"www.b.example", 1},
                 {"b.example.org", 1},
                 {"OLD.b", 1},
                 {"c.example", 2},
                 {"d.example", 7},
                 {"", 7},
                 {".", 7},
                 {"xa.example", 7},
                 {"a.example.com", 7},
                 {"www.a.example", 7},
                 {"b.exampl", 7},
                 {"%62.example", 1}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_int_equal(site_set_find(set, str_of(cases[i].host), 7), cases[i].place);
    site_set_unref(set);
    set = site_set_new((const Site *const *)sites, 1);
    assert_int_equal(site_set_find(set, STR("b.example"), 0), 0);
    site_set_unref(set);
    for (size_t i = 0; i < 3; i++)
        site_unref(sites[i]);
}

/* One capsule's Site is exchanged; the others are shared, and each set has a reference to each. */
static void shares_what_does_not_change(void **state) {
    (void)state;
    Site *a = make_site("a", NULL, NULL), *b = make_site("b", NULL, NULL), *c = make_site("c", NULL, NULL);
    SiteSet *first = site_set_new((const Site *const[]){a, b}, 2);
    SiteSet *second = site_set_with(first, 1, c);
    assert_ptr_equal(first->sites[1], b);
    assert_ptr_equal(second->sites[0], a);
    assert_ptr_equal(second->sites[1], c);
    assert_true(site_set_has(first, b) && !site_set_has(second, b) && site_set_has(second, c));
    assert_int_equal(atomic_load(&a->refs), 3);
    assert_int_equal(atomic_load(&b->refs), 2);
    site_set_unref(site_set_ref(first));
    assert_int_equal(atomic_load(&b->refs), 2);
    site_set_unref(first);
    assert_int_equal(atomic_load(&a->refs), 2);
    assert_int_equal(atomic_load(&b->refs), 1);
    site_set_unref(second);
    site_set_unref(NULL);
    assert_int_equal(atomic_load(&c->refs), 1);
    site_unref(a);
    site_unref(b);
    site_unref(c);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_by_any_name),
        cmocka_unit_test(shares_what_does_not_change),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

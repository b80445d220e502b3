#include "app/setup.h"
#include "tree.h"
#include "unit.h"

typedef struct Given {
    Tree tree;
    char file[128];
    ConfigAsk ask;
    Config config;
    Certs certs;
    Setup setup;
} Given;

/* A configuration with a file of an area, and the certificates that it wants. */
static Given *given(void) {
    Given *g = mem_zero(1, sizeof *g);
    Buf error = {0}, text = {0};
    g->tree = tree_make();
    buf_add_format(&text, "content = %s/content\n[area x]\npath = /x\nfingerprints = readers.txt\n", g->tree.path);
    buf_add_char(&text, 0);
    tree_write(&g->tree, "leda.conf", text.p);
    tree_write(&g->tree, "readers.txt", "# nobody\n");
    snprintf(g->file, sizeof g->file, "%s/leda.conf", g->tree.path);
    g->ask = (ConfigAsk){.file = g->file};
    if (config_make(&g->ask, &g->config, &error) != CONFIG_GOOD) fail_msg("%.*s", STR_FMT(buf_str(&error)));
    certs_list(&g->config, &g->config, &g->certs);
    g->setup = (Setup){&g->ask, &g->config, &g->certs};
    buf_free(&text);
    buf_free(&error);
    return g;
}

static void done(Given *g) {
    certs_free(&g->certs);
    settings_free(&g->config);
    tree_remove(&g->tree);
    free(g);
}

static bool has_place(const WatchList *list, const Given *g, const char *folder, const char *name) {
    char real[4096];
    assert_non_null(realpath(tree_path(&g->tree, folder), real));
    for (uint32_t i = 0; i < list->count; i++)
        if (strcmp(list->places[i].folder, real) == 0 && strcmp(list->places[i].name, name) == 0) return true;
    return false;
}

static void every_file_that_decides_is_watched(void **state) {
    (void)state;
    Given *g = given();
    WatchList list = {0};
    mkdir(tree_path(&g->tree, "certs"), 0755);
    setup_places(&g->setup, &list);
    assert_true(has_place(&list, g, ".", "leda.conf"));
    assert_true(has_place(&list, g, ".", "readers.txt"));
    assert_true(has_place(&list, g, "certs", "localhost.crt"));
    assert_true(has_place(&list, g, "certs", "localhost.key"));
    assert_int_equal(list.count, 4);
    watch_list_free(&list);
    done(g);
}

static void assert_changed(const Given *g, uint64_t *before) {
    uint64_t now = setup_state(&g->setup);
    assert_true(now != *before);
    assert_true(now == setup_state(&g->setup));
    *before = now;
}

static void each_change_of_one_is_seen(void **state) {
    (void)state;
    Given *g = given();
    uint64_t before = setup_state(&g->setup);
    tree_write(&g->tree, "other.txt", "x");
    assert_true(setup_state(&g->setup) == before);
    tree_write(&g->tree, "readers.txt", "# nobody at all\n");
    assert_changed(g, &before);
    tree_write(&g->tree, "certs/localhost.crt", "x");
    assert_changed(g, &before);
    unlink(tree_path(&g->tree, "leda.conf"));
    assert_changed(g, &before);
    done(g);
}

static void without_a_name_both_places_are_watched(void **state) {
    (void)state;
    Given *g = given();
    const ConfigAsk ask = {.folder = tree_path(&g->tree, "content"), .system = "/nowhere/leda.conf"};
    Config config;
    Buf error = {0};
    assert_int_equal(config_make(&ask, &config, &error), CONFIG_GOOD);
    WatchList list = {0};
    const Certs none = {0};
    const Setup setup = {&ask, &config, &none};
    setup_places(&setup, &list);
    assert_true(has_place(&list, g, ".", "leda.conf"));
    assert_string_equal(list.places[1].folder, "/");
    assert_string_equal(list.places[1].name, "nowhere");
    watch_list_free(&list);
    settings_free(&config);
    done(g);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_file_that_decides_is_watched),
        cmocka_unit_test(each_change_of_one_is_seen),
        cmocka_unit_test(without_a_name_both_places_are_watched),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

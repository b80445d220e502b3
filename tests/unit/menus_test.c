/* menus, textpost: hand-written files in a tree, beyond what the golden trees show (SRC-02, SRC-07, SRC-12,
 * MAP-05 to -08). */
#include "loaded.h"
#include "site/load.h"

#include <sys/stat.h>

static Loaded load(Tree tree) {
    const SiteOptions options = loaded_options();
    return loaded(tree, &options);
}

static void assert_findings(const Loaded *l, const char *expected) {
    Buf printed = {0};
    diag_print(&l->diag, &printed);
    assert_text(buf_str(&printed), expected);
    buf_free(&printed);
}

static FoundKind on_gopher(const Loaded *l, const char *selector) {
    return site_find_gopher(l->site, str_of(selector)).kind;
}

static void map_05_the_names_of_maps_are_no_addresses(void **state) {
    (void)state;
    Tree tree = tree_make();
    tree_write(&tree, "a/gophermap", "text\n");
    tree_write(&tree, "a/gophertag", "Tag\n");
    tree_write(&tree, "a/part.gophermap", "part\n");
    Loaded l = load(tree);
    assert_int_equal(on_gopher(&l, "/a/gophermap"), FOUND_NOTHING);
    assert_int_equal(on_gopher(&l, "/a/gophertag"), FOUND_NOTHING);
    assert_int_equal(on_gopher(&l, "/a/part.gophermap"), FOUND_FILE);
    assert_int_equal(site_find_gemini(l.site, STR("/a/gophermap")).kind, FOUND_NOTHING);
    assert_int_equal(on_gopher(&l, "/a/"), FOUND_PAGE);
    assert_text(node(&l, "/a/")->menu->gophermap, "text\n");
    assert_text(node(&l, "/a/")->list->gemtext, "# Tag\n");
    assert_findings(&l, "");
    unload(&l);
}

/* The types of a map are its folder's files', neither those above nor below. */
static void map_06_types_of_one_folder(void **state) {
    (void)state;
    Tree tree = tree_make();
    tree_write(&tree, "x.dat", "x");
    tree_write(&tree, "a/x.dat", "x");
    tree_write(&tree, "a/y.DAT", "x");
    tree_write(&tree, "a/dat", "x");
    tree_write(&tree, "a/b/x.dat", "x");
    tree_write(&tree, "a-b/x.dat", "x");
    tree_write(&tree, "a/gophermap", ":Dat=s\n");
    Loaded l = load(tree);
    assert_int_equal(site_find_gopher(l.site, STR("/a/x.dat")).file->type, 's');
    assert_int_equal(site_find_gopher(l.site, STR("/a/y.DAT")).file->type, 's');
    assert_int_equal(site_find_gopher(l.site, STR("/a/dat")).file->type, '9');
    assert_int_equal(site_find_gopher(l.site, STR("/x.dat")).file->type, '9');
    assert_int_equal(site_find_gopher(l.site, STR("/a/b/x.dat")).file->type, '9');
    assert_int_equal(site_find_gopher(l.site, STR("/a-b/x.dat")).file->type, '9');
    unload(&l);
}

static void map_06_hiding_is_of_the_own_folder_alone(void **state) {
    (void)state;
    Tree tree = tree_make();
    tree_write(&tree, "a/b/x.txt", "x");
    tree_write(&tree, "a/x.txt", "x");
    tree_write(&tree, "a/gophermap", "-b/x.txt\n-../a\n-x.txt\n-b/\n*\n");
    Loaded l = load(tree);
    assert_text(node(&l, "/a/")->list->gophermap, "i# A\t/\n");
    assert_text(node(&l, "/a/b/")->list->gophermap, "i# B\t/\n\n0x.txt, 1 B, 2026-01-02\t/a/b/x.txt\n");
    assert_findings(&l, "a/gophermap:1: hides nothing: b/x.txt; put a blank before a line of text\n"
                        "a/gophermap:2: hides nothing: ../a; put a blank before a line of text\n");
    unload(&l);
}

static void map_07_programs_are_not_run(void **state) {
    (void)state;
    Tree tree = tree_make();
    tree_write(&tree, "a/gophermap", "#!/bin/sh\necho 1ran\n");
    tree_write(&tree, "b/gophermap", "only text\n");
    chmod(tree_path(&tree, "a/gophermap"), 0755);
    chmod(tree_path(&tree, "b/gophermap"), 0755);
    Loaded l = load(tree);
    assert_null(node(&l, "/a/")->menu);
    assert_text(node(&l, "/b/")->menu->gophermap, "only text\n");
    assert_findings(&l, "a/gophermap: no menu: a program; leda runs none\n");
    unload(&l);
}

static void a_map_that_is_too_large_leaves_the_folder_as_it_is(void **state) {
    (void)state;
    Tree tree = tree_make();
    Buf text = {0};
    buf_add_repeat(&text, 'x', (4u << 20) + 1);
    buf_add_char(&text, 0);
    tree_write(&tree, "gophermap", text.p);
    buf_free(&text);
    Loaded l = load(tree);
    assert_null(node(&l, "/")->menu);
    assert_findings(&l, "gophermap: no menu: larger than 4 MiB\n");
    unload(&l);
}

/* A map that others may not read is none, and what it includes has to be content too (SRC-03). */
static void src_03_what_may_not_be_read_is_not_included(void **state) {
    (void)state;
    Tree tree = tree_make();
    tree_write(&tree, "gophermap", "=secret\n=.hidden\nend\n");
    tree_write(&tree, "secret", "secret\n");
    tree_write(&tree, ".hidden", "hidden\n");
    chmod(tree_path(&tree, "secret"), 0600);
    Loaded l = load(tree);
    assert_text(node(&l, "/")->menu->gophermap, "end\n");
    unload(&l);
}

static void src_02_a_text_with_a_date_is_a_post(void **state) {
    (void)state;
    Tree tree = tree_make();
    tree_write(&tree, "n/2024-01-02-a.txt", "\n---\n  The first words \nMore\n");
    tree_write(&tree, "n/2024-01-03_some-name.TXT", "");
    tree_write(&tree, "n/2024-01-04.txt", "Of a day\n");
    tree_write(&tree, "n/2024-01-05-b.log", "no text file\n");
    tree_write(&tree, "n/2024-13-01-c.txt", "no date\n");
    tree_write(&tree, "n/2024-01-01-d.gmi", "# Gemtext\n");
    Loaded l = load(tree);
    assert_text(node(&l, "/n/")->list->gemtext,
                "# N\n\n"
                "=> /n/2024-01-04.txt 2024-01-04 Of a day\n"
                "=> /n/2024-01-03_some-name.TXT 2024-01-03 Some name\n"
                "=> /n/2024-01-02-a.txt 2024-01-02 The first words\n"
                "=> /n/2024-01-01-d.gmi 2024-01-01 Gemtext\n\n## Files\n\n"
                "=> /n/2024-01-05-b.log · 2024-01-05-b.log, 13 B, 2026-01-02\n"
                "=> /n/2024-13-01-c.txt · 2024-13-01-c.txt, 8 B, 2026-01-02\n"
                "\n=> /n/atom.xml Atom feed\n");
    unload(&l);
}

static void src_02_the_text_of_a_page_is_no_entry(void **state) {
    (void)state;
    Tree tree = tree_make();
    tree_write(&tree, "n/2024-01-02-a.md", "# A\n");
    tree_write(&tree, "n/2024-01-02-a.txt", "A for Gopher\n");
    tree_write(&tree, "n/index.txt", "The folder for Gopher\n");
    tree_write(&tree, "n/other.txt", "Other\n");
    Loaded l = load(tree);
    assert_text(node(&l, "/n/")->list->gophermap, "i# N\t/\n\n"
                                                  "02024-01-02 A\t/n/2024-01-02-a.txt\n\ni## Files\t/\n\n"
                                                  "0other.txt, 6 B, 2026-01-02\t/n/other.txt\n"
                                                  "\n0Atom feed\t/n/atom.xml\n");
    assert_int_equal(on_gopher(&l, "/n/2024-01-02-a.txt"), FOUND_FILE);
    unload(&l);
}

static void src_07_a_text_of_the_future_waits(void **state) {
    (void)state;
    Tree tree = tree_make();
    tree_write(&tree, "9000-01-01-later.txt", "later\n");
    tree_write(&tree, "9000-01-02-later.gmi", "later\n");
    Loaded l = load(tree);
    assert_int_equal(on_gopher(&l, "/9000-01-01-later.txt"), FOUND_NOTHING);
    assert_int_equal(on_gopher(&l, "/9000-01-02-later"), FOUND_NOTHING);
    assert_true(l.site->next_change < INT64_MAX);
    unload(&l);
}

/* In a project a file waits for a link: an item of a map is one. */
static void src_10_an_item_publishes_its_file(void **state) {
    (void)state;
    Tree tree = tree_make();
    tree_write(&tree, "_config.yml", "title: A project\n");
    tree_write(&tree, "index.md", "---\ntitle: Home\n---\n");
    tree_write(&tree, "gophermap", "0Notes\tfiles/notes.txt\n");
    tree_write(&tree, "files/notes.txt", "x\n");
    tree_write(&tree, "files/other.txt", "x\n");
    Loaded l = load(tree);
    assert_int_equal(on_gopher(&l, "/files/notes.txt"), FOUND_FILE);
    assert_int_equal(on_gopher(&l, "/files/other.txt"), FOUND_NOTHING);
    assert_findings(&l, "");
    unload(&l);
}

static void src_12_render_shows_the_pair(void **state) {
    (void)state;
    const SiteOptions options = loaded_options();
    Tree tree = tree_make();
    Diag diag = {0};
    Buf error = {0};
    static const Str source = STR("# Hello\n\nMarkdown.\n");
    tree_write(&tree, "hello.md", source.p);
    tree_write(&tree, "hello.gmi", "Gemtext.\n");
    Page *page = site_render(tree.path, STR("hello.md"), source, &options, &diag, &error);
    assert_non_null(page);
    assert_text(page->gemtext, "# Hello\n\nGemtext.\n");
    assert_text(page->gophermap, "i# Hello\t/\n\nMarkdown.\n");
    page_unref(page);
    page = site_render(tree.path, STR("hello.gmi"), STR("Gemtext.\n"), &options, &diag, &error);
    assert_text(page->gemtext, "Gemtext.\n");
    page_unref(page);
    diag_free(&diag);
    buf_free(&error);
    tree_remove(&tree);
}

static void render_shows_a_menu(void **state) {
    (void)state;
    const SiteOptions options = loaded_options();
    Tree tree = tree_make();
    Diag diag = {0};
    Buf error = {0};
    tree_write(&tree, "a/gophermap", "text\n0X\tx.txt\n*\n");
    tree_write(&tree, "a/gophertag", "A\n");
    Page *page = site_render(tree.path, STR("a/gophermap"), STR(""), &options, &diag, &error);
    assert_non_null(page);
    assert_text(page->gophermap, "text\n0X\t/a/x.txt\n");
    assert_int_equal(diag.count, 1);
    page_unref(page);
    assert_null(site_render(tree.path, STR("a/gophertag"), STR(""), &options, &diag, &error));
    assert_text(buf_str(&error), "cannot render a/gophertag: it makes no menu");
    diag_free(&diag);
    buf_free(&error);
    tree_remove(&tree);
}

/* Too little of the first map can be spelled, and what it includes counts (MENU-03). */
static void menu_03_maps_in_a_charset(void **state) {
    (void)state;
    const SiteOptions options = loaded_options();
    Tree tree = tree_make();
    Buf error = {0};
    SiteOptions ascii = options;
    ascii.render.charset = CHARSET_ASCII;
    tree_write(&tree, "a/gophermap", "=part\n");
    tree_write(&tree, "a/part", "猫の庭\n");
    tree_write(&tree, "b/gophermap", "!Grüße\n-gone\n");
    Loaded l = {.tree = tree};
    l.site = site_load(tree.path, &ascii, &l.diag, &error);
    assert_text(node(&l, "/a/")->menu->gophermap, "猫の庭\n");
    assert_text(node(&l, "/b/")->menu->gophermap, "Grusse\n");
    assert_findings(
        &l, "a/gophermap: more than 5 % of the letters cannot be spelled in US-ASCII; Gopher gets UTF-8\n"
            "b/gophermap:2: hides nothing: gone; put a blank before a line of text\n");
    buf_free(&error);
    unload(&l);
}

/* Broken front matter may have said that the page is a draft. */
static void src_12_gemtext_beside_a_broken_page_is_not_served(void **state) {
    (void)state;
    Tree tree = tree_make();
    tree_write(&tree, "hello.md", "---\ntitle: [\n---\n");
    tree_write(&tree, "hello.gmi", "Gemtext.\n");
    Loaded l = load(tree);
    assert_int_equal(site_find_gemini(l.site, STR("/hello.gmi")).kind, FOUND_NOTHING);
    assert_int_equal(l.diag.count, 1);
    unload(&l);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(map_05_the_names_of_maps_are_no_addresses),
        cmocka_unit_test(map_06_types_of_one_folder),
        cmocka_unit_test(map_06_hiding_is_of_the_own_folder_alone),
        cmocka_unit_test(map_07_programs_are_not_run),
        cmocka_unit_test(a_map_that_is_too_large_leaves_the_folder_as_it_is),
        cmocka_unit_test(src_03_what_may_not_be_read_is_not_included),
        cmocka_unit_test(src_02_a_text_with_a_date_is_a_post),
        cmocka_unit_test(src_02_the_text_of_a_page_is_no_entry),
        cmocka_unit_test(src_07_a_text_of_the_future_waits),
        cmocka_unit_test(src_10_an_item_publishes_its_file),
        cmocka_unit_test(src_12_render_shows_the_pair),
        cmocka_unit_test(render_shows_a_menu),
        cmocka_unit_test(menu_03_maps_in_a_charset),
        cmocka_unit_test(src_12_gemtext_beside_a_broken_page_is_not_served),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

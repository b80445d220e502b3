/* mapfile: what each line of a hand-written gophermap becomes (MAP-01 to -10, K-8). */
#include "unit.h"

#include "base/utf8.h"
#include "site/mapfile.h"

#include <stdio.h>

static const char *const files[][2] = {
    {"art/head.map", "Head\n1Near\tnear\n"},
    {"shared/foot", "Foot\r\n-- leda\r\n"},
    {"art/self", "before\n=self\nafter\n"},
    {"art/a", "a\n=b\n"},
    {"art/b", "b\n=c\n"},
    {"art/c", "c\n=d\n"},
    {"art/d", "d\n=e\nd again\n"},
    {"art/e", "e\n"},
    {"art/stops", "in\n.\nnever\n"},
    {"art/lists", "in\n*\nnever\n"},
};

static bool tree_text(void *context, Str path, Str *text) {
    (void)context;
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        *text = str_of(files[i][1]);
        if (str_eq(path, str_of(files[i][0]))) return true;
    }
    return false;
}

/* Folders and `/art/near` are menus, what has `.txt` or `.png` is a file; `/art/page.md` is a page's source.
 */
static MapfileFound tree_find(void *context, char type, Str *selector) {
    (void)context;
    if (str_eq(*selector, STR("/art/page.md"))) {
        *selector = type == '0' ? STR("/art/page.txt") : STR("/art/page");
        return type == '0' ? MAPFILE_FILE : MAPFILE_MENU;
    }
    if (str_ends(*selector, STR(".txt")) || str_ends(*selector, STR(".png"))) return MAPFILE_FILE;
    if (str_ends(*selector, STR("near")) || str_ends(*selector, STR("/"))) return MAPFILE_MENU;
    return MAPFILE_NOTHING;
}

/* The folder holds hidden.txt and `- odd`. */
static bool tree_hide(void *context, Str name) {
    (void)context;
    return str_eq(name, STR("hidden.txt")) || str_eq(name, STR(" odd"));
}

/* The last `:ext=T`. */
static void tree_set_type(void *context, Str extension, char type) {
    Buf *rule = context;
    buf_clear(rule);
    buf_add_format(rule, "%.*s is %c", STR_FMT(extension), type);
}

static const Identity identity = {.host = STR("example.org"), .gemini_port = 1965, .gopher_port = 7070};

static void read_menu(Str text, MapfileMenu *menu, Diag *diag, Buf *rule) {
    const MapfileTree tree = {rule, tree_text, tree_find, tree_hide, tree_set_type};
    const Mapfile file = {STR("art/gophermap"), STR("/art/"), &identity, 67, CHARSET_UTF8, tree, false};
    Buf clean = {0};
    utf8_clean(text, &clean);
    mapfile_read(&file, buf_str(&clean), menu, diag);
    buf_free(&clean);
}

/* `findings`: what diag_print gives. */
static void assert_map(const char *text, const char *map, const char *findings) {
    MapfileMenu menu;
    Diag diag = {0};
    Buf printed = {0}, rule = {0};
    read_menu(str_of(text), &menu, &diag, &rule);
    buf_add_char(&menu.map, 0);
    assert_string_equal(menu.map.p, map);
    diag_sort(&diag);
    diag_print(&diag, &printed);
    buf_add_char(&printed, 0);
    assert_string_equal(printed.p, findings);
    buf_free(&printed);
    buf_free(&rule);
    diag_free(&diag);
    mapfile_free(&menu);
}

static void map_01_a_line_without_a_tab_is_text(void **state) {
    (void)state;
    assert_map("1 is no type here\n\n  two blanks \n<*>\n", "1 is no type here\n\n  two blanks\n<*>\n", "");
    assert_map("", "", "");
}

static void map_01_text_with_a_type_and_text_with_tabs(void **state) {
    (void)state;
    assert_map("iwords\tanything\thost\t70\ni# mark\t\n", "words\ni# mark\t/\n", "");
    assert_map(" a\tb\n\tc\n\xC3\xA4\tb\n", " a b\n c\n\xC3\xA4 b\n", "");
}

static void map_02_what_is_missing_is_ours(void **state) {
    (void)state;
    assert_map("0Notes\tnotes.txt\n0notes.txt\t\n0notes.txt\t\t\t\n",
               "0Notes\t/art/notes.txt\n0notes.txt\t/art/notes.txt\n0notes.txt\t/art/notes.txt\n", "");
    assert_map("0A\t/x.txt\texample.org\t7070\n0B\t/x.txt\tEXAMPLE.org\n0C\t/x.txt\t\t70\n",
               "0A\t/x.txt\n0B\t/x.txt\n0C\t/x.txt\n", "");
    assert_map("0A\t/x.txt\texample.org\t70\n", "0A\t/x.txt\texample.org\t70\n", "");
    assert_map("0A\tx.txt\texample.org\n", "0A\t/x.txt\n", "");
}

static void map_02_another_host(void **state) {
    (void)state;
    assert_map("1Floodgap\t\tgopher.floodgap.com\t70\n1F\t/x\tf.example\n8T\tlogin\tt.example\n",
               "1Floodgap\t\tgopher.floodgap.com\t70\n1F\t/x\tf.example\t70\n8T\tlogin\tt.example\t23\n", "");
    assert_map("1F\tx\tf.example\tseventy\t+\n", "1F\tx\tf.example\t70\n",
               "art/gophermap:1: no port: seventy; taken for 70\n");
    assert_map("1F\tx\tf.example\t7070\t+\n", "1F\tx\tf.example\t7070\n", "");
}

static void map_03_selectors(void **state) {
    (void)state;
    assert_map("1Up\t..\n1Here\t./\n0A\t../x.txt\n1B\t/near\n",
               "1Up\t/\n1Here\t/art/\n0A\t/x.txt\n1B\t/near\n", "");
    assert_map("1Over\t../../x\n", "1Over\t../../x\n", "art/gophermap:1: item leads nowhere: ../../x\n");
    assert_map(
        "hWeb\tURL:https://x.example/a b\nhWeb\t/URL:https://x.example/\n1Web\tURL:gemini://x.example/\n",
        "hWeb\tURL:https://x.example/a b\nhWeb\tURL:https://x.example/\nhWeb\tURL:gemini://x.example/\n", "");
    assert_map("0Page\tpage.md\n1Page\tpage.md\n", "0Page\t/art/page.txt\n1Page\t/art/page\n", "");
}

static void map_03_items_that_lead_nowhere_or_to_another_type(void **state) {
    (void)state;
    assert_map("text\n0Gone\tgone\n0Menu\tnear\n1File\tx.txt\n3Error\t\n7Find\tfind\n",
               "text\n0Gone\t/art/gone\n0Menu\t/art/near\n1File\t/art/x.txt\n3Error\t\n7Find\t/art/find\n",
               "art/gophermap:2: item leads nowhere: /art/gone\n"
               "art/gophermap:3: item of type 0 leads to a menu: /art/near; write 1, or .txt behind it\n"
               "art/gophermap:4: item of type 1 leads to a file: /art/x.txt\n"
               "art/gophermap:6: item leads nowhere: /art/find\n");
    assert_map("hBad\tURL:javascript:alert(1)\n", "Bad\n",
               "art/gophermap:1: link left out: javascript: is nothing a reader can follow\n");
}

static void map_04_blanks_behind_fields_go(void **state) {
    (void)state;
    assert_map("0 A \t/x.txt \texample.org \t7070 \n", "0 A\t/x.txt\n", "");
}

static void map_06_control_characters(void **state) {
    (void)state;
    assert_map("# comment\tx\n#\n####\n!The title\ttoo\n! Another\n-hidden.txt\n- odd\n:mp3=s\na\n",
               "The title too\n Another\na\n", "");
    assert_map("a\n.\nb\n", "a\n", "");
    assert_map("a\n*\nb\n", "a\n", "");
    assert_map("~\n%\n~ users\n", "i~ users\t/\n",
               "art/gophermap:1: ~: leda has no list of users\n"
               "art/gophermap:2: %: leda has no list of hosts\n"
               "art/gophermap:3: ~: leda has no list of users\n");
    assert_map("-gone.txt\n", "",
               "art/gophermap:1: hides nothing: gone.txt; put a blank before a line of text\n");
}

static void map_06_what_cannot_be_meant_is_text(void **state) {
    (void)state;
    assert_map("-----\n=====\n...\n***\n~~~\n:-)\n",
               "i-----\t/\ni=====\t/\ni...\t/\ni***\t/\ni~~~\t/\ni:-)\t/\n", "");
    assert_map("- item\n-- leda\n== Title ==\n= x\n:no\n: a=b\tc\n",
               "i- item\t/\ni-- leda\t/\ni== Title ==\t/\ni= x\t/\ni:no\t/\ni: a=b c\t/\n", "");
    assert_map("* item\n.item\nend\n", "i* item\t/\ni.item\t/\nend\n",
               "art/gophermap:1: taken for text: * ends the menu only on a line of its own\n"
               "art/gophermap:2: taken for text: . ends the menu only on a line of its own\n");
}

static void map_06_what_is_kept_beside_the_text(void **state) {
    (void)state;
    MapfileMenu menu;
    Diag diag = {0};
    Buf rule = {0};
    read_menu(STR("! Title \n!Second\n:mp3=s\n*\n"), &menu, &diag, &rule);
    assert_true(str_eq(menu.title, STR("Title")));
    assert_true(menu.lists);
    assert_true(str_eq(buf_str(&rule), STR("mp3 is s")));
    mapfile_free(&menu);
    diag_free(&diag);
    buf_free(&rule);
}

static void map_06_includes(void **state) {
    (void)state;
    assert_map("=head.map\n=/shared/foot\nend\n", "Head\n1Near\t/art/near\nFoot\ni-- leda\t/\nend\n", "");
    assert_map("=stops\nend\n", "in\nend\n", "");
    assert_map("=lists\nend\n", "in\nend\n", "");
    assert_map(
        "=gone.sh\n=../../etc/passwd\nend\n", "end\n",
        "art/gophermap:1: not included: gone.sh: there is no such text; leda runs no programs\n"
        "art/gophermap:2: not included: ../../etc/passwd: there is no such text; leda runs no programs\n");
}

static void map_06_includes_end(void **state) {
    (void)state;
    assert_map("=self\nend\n", "before\nafter\nend\n",
               "art/self:2: not included: self: it includes itself\n");
    assert_map("=a\nend\n", "a\nb\nc\nd\nd again\nend\n",
               "art/d:2: not included: e: too many maps that include each other\n");
}

/* MAP-08 is the loader's. */
static void map_09_patterns_are_text(void **state) {
    (void)state;
    assert_map("0*.c\t\n0What?\tx.txt\n", "i*.c\t/\n0What?\t/art/x.txt\n",
               "art/gophermap:1: leda finds no files by patterns: *.c\n");
    assert_map("0*.txt\t\n", "0*.txt\t/art/*.txt\n", ""); /* a file of that name */
}

static void map_09_wide_names(void **state) {
    (void)state;
    assert_map("1123456789 123456789 123456789 123456789 123456789 123456789 12345678\tnear\n",
               "1123456789 123456789 123456789 123456789 123456789 123456789 12345678\t/art/near\n",
               "art/gophermap:1: wider than 67 columns, clients may cut it: "
               "123456789 123456789 123456789 123456789 123456789 123456789 12345678\n");
}

static void map_10_line_ends(void **state) {
    (void)state;
    assert_map("\xEF\xBB\xBF"
               "a\r\n1Near\tnear\r\n\r\n.\r\n",
               "a\n1Near\t/art/near\n\n", "");
    assert_map("1Near\tnear", "1Near\t/art/near\n", "");
}

static void menu_02_lines_that_clients_act_on(void **state) {
    (void)state;
    assert_map("```\n=>\n", " ```\n =>\n", "");
}

static void menu_03_a_map_is_spelled_in_the_charset(void **state) {
    (void)state;
    const MapfileTree tree = {NULL, tree_text, tree_find, tree_hide, tree_set_type};
    Mapfile file = {STR("art/gophermap"), STR("/art/"), &identity, 67, CHARSET_ASCII, tree, false};
    MapfileMenu menu;
    Diag diag = {0};
    static const Str text = STR("Grüße\n→ x\n0Über\tü.txt\n0ü.txt\t\n");
    mapfile_read(&file, text, &menu, &diag);
    buf_add_char(&menu.map, 0);
    assert_string_equal(menu.map.p, "Grusse\ni-> x\t/\n0Uber\t/art/ü.txt\n0u.txt\t/art/ü.txt\n");
    mapfile_free(&menu);
    file.charset = CHARSET_LATIN1;
    mapfile_read(&file, text, &menu, &diag);
    assert_memory_equal(menu.map.p,
                        "Gr\xFC\xDF"
                        "e\n",
                        6);
    mapfile_free(&menu);
    diag_free(&diag);
}

static void map_06_in_the_plain_dialect_control_characters_are_text(void **state) {
    (void)state;
    const MapfileTree tree = {NULL, tree_text, tree_find, tree_hide, tree_set_type};
    const Mapfile file = {STR("art/gophermap"), STR("/art/"), &identity, 67, CHARSET_UTF8, tree, true};
    MapfileMenu menu;
    Diag diag = {0};
    mapfile_read(&file, STR("# x\n!y\n-hello.md\n:txt=9\n=/shared/foot\n~\n%\n0A\tx.txt\n*\n.\nend\n"), &menu,
                 &diag);
    buf_add_char(&menu.map, 0);
    assert_string_equal(menu.map.p,
                        "i# x\t/\ni!y\t/\ni-hello.md\t/\ni:txt=9\t/\ni=/shared/foot\t/\ni~\t/\ni%\t/\n"
                        "0A\t/art/x.txt\ni*\t/\ni.\t/\nend\n");
    assert_false(menu.lists);
    assert_int_equal(menu.title.len, 0);
    mapfile_free(&menu);
    diag_free(&diag);
}

static void unknown_types_are_the_authors(void **state) {
    (void)state;
    assert_map("dDoc\tx.txt\nXY\tx.txt\n", "dDoc\t/art/x.txt\nXY\t/art/x.txt\n", "");
}

/* MAPFILE_INCLUDED_MAX */
static void what_is_included_is_bounded(void **state) {
    (void)state;
    MapfileMenu menu;
    Diag diag = {0};
    Buf text = {0};
    for (unsigned i = 0; i < MAPFILE_INCLUDED_MAX / 8; i++)
        buf_add(&text, STR("=/shared/foot\n"));
    read_menu(buf_str(&text), &menu, &diag, NULL);
    assert_in_range(menu.map.len, MAPFILE_INCLUDED_MAX / 2, 2 * MAPFILE_INCLUDED_MAX);
    assert_true(diag.count > 0);
    mapfile_free(&menu);
    diag_free(&diag);
    buf_free(&text);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(map_01_a_line_without_a_tab_is_text),
        cmocka_unit_test(map_01_text_with_a_type_and_text_with_tabs),
        cmocka_unit_test(map_02_what_is_missing_is_ours),
        cmocka_unit_test(map_02_another_host),
        cmocka_unit_test(map_03_selectors),
        cmocka_unit_test(map_03_items_that_lead_nowhere_or_to_another_type),
        cmocka_unit_test(map_04_blanks_behind_fields_go),
        cmocka_unit_test(map_06_control_characters),
        cmocka_unit_test(map_06_what_cannot_be_meant_is_text),
        cmocka_unit_test(map_06_what_is_kept_beside_the_text),
        cmocka_unit_test(map_06_includes),
        cmocka_unit_test(map_06_includes_end),
        cmocka_unit_test(map_09_patterns_are_text),
        cmocka_unit_test(map_09_wide_names),
        cmocka_unit_test(map_10_line_ends),
        cmocka_unit_test(menu_02_lines_that_clients_act_on),
        cmocka_unit_test(menu_03_a_map_is_spelled_in_the_charset),
        cmocka_unit_test(map_06_in_the_plain_dialect_control_characters_are_text),
        cmocka_unit_test(unknown_types_are_the_authors),
        cmocka_unit_test(what_is_included_is_bounded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* gemtext: every line of a hand-written page becomes the block that it means, blank lines are where its
 * author put them (GMI-01 to -13). */
#include "unit.h"

#include "doc/gemtext.h"
#include "dump.h"
#include "render/gemtext.h"
#include "render/gophermap.h"

#include <stdlib.h>

typedef struct Page {
    Buf text;
    Document doc;
    Buf out;
} Page;

static void parse(Page *page, Str gemtext) {
    *page = (Page){0};
    utf8_clean(gemtext, &page->text);
    document_init(&page->doc);
    gemtext_parse(buf_str(&page->text), &page->doc);
}

static void finish(Page *page) {
    document_free(&page->doc);
    buf_free(&page->text);
    buf_free(&page->out);
}

static void assert_tree(const char *gemtext, const char *expected) {
    Page page;
    parse(&page, str_of(gemtext));
    dump_tree(&page.doc, false, &page.out);
    buf_add_char(&page.out, 0);
    assert_string_equal(page.out.p, expected);
    finish(&page);
}

static void assert_links(const char *gemtext, const char *expected) {
    Page page;
    parse(&page, str_of(gemtext));
    dump_links(&page.doc, &page.out);
    buf_add_char(&page.out, 0);
    assert_string_equal(page.out.p, expected);
    finish(&page);
}

/* Every link leads elsewhere, to what was written. */
static Target *make_targets(const Document *doc) {
    Target *targets = mem_zero(doc->link_count + 1, sizeof *targets);
    for (uint32_t i = 0; i < doc->link_count; i++)
        targets[i] = (Target){.kind = TARGET_ELSEWHERE, .url = doc->links[i].target};
    return targets;
}

static void assert_gemtext(const char *gemtext, const char *expected) {
    const RenderOptions options = render_defaults();
    Page page;
    parse(&page, str_of(gemtext));
    Target *targets = make_targets(&page.doc);
    const RenderPage drawn = {&page.doc, targets, &options, NULL};
    gemtext_render(&drawn, &page.out);
    buf_add_char(&page.out, 0);
    assert_string_equal(page.out.p, expected);
    free(targets);
    finish(&page);
}

static void assert_gophermap(const char *gemtext, const char *expected) {
    const RenderOptions options = render_defaults();
    Page page;
    parse(&page, str_of(gemtext));
    Target *targets = make_targets(&page.doc);
    const RenderPage drawn = {&page.doc, targets, &options, NULL};
    gophermap_render(&drawn, &page.out);
    buf_add_char(&page.out, 0);
    assert_string_equal(page.out.p, expected);
    free(targets);
    finish(&page);
}

static void gmi_01_the_first_three_characters_decide(void **state) {
    (void)state;
    assert_tree("", "");
    assert_tree("\n\n \n", "");
    assert_tree("a = b\n-> c\n <d", "P a = b//-> c// <d\n");
    assert_tree(" # a\n => b\n * c\n > d\n ```\n", "P  # a// => b// * c// > d// ```\n");
}

static void gmi_02_line_ends(void **state) {
    (void)state;
    assert_tree("# a\r\nb\r\n\r\n* c\r\n> d\r\n=> e f\r\n",
                "H1 a\nP b\nUL\n  LI\n    P c\nQUOTE\n  P d\nP [0:f]\n");
    assert_tree("# a", "H1 a\n");
    assert_tree("```\na", "CODE a\n");
    assert_tree("```\r\na\r\n\r\nb\r\n```\r\n", "CODE a\\n\\nb\\n\n");
}

static void gmi_03_toggles_come_first(void **state) {
    (void)state;
    assert_tree("```\n# a\n* b\n> c\n=> d\n\n e ```\n```\n# f\n",
                "CODE # a\\n* b\\n> c\\n=> d\\n\\n e ```\\n\nH1 f\n");
    assert_tree("a\n```x\n```y\nb\n", "P a\nCODE <x>\nP b\n");
}

static void gmi_04_alt_text(void **state) {
    (void)state;
    assert_tree("```  c code \nint x;\n``` ignored\nafter\n", "CODE <c code> int x;\\n\nP after\n");
    assert_tree("````\n````\nx", "CODE <`>\nP x\n");
}

static void gmi_05_preformatted_lines_are_verbatim(void **state) {
    (void)state;
    assert_tree("```\n\n  a\tb  \n\n```\n", "CODE \\n  a\\tb  \\n\\n\n");
    assert_tree("```\nnever closed\n# a\n", "CODE never closed\\n# a\\n\n");
    assert_tree("```", "CODE\n");
}

static void gmi_06_links(void **state) {
    (void)state;
    assert_links(
        "=>a\n=> b  two words \n=>\tc\tx\ty \n=> gemini://d.example/?q\n",
        "a => a @1\ntwo words -> b @2\nx\ty -> c @3\ngemini://d.example/?q => gemini://d.example/?q @4\n");
    assert_tree("=>\n=> \t\n", "P =>//=> \\t\n");
    assert_tree("text\n=> a b\nmore", "P text\nP [0:b]\nP more\n");
}

static void gmi_07_headings(void **state) {
    (void)state;
    assert_tree("#a\n## b \n###\tc\n####d\n#### e\n# # f\n", "H1 a\nH2 b\nH3 c\nH3 #d\nH3 # e\nH1 # f\n");
    assert_gemtext("a\n#\nb\n", "a\nb\n");
}

static void gmi_08_lists(void **state) {
    (void)state;
    assert_tree("* a\n*  b\n* \n*c\n**d\n* e",
                "UL\n  LI\n    P a\n  LI\n    P  b\n  LI\n    P\nP *c//**d\nUL\n  LI\n    P e\n");
    assert_tree("* a\n\n* b\n", "UL\n  LI\n    P a\nUL\n  LI\n    P b\n");
}

static void gmi_09_quotes(void **state) {
    (void)state;
    assert_tree(">a\n> b\n>\n>  c\n> > d", "QUOTE\n  P a\n  P b\n  P c\n  P > d\n");
    assert_gemtext("> a\n> b\n>\n> \n> c\n\n> d\n", "> a\n> b\n>\n> c\n\n> d\n");
    assert_gemtext(">\n> a\n>\n", "> a\n");
}

static void gmi_10_lines_are_not_joined_and_blank_lines_stay(void **state) {
    (void)state;
    static const char page[] =
        "one\ntwo\n=> u v\n=> u v\n=> w\nthree\n\nfour\n* five\n* six\n> seven\n```c\neight\n```\nnine\n";
    assert_gemtext(page, page);
    assert_gophermap("# A\nb\n=> gemini://x.example y\n* c\n* d\n## E\nf\n",
                     "i# A\t/\nb\nhy\tURL:gemini://x.example\ni- c\t/\ni- d\t/\n\ni## E\t/\nf\n");
}

/* GMI-11: what was escaped stays text, the blank is put there anew (TXT-01). */
static void gmi_11_escaped_text_stays_text(void **state) {
    (void)state;
    assert_gemtext(" # a\n > b\n * c\n ```\n => d\n", " # a\n > b\n * c\n ```\n => d\n");
    assert_gemtext("\xE2\x80\x8B# a\n", "\xE2\x80\x8B# a\n");
}

static void gmi_12_a_bom_is_ignored(void **state) {
    (void)state;
    assert_tree("\xEF\xBB\xBF# a\n", "H1 a\n");
}

static void gmi_13_lines_of_other_formats_are_text(void **state) {
    (void)state;
    assert_tree("=: /search Search\n< a\n: b\n@ c\n", "P =: /search Search//< a//: b//@ c\n");
}

/* TXT-04 */
static void other_line_separators_are_blanks(void **state) {
    (void)state;
    assert_tree("# a\xE2\x80\xA8* b\xC2\x85> c", "H1 a * b > c\n");
}

static void a_line_of_a_mebibyte(void **state) {
    (void)state;
    Buf text = {0};
    Page page;
    buf_add_repeat(&text, 'x', 1 << 20);
    parse(&page, buf_str(&text));
    assert_int_equal(page.doc.block_count, 1);
    assert_int_equal(document_words(&page.doc, 0).len, 1 << 20);
    finish(&page);
    buf_free(&text);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gmi_01_the_first_three_characters_decide),
        cmocka_unit_test(gmi_02_line_ends),
        cmocka_unit_test(gmi_03_toggles_come_first),
        cmocka_unit_test(gmi_04_alt_text),
        cmocka_unit_test(gmi_05_preformatted_lines_are_verbatim),
        cmocka_unit_test(gmi_06_links),
        cmocka_unit_test(gmi_07_headings),
        cmocka_unit_test(gmi_08_lists),
        cmocka_unit_test(gmi_09_quotes),
        cmocka_unit_test(gmi_10_lines_are_not_joined_and_blank_lines_stay),
        cmocka_unit_test(gmi_11_escaped_text_stays_text),
        cmocka_unit_test(gmi_12_a_bom_is_ignored),
        cmocka_unit_test(gmi_13_lines_of_other_formats_are_text),
        cmocka_unit_test(other_line_separators_are_blanks),
        cmocka_unit_test(a_line_of_a_mebibyte),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

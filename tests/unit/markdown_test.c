/* markdown: every construct becomes the tree that it means, with nothing lost (MD-03 to MD-09). */
#include "unit.h"

#include "dump.h"

#include <stdlib.h>

typedef struct Page {
    Buf text;
    Document doc;
    Diag diag;
    Buf out;
} Page;

static void parse(Page *page, const char *markdown) {
    *page = (Page){0};
    utf8_clean(str_of(markdown), &page->text);
    document_init(&page->doc);
    markdown_parse(buf_str(&page->text), 1, &page->doc, &page->diag);
}

static void finish(Page *page) {
    document_free(&page->doc);
    diag_free(&page->diag);
    buf_free(&page->text);
    buf_free(&page->out);
}

static void assert_tree(const char *markdown, const char *expected) {
    Page page;
    parse(&page, markdown);
    dump_tree(&page.doc, false, &page.out);
    buf_add_char(&page.out, 0);
    assert_string_equal(page.out.p, expected);
    assert_int_equal(page.diag.count, 0);
    finish(&page);
}

static void assert_links(const char *markdown, const char *expected) {
    Page page;
    parse(&page, markdown);
    dump_links(&page.doc, &page.out);
    buf_add_char(&page.out, 0);
    assert_string_equal(page.out.p, expected);
    finish(&page);
}

static void headings_paragraphs_and_breaks(void **state) {
    (void)state;
    assert_tree("# One\n\nSix\n---\n\n###### Deep ###\n", "H1 One\nH2 Six\nH6 Deep\n");
    assert_tree("one\ntwo  \nthree\\\nfour", "P one/two//three//four\n");
    assert_tree("#\tTab\n\n#\n", "H1 Tab\n");
    assert_tree("a\n\n***\n\nb", "P a\nHR\nP b\n");
    assert_tree("", "");
    assert_tree("\n \n\t\n", "");
}

static void emphasis_and_strike(void **state) {
    (void)state;
    assert_tree("*a* **b** ***c*** _d_ __e__ f_g_h", "P *a* **b** ***c*** *d* **e** f_g_h\n");
    assert_tree("~~gone~~ H~2~O about ~5", "P ~~gone~~ H~2~O about ~5\n");
    assert_tree("*a\n\nb*", "P *a\nP b*\n");
}

static void spans_left_open_are_closed_MD_03(void **state) {
    (void)state;
    Page page;
    parse(&page, "_[](_$)*\n\n~~a");
    unsigned marks = 0;
    for (uint32_t i = 0; i < page.doc.run_count; i++)
        marks += page.doc.runs[i].kind == RUN_EMPHASIS;
    assert_int_equal(marks % 2, 0);
    assert_int_equal(page.doc.depth, 0);
    finish(&page);
}

static void lists_tight_loose_and_nested(void **state) {
    (void)state;
    assert_tree("- a\n- b\n  - c\n- d",
                "UL\n  LI\n    P a\n  LI\n    P b\n    UL\n      LI\n        P c\n  LI\n    P d\n");
    assert_tree("3. a\n\n   more\n4. b", "OL3 loose\n  LI\n    P a\n    P more\n  LI\n    P b\n");
    assert_tree("- [ ] open\n- [x] done\n- [X] done",
                "UL\n  LI( )\n    P open\n  LI(x)\n    P done\n  LI(x)\n    P done\n");
    assert_tree("- a\n\n  > q\n\n  ```\n  c\n  ```\n",
                "UL loose\n  LI\n    P a\n    QUOTE\n      P q\n    CODE c\n");
    assert_tree("-\n- b", "UL\n  LI\n  LI\n    P b\n");
    assert_tree("- # h\n- ***\n", "UL\n  LI\n    H1 h\n  LI\n    HR\n");
    assert_tree("- *a*\n- `b`\n- [c](d)", "UL\n  LI\n    P *a*\n  LI\n    P `b`\n  LI\n    P [0:c]\n");
}

static void quotes_and_their_labels(void **state) {
    (void)state;
    assert_tree("> a\n> b\n>\n> c\n\nd", "QUOTE\n  P a/b\n  P c\nP d\n");
    assert_tree("> > a\n> b", "QUOTE\n  QUOTE\n    P a/b\n");
    assert_tree("> [!NOTE]\n> text", "QUOTE <Note>\n  P text\n");
    assert_tree("> [!caution]\n>\n> text", "QUOTE <Caution>\n  P text\n");
    assert_tree("> [!TIP] with a title\n> text", "QUOTE <Tip>\n  P with a title/text\n");
    assert_tree("> text\n> [!NOTE]", "QUOTE\n  P text/[!NOTE]\n");
    assert_tree("[!NOTE]\n", "P [!NOTE]\n");
    assert_tree("> [!NOT E]\n", "QUOTE\n  P [!NOT E]\n");
    assert_tree("> # h\n> [!NOTE]\n", "QUOTE\n  H1 h\n  P [!NOTE]\n");
}

static void code_blocks_are_verbatim(void **state) {
    (void)state;
    assert_tree("```c\nint x;\n\n  y\n```", "CODE <c> int x;\\n\\n  y\n");
    assert_tree("~~~ python {.x}\na\n~~~", "CODE <python> a\n");
    assert_tree("```js,foo\na\n```\n\n```{r}\nb\n```", "CODE <js> a\nCODE b\n");
    assert_tree("```\n\na\n\n\n```", "CODE \\na\\n\\n\\n\n");
    assert_tree("```\nunclosed", "CODE unclosed\n");
    assert_tree("    a\n\n      b\n\nc", "CODE a\\n\\n  b\nP c\n");
    assert_tree("```\n# *no* <b> &amp; [a](b)\n```", "CODE # *no* <b> &amp; [a](b)\n");
    assert_tree("```\n```\n\n    \n", "");
    assert_tree("```a&amp;b\\*c\nx\n```", "CODE <a&b*c> x\n");
}

static void tabs_of_code_lines_stay_tabs_MD_07(void **state) {
    (void)state;
    assert_tree("```\n\ta\n\t\tb\n \tc\n```", "CODE \\ta\\n\\t\\tb\\n \\tc\n");
    assert_tree("\ta\n\t\tb\n", "CODE a\\n\\tb\n");
    assert_tree("- ```\n  \ta\n  ```", "UL\n  LI\n    CODE \\ta\n");
    assert_tree("> ```\n> \ta\n> ```", "QUOTE\n  CODE \\ta\n");
    assert_tree("-\ta\n\n\t\t  b\n", "UL loose\n  LI\n    P a\n    CODE   b\n");
    assert_tree("  ```\n\ta\n  ```", "CODE   a\n");
    assert_tree("```\na\tb\t\n```", "CODE a\\tb\\t\n");
}

static void a_code_block_is_mostly_one_run(void **state) {
    (void)state;
    Page page;
    parse(&page, "```\na\n\n\tb\n  c\n```\n");
    assert_int_equal(page.doc.run_count, 1);
    finish(&page);
}

static void code_spans_keep_their_backticks(void **state) {
    (void)state;
    assert_tree("a `b` ``c`d`` e", "P a `b` ``c`d`` e\n");
    assert_tree("`` `a` ``", "P `` `a` ``\n");
    assert_tree("`a\nb` ` c `", "P `a b` `c`\n");
    assert_tree("`&amp; \\* *x*`", "P `&amp; \\* *x*`\n");
    assert_tree("> `a\n> b`", "QUOTE\n  P `a b`\n");
}

static void entities_and_escapes_are_decoded(void **state) {
    (void)state;
    assert_tree("AT&amp;T &copy; &#65;&#x42; &nosuch; &amp", "P AT&T \u00A9 AB &nosuch; &amp\n");
    assert_tree("\\*a\\* \\\\ \\a &lt;b&gt;", "P *a* \\ \\a <b>\n");
    assert_tree("&#0;&#xD800;&#1; &#150;", "P \uFFFD\uFFFD \u2013\n");
    assert_tree("&NotEqualTilde; &DoubleLongLeftRightArrow;", "P \u2242\u0338 \u27FA\n");
    assert_tree("a&#10;b&#9;c", "P a b c\n");
}

static void links_in_all_forms(void **state) {
    (void)state;
    assert_tree("a [b *c*](d \"t\") e", "P a [0:b *c*] e\n");
    assert_links("a [b *c*](d \"t\") e", "b c -> d @1\n");
    assert_links("[a][r] [r] [r][]\n\n[r]: /u 'title'", "a -> /u @1\nr -> /u @1\nr -> /u @1\n");
    assert_links("[a](</x y> 't') [b](c\\_d&amp;e) [f]()", "a -> /x y @1\nb -> c_d&e @1\nf ->  @1\n");
    assert_links("[](x)", " -> x @1\n");
    assert_tree("[](x) y", "P [0:]y\n");
    assert_links("[a~b](http://x/~u_v_)", "a~b -> http://x/~u_v_ @1\n");
    assert_links("[a](http://x/~u_v_&amp;c)", "a -> http://x/~u_v_&c @1\n");
}

static void a_link_that_shows_its_url_is_bare(void **state) {
    (void)state;
    assert_links("[http://a/b](http://a/b) [c.md](c.md)", "http://a/b => http://a/b @1\nc.md -> c.md @1\n");
}

static void autolinks_show_what_they_lead_to_LNK_08(void **state) {
    (void)state;
    assert_tree("<https://a.b/?x&amp;y> <m@b.cd>", "P [0:https://a.b/?x&y] [1:m@b.cd]\n");
    assert_links("<https://a.b/?x&amp;y> <m@b.cd> <mailto:m@b.cd>",
                 "https://a.b/?x&y => https://a.b/?x&y @1\nm@b.cd => mailto:m@b.cd @1\n"
                 "mailto:m@b.cd => mailto:m@b.cd @1\n");
}

static void bare_urls_are_links_LNK_08(void **state) {
    (void)state;
    assert_tree("see gemini://a/~x and gemini://b/~y.", "P see [0:gemini://a/~x] and [1:gemini://b/~y].\n");
    assert_tree("**http://a/b_c_d**", "P **[0:http://a/b_c_d]**\n");
    assert_links("www.a.b m@b.cd http://x/*y*z", "www.a.b => http://www.a.b @1\nm@b.cd => mailto:m@b.cd @1\n"
                                                 "http://x/*y*z => http://x/*y*z @1\n");
    assert_tree("`http://a` [http://b](c)\n\n    http://d\n", "P `http://a` [0:http://b]\nCODE http://d\n");
    assert_tree("a\nhttp://b\nc", "P a/[0:http://b]/c\n");
}

static void a_url_in_pieces_is_one(void **state) {
    (void)state;
    assert_links("http://a/x\\_y?a=1&amp;b=2 foo\\_bar@b.cd",
                 "http://a/x_y?a=1&b=2 => http://a/x_y?a=1&b=2 @1\n"
                 "foo_bar@b.cd => mailto:foo_bar@b.cd @1\n");
}

static void images_alone_inline_and_linked_LNK_07(void **state) {
    (void)state;
    assert_tree("![alt *x*](a.png) and ![](b.png \"title\")", "P {0} and {1}\n");
    assert_links("![alt *x*](a.png) and ![](b.png \"title\") ![](c.png)",
                 "alt x !> a.png @1\ntitle !> b.png @1\n !> c.png @1\n");
    assert_links("[![alt](i.png)](to)", "alt -> to @1\nalt !> i.png @1\n");
    assert_links("![a [b](c) `d` ![e](f)](g)", "a b d e !> g @1\n");
    assert_links("![a\nb &amp; c\\*](d)", "a b & c* !> d @2\n");
}

static void tables(void **state) {
    (void)state;
    assert_tree("| a | *b* |\n|:--|--:|\n| 1 | `x|y` |\n| [l](m) | |",
                "TABLE\n  TR1\n    TD a\n    TD2 *b*\n  TR\n    TD 1\n    TD2 `x|y`\n  TR\n    TD [0:l]\n");
    assert_tree("a|b\n---|:---:\n1|2|3\n", "TABLE\n  TR1\n    TD a\n    TD1 b\n  TR\n    TD 1\n    TD1 2\n");
    assert_tree("| a \\| b |\n|---|\n", "TABLE\n  TR1\n    TD a | b\n");
    assert_tree("| | |\n|---|---|\n| a | b |\n", "TABLE\n  TR1\n    TD\n    TD\n  TR\n    TD a\n    TD b\n");
    assert_tree("- | a |\n  |---|\n  | b |\n",
                "UL\n  LI\n    TABLE\n      TR1\n        TD a\n      TR\n        TD b\n");
}

static void an_empty_cell_keeps_its_place_MD_04(void **state) {
    (void)state;
    assert_tree("|a|b|c|\n|---|---|--:|\n|1||3|\n||2||\n|||3|\n",
                "TABLE\n  TR1\n    TD a\n    TD b\n    TD2 c\n  TR\n    TD 1\n    TD\n    TD2 3\n  TR\n    "
                "TD\n    TD 2\n"
                "  TR\n    TD\n    TD\n    TD2 3\n");
    assert_tree("|a||c|\n|:-:|---|--:|\n|1|2|3|\n",
                "TABLE\n  TR1\n    TD1 a\n    TD\n    TD2 c\n  TR\n    TD1 1\n    TD 2\n    TD2 3\n");
    assert_tree("|a|b|\n|---|---|\n|1||3|\n", "TABLE\n  TR1\n    TD a\n    TD b\n  TR\n    TD 1\n    TD 3\n");
    assert_tree("|a|b|c|\n|---|---|---|\n|**1**||*3*|\n",
                "TABLE\n  TR1\n    TD a\n    TD b\n    TD c\n  TR\n    TD **1**\n    TD\n    TD *3*\n");
}

static void narrow_delimiter_rows_make_tables_MD_04(void **state) {
    (void)state;
    assert_tree("|a|b|\n|-|-|\n|1|2|\n", "TABLE\n  TR1\n    TD a\n    TD b\n  TR\n    TD 1\n    TD 2\n");
    assert_tree("a | b\n-|:-\n1 | 2\n", "TABLE\n  TR1\n    TD a\n    TD b\n  TR\n    TD 1\n    TD 2\n");
    assert_tree("> |a|\n> |--|\n> |1|\n", "QUOTE\n  TABLE\n    TR1\n      TD a\n    TR\n      TD 1\n");
    assert_tree("|a|b|\n|:-:|-:|\n\nx\n\n|c|\n|-|\n",
                "TABLE\n  TR1\n    TD1 a\n    TD2 b\nP x\nTABLE\n  TR1\n    TD c\n");
    assert_tree("```\n|a|b|\n|-|-|\n```\n", "CODE |a|b|\\n|-|-|\n");
    assert_tree("|a|b|\n|-|\n", "P |a|b|/|-|\n");
    assert_tree("a\n-|-\n", "P a/-|-\n");
}

static void a_header_wider_than_its_delimiters_loses_nothing_MD_04(void **state) {
    (void)state;
    assert_tree("| a | b | c |\n|---|---|\n| 1 | 2 | 3 |\n",
                "TABLE\n  TR1\n    TD a\n    TD b\n    TD c\n  TR\n    TD 1\n    TD 2\n    TD 3\n");
}

static void paragraphs_of_nothing_are_dropped(void **state) {
    (void)state;
    assert_tree("a\n\n&nbsp;\n\n\u00A0 \u00A0\n\n<!-- c -->\n\nb", "P a\nP b\n");
    assert_tree("> &nbsp;\n", "QUOTE\n");
}

static void blocks_and_links_know_their_lines_MD_06(void **state) {
    (void)state;
    Page page;
    parse(&page,
          "# a\n\n[b](c)\n[d](e)\n\n- f\n\n  g http://h\n\n> i\n\n| j |\n|---|\n| k |\n\n```\nl\n```\n");
    dump_tree(&page.doc, true, &page.out);
    buf_add_char(&page.out, 0);
    assert_string_equal(
        page.out.p, "H1 @1 a\nP @3 [0:b]/[1:d]\nUL loose @6\n  LI @6\n    P @6 f\n    P @8 g [2:http://h]\n"
                    "QUOTE @10\n  P @10 i\nTABLE @12\n  TR1 @12\n    TD @12 j\n  TR @14\n    TD @14 k\n"
                    "CODE @17 l\n");
    buf_clear(&page.out);
    dump_links(&page.doc, &page.out);
    buf_add_char(&page.out, 0);
    assert_string_equal(page.out.p, "b -> c @3\nd -> e @4\nhttp://h => http://h @8\n");
    finish(&page);
}

static void lines_are_those_of_the_authors_file(void **state) {
    (void)state;
    Document doc;
    Diag diag = {0};
    document_init(&doc);
    markdown_parse(STR("a\n\n![](b)\n"), 11, &doc, &diag);
    assert_int_equal(doc.blocks[0].line, 11);
    assert_int_equal(doc.blocks[1].line, 13);
    assert_int_equal(doc.links[0].line, 13);
    document_free(&doc);
    /* The target of a reference stands elsewhere. */
    document_init(&doc);
    markdown_parse(STR("![][r]\n\n![]( <b> )\n\n[](c)\n\n[r]: d\n\ne\n"), 11, &doc, &diag);
    assert_int_equal(doc.links[1].line, 13);
    assert_int_equal(doc.links[2].line, 15);
    assert_int_equal(doc.blocks[doc.block_count - 1].line, 19);
    document_free(&doc);
    diag_free(&diag);
}

static void text_is_borrowed_from_the_source_MD_05(void **state) {
    (void)state;
    Page page;
    parse(&page, "Some *words* of\na paragraph.\n");
    const char *start = page.text.p, *end = start + page.text.len;
    for (uint32_t i = 0; i < page.doc.run_count; i++) {
        const Run *run = &page.doc.runs[i];
        if (run->kind == RUN_TEXT) assert_true(run->text.p >= start && run->text.p + run->text.len <= end);
    }
    finish(&page);
}

static void parsing_appends_to_what_is_there(void **state) {
    (void)state;
    Document doc;
    Diag diag = {0};
    Buf out = {0};
    document_init(&doc);
    document_open(&doc, BLOCK_QUOTE, 0);
    markdown_parse(STR("a"), 1, &doc, &diag);
    markdown_parse(STR("|b|\n|-|\n"), 1, &doc, &diag);
    document_close(&doc);
    dump_tree(&doc, false, &out);
    buf_add_char(&out, 0);
    assert_string_equal(out.p, "QUOTE\n  P a\n  TABLE\n    TR1\n      TD b\n");
    buf_free(&out);
    document_free(&doc);
    diag_free(&diag);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(headings_paragraphs_and_breaks),
        cmocka_unit_test(emphasis_and_strike),
        cmocka_unit_test(spans_left_open_are_closed_MD_03),
        cmocka_unit_test(lists_tight_loose_and_nested),
        cmocka_unit_test(quotes_and_their_labels),
        cmocka_unit_test(code_blocks_are_verbatim),
        cmocka_unit_test(tabs_of_code_lines_stay_tabs_MD_07),
        cmocka_unit_test(a_code_block_is_mostly_one_run),
        cmocka_unit_test(code_spans_keep_their_backticks),
        cmocka_unit_test(entities_and_escapes_are_decoded),
        cmocka_unit_test(links_in_all_forms),
        cmocka_unit_test(a_link_that_shows_its_url_is_bare),
        cmocka_unit_test(autolinks_show_what_they_lead_to_LNK_08),
        cmocka_unit_test(bare_urls_are_links_LNK_08),
        cmocka_unit_test(a_url_in_pieces_is_one),
        cmocka_unit_test(images_alone_inline_and_linked_LNK_07),
        cmocka_unit_test(tables),
        cmocka_unit_test(an_empty_cell_keeps_its_place_MD_04),
        cmocka_unit_test(narrow_delimiter_rows_make_tables_MD_04),
        cmocka_unit_test(a_header_wider_than_its_delimiters_loses_nothing_MD_04),
        cmocka_unit_test(paragraphs_of_nothing_are_dropped),
        cmocka_unit_test(blocks_and_links_know_their_lines_MD_06),
        cmocka_unit_test(lines_are_those_of_the_authors_file),
        cmocka_unit_test(text_is_borrowed_from_the_source_MD_05),
        cmocka_unit_test(parsing_appends_to_what_is_there),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

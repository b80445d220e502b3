/* What md4c does not know: footnotes, definitions, math, attributes (MD-08, MD-10; CONVERSION.md, section 4).
 */
#include "unit.h"

#include "dump.h"

#include <stdio.h>
#include <stdlib.h>

/* Tree, links and findings of a page; with `lines`, the line of each block. */
static void read_page(const char *markdown, bool lines, Buf *out) {
    Buf text = {0};
    Document doc;
    Diag diag = {0};
    utf8_clean(str_of(markdown), &text);
    document_init(&doc);
    diag_file(&diag, STR("p"));
    markdown_parse(buf_str(&text), 1, &doc, &diag);
    dump_tree(&doc, lines, out);
    if (lines) dump_links(&doc, out);
    diag_sort(&diag);
    diag_print(&diag, out);
    buf_add_char(out, 0);
    document_free(&doc);
    diag_free(&diag);
    buf_free(&text);
}

static void assert_tree(const char *markdown, const char *expected) {
    Buf out = {0};
    read_page(markdown, false, &out);
    assert_string_equal(out.p, expected);
    buf_free(&out);
}

static void assert_lines(const char *markdown, const char *expected) {
    Buf out = {0};
    read_page(markdown, true, &out);
    assert_string_equal(out.p, expected);
    buf_free(&out);
}

static void notes_are_numbered_in_order_of_use(void **state) {
    (void)state;
    assert_tree("a[^y] b[^x] c[^y]\n\n[^x]: X\n[^y]: Y\n",
                "P a[1] b[2] c[1]\nNOTES\n  LI\n    P Y\n  LI\n    P X\n");
    assert_tree("[^a]: before\n\nuse[^A]", "P use[1]\nNOTES\n  LI\n    P before\n");
    assert_tree("a[^1]\n\n[^1]: one[^2]\n[^2]: two[^1]\n",
                "P a[1]\nNOTES\n  LI\n    P one[2]\n  LI\n    P two[1]\n");
    assert_tree("a[^1][^2].\n\n[^1]: one\n[^2]: two\n",
                "P a[1][2].\nNOTES\n  LI\n    P one\n  LI\n    P two\n");
}

/* Nothing is lost when reference and definition do not find each other. */
static void lonely_notes_keep_their_words(void **state) {
    (void)state;
    assert_tree("a[^x] b[^x](c) `[^x]` \\[^x]\n", "P a[^x] b[0:^x] `[^x]` [^x]\n");
    assert_tree("a[^1]\n\n[^0]: unused\n\n[^1]: used\n\n[^1]: again\n",
                "P a[1]\nNOTES\n  LI\n    P used\n  LI\n    P unused\n  LI\n    P again\n"
                "p:3: nothing refers to the note [^0]; it stands behind the others\n"
                "p:7: nothing refers to the note [^1]; it stands behind the others\n"
                "p:7: the note [^1] stands here a second time; the first one counts\n");
    assert_tree("```\n[^1]: code\n```\n\n    [^1]: code\n", "CODE [^1]: code\nCODE [^1]: code\n");
    assert_tree("x[^1]\n\n[^1]:\n", "P x[1]\nNOTES\n  LI\n");
    assert_tree("[^1]:x\n\n[^a b] [^]\n",
                "P [^a b] [^]\nNOTES\n  LI\n    P x\n"
                "p:1: nothing refers to the note [^1]; it stands behind the others\n");
}

static void notes_hold_blocks(void **state) {
    (void)state;
    assert_tree("a[^1]\n\n[^1]: one\n    more\nlazy\n\n    two\n\n\tthree\n\nnot four\n",
                "P a[1]\nP not four\nNOTES\n  LI\n    P one/more/lazy\n    P two\n    P three\n");
    assert_tree("a[^1]\n\n[^1]:\n    - x\n    - y\n\n        z\n\n    > q\n",
                "P a[1]\nNOTES\n  LI\n    UL loose\n      LI\n        P x\n      LI\n        P y\n"
                "        P z\n    QUOTE\n      P q\n");
    assert_tree("a[^1]\n\n[^1]: t\n\n    ```c\n    [^2]: x\n    ```\n",
                "P a[1]\nNOTES\n  LI\n    P t\n    CODE <c> [^2]: x\n");
    assert_tree("a[^1]\n\n[^1]: ---\n", "P a[1]\nNOTES\n  LI\n    HR\n");
    assert_tree("a[^1]\n\n[^1]: x\n# H\n", "P a[1]\nH1 H\nNOTES\n  LI\n    P x\n");
}

static void notes_stand_in_quotes_lists_and_tables(void **state) {
    (void)state;
    assert_tree("> a[^1]\n>\n> [^1]: in\n> lazy\n>\n>     par\n>\n> b\n",
                "QUOTE\n  P a[1]\n  P b\nNOTES\n  LI\n    P in/lazy\n    P par\n");
    assert_tree("- a[^1]\n- b\n\n[^1]: x\n", "UL\n  LI\n    P a[1]\n  LI\n    P b\nNOTES\n  LI\n    P x\n");
    assert_tree("# H[^1]\n\n|a[^2]|\n|-|\n|*b[^1]*|\n\n[l[^1] m](u)\n\n[^1]: x\n[^2]: y\n",
                "H1 H[1]\nTABLE\n  TR1\n    TD a[2]\n  TR\n    TD *b[1]*\nP [0:l[1] m]\n"
                "NOTES\n  LI\n    P x\n  LI\n    P y\n");
}

static void notes_in_the_sentence(void **state) {
    (void)state;
    assert_tree(
        "a^[one *two*] b^[x] `^[c d]` ^[e\nf] \\^[g h] ^[open end\n",
        "P a[1] b^[x] `^[c d]` [2] ^[g h] ^[open end\nNOTES\n  LI\n    P one *two*\n  LI\n    P e f\n");
    assert_tree("> ^[a\n> b [c](d)]\n", "QUOTE\n  P [1]\nNOTES\n  LI\n    P a b [0:c]\n");
}

static void notes_lead_to_notes(void **state) {
    (void)state;
    assert_tree("a[^5]\n\n[^1]: one\n[^2]: two[^1]\n[^3]: three[^2]\n[^4]: four[^3]\n[^5]: five[^4]\n",
                "P a[1]\nNOTES\n  LI\n    P five[2]\n  LI\n    P four[3]\n  LI\n    P three[4]\n"
                "  LI\n    P two[5]\n  LI\n    P one\n");
    assert_tree("a^[b ^[c ^[d `^[e f]`]]]\n",
                "P a[1]\nNOTES\n  LI\n    P b [2]\n  LI\n    P c [3]\n  LI\n    P d `^[e f]`\n");
    /* A table that has to be mended is read twice; its notes count once. */
    assert_tree("a[^1]\n\n[^1]: |x^[y z]|\n    |-|\n    |w|\n",
                "P a[1]\nNOTES\n  LI\n    TABLE\n      TR1\n        TD x[2]\n      TR\n        TD w\n"
                "  LI\n    P y z\n");
}

/* Each generation reads the page's link definitions again. */
static void generations_of_notes_have_a_limit(void **state) {
    (void)state;
    Buf page = {0}, out = {0};
    buf_add(&page, STR("[^0]\n\n"));
    for (unsigned i = 2000; i > 0; i--)
        buf_add_format(&page, "[^%u]: from %u[^%u]\n", i - 1, i - 1, i);
    buf_add(&page, STR("[^2000]: end ^[of all]\n"));
    buf_add_char(&page, 0);
    read_page(page.p, false, &out);
    Str drawn = buf_str(&out);
    for (unsigned i = 0; i < 2000; i++) {
        char words[32];
        snprintf(words, sizeof words, "P from %u[", i);
        size_t at = str_search(drawn, str_of(words));
        assert_true(at != STR_NONE);
        assert_true(str_search(str_skip(drawn, at + 1), str_of(words)) == STR_NONE);
    }
    assert_true(str_search(drawn, STR("P end ^[of all]\n")) != STR_NONE);
    assert_true(
        str_search(drawn, STR("notes lead to notes too often; the rest stand in the order of the page\n")) !=
        STR_NONE);
    buf_free(&page);
    buf_free(&out);
}

/* MD-06: also behind notes, and within them. */
static void lines_are_those_of_the_file(void **state) {
    (void)state;
    assert_lines("a[^2]\n\n[^1]: one\n\n    two [l][r]\n\n# H\n\n[^2]: three\nfour[^1]\n\nend\n\n[r]: u\n",
                 "P @1 a[1]\nH1 @7 H\nP @12 end\nNOTES @13\n  LI @9\n    P @9 three/four[2]\n  LI @3\n"
                 "    P @3 one\n    P @5 two [0:l]\nl -> u @5\n");
    assert_lines("t\n: a\n\n  b\n\nc\n", "DT @1 t\nDD @2\n  P @2 a\n  P @4 b\nP @6 c\n");
    assert_lines("a\n\n$$\nx\n$$\n\nb\n{: .c}\n\nd\n", "P @1 a\nMATH @3 x\nP @7 b\nP @10 d\n");
}

static void definitions_follow_their_terms(void **state) {
    (void)state;
    assert_tree("T\n: a\n: b\n\nU\nV\n: c\n", "DT T\nDD\n  P a\nDD\n  P b\nDT U\nDT V\nDD\n  P c\n");
    assert_tree("T\n\n: a\n\n    p\n\n: b\n", "DT T\nDD\n  P a\n  P p\nDD\n  P b\n");
    assert_tree("**T** `x`\n:   - l\n    - m\n\n- n\n",
                "DT **T** `x`\nDD\n  UL\n    LI\n      P l\n    LI\n      P m\nUL\n  LI\n    P n\n");
    assert_tree("- T\n  : a\n- b\n", "UL\n  LI\n    DT T\n    DD\n      P a\n  LI\n    P b\n");
    assert_tree("> T\n> : a\n", "QUOTE\n  DT T\n  DD\n    P a\n");
    assert_tree("T\n: [x] a\n\nb[^1]\n\n[^1]: [ ] T\n    : c\n",
                "DT T\nDD(x)\n  P a\nP b[1]\nNOTES\n  LI( )\n    DT T\n    DD\n      P c\n");
    assert_tree("T\n: U\n  : a\n", "DT T\nDD\n  DT U\n  DD\n    P a\n");
}

static void other_colons_are_text(void **state) {
    (void)state;
    assert_tree(": a\n", "P : a\n");
    assert_tree("T\n:a\n", "P T/:a\n");
    assert_tree("T\n: )\n", "P T/: )\n");
    assert_tree("T\n\n\n: a\n", "P T\nP : a\n");
    assert_tree("# T\n: a\n", "H1 T\nP : a\n");
    assert_tree("T\n    : a\n", "P T/: a\n");
    assert_tree("a\nb\n\n: c\n", "P a/b\nP : c\n");
    assert_tree("|a|\n|-|\n: b\n", "TABLE\n  TR1\n    TD a\n  TR\n    TD : b\n");
    assert_tree("```\nT\n: a\n```\n", "CODE T\\n: a\n");
    assert_tree("a\nb\nc\nd\ne\nf\n: g\n", "P a/b/c/d/e/f/: g\n");
}

static void math_keeps_its_source(void **state) {
    (void)state;
    assert_tree("$a_1*b*_2$ *e* $\\{x\\}\\\\ &lt; <b$", "P $a_1*b*_2$ *e* $\\{x\\}\\\\ &lt; <b$\n");
    assert_tree("$5 [a](b) and $6", "P $5 [0:a] and $6\n");
    assert_tree("$5*a*6$7 x$", "P $5*a*6$7 x$\n");
    assert_tree("\\$a *b* c$ $ *d* $", "P $a *b* c$ $ *d* $\n");
    assert_tree("`$a` *b* `c$`", "P `$a` *b* `c$`\n");
    assert_tree("$a\n\n*b*$", "P $a\nP *b*$\n");
    assert_tree("x $$a_1*b*$$ y", "P x $$a_1*b*$$ y\n");
    assert_tree("> $a\n> *b*$", "QUOTE\n  P $a/*b*$\n");
}

static void display_math_is_a_block(void **state) {
    (void)state;
    assert_tree("$$\na\n- b\n  + c\n\\\\\n$$\n", "MATH a\\n- b\\n  + c\\n\\\\\n");
    assert_tree("$$ a $$\n", "MATH a\n");
    assert_tree("t\n$$a\nb$$\nu\n", "P t\nMATH a\\nb\nP u\n");
    assert_tree("> $$\n> a\n> $$\n\n- x\n  $$\n  b\n  $$\n",
                "QUOTE\n  MATH a\nUL\n  LI\n    P x\n    MATH b\n");
    assert_tree("$$\na\n\nb\n$$\n", "MATH a\\n\\nb\n");
    assert_tree("```\n$$\na\n$$\n```\n", "CODE $$\\na\\n$$\n");
    assert_tree("$$\n", "P $$\n");
}

static void display_math_holds_blank_lines(void **state) {
    (void)state;
    assert_tree("$$\n\na\n\n\n    b\n\n$$\nu\n", "MATH a\\n\\n\\n    b\nP u\n");
    assert_tree("- $$\n  a\n\n      b\n  $$\n- c\n",
                "UL loose\n  LI\n    MATH a\\n\\n    b\n  LI\n    P c\n");
    assert_tree("> $$ a = b\n>\n>\tc $$\n", "QUOTE\n  MATH a = b\\n\\n  c\n");
    assert_tree("x[^1]\n\n[^1]: y\n\n    $$\n    a\n\n    b\n    $$\n",
                "P x[1]\nNOTES\n  LI\n    P y\n    MATH a\\n\\nb\n");
    /* Not closed, in another container, or words: nothing is taken. */
    assert_tree("$$\na\n\nb\n", "P $$/a\nP b\n");
    assert_tree("> $$\n> a\n\nb\n$$\n", "QUOTE\n  P $$/a\nP b/$$\n");
    assert_tree("$$\na\n\n# b\n$$\n", "P $$/a\nH1 b\nP $$\n");
    assert_tree("$$\na\n\nthese are words\n$$\n", "P $$/a\nP these are words/$$\n");
    assert_tree("$$ a\n\nb $$\n", "P $$ a\nP b $$\n");
    assert_tree("$$\n[a](b)\n\n$$\n", "P $$/[0:a]\nP $$\n");
}

static void math_in_brackets_is_a_block(void **state) {
    (void)state;
    assert_tree("\\[ a_1 = b_1 \\]\nt\n", "MATH a_1 = b_1\nP t\n");
    assert_tree("\\\\[\na_1\n\nb_1 \\\\]\n", "MATH a_1\\n\\nb_1\n");
    assert_tree("> \\[\n> a \\\\[2pt]\n> b\n> \\]\n", "QUOTE\n  MATH a \\\\[2pt]\\nb\n");
    assert_tree("\\[a *note*\\]\n", "P [a *note*]\n");
    assert_tree("\\[ a = b \\] t\n", "P [ a = b ] t\n");
    assert_tree("t \\[ a = b \\]\n", "P t [ a = b ]\n");
    assert_tree("\\[embed\\]\n\n\\[\n", "P [embed]\nP [\n");
    assert_tree("\\[\n\n\\[\na\n\\]\n", "P [\nMATH a\n");
    assert_tree("    \\[\n    a\n    \\]\n", "CODE \\[\\na\\n\\]\n");
}

/* kramdown's and Python-Markdown's: where blank lines are missing, HTML ends with its line. */
static void html_asks_for_markdown(void **state) {
    (void)state;
    assert_tree("<div markdown=\"1\">\n# H\n- _a_\n\nb\n</div>\n_c_\n",
                "H1 H\nUL\n  LI\n    P *a*\nP b\nP *c*\n");
    assert_tree("<div markdown>_a_\n_b_</div>\n", "P *a*/*b*\n");
    assert_tree("<details markdown='block'><summary markdown=span>_a_</summary>\n1. b\n</details>\n",
                "P *a*\nOL1\n  LI\n    P b\n");
    assert_tree("<div markdown=\"0\">\n_a_\n</div>\n", "P _a_\n");
    assert_tree("<section markdown=block>\n|a|b|\n|-|-|\n|c|d|\n</section>\n",
                "TABLE\n  TR1\n    TD a\n    TD b\n  TR\n    TD c\n    TD d\n");
    assert_tree("<div>\nwords\n<div markdown=1>\n_a_\n</div>\ny\n</div>\n", "P words\nP *a*\nP y\n");
    assert_tree("<div markdown=1>\n<p>_raw_</p>\n_a_\n<div>\n_raw_\n</div>\n_b_\n",
                "P _raw_\nP *a*\nP _raw_\nP *b*\n");
    assert_tree("> <div markdown=1>\n> _a_\n> </div>\n> _b_\n\n- <div markdown=1>\n  _c_\n  </div>\n",
                "QUOTE\n  P *a*\n  P *b*\nUL\n  LI\n    P *c*\n");
    assert_lines("<div markdown=1>a\n</div>\n\nb[^1]\n\n[^1]: c\n",
                 "P @1 a\nP @4 b[1]\nNOTES @5\n  LI @6\n    P @6 c\n");
    assert_tree("```\n<div markdown=1>\n_a_\n```\n", "CODE <div markdown=1>\\n_a_\n");
}

static void attribute_lists_go(void **state) {
    (void)state;
    assert_tree("a\n{: .b #c d=\"e f\"}\n\n{:.x}\ng\n", "P a\nP g\n");
    assert_tree("# H {#i}\n\n## I ## {.c}\n\nJ {#j k=l}\n===\n", "H1 H\nH2 I\nH1 J\n");
    assert_tree("*a*{: .b} [c](d){:target=\"_e\"} ![f](g){width=5%} `h`{:.i}", "P *a* [0:c] {1} `h`\n");
    assert_tree("* TOC\n{:toc}\n\nb\n", "P b\n");
    assert_tree("- a\n- b\n{:toc}\n", "UL\n  LI\n    P a\n  LI\n    P b\n");
    assert_tree("# H\n1. TOC\n{: toc}\n# I", "H1 H\nH1 I\n");
    assert_tree("*[Update]: words*\n", "P *[Update]: words*\n");
    assert_tree("* a\n{: .b}\n* c\n", "UL\n  LI\n    P a\n  LI\n    P c\n");
    assert_tree("{::comment}\na\n\n- b\n{:/comment}\nc {::comment}d{:/} e\n", "P c e\n");
    assert_tree("*[HTML]: x y\n\n[TOC]\n\na [toc]\n\n[[_TOC_]]\n", "P a [toc]\n");
}

static void other_braces_are_text(void **state) {
    (void)state;
    assert_tree("a {: .b} {#c} {:d => 1}", "P a {: .b} {#c} {:d => 1}\n");
    assert_tree("f(x){y} *a*{b} **c** {: .d}", "P f(x){y} *a*{b} **c** {: .d}\n");
    assert_tree("`{: .a}`\n\n    {: .b}\n\n```\n{: .c}\n# d {#e}\n```\n",
                "P `{: .a}`\nCODE {: .b}\nCODE {: .c}\\n# d {#e}\n");
    assert_tree("# a {b}\n\n# c \\{#d}\n\ne {#f}\n", "H1 a {b}\nH1 c {#d}\nP e {#f}\n");
    assert_tree("(a){.b}\n", "P (a){.b}\n");
    assert_tree("{::comment} never ends\n", "P {::comment} never ends\n");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(notes_are_numbered_in_order_of_use),
        cmocka_unit_test(lonely_notes_keep_their_words),
        cmocka_unit_test(notes_hold_blocks),
        cmocka_unit_test(notes_stand_in_quotes_lists_and_tables),
        cmocka_unit_test(notes_in_the_sentence),
        cmocka_unit_test(notes_lead_to_notes),
        cmocka_unit_test(generations_of_notes_have_a_limit),
        cmocka_unit_test(lines_are_those_of_the_file),
        cmocka_unit_test(definitions_follow_their_terms),
        cmocka_unit_test(other_colons_are_text),
        cmocka_unit_test(math_keeps_its_source),
        cmocka_unit_test(display_math_is_a_block),
        cmocka_unit_test(display_math_holds_blank_lines),
        cmocka_unit_test(math_in_brackets_is_a_block),
        cmocka_unit_test(html_asks_for_markdown),
        cmocka_unit_test(attribute_lists_go),
        cmocka_unit_test(other_braces_are_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* html: raw HTML in markdown leaves its words and links, and none of its tags (MD-11). */
#include "unit.h"

#include "doc/entity.h"
#include "doc/html.h"
#include "doc/html_tag.h"
#include "dump.h"

#include <stdio.h>
#include <stdlib.h>

/* The tree that markdown becomes, and what the author is told. */
static void assert_told(const char *markdown, const char *expected, const char *told) {
    Document doc;
    Diag diag = {0};
    Buf out = {0};
    document_init(&doc);
    diag_file(&diag, STR("page.md"));
    markdown_parse(str_of(markdown), 1, &doc, &diag);
    dump_tree(&doc, false, &out);
    buf_add_char(&out, 0);
    assert_string_equal(out.p, expected);
    buf_clear(&out);
    diag_sort(&diag);
    diag_print(&diag, &out);
    buf_add_char(&out, 0);
    assert_string_equal(out.p, told);
    buf_free(&out);
    diag_free(&diag);
    document_free(&doc);
}

static void assert_tree(const char *markdown, const char *expected) {
    assert_told(markdown, expected, "");
}

static void assert_links(const char *markdown, const char *expected) {
    Document doc;
    Diag diag = {0};
    Buf out = {0};
    document_init(&doc);
    markdown_parse(str_of(markdown), 1, &doc, &diag);
    dump_links(&doc, &out);
    buf_add_char(&out, 0);
    assert_string_equal(out.p, expected);
    buf_free(&out);
    diag_free(&diag);
    document_free(&doc);
}

static void inline_tags_leave_their_text(void **state) {
    (void)state;
    assert_tree("a <span class=\"x\">b</span> <kbd>c</kbd> <u\nid=y>d</u> e", "P a b c d e\n");
    assert_tree("a<br>b<br/>c <BR> d", "P a//b//c //d\n");
    assert_tree("x <!-- c --> y <?php z ?> w <!DOCTYPE q> v", "P x y w v\n");
    assert_tree("<b>a</b> <em>b</em> <del>c</del> <code>d</code>", "P **a** *b* ~~c~~ `d`\n");
    assert_tree("H<sub>2</sub>O", "P H\u2082O\n");
}

static void what_only_looks_like_a_tag_is_text(void **state) {
    (void)state;
    assert_tree("List<T> and <groupId>x</groupId>", "P List<T> and <groupId>x</groupId>\n");
    assert_tree("<div>\nMap<K, V> a < b <T>\n</div>", "P Map<K, V> a < b <T>\n");
    assert_tree("1 < 2 > 0 <3", "P 1 < 2 > 0 <3\n");
}

static void inline_links_and_images(void **state) {
    (void)state;
    assert_links("see <a href=\"b.html?x=1&amp;y\">the *page*</a>", "the page -> b.html?x=1&y @1\n");
    assert_links("<img src='a.png' alt=\"A &lt;cat&gt;\"> <img title=t src=b> <img alt=\"no source\">",
                 "A <cat> !> a.png @1\nt !> b @1\n");
    assert_tree("x <img alt=\"no source\"> y <a name=z>w</a>", "P x no source y w\n");
    assert_links("a <a href=\"x\"><img src=\"y\" alt=\"z\"></a>", "z -> x @1\nz !> y @1\n");
    assert_links("[a <a href=x>b</a> c](d)", "a b c -> d @1\nb -> x @1\n");
    assert_tree("<a href=x>a <a href=y>b", "P [0:a ][1:b]\n");
    assert_links("a <iframe src=\"v\"></iframe>", " -> v @1\n");
}

static void a_block_element_ends_the_paragraph_that_it_is_in(void **state) {
    (void)state;
    assert_tree("a<p>b</p><p>*c", "P a\nP b\nP *c\n");
    assert_tree("a <h2>b</h2> c", "P a\nH2 b\nP c\n");
    assert_tree("<h3>a *b*</h3>", "H3 a *b*\n");
    assert_tree("- a<div>b</div>\n- c", "UL\n  LI\n    P a\n    P b\n  LI\n    P c\n");
    assert_tree("# a<p>b\n\n|a<p>b|\n|---|", "H1 a//b\nTABLE\n  TR1\n    TD a//b\n");
    assert_tree("![a<p>b](c)", "P {0}\n");
}

static void hidden_elements_go_with_their_content(void **state) {
    (void)state;
    assert_tree("a <script>alert('*x*')</script> b", "P a **b\n");
    assert_tree("<script>\nvar a = '<b>';\n\nvar c;\n</script>\n\nb", "P b\n");
    assert_tree("<div><svg><path d='x'/><text>t</text></svg>a</div>", "P a\n");
    assert_tree("<style>\np { }\n</style>\nb", "P b\n");
    assert_told("use <style> for that", "P use for that\n",
                "page.md:1: an HTML element is never closed; what follows it is shown\n");
}

static void html_blocks_become_paragraphs(void **state) {
    (void)state;
    assert_tree("<div class=\"a\">\nHello <b>there</b>,\n  you &copy; &amp; me\n</div>\n\nb",
                "P Hello **there**,/you \u00A9 & me\nP b\n");
    assert_tree("<p>a</p><p>b</p>", "P a\nP b\n");
    assert_tree("<ul>\n<li>a\n<li>b\n</ul>", "UL\n  LI\n    P a\n  LI\n    P b\n");
    assert_tree("<h2 id=x>Title</h2>\n<p>text", "H2 Title\nP text\n");
    assert_tree("<div>a<hr>b</div>", "P a\nHR\nP b\n");
    assert_tree("<!-- a comment\n\nwith <b>blank</b> lines -->\n", "");
    assert_tree("<div>\n</div>\n", "");
    assert_tree("> <div>a\n> b</div>\n\n- <p>c</p>\n", "QUOTE\n  P a/b\nUL\n  LI\n    P c\n");
    assert_tree("<div>a<br>b<br></div>", "P a//b\n");
}

static void markdown_between_html_blocks_is_markdown(void **state) {
    (void)state;
    assert_tree("<div>\n\n*a* [b](c)\n\n</div>", "P *a* [0:b]\n");
    assert_tree("<details><summary>S</summary>\n\n- a\n\n</details>", "P S\nUL\n  LI\n    P a\n");
}

static void pre_keeps_its_lines(void **state) {
    (void)state;
    assert_tree("<pre><code>int x;\n\n  a &lt; <b>b</b>;\n</code></pre>", "CODE int x;\\n\\n  a < b;\n");
    assert_tree("<pre>\na<br>b\n</pre>\nc", "CODE a\\nb\nP c\n");
}

static void links_of_html_blocks(void **state) {
    (void)state;
    assert_links("<div>\n<a href=\"x.html\">words\nof it</a> <a href='y'><img src=z alt=q></a>\n</div>",
                 "words of it -> x.html @2\nq -> y @3\nq !> z @3\n");
    assert_tree("<a href=x><p>a</p><p>b</p></a>", "P [0:a//b]\n");
    assert_tree("<div><a href=x></a></div>", "P [0:]\n");
    assert_links("<video src=\"v.mp4\"></video>", " -> v.mp4 @1\n");
    assert_tree("<div>see http://a.b/c</div>", "P see [0:http://a.b/c]\n");
}

static void nothing_is_lost_of_broken_html(void **state) {
    (void)state;
    assert_tree("<div>\na <b class=\"unclosed\nb", "P a <b class=\"unclosed/b\n");
    assert_tree("<div>a</b></i></a></p>b", "P a\nP b\n");
    assert_tree("<table><tr><td>a<td>b</table>", "TABLE\n  TR\n    TD a\n    TD b\n");
}

static void elements_span_blocks_with_markdown_between(void **state) {
    (void)state;
    assert_tree("<ul>\n<li>a\n\n*b*\n\n- c\n\n</li>\n<li>d\n</ul>\n\ne",
                "UL\n  LI\n    P a\n    P *b*\n    UL\n      LI\n        P c\n  LI\n    P d\nP e\n");
    assert_tree("<blockquote>\n\n# a\n\n> b\n\n</blockquote>\n\nc", "QUOTE\n  H1 a\n  QUOTE\n    P b\nP c\n");
    assert_tree("<table>\n<tr><td>\n\n**a**\n\n</td>\n\n<td>b\n\n</td></tr>\n\n</table>\n\nc",
                "TABLE\n  TR\n    TD **a**\n    TD b\nP c\n");
    assert_tree("<h2>\n\na\n\n</h2>\n\nb", "H2 a\nP b\n");
    assert_tree("<div><pre>\na\n\n*b*\n</pre></div>\n\nc", "CODE a\\n\\n*b*\nP c\n");
    assert_tree("<a href=x>\n\nb\n\n</a>\n\nc", "P [0:b]\nP c\n");
    assert_tree("<div><a href=x>b\n\nc\n\n<a href=y>d</a>", "P [0:b]\nP c\nP [1:d]\n");
}

static void elements_end_with_the_container_of_markdown_around_them(void **state) {
    (void)state;
    assert_tree("> <ul><li>a\n\nb</li></ul>", "QUOTE\n  UL\n    LI\n      P a\nP b\n");
    assert_tree("- <blockquote>a\n\n  b\n- c", "UL\n  LI\n    QUOTE\n      P a\n      P b\n  LI\n    P c\n");
    assert_tree("<ul><li>a\n\n> </li></ul>\n> b\n\nc", "UL\n  LI\n    P a\n    QUOTE\n      P b\n    P c\n");
    assert_tree("# <ul><li>a\n\nb", "H1 - a\nP b\n");
    assert_tree("<ul><li>a", "UL\n  LI\n    P a\n");
}

static void end_tags_that_html_implies(void **state) {
    (void)state;
    assert_tree(
        "<ol start=3><li>a<li>b<ul><li>c</ul><li value=9>d</ol>e",
        "OL3\n  LI\n    P a\n  LI\n    P b\n    UL\n      LI\n        P c\nOL9\n  LI\n    P d\nP e\n");
    assert_tree("<dl><dt>a<dt>b<dd>c<dd>d<p>e</dl>f", "DT a\nDT b\nDD\n  P c\nDD\n  P d\n  P e\nP f\n");
    assert_tree("<table><thead><tr><th>a<th>b<tbody><tr><td>c<td>d</table>e",
                "TABLE\n  TR1\n    TD a\n    TD b\n  TR\n    TD c\n    TD d\nP e\n");
    assert_tree("<h1>a<h2>b</h3>c", "H1 a\nH2 b\nP c\n");
    assert_tree("<div><ul><li>a</div>b", "UL\n  LI\n    P a\nP b\n");
    assert_tree("<li>a<li>b\n\nc", "UL\n  LI\n    P a\n  LI\n    P b\n    P c\n");
    assert_tree("<div></li></td></tr></table></ul></blockquote></h2></pre>a", "P a\n");
}

static void what_a_list_or_table_lacks_is_there(void **state) {
    (void)state;
    assert_tree("<ul>a<li>b</ul>", "UL\n  LI\n    P a\n  LI\n    P b\n");
    assert_tree("<ul><ul><li>a</ul></ul>", "UL\n  LI\n    UL\n      LI\n        P a\n");
    assert_tree("<table>a<td>b</table>", "TABLE\n  TR\n    TD a\n    TD b\n");
    assert_tree("<table>\n\n- a\n\n<td>b</table>", "TABLE\n  TR\n    TD - a\n    TD b\n");
    assert_tree("<table><tr></table>a", "P a\n");
}

static void tables_are_told_anew_when_they_end(void **state) {
    (void)state;
    assert_tree("<table><caption>a<tr><th>b<th>c<tr><td>d<td align=right>e</table>",
                "P a\nTABLE\n  TR1\n    TD b\n    TD c\n  TR\n    TD d\n    TD2 e\n");
    assert_tree("<table><tr><td colspan=3>a<td>b<tr><td rowspan=2>c<td>d<td>e<td>f<tr><td>g</table>",
                "TABLE\n  TR\n    TD a\n    TD\n    TD\n    TD b\n"
                "  TR\n    TD c\n    TD d\n    TD e\n    TD f\n  TR\n    TD\n    TD g\n");
    assert_tree("<table><tr><td>a<p>b<td><ol><li>c<li>d</ol><td><pre>e</pre></table>",
                "TABLE\n  TR\n    TD a//b\n    TD 1. c//2. d\n    TD `e`\n");
    assert_tree("<table><tr><td>a<p>b<tr><td>c</table>", "P a\nP b\nP c\n");
    assert_tree("<table><tr><td><h2>a</h2>b<td>c</table>", "H2 a\nP b\nP c\n");
    assert_tree("<table><tr><td>a<td><table><tr><td>b<td>c</table>d</table>",
                "P a\nTABLE\n  TR\n    TD b\n    TD c\nP d\n");
    assert_tree("|a|\n|-|\n|b <table><tr><td>c<td>d</table>|",
                "TABLE\n  TR1\n    TD a\n  TR\n    TD b //c//d\n");
}

static void code_of_html(void **state) {
    (void)state;
    assert_tree("<pre class=\"a language-c\">a</pre>", "CODE <c> a\n");
    assert_tree("<pre><code data-lang=go>a</code></pre>", "CODE <go> a\n");
    assert_tree("<pre>a</pre>\n<pre>b</pre>\n\n<pre>c</pre>", "CODE a\\nb\nCODE c\n");
    assert_tree("<pre>\n\n a\n</pre>", "CODE \\n a\n");
    assert_tree("x <pre>a\nb</pre> y", "P x\nCODE a\\nb\nP y\n");
    assert_tree("a <code>b  &lt;c</code> <code></code> </code>d", "P a `b  <c` d\n");
    assert_tree("<code>unclosed\n\nb", "P `unclosed`\nP b\n");
    assert_links("<pre>a <a href=b>c</a></pre>", "c -> b @1\n");
}

static void inline_elements(void **state) {
    (void)state;
    assert_tree("x<sup>2</sup> 10<sup>&minus;12</sup> a<sub>(n+1)</sub> 1<sup>st</sup> <sup>1",
                "P x\u00B2 10\u207B\u00B9\u00B2 a\u208D\u2099\u208A\u2081\u208E 1st 1\n");
    assert_tree("<q>a <q>b</q></q> <q>c", "P \u201Ca \u2018b\u2019\u201D \u201Cc\u201D\n");
    assert_tree("<ruby>a<rt>b<rt>c</ruby> <ruby>d<rp>[</rp><rt>e</rt><rp>]</rp></ruby>", "P a(b)(c) d[e]\n");
    assert_tree("<div><del><p>a</p><p>b</p></del></div>", "P ~~a~~\nP ~~b~~\n");
    assert_tree(
        "<ul><li><input type=checkbox checked> a<li><input type=checkbox>b<li>c <input type=checkbox></ul>",
        "UL\n  LI(x)\n    P a\n  LI( )\n    P b\n  LI\n    P c\n");
    assert_tree("- <input type=checkbox> a", "UL\n  LI( )\n    P a\n");
}

static void images_and_embedded_things_become_links(void **state) {
    (void)state;
    assert_links("<img src=\"data:x\" data-src=\"a b.png\" alt=A> <img srcset=\"c.png 2x, d.png\" alt=C>",
                 "A !> a b.png @1\nC !> c.png @1\n");
    assert_links("<picture><source srcset=a><img src=b alt=B></picture>", "B !> b @1\n");
    assert_links("<video><source src=a><source src=b>c <a href=d>e</a></video>", "c e -> a @1\ne -> d @1\n");
    assert_links("<iframe src=a title=\"b c\"></iframe>", "b c -> a @1\n");
    assert_links("<object data=a><embed src=a></object>\n\n<embed src=b>", " -> a @1\n -> b @3\n");
    assert_links("<a href=\"#top\"></a> <a name=x></a> <a href=b></a>", " -> b @1\n");
    assert_tree("<a href=x><img src=i alt=j><h3>a</h3><p>b</p></a>c", "P {1}[0://a//b//]c\n");
    assert_tree("<a href=x><h3>a</h3></a>b", "H3 [0:a]\nP b\n");
}

static void an_element_without_end_hides_nothing(void **state) {
    (void)state;
    static const char told[] = "page.md:1: an HTML element is never closed; what follows it is shown\n";
    static const char comment[] =
        "page.md:1: an HTML comment or instruction is never closed; what follows it is shown\n";
    assert_told("<script>a\n\nb", "P a\nP b\n", told);
    assert_told("<svg>\n\na", "P a\n", told);
    assert_told("a <script> b\n\n</script>", "P a b\n", told);
    assert_told("<!-- a\n\nb", "P a\nP b\n", comment);
    assert_told("<?php a\n\nb", "P php a\nP b\n", comment);
    assert_told("<![CDATA[a", "P a\n", comment);
    assert_tree("<svg>\n\na `b` ![c](d)\n\n</svg>\n\ne", "P e\n");
}

/* What it would take with it stays markdown; a name that only begins like one is text. */
static void what_follows_an_element_without_end_is_markdown(void **state) {
    (void)state;
    static const char element[] = "page.md:1: an HTML element is never closed; what follows it is shown\n";
    static const char comment[] =
        "page.md:1: an HTML comment or instruction is never closed; what follows it is shown\n";
    assert_told("<script>\na\n\n# b\n", "P a\nH1 b\n", element);
    assert_told("> <style x=y>**a**\n\n- <!-- # *b*\n", "QUOTE\n  P **a**\nUL\n  LI\n    P # *b*\n", element);
    assert_told("- <!--\n- # b\n", "UL\n  LI\n  LI\n    H1 b\n", comment);
    assert_tree("<scripture>\n\n# a\n", "P <scripture>\nH1 a\n");
    assert_tree("<script>\n\n# a\n</script>\n# b\n", "H1 b\n");
}

/* MD-11: md4c ends an HTML block at a blank line; code goes on up to its end tag. */
static void blank_lines_within_code_of_html(void **state) {
    (void)state;
    assert_tree("<div><pre>\na\n\n\n    *b*\n[^1]: c\n \n: d\n</pre></div>\n\n# e",
                "CODE a\\n\\n\\n    *b*\\n[^1]: c\\n\\n: d\nH1 e\n");
    assert_tree("- <div><pre>a\n\n      # b\n\n  </pre></div>\n- c",
                "UL\n  LI\n    CODE a\\n\\n    # b\n  LI\n    P c\n");
    assert_tree("<textarea>\n\n# a\n</textarea>\n\n# b", "P # a\nH1 b\n");
    assert_tree("<div><pre>a\n\n# b\n\n<div><pre>c</pre>", "CODE a\nH1 b\nCODE c\n");
}

/* Depth and spans have limits, and the author hears of those. */
static void limits_are_told(void **state) {
    (void)state;
    Buf page = {0};
    for (int i = 0; i < HTML_DEPTH_MAX + 1; i++)
        buf_add(&page, STR("<div>"));
    buf_add(&page, STR("a<ul><li>b</ul></div>c"));
    buf_add_char(&page, 0);
    assert_told(page.p, "P a\nP b\nP c\n",
                "page.md:1: more than 128 HTML elements are open; the tags of deeper ones are left out\n");
    buf_free(&page);
}

static bool part_nothing(void *owner) {
    (void)owner;
    return true;
}

/* Whatever way the pieces come, the tree is the same. A piece never ends between `<` and what tells what it
 * begins, nor in an entity. */
static void pieces_may_end_anywhere(void **state) {
    (void)state;
    static const Str text = STR(
        "<div class=\"a > b\" id='c'>one <b>two</b>\n<a href=\"x\">three</a>\n<ul><li>four\n</ul><!-- five "
        "--><?six ?><![CDATA[seven]]><script>8 < 9</script><pre>\nten\n  eleven</pre>x<sup>2</sup>");
    static const bool leaf = false;
    const HtmlLeaf no_paragraph = {.open = &leaf, .part = part_nothing};
    Buf whole = {0}, split = {0};
    for (size_t at = 0; at <= text.len; at++) {
        Str before = str_head(text, at);
        size_t open = str_rfind(before, '<');
        if (open != STR_NONE && at - open < 9 && str_search(str_skip(before, open), STR(">")) == STR_NONE)
            continue;
        Document doc;
        Prose prose;
        Html html;
        Diag diag = {0};
        AutolinkHints hints = {0};
        Lines lines = lines_start(text, 1);
        document_init(&doc);
        prose_init(&prose, &doc, &lines, &hints);
        html_init(&html, &prose, no_paragraph, &diag);
        html_block_start(&html);
        html_block_text(&html, before);
        html_block_text(&html, str_skip(text, at));
        html_block_end(&html);
        html_end(&html);
        buf_clear(&split);
        dump_tree(&doc, false, &split);
        if (!at) buf_add(&whole, buf_str(&split));
        assert_true(str_eq(buf_str(&whole), buf_str(&split)));
        html_free(&html);
        prose_free(&prose);
        document_free(&doc);
        diag_free(&diag);
    }
    assert_true(str_search(buf_str(&whole), STR("x\u00B2")) != STR_NONE);
    buf_free(&whole);
    buf_free(&split);
}

static void attributes_are_read_in_every_form(void **state) {
    (void)state;
    Buf value = {0};
    Str tag = STR("<a  disabled HREF = 'x &amp; y' title=un-quoted data-x=\"a>b\" empty= />");
    assert_true(str_eq(html_tag_name(tag), STR("a")));
    assert_true(html_tag_attribute(NULL, tag, STR("href"), &value));
    assert_true(str_eq(buf_str(&value), STR("x & y")));
    assert_true(html_tag_attribute(NULL, tag, STR("title"), &value));
    assert_true(str_eq(buf_str(&value), STR("un-quoted")));
    assert_true(html_tag_attribute(NULL, tag, STR("data-x"), &value));
    assert_true(str_eq(buf_str(&value), STR("a>b")));
    assert_true(html_tag_attribute(NULL, tag, STR("disabled"), &value));
    assert_int_equal(value.len, 0);
    assert_false(html_tag_attribute(NULL, tag, STR("ref"), &value));
    assert_false(html_tag_attribute(NULL, STR("<a"), STR("href"), &value));
    assert_true(str_eq(html_tag_name(STR("</h1>")), STR("h1")));
    buf_free(&value);
}

static void elements_are_known_by_name(void **state) {
    (void)state;
    uint8_t id, other;
    assert_int_equal(html_element(STR("a"), &id), ELEMENT_LINK);
    assert_int_equal(html_element(STR("BLOCKQUOTE"), &id), ELEMENT_QUOTE);
    assert_int_equal(html_element(STR("blockquote"), &other), ELEMENT_QUOTE);
    assert_int_equal(id, other);
    assert_int_equal(html_element(STR("td"), &id), ELEMENT_CELL);
    assert_int_equal(html_element(STR("th"), &other), ELEMENT_CELL);
    assert_int_not_equal(id, other);
    assert_int_equal(html_element(STR("xmp"), &id), ELEMENT_PRE);
    assert_int_equal(html_element(STR("wbr"), &id), ELEMENT_INLINE);
    assert_int_equal(html_element(STR("script"), &id), ELEMENT_HIDDEN);
    assert_int_equal(html_element(STR("T"), &id), ELEMENT_NONE);
    assert_int_equal(id, HTML_NO_ELEMENT);
    assert_int_equal(html_element(STR(""), &id), ELEMENT_NONE);
    assert_int_equal(html_element(STR("averylongnameofsomething"), &id), ELEMENT_NONE);
}

static void assert_entity(const char *entity, const char *text) {
    EntityCache cache = {0};
    for (int i = 0; i < 3; i++) {
        char out[8];
        size_t len = 0;
        assert_int_equal(entity_decode(i ? &cache : NULL, str_of(entity), out, &len), strlen(entity));
        assert_true(str_eq((Str){out, len}, str_of(text)));
    }
    entity_cache_free(&cache);
}

static void entities_of_html5_are_known(void **state) {
    (void)state;
    assert_entity("&amp;", "&");
    assert_entity("&AMP;", "&");
    assert_entity("&LT;", "<");
    assert_entity("&QUOT;", "\"");
    assert_entity("&eacute;", "\u00E9");
    assert_entity("&Alpha;", "\u0391");
    assert_entity("&alpha;", "\u03B1");
    assert_entity("&CounterClockwiseContourIntegral;", "\u2233");
    assert_entity("&fjlig;", "fj");
    assert_entity("&NewLine;", " ");
    assert_entity("&#10;", " ");
    assert_entity("&#x2028;", " ");
    assert_entity("&#7;", "");
    assert_entity("&#127881;", "\U0001F389");
    assert_entity("&#X1f389;", "\U0001F389");
    assert_entity("&#146;", "\u2019");
    assert_entity("&#9999999;", "\uFFFD");
}

static void what_is_no_entity_stays(void **state) {
    (void)state;
    static const char *const not [] = {"&",
                                       "&;",
                                       "&a",
                                       "&amp",
                                       "&nonsense;",
                                       "&#;",
                                       "&#x;",
                                       "&#12345678;",
                                       "&#x1234567;",
                                       "& amp;",
                                       "amp;",
                                       "&1a;",
                                       "&averyveryveryverylongnamethatisnone;",
                                       "&a-b;"};
    EntityCache cache = {0};
    for (size_t i = 0; i < sizeof not / sizeof *not ; i++) {
        char out[8];
        size_t len;
        assert_int_equal(entity_decode(&cache, str_of(not [i]), out, &len), 0);
        assert_int_equal(entity_decode(&cache, str_of(not [i]), out, &len), 0);
    }
    entity_cache_free(&cache);
}

/* CONVERSION.md section 7: known names are known to the end, and the page is told of the limit once. */
static void names_of_no_entity_are_looked_up_so_often(void **state) {
    (void)state;
    Lines lines = lines_start(STR("a"), 1);
    Diag diag = {0};
    EntityCache cache = {.diag = &diag, .lines = &lines};
    char out[8];
    size_t len;
    assert_int_equal(entity_decode(&cache, STR("&eacute;"), out, &len), 8);
    for (unsigned i = 0; i < ENTITY_UNKNOWN_MAX; i++) {
        char name[16];
        snprintf(name, sizeof name, "&n%u;", i);
        assert_int_equal(entity_decode(&cache, str_of(name), out, &len), 0);
    }
    assert_int_equal(diag.count, 0);
    for (int i = 0; i < 2; i++)
        assert_int_equal(entity_decode(&cache, STR("&egrave;"), out, &len), 0);
    assert_int_equal(diag.count, 1);
    assert_int_equal(entity_decode(&cache, STR("&eacute;"), out, &len), 8);
    assert_int_equal(entity_decode(&cache, STR("&n0;"), out, &len), 0);
    entity_cache_free(&cache);
    diag_free(&diag);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(inline_tags_leave_their_text),
        cmocka_unit_test(what_only_looks_like_a_tag_is_text),
        cmocka_unit_test(inline_links_and_images),
        cmocka_unit_test(a_block_element_ends_the_paragraph_that_it_is_in),
        cmocka_unit_test(hidden_elements_go_with_their_content),
        cmocka_unit_test(html_blocks_become_paragraphs),
        cmocka_unit_test(markdown_between_html_blocks_is_markdown),
        cmocka_unit_test(pre_keeps_its_lines),
        cmocka_unit_test(links_of_html_blocks),
        cmocka_unit_test(nothing_is_lost_of_broken_html),
        cmocka_unit_test(elements_span_blocks_with_markdown_between),
        cmocka_unit_test(elements_end_with_the_container_of_markdown_around_them),
        cmocka_unit_test(end_tags_that_html_implies),
        cmocka_unit_test(what_a_list_or_table_lacks_is_there),
        cmocka_unit_test(tables_are_told_anew_when_they_end),
        cmocka_unit_test(code_of_html),
        cmocka_unit_test(inline_elements),
        cmocka_unit_test(images_and_embedded_things_become_links),
        cmocka_unit_test(an_element_without_end_hides_nothing),
        cmocka_unit_test(what_follows_an_element_without_end_is_markdown),
        cmocka_unit_test(blank_lines_within_code_of_html),
        cmocka_unit_test(limits_are_told),
        cmocka_unit_test(pieces_may_end_anywhere),
        cmocka_unit_test(attributes_are_read_in_every_form),
        cmocka_unit_test(elements_are_known_by_name),
        cmocka_unit_test(entities_of_html5_are_known),
        cmocka_unit_test(names_of_no_entity_are_looked_up_so_often),
        cmocka_unit_test(what_is_no_entity_stays),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "unit.h"

#include "render_page.h"

#include "base/width.h"
#include "render/gopherview.h"

/* --- lines -------------------------------------------------------------------------------------------------
 */

static void map_06_lines_that_others_would_swallow_get_the_i_form(void **state) {
    PageTest *t = *state;
    static const char swallowed[] = "#!-:~%=*.";
    buf_clear(&t->out);
    for (const char *c = swallowed; *c; c++) {
        const char line[] = {*c, 'x'};
        gophermap_info((Str){line, 2}, &t->out);
    }
    gophermap_info(STR("ix"), &t->out);
    gophermap_info(STR(" #"), &t->out);
    gophermap_info(STR(""), &t->out);
    assert_true(str_eq(buf_str(&t->out),
                       STR("i#x\t/\ni!x\t/\ni-x\t/\ni:x\t/\ni~x\t/\ni%x\t/\ni=x\t/\ni*x\t/\ni.x\t/\n"
                           "ix\n #\n\n")));
}

static void items_carry_what_their_kind_needs(void **state) {
    PageTest *t = *state;
    const Target targets[] = {
        {.kind = TARGET_OURS, .type = '1', .selector = STR("/posts/")},
        {.kind = TARGET_GOPHER, .type = '7', .port = 70, .selector = STR("/s"), .host = STR("g.org")},
        {.kind = TARGET_GOPHER, .type = '8', .port = 23, .selector = STR("guest"), .host = STR("t.org")},
        {.kind = TARGET_ELSEWHERE, .url = STR("https://e.org/"), .host = STR("e.org")},
        {.kind = TARGET_NONE},
    };
    buf_clear(&t->out);
    for (size_t i = 0; i < 5; i++)
        gophermap_item(STR("n\ta\x1Bme"), &targets[i], &t->options, &t->out);
    assert_true(
        str_eq(buf_str(&t->out), STR("1n ame\t/posts/\n7n ame\t/s\tg.org\t70\n8n ame\tguest\tt.org\t23\n"
                                     "hn ame\tURL:https://e.org/\nn ame\n")));
}

static void lnk_10_item_names_are_cut_below_the_whole(void **state) {
    PageTest *t = *state;
    const Target target = {.kind = TARGET_OURS, .type = '0', .selector = STR("/x\ty\n")};
    t->options.width = 20;
    buf_clear(&t->out);
    gophermap_item(STR("exactly twenty cols."), &target, &t->options, &t->out);
    gophermap_item(STR("# one more than twenty!"), &target, &t->options, &t->out);
    gophermap_item(STR("日本語日本語日本語日本語"), &target, &t->options, &t->out);
    gophermap_item(STR("nineteen columns, a\xCC\x81\xCC\x82 b"), &target, &t->options, &t->out);
    assert_true(str_eq(
        buf_str(&t->out),
        STR("0exactly twenty cols.\t/x y \n"
            " # one more than\ntwenty!\n0# one more than twe…\t/x y \n"
            "日本語日本語日本語日\n本語\n0日本語日本語日本語…\t/x y \n"
            "nineteen columns, a\xCC\x81\xCC\x82\nb\n0nineteen columns, a\xCC\x81\xCC\x82…\t/x y \n")));
}

/* --- blocks ------------------------------------------------------------------------------------------------
 */

static void paragraphs_wrap_at_the_width(void **state) {
    PageTest *t = *state;
    t->options.width = 20;
    para(t, "one two three four five six|seven|#eight nine ten #eleven");
    assert_string_equal(as_gophermap(t), "one two three four\nfive six\nseven\n #eight nine ten\n #eleven\n");
}

static void txt_01_blank_counts_towards_the_width(void **state) {
    PageTest *t = *state;
    t->options.width = 20;
    para(t, "# 4567 9012 4567 9012");
    para(t, "#456789012345678901234567890");
    assert_string_equal(as_gophermap(t), " # 4567 9012 4567\n9012\n\n #456789012345678901\n234567890\n");
}

static void the_title_line_is_measured(void **state) {
    PageTest *t = *state;
    assert_string_equal(as_gophermap(t), "");
    assert_int_equal(t->title_len, 0);
    t->doc.title = STR("A title of several words");
    t->options.width = 20;
    leaf(t, BLOCK_TITLE, 1, "[x](/x)");
    para(t, "a");
    assert_string_equal(as_gophermap(t), "i# A title of several\t/\n  words\n1x\t/x\n\na\n");
}

static void lists_hang_by_two_columns_at_any_depth(void **state) {
    PageTest *t = *state;
    t->options.width = 24;
    open_block(t, BLOCK_BULLETS);
    open_block(t, BLOCK_ITEM);
    para(t, "one two three four five six");
    para(t, "# second");
    open_block(t, BLOCK_BULLETS);
    open_block(t, BLOCK_ITEM);
    para(t, "seven eight nine ten eleven");
    open_block(t, BLOCK_NUMBERS)->number = 12;
    item(t, "twelve thirteen fourteen");
    for (int i = 0; i < 4; i++)
        close_block(t);
    open_block(t, BLOCK_ITEM)->task = TASK_DONE;
    para(t, "done");
    close_block(t);
    close_block(t);
    assert_string_equal(as_gophermap(t),
                        "i- one two three four\t/\n  five six\n  # second\ni- – seven eight nine ten\t/\n"
                        "  eleven\n12. twelve thirteen\n  fourteen\n[x] done\n");
}

static void menu_04_quoted_items_hang_by_one_column(void **state) {
    PageTest *t = *state;
    t->options.width = 24;
    open_block(t, BLOCK_QUOTE);
    open_block(t, BLOCK_BULLETS);
    open_block(t, BLOCK_ITEM);
    para(t, "one two three four five six");
    para(t, "second");
    for (int i = 0; i < 3; i++)
        close_block(t);
    assert_string_equal(as_gophermap(t), "> - one two three four\n>  five six\n>  second\n");
}

static void quotes_mark_every_wrapped_line(void **state) {
    PageTest *t = *state;
    t->options.width = 24;
    open_block(t, BLOCK_QUOTE)->text = STR("Tip");
    para(t, "one two three four five");
    open_block(t, BLOCK_QUOTE);
    para(t, "six seven eight nine ten||x");
    close_block(t);
    leaf(t, BLOCK_RULE, 0, "");
    close_block(t);
    assert_string_equal(
        as_gophermap(t),
        "> Tip:\n> one two three four\n> five\n>\n> > six seven eight nine\n> > ten\n> >\n> > x\n>\n"
        "> ----------------------\n");
}

static void code_is_indented_with_its_tabs_expanded(void **state) {
    PageTest *t = *state;
    code(t, "c",
         "\n\ta\nab\tc\t\n日本\tx\nvery long line that is never wrapped whatever the width of the menu may "
         "be, is it?\n");
    open_block(t, BLOCK_MATH);
    document_run(&t->doc, RUN_CODE, STR("x\n"));
    document_run(&t->doc, RUN_CODE, STR("y"));
    close_block(t);
    assert_string_equal(as_gophermap(t), "    \n            a\n    ab      c       \n    日本    x\n"
                                         "    very long line that is never wrapped whatever the width of the "
                                         "menu may be, is it?\n\n    x\n    y\n");
}

static void definitions_are_indented_below_their_term(void **state) {
    PageTest *t = *state;
    t->options.width = 20;
    leaf(t, BLOCK_TERM, 0, "Term");
    open_block(t, BLOCK_DEFINITION);
    para(t, "one two three four five");
    close_block(t);
    assert_string_equal(as_gophermap(t), "Term\n  one two three four\n  five\n");
}

static void notes_and_rules_and_headings(void **state) {
    PageTest *t = *state;
    t->options.width = 20;
    leaf(t, BLOCK_HEADING, 5, "A heading of more than twenty");
    leaf(t, BLOCK_RULE, 0, "");
    open_block(t, BLOCK_NOTES);
    open_block(t, BLOCK_ITEM)->number = 1;
    para(t, "a note that goes on");
    close_block(t);
    close_block(t);
    assert_string_equal(
        as_gophermap(t),
        "i### A heading of\t/\n  more than twenty\n\ni--------------------\t/\n\ni## Notes\t/\n\n"
        "[1] a note that goes\n  on\n");
}

static void tables_are_indented_and_stay_within_the_width(void **state) {
    PageTest *t = *state;
    open_block(t, BLOCK_TABLE);
    row(t, true, "a;b");
    row(t, false,
        "1;this cell has so many words that it must be wrapped to stay within the sixty-seven columns");
    close_block(t);
    assert_string_equal(as_gophermap(t),
                        "    a | b\n    --+------------------------------------------------------------\n"
                        "    1 | this cell has so many words that it must be wrapped to stay\n"
                        "      | within the sixty-seven columns\n");
}

static void tables_too_wide_to_wrap_become_pairs(void **state) {
    PageTest *t = *state;
    t->options.width = 24;
    open_block(t, BLOCK_QUOTE);
    open_block(t, BLOCK_TABLE);
    row(t, true, "the name;what it is");
    row(t, false, "- a lamp;it gives light in the dark");
    row(t, false, "a chair;to sit upon");
    close_block(t);
    close_block(t);
    assert_string_equal(as_gophermap(t),
                        "> the name: - a lamp\n> what it is: it gives\n>  light in the dark\n>\n"
                        "> the name: a chair\n> what it is: to sit\n>  upon\n");
}

/* --- links -------------------------------------------------------------------------------------------------
 */

static void lnk_10_words_that_stand_nowhere_else_precede_a_cut_item(void **state) {
    PageTest *t = *state;
    t->options.width = 20;
    para(t, "[a link of many words here](/a)");
    para(t, "in text: [a link of many words here](/a)");
    para(t, "![a picture of many words](/p.png) text");
    open_block(t, BLOCK_BULLETS)->generated = true;
    item(t, "[2024-04-08 A post of many words](/p)");
    close_block(t);
    assert_string_equal(
        as_gophermap(t),
        "a link of many words\nhere\n1a link of many word…\t/a\n\nin text: a link of\nmany words here\n"
        "1a link of many word…\t/a\n\ntext\na picture of many\nwords\nIa picture of many w…\t/p.png\n\n"
        "12024-04-08 A post o…\t/p\n");
}

static void lnk_10_external_items_name_their_host_where_it_fits(void **state) {
    PageTest *t = *state;
    t->options.width = 24;
    para(t, "[short](https://e.org/) [e.org](https://e.org/x) [twenty-four columns here](https://e.org/y) "
            "[text](gopher:g.org) <https://e.org/bare>");
    assert_string_equal(as_gophermap(t),
                        "hshort (e.org)\tURL:https://e.org/\nhe.org\tURL:https://e.org/x\n"
                        "htwenty-four columns here\tURL:https://e.org/y\n0text (g.org)\t/a\tg.org\t7070\n"
                        "hhttps://e.org/bare\tURL:https://e.org/bare\n");
}

static void lnk_04_what_tells_items_apart_outlives_the_cut(void **state) {
    PageTest *t = *state;
    t->options.width = 30;
    para(t, "x [the same long words for both](/one) [the same long words for both](/two)");
    assert_string_equal(as_gophermap(t),
                        "x the same long words for both\nthe same long words for both\n"
                        "1the same long words for… (one)\t/one\n1the same long words for… (two)\t/two\n");
}

/* --- what holds for any input ------------------------------------------------------------------------------
 */

static bool is_code(Str text) {
    return str_starts(text, STR("    "));
}

/* Checks a gophermap of ours: the forms of its header, widths, blank lines, MENU-02, TXT-01. */
static const char *fault_in(Str map, size_t width) {
    Str line;
    bool blank = true;
    while (str_line(&map, &line)) {
        size_t tab = str_find(line, '\t');
        bool info = tab == STR_NONE || line.p[0] == 'i';
        Str text = tab == STR_NONE ? line : str_slice(line, 1, tab);
        if (line.len == 0 && (blank || map.len == 0)) return "a blank line too many";
        blank = line.len == 0;
        if (!info && str_find(str_skip(line, tab + 1), '/') == STR_NONE) return "an item without selector";
        if (width_of(text) > width && !is_code(text)) return "a line too wide";
        if (!info) continue;
        if (tab != STR_NONE && !str_ends(line, STR("\t/"))) return "an odd info line";
        if (tab == STR_NONE && line.len && strchr("#!-:~%=*.", line.p[0]))
            return "a line that others swallow";
        if (str_starts(text, STR("=>")) || str_starts(text, STR("```")) || str_starts(text, STR("* ")))
            return "markup";
        if (!is_code(text) && str_search(text, STR("   ")) != STR_NONE) return "three blanks in a row";
    }
    return NULL;
}

static void every_word_of_any_page_is_drawn_in_order_in_sound_lines(void **state) {
    PageTest *t = *state;
    for (uint32_t seed = 1; seed <= 300; seed++) {
        document_reset(&t->doc);
        t->options.width = seed % 3 ? 67 : 40; /* in a narrow menu tables repeat their headers */
        uint32_t words = random_page(t, seed);
        const char *drawn = as_gophermap(t);
        const char *fault = fault_in(buf_str(&t->out), t->options.width);
        bool in_order = t->options.width < 67 || words_in_order(drawn, words);
        if (fault || !in_order) fail_msg("seed %u: %s\n%s", seed, fault ? fault : "words", drawn);
    }
}

static void narrow_menus_keep_room_for_words(void **state) {
    PageTest *t = *state;
    t->options.width = RENDER_WIDTH_MIN;
    for (int i = 0; i < 12; i++)
        open_block(t, BLOCK_QUOTE);
    para(t, "words in a deep quote");
    for (int i = 0; i < 12; i++)
        close_block(t);
    assert_string_equal(as_gophermap(t), "> > > > > words in a\n> > > > > deep quote\n");
}

static void deep_quotes_cannot_blow_a_page_up(void **state) {
    PageTest *t = *state;
    for (int i = 0; i < 16; i++)
        open_block(t, BLOCK_QUOTE);
    for (int i = 0; i < 20000; i++)
        para(t, "x");
    para(t, "last");
    for (int i = 0; i < 16; i++)
        close_block(t);
    const char *drawn = as_gophermap(t);
    assert_true(t->out.len < 16 * 20000 * 5 + (65u << 10));
    assert_true(str_ends(str_of(drawn), STR("> last\n")));
}

static void a_block_of_100000_long_items_is_linear(void **state) {
    PageTest *t = *state;
    open_block(t, BLOCK_BULLETS);
    for (int i = 0; i < 100000; i++) {
        Str target = arena_format(&t->doc.arena, "/t%d", i);
        open_block(t, BLOCK_ITEM);
        open_block(t, BLOCK_PARAGRAPH);
        document_link(&t->doc, LINK_WORDS, STR("words"), target, 0);
        close_block(t);
        close_block(t);
    }
    close_block(t);
    const char *drawn = as_gophermap(t);
    assert_non_null(strstr(drawn, "\n1words (t99999)\t/t99999\n"));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, page_setup, page_teardown)

/* MD4C.md's last paragraph: each limit that bites is said once, with the author's line. */
static void limits_are_reported_once(void **state) {
    PageTest *t = *state;
    for (int i = 0; i < 20; i++)
        open_block(t, BLOCK_QUOTE);
    para(t, "deep");
    para(t, "deep too");
    t->doc.blocks[20].line = 7;
    for (int i = 0; i < 20; i++)
        close_block(t);
    diag_file(&t->diag, STR("x.md"));
    as_gophermap(t);
    as_gemtext(t);
    assert_int_equal(t->diag.count, 1);
    assert_int_equal(t->diag.items[0].line, 7);
}

static void no_limit_nothing_reported(void **state) {
    PageTest *t = *state;
    for (int i = 0; i < 16; i++)
        open_block(t, BLOCK_QUOTE);
    para(t, "deep");
    for (int i = 0; i < 16; i++)
        close_block(t);
    as_gophermap(t);
    as_gemtext(t);
    assert_int_equal(t->diag.count, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(map_06_lines_that_others_would_swallow_get_the_i_form),
        TEST(items_carry_what_their_kind_needs),
        TEST(lnk_10_item_names_are_cut_below_the_whole),
        TEST(paragraphs_wrap_at_the_width),
        TEST(txt_01_blank_counts_towards_the_width),
        TEST(the_title_line_is_measured),
        TEST(lists_hang_by_two_columns_at_any_depth),
        TEST(menu_04_quoted_items_hang_by_one_column),
        TEST(quotes_mark_every_wrapped_line),
        TEST(code_is_indented_with_its_tabs_expanded),
        TEST(definitions_are_indented_below_their_term),
        TEST(notes_and_rules_and_headings),
        TEST(tables_are_indented_and_stay_within_the_width),
        TEST(tables_too_wide_to_wrap_become_pairs),
        TEST(lnk_10_words_that_stand_nowhere_else_precede_a_cut_item),
        TEST(lnk_10_external_items_name_their_host_where_it_fits),
        TEST(lnk_04_what_tells_items_apart_outlives_the_cut),
        TEST(every_word_of_any_page_is_drawn_in_order_in_sound_lines),
        TEST(narrow_menus_keep_room_for_words),
        TEST(deep_quotes_cannot_blow_a_page_up),
        TEST(a_block_of_100000_long_items_is_linear),
        TEST(limits_are_reported_once),
        TEST(no_limit_nothing_reported),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

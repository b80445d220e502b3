/* document: the builder keeps its tree whole, whatever it is told. */
#include "unit.h"

#include "dump.h"

static void assert_str(Str s, const char *expected) {
    assert_int_equal(s.len, strlen(expected));
    if (s.len) assert_memory_equal(s.p, expected, s.len);
}

static void assert_tree(Document *doc, const char *expected) {
    Buf out = {0};
    dump_tree(doc, false, &out);
    buf_add_char(&out, 0);
    assert_string_equal(out.p, expected);
    buf_free(&out);
}

static void blocks_know_where_their_descendants_end(void **state) {
    (void)state;
    Document doc;
    document_init(&doc);
    uint32_t quote = document_open(&doc, BLOCK_QUOTE, 1);
    uint32_t list = document_open(&doc, BLOCK_BULLETS, 2);
    uint32_t item = document_open(&doc, BLOCK_ITEM, 2);
    uint32_t leaf = document_open(&doc, BLOCK_PARAGRAPH, 2);
    document_run(&doc, RUN_TEXT, STR("words"));
    for (int i = 0; i < 4; i++)
        document_close(&doc);
    uint32_t rule = document_open(&doc, BLOCK_RULE, 3);
    document_close(&doc);

    assert_int_equal(doc.blocks[quote].end, rule);
    assert_int_equal(doc.blocks[list].end, rule);
    assert_int_equal(doc.blocks[item].end, rule);
    assert_int_equal(doc.blocks[leaf].end, leaf + 1);
    assert_int_equal(doc.blocks[rule].end, doc.block_count);
    assert_int_equal(doc.blocks[leaf].run_end - doc.blocks[leaf].run, 1);
    assert_int_equal(doc.blocks[leaf].line, 2);
    document_free(&doc);
}

static void runs_that_go_on_are_one_run(void **state) {
    (void)state;
    static const char text[] = "one two three";
    Document doc;
    document_init(&doc);
    document_open(&doc, BLOCK_PARAGRAPH, 1);
    document_run(&doc, RUN_TEXT, (Str){text, 4});
    document_run(&doc, RUN_TEXT, (Str){text + 4, 4});
    assert_int_equal(doc.run_count, 1);
    document_run(&doc, RUN_CODE, (Str){text + 8, 2});
    assert_int_equal(doc.run_count, 2);
    document_run(&doc, RUN_CODE, (Str){text + 11, 2});
    assert_int_equal(doc.run_count, 3);
    document_run(&doc, RUN_TEXT, (Str){0});
    assert_int_equal(doc.run_count, 3);
    document_close(&doc);
    document_open(&doc, BLOCK_PARAGRAPH, 2);
    document_run(&doc, RUN_CODE, (Str){text + 13, 0});
    document_run(&doc, RUN_CODE, (Str){text + 12, 1});
    assert_int_equal(doc.run_count, 4);
    document_free(&doc);
}

static void a_link_is_called_by_its_words(void **state) {
    (void)state;
    Document doc;
    document_init(&doc);
    document_open(&doc, BLOCK_PARAGRAPH, 1);
    uint32_t link = document_link_start(&doc, LINK_WORDS, STR("/a"), 7);
    document_run(&doc, RUN_TEXT, STR("some "));
    document_run(&doc, RUN_STRONG, (Str){0});
    document_run(&doc, RUN_TEXT, STR(" bold\u00A0"));
    document_run(&doc, RUN_SOFT_BREAK, (Str){0});
    document_run(&doc, RUN_CODE, STR("code "));
    document_link_end(&doc);
    document_run(&doc, RUN_TEXT, STR("after"));
    document_close(&doc);

    assert_str(doc.links[link].words, "some bold code");
    assert_str(doc.links[link].target, "/a");
    assert_int_equal(doc.links[link].line, 7);
    assert_int_equal(doc.runs[doc.run_count - 1].link, LINK_NONE);
    document_free(&doc);
}

static void an_image_alone_gives_its_link_its_words(void **state) {
    (void)state;
    Document doc;
    document_init(&doc);
    document_open(&doc, BLOCK_PARAGRAPH, 1);
    uint32_t outer = document_link_start(&doc, LINK_WORDS, STR("/a"), 1);
    document_image(&doc, STR("a cat"), STR("cat.png"), 1);
    document_link_end(&doc);
    document_close(&doc);
    assert_str(doc.links[outer].words, "a cat");
    assert_tree(&doc, "P {1}\n");
    assert_str(document_words(&doc, 0), "a cat");
    document_free(&doc);
}

static void a_link_without_words_keeps_its_place(void **state) {
    (void)state;
    Document doc;
    document_init(&doc);
    document_open(&doc, BLOCK_PARAGRAPH, 1);
    document_link_start(&doc, LINK_WORDS, STR("/a"), 1);
    document_close(&doc);
    assert_int_equal(doc.run_count, 1);
    assert_int_equal(doc.runs[0].link, 0);
    assert_int_equal(doc.blocks[0].run_end, 1);
    document_free(&doc);
}

static void a_link_goes_on_behind_one_within_it(void **state) {
    (void)state;
    Document doc;
    document_init(&doc);
    document_open(&doc, BLOCK_PARAGRAPH, 1);
    document_link_start(&doc, LINK_WORDS, STR("/outer"), 1);
    document_run(&doc, RUN_TEXT, STR("a "));
    document_link_start(&doc, LINK_BARE, STR("/inner"), 1);
    document_run(&doc, RUN_TEXT, STR("b"));
    document_link_end(&doc);
    document_run(&doc, RUN_TEXT, STR(" c"));
    document_close(&doc);
    assert_tree(&doc, "P [0:a ][1:b][0: c]\n");
    assert_str(doc.links[0].words, "a b c");
    assert_str(doc.links[1].words, "b");
    document_free(&doc);
}

static void too_deep_containers_are_flattened_and_leaves_stay(void **state) {
    (void)state;
    enum { LEVELS = 500 };
    Document doc;
    document_init(&doc);
    for (int i = 0; i < LEVELS; i++) {
        document_open(&doc, BLOCK_BULLETS, 1);
        document_open(&doc, BLOCK_ITEM, 1);
    }
    assert_false(document_opened(&doc));
    for (int i = 0; i < 2; i++) {
        document_open(&doc, BLOCK_TABLE, 1);
        document_open(&doc, BLOCK_ROW, 1);
        document_open(&doc, BLOCK_CELL, 1);
        assert_true(document_opened(&doc));
        document_run(&doc, RUN_TEXT, STR("x"));
        for (int k = 0; k < 3; k++)
            document_close(&doc);
        for (int k = 0; k < LEVELS; k++)
            document_close(&doc);
    }
    assert_int_equal(doc.depth, 0);
    assert_int_equal(doc.sunk[0], 0);
    assert_int_equal(doc.run_count, 2);
    for (uint32_t i = 0; i < doc.block_count; i++) {
        const Block *block = &doc.blocks[i];
        assert_true(block->end > i && block->end <= doc.block_count);
        for (uint32_t child = i + 1; child < block->end; child = doc.blocks[child].end)
            if (block->kind == BLOCK_BULLETS) assert_int_equal(doc.blocks[child].kind, BLOCK_ITEM);
    }
    document_free(&doc);
}

static void closes_and_runs_without_a_block_do_nothing(void **state) {
    (void)state;
    Document doc;
    document_init(&doc);
    document_close(&doc);
    document_link_end(&doc);
    document_run(&doc, RUN_TEXT, STR("lost"));
    document_drop(&doc);
    assert_false(document_trim(&doc));
    document_open(&doc, BLOCK_QUOTE, 1);
    document_run(&doc, RUN_TEXT, STR("no leaf"));
    document_close(&doc);
    assert_int_equal(doc.run_count, 0);
    assert_int_equal(doc.block_count, 1);
    document_free(&doc);
}

static void a_dropped_leaf_leaves_nothing_behind(void **state) {
    (void)state;
    Document doc;
    document_init(&doc);
    document_open(&doc, BLOCK_QUOTE, 1);
    document_open(&doc, BLOCK_PARAGRAPH, 1);
    document_run(&doc, RUN_TEXT, STR(" "));
    document_run(&doc, RUN_SOFT_BREAK, (Str){0});
    assert_false(document_trim(&doc));
    document_drop(&doc);
    document_close(&doc);
    assert_tree(&doc, "QUOTE\n");
    assert_int_equal(doc.run_count, 0);
    document_free(&doc);
}

static void trimming_takes_blanks_and_breaks_off_the_end(void **state) {
    (void)state;
    Document doc;
    document_init(&doc);
    document_open(&doc, BLOCK_PARAGRAPH, 1);
    document_run(&doc, RUN_TEXT, STR("word \t"));
    document_run(&doc, RUN_HARD_BREAK, (Str){0});
    document_run(&doc, RUN_TEXT, STR("  "));
    assert_true(document_trim(&doc));
    document_close(&doc);
    assert_tree(&doc, "P word\n");
    document_free(&doc);
}

static void a_cell_can_be_put_before_the_open_one(void **state) {
    (void)state;
    Document doc;
    document_init(&doc);
    document_open(&doc, BLOCK_TABLE, 1);
    document_open(&doc, BLOCK_ROW, 1);
    document_open(&doc, BLOCK_CELL, 1);
    document_run(&doc, RUN_TEXT, STR("x"));
    document_insert_before(&doc, BLOCK_CELL, ALIGN_RIGHT);
    document_run(&doc, RUN_TEXT, STR("y"));
    for (int i = 0; i < 3; i++)
        document_close(&doc);
    assert_tree(&doc, "TABLE\n  TR\n    TD2\n    TD xy\n");
    document_free(&doc);
}

static void rewinding_takes_back_blocks_runs_and_links(void **state) {
    (void)state;
    Document doc;
    document_init(&doc);
    document_open(&doc, BLOCK_QUOTE, 1);
    DocumentMark mark = document_mark(&doc);
    document_open(&doc, BLOCK_BULLETS, 1);
    document_open(&doc, BLOCK_ITEM, 1);
    document_open(&doc, BLOCK_PARAGRAPH, 1);
    document_link_start(&doc, LINK_WORDS, STR("x"), 1);
    document_run(&doc, RUN_TEXT, STR("x"));
    document_rewind(&doc, mark);
    document_open(&doc, BLOCK_PARAGRAPH, 2);
    document_run(&doc, RUN_TEXT, STR("y"));
    document_close(&doc);
    document_close(&doc);
    assert_tree(&doc, "QUOTE\n  P y\n");
    assert_int_equal(doc.link_count, 0);
    document_free(&doc);
}

static void words_are_one_folded_line_without_marks(void **state) {
    (void)state;
    Document doc;
    document_init(&doc);
    document_open(&doc, BLOCK_HEADING, 1);
    document_run(&doc, RUN_TEXT, STR("  A\u00A0 \theading "));
    document_run(&doc, RUN_EMPHASIS, (Str){0});
    document_run(&doc, RUN_TEXT, STR("with"));
    document_run(&doc, RUN_EMPHASIS, (Str){0});
    document_run(&doc, RUN_HARD_BREAK, (Str){0});
    document_run(&doc, RUN_TICK, STR("`"));
    document_run(&doc, RUN_CODE, STR("code"));
    document_run(&doc, RUN_TICK, STR("`"));
    document_close(&doc);
    assert_str(document_words(&doc, 0), "A heading with code");
    assert_str(document_words(&doc, 99), "");
    document_free(&doc);
}

static void reset_keeps_memory_for_the_next_page(void **state) {
    (void)state;
    Document doc;
    document_init(&doc);
    for (int page = 0; page < 3; page++) {
        document_open(&doc, BLOCK_QUOTE, 1);
        document_open(&doc, BLOCK_PARAGRAPH, 1);
        document_link(&doc, LINK_WORDS, STR("words"), STR("target"), 1);
        document_close(&doc);
        document_close(&doc);
        assert_tree(&doc, "QUOTE\n  P [0:words]\n");
        document_open(&doc, BLOCK_PARAGRAPH, 2);
        document_reset(&doc);
        assert_int_equal(doc.block_count, 0);
        assert_true(doc.block_cap > 0);
    }
    document_free(&doc);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(blocks_know_where_their_descendants_end),
        cmocka_unit_test(runs_that_go_on_are_one_run),
        cmocka_unit_test(a_link_is_called_by_its_words),
        cmocka_unit_test(an_image_alone_gives_its_link_its_words),
        cmocka_unit_test(a_link_without_words_keeps_its_place),
        cmocka_unit_test(a_link_goes_on_behind_one_within_it),
        cmocka_unit_test(too_deep_containers_are_flattened_and_leaves_stay),
        cmocka_unit_test(closes_and_runs_without_a_block_do_nothing),
        cmocka_unit_test(a_dropped_leaf_leaves_nothing_behind),
        cmocka_unit_test(trimming_takes_blanks_and_breaks_off_the_end),
        cmocka_unit_test(a_cell_can_be_put_before_the_open_one),
        cmocka_unit_test(rewinding_takes_back_blocks_runs_and_links),
        cmocka_unit_test(words_are_one_folded_line_without_marks),
        cmocka_unit_test(reset_keeps_memory_for_the_next_page),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

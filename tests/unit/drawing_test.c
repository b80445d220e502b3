#include "render/drawing.h"

#include "render_page.h"
#include "unit.h"

/* One walk for both gives what two walks give, whatever the page and the options. */
static void both_are_what_each_is_alone(void **state) {
    PageTest *t = *state;
    Drawing drawing = {0};
    for (uint32_t seed = 1; seed <= 400; seed++) {
        document_reset(&t->doc);
        random_page(t, seed);
        t->options.width = 20 + seed % 60;
        t->options.links_at_end = seed % 3 == 0;
        t->options.keep_emphasis = seed % 5 == 0;
        t->options.charset = (Charset)(seed % 4 % 3);
        Buf gemtext = {0}, gophermap = {0};
        Target *targets = page_targets(t);
        const RenderPage page = {&t->doc, targets, &t->options, NULL};
        size_t title = drawing_both(&drawing, &page, &gemtext, &gophermap);
        free(targets);
        as_gemtext(t);
        assert_true(str_eq(buf_str(&t->out), buf_str(&gemtext)));
        as_gophermap(t);
        assert_true(str_eq(buf_str(&t->out), buf_str(&gophermap)));
        assert_int_equal(title, t->title_len);
        buf_free(&gemtext);
        buf_free(&gophermap);
    }
    drawing_free(&drawing);
}

/* Beyond 16 times the source both take the plainer form, each by its own size. */
static void both_keep_their_own_budget(void **state) {
    PageTest *t = *state;
    for (int i = 0; i < 3000; i++)
        open_block(t, BLOCK_QUOTE);
    for (int i = 0; i < 4000; i++)
        para(t, "a");
    for (int i = 0; i < 3000; i++)
        close_block(t);
    Drawing drawing = {0};
    Buf gemtext = {0}, gophermap = {0};
    const RenderPage page = {&t->doc, NULL, &t->options, &t->diag};
    diag_file(&t->diag, STR("x.md"));
    drawing_both(&drawing, &page, &gemtext, &gophermap);
    drawing_free(&drawing);
    assert_int_equal(t->diag.count, 2);
    as_gemtext(t);
    assert_true(str_eq(buf_str(&t->out), buf_str(&gemtext)));
    as_gophermap(t);
    assert_true(str_eq(buf_str(&t->out), buf_str(&gophermap)));
    assert_int_equal(t->diag.count, 2);
    buf_free(&gemtext);
    buf_free(&gophermap);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(both_are_what_each_is_alone, page_setup, page_teardown),
        cmocka_unit_test_setup_teardown(both_keep_their_own_budget, page_setup, page_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

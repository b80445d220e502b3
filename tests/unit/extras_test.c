/* extras: a page that is passed by at a glance has none. */
#include "unit.h"

#include "doc/extras.h"
#include "doc/glance.h"

static void random_text(uint32_t *seed, Buf *out) {
    static const char *const pieces[] = {
        "$",         "$x$",     "{",       "}",   "{:",   "#id}", "{.a}", "^[",
        "[^a]",      "]",       ":",       ": ",  "\n",   "\n",   "\n\n", "> ",
        "- ",        "a",       " ",       "b c", "*[A]", "]:",   "5",    "\\",
        "[toc]",     "[[toc]]", "{: .x}",  "# T", "    ", "```",  "\t",   "::",
        "\n\n```\n", "\n```\n", "\n~~~\n", "`",   "<p>",  "<?",   "-->",  "\n<p a='>' markdown>\n"};
    buf_clear(out);
    for (int n = 0; n < 12; n++) {
        *seed = *seed * 1664525 + 1013904223;
        buf_add(out, str_of(pieces[(*seed >> 16) % (sizeof pieces / sizeof *pieces)]));
    }
}

/* How many extras a text has; *shape is what md4c is shown. */
static size_t find(Str text, Buf *shape) {
    Notes notes = {0};
    Diag diag = {0};
    Extras extras = {.notes = &notes, .main = true};
    Marks marks = {0};
    Glance g = {.shape = shape, .marks = &marks};
    glance(&g, text);
    if (g.extras) extras_find(&extras, text, lines_start(text, 1), shape->p, &diag);
    size_t count = extras.count + extras.term_count + notes.count;
    extras_free(&extras);
    notes_free(&notes);
    glance_free(&g);
    marks_free(&marks);
    diag_free(&diag);
    return count;
}

/* The same to md4c. That the mark of a note in code is hidden makes no difference. */
static bool same_shape(const char *a, const char *b, size_t len) {
    for (size_t i = 0; i < len; i++) {
        bool note = a[i] == '[' && a[i + 1] == '^' && b[i] != '[';
        for (; note && a[i] != ']'; i++)
            if (shape_reveal(b[i]) != a[i]) return false;
        if (!note && a[i] != b[i]) return false;
    }
    return true;
}

/* A note in a paragraph of its own makes sure that the lines before it are gone through. */
static void what_is_passed_by_has_no_extra(void **state) {
    (void)state;
    Buf text = {0}, shape = {0}, with_note = {0};
    uint32_t seed = 11, none = 0;
    for (int round = 0; round < 300000; round++) {
        random_text(&seed, &text);
        size_t len = text.len, count = find(buf_str(&text), &shape);
        buf_add(&text, STR("\n\nx^[two words]\n"));
        size_t both = find(buf_str(&text), &with_note);
        if (count > 0) continue;
        none++;
        bool same = both < 2 || (both == 2 && same_shape(shape.p, with_note.p, len));
        if (!same) fail_msg("passed by: %.*s", (int)len, text.p);
    }
    assert_true(none > 1000);
    buf_free(&text);
    buf_free(&shape);
    buf_free(&with_note);
}

static bool search(const char *text) {
    Buf shape = {0};
    Marks marks = {0};
    Glance g = {.shape = &shape, .marks = &marks};
    glance(&g, str_of(text));
    bool found = g.extras;
    glance_free(&g);
    marks_free(&marks);
    buf_free(&shape);
    return found;
}

static void code_is_passed_by(void **state) {
    (void)state;
    assert_true(search("$a:$b\n"));
    assert_false(search("```sh\n$a:$b\n```\n"));
    assert_false(search("a\n\n```\n$a:$b [^1]: {: .x}\n```\n\nb\n"));
    assert_false(search("a\n\n````\n```\n$a:$b\n"));
    assert_true(search("```\n$a:$b\n```\n\n$x$\n"));
    assert_true(search("$x$ \n\n```\n$a:$b\n```\n"));
}

/* A block of code to some readers, or one that ends elsewhere to some. */
static void what_may_be_code_is_looked_at(void **state) {
    (void)state;
    assert_true(search("a\n```\n$a:$b\n```\n"));
    assert_true(search("- a\n\n  ```\n  $a:$b\n  ```\n"));
    assert_true(search("```\n  ```\n$a:$b\n"));
    assert_true(search("~~~\n\n```\n~~~\n$a:$b\n"));
    assert_true(search("<?\n\n```\n?>\n$a:$b\n"));
    assert_true(search("``` `a`\n$a:$b\n"));
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(what_is_passed_by_has_no_extra),
                                       cmocka_unit_test(code_is_passed_by),
                                       cmocka_unit_test(what_may_be_code_is_looked_at)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

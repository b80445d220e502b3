/* markdown: total, linear, and within its limits, whatever comes (MD-01, MD-02, MD-12; MD4C.md, "What is
 * worse than linear"). */
#include "unit.h"

#include "dump.h"

#include <stdlib.h>
#include <time.h>

static double seconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

/* Children lie within their parents, only leaves have runs, lists hold items, tables rows of cells. */
static void assert_sound(const Document *doc) {
    assert_int_equal(doc->depth, 0);
    assert_int_equal(doc->sunk[0], 0);
    uint32_t run = 0;
    for (uint32_t i = 0; i < doc->block_count; i++) {
        const Block *block = &doc->blocks[i];
        assert_true(block->end > i && block->end <= doc->block_count);
        assert_true(block->line > 0);
        if (block->run_end > block->run) {
            assert_int_equal(block->end, i + 1);
            assert_true(block->run >= run && block->run_end <= doc->run_count);
            run = block->run_end;
        }
        for (uint32_t child = i + 1; child < block->end; child = doc->blocks[child].end) {
            uint8_t kind = doc->blocks[child].kind;
            bool list = block->kind == BLOCK_BULLETS || block->kind == BLOCK_NUMBERS;
            list |= block->kind == BLOCK_NOTES;
            assert_true(list == (kind == BLOCK_ITEM));
            assert_true((block->kind == BLOCK_TABLE) == (kind == BLOCK_ROW));
            assert_true((block->kind == BLOCK_ROW) == (kind == BLOCK_CELL));
        }
    }
    for (uint32_t i = 0; i < doc->run_count; i++) {
        uint32_t link = doc->runs[i].link;
        assert_true(link == LINK_NONE || link < doc->link_count);
    }
}

typedef struct Pattern {
    const char *before, *first, *between, *second; /* `first` and `second` are repeated */
} Pattern;

/* The patterns of MD4C.md, and others that are known to hurt parsers. */
static const Pattern patterns[] = {
    {"[x]: /u\n\n", "[", "", "]"},
    {"", "|", "\n|-|-|\n", "|\n"},
    {"", "|a", "|\n|---|---|\n", "|\n"},
    {"", "- ", "\n", "\n"},
    {"", "(www.a.b", "", ""},
    {"", "(http://a.b", "", ""},
    {"", "~> ", "\n", "+~"},
    {"", "[](\n", "", ""},
    {"[a]: /u\n\n", "[a]\n", "", ""},
    {"", "http://a.b *a ", "", ""},
    {"", "[a](b)\n", "", ""},
    {"", "[a][b]\n", "", ""},
    {"", "[a](b \"t\n", "", ""},
    {"", "> ", "a\n", ""},
    {"", "*a ", "", ""},
    {"", "_a ", "", ""},
    {"", "**a *b ", "", ""},
    {"", "`a``b", "", ""},
    {"", "<a ", "", ""},
    {"", "<!-- ", "", ""},
    {"", "<![CDATA[ ", "", ""},
    {"", "![", "", ""},
    {"", "\\", "", ""},
    {"", "&amp;", "", ""},
    {"", "&", "", ""},
    {"", "&Aacute;", "", ""},
    {"", "&nonsense;", "", ""},
    {"a\n", "     - [](\n", "", ""},
    {"", "- [a](b)\n", "", ""},
    {"a|b\n|-|-|\n", "||\n", "", ""},
    {"", "a|b\n-|-\n\n", "", ""},
    {"", "|a|b|c|d\n|---|\n\n", "", ""},
    {"", "#\n", "", ""},
    {"", "-\n", "", ""},
    {"", "1. ", "", ""},
    {"", "\t", "a\n", "\t"},
    {"", "```\n", "", ""},
    {"", "~~a~~ ", "", ""},
    {"<div>", "<a href=x>", "", ""},
    {"<div>", "<a href=x><p>", "", ""},
    {"<div>", "<script>", "", ""},
    {"", "a<script>", "", ""},
    {"", "a <style>\n\n", "", ""},
    {"<div>", "&lt;", "", ""},
    {"<div>", "<a x=\"", "", ""},
    {"<div>", "<a    \"", "", ""},
    {"", "<T>", "", ""},
    {"", "[a]: /u\n", "", ""},
    {"", "> [!NOTE]\n\n", "", ""},
    {"", "x\\_y", "", ""},
    {"", "x&amp;y", "", ""},
    {"", "[[a](b)](c) ", "", ""},
    {"", "[<http://a>](b)", "", ""},
    {"", "![![a](b)](c)", "", ""},
    {"", ">- ", "a\n", ">- "},
    {"", "**", "a", "**"},
    {"", "_*", "a", "*_"},
    {"", "[a\n", "", "]\n"},
    {"", "[a ", "\n", "](b) "},
    {"", "\xC2\xA0\n\n", "", ""},
    {"", "https://e.x/?a=1&amp;b=", "", ""},
    {"[a]: <", "x", "> 'long'\n\n", "[a] "},
    {"", "|`", "\n|---|\n", ""},
    {"", "\\~~", "", ""},
    {"", "$a ", "", ""},
    {"<pre>", "a\n", "", ""},
    {"", "- [ ] a\n", "", ""},
    {"", "[^1] ", "", ""},
    {"", "[^1] ", "\n\n", "[^1]: a\n"},
    {"", "[^1]: [^1]\n", "", ""},
    {"a[^1]\n\n", "[^1]: ", "", ""},
    {"a[^1]\n\n[^1]: b\n\n", "    c\n\n", "", ""},
    {"a[^1]\n\n[^1]: b\n", "\n", "a", ""},
    {"", "[^1]: b\n\n\n\n", "", ""},
    {"", "^[a b]", "", ""},
    {"", "^[a b ", "", ""},
    {"", "$", "", ""},
    {"", "$a$ ", "", ""},
    {"", "$a *b* ", "", ""},
    {"", "$$\n", "", ""},
    {"", "$$\na\n\n", "", ""},
    {"", "$$ a\n", "", ""},
    {"", "$<a ", "$", ">"},
    {"", ": ", "", ""},
    {"", ": a\n", "", ""},
    {"", "a\n: b\n\n", "", ""},
    {"a\n", ": a\n  ", "", ""},
    {"", "{: ", "", ""},
    {"", "*a*{: .x}", "", ""},
    {"", "{: .x}\n", "", ""},
    {"", "{::comment}", "", ""},
    {"", "{::comment}{:/}", "", ""},
    {"", "{::comment}", "", "{:/x}"},
    {"", "# {", "", ""},
    {"", "# {#a}\n", "", ""},
    {"", "*[", "", ""},
    {"", "* a\n{:toc}\n", "", ""},
    {"", "[toc]\n\n", "", ""},
};

static void fill(const Pattern *pattern, size_t size, Buf *out) {
    Str first = str_of(pattern->first), second = str_of(pattern->second);
    size_t share = second.len ? size / 2 : size;
    buf_add(out, str_of(pattern->before));
    for (size_t n = 0; n < share; n += first.len)
        buf_add(out, first);
    buf_add(out, str_of(pattern->between));
    for (size_t n = 0; second.len && n < share; n += second.len)
        buf_add(out, second);
}

/* Quadratic ones of MD4C.md took up to 11 s each at this size in a release build. */
static void hostile_patterns_are_linear(void **state) {
    (void)state;
    double start = seconds();
    Document doc;
    document_init(&doc);
    for (size_t i = 0; i < sizeof patterns / sizeof *patterns; i++) {
        Buf text = {0};
        Diag diag = {0};
        fill(&patterns[i], 20000, &text);
        document_reset(&doc);
        markdown_parse(buf_str(&text), 1, &doc, &diag);
        assert_sound(&doc);
        diag_free(&diag);
        buf_free(&text);
    }
    document_free(&doc);
    assert_true(seconds() - start < 20);
}

static uint64_t next_random(uint64_t *state) {
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return *state;
}

static void random_markup_gives_sound_trees(void **state) {
    (void)state;
    static const char *const tokens[] = {
        "a",       "b c",         " ",         "\n",         "\n\n",   "  \n",
        "*",       "**",          "_",         "`",          "``",     "[",
        "]",       "](u)",        "![",        "~~",         "~",      "|",
        "- ",      "1. ",         "> ",        "\t",         "# ",     "---\n",
        "|-|-|\n", "|---|---|\n", "```\n",     "&lt;",       "\\",     "<b>",
        "</b>",    "<div>\n",     "<T>",       "<a href=x>", "</a>",   "<!--",
        "-->",     "http://a_b",  "[r]: /u\n", "[r]",        "- [x] ", "<pre>",
        "</pre>",  "<script>",    "</script>", "\u00A0",     "\u4E2D", "<img src=x alt=y>",
        "||",      "[!NOTE]\n",
    };
    uint64_t seed = 88172645463325252u;
    Document doc;
    document_init(&doc);
    for (int i = 0; i < 3000; i++) {
        Buf text = {0};
        Diag diag = {0};
        size_t length = 1 + next_random(&seed) % 30;
        while (length--)
            buf_add(&text, str_of(tokens[next_random(&seed) % (sizeof tokens / sizeof *tokens)]));
        document_reset(&doc);
        markdown_parse(buf_str(&text), 1, &doc, &diag);
        assert_sound(&doc);
        diag_free(&diag);
        buf_free(&text);
    }
    document_free(&doc);
}

static bool says(const Diag *diag, const char *words) {
    for (size_t i = 0; i < diag->count; i++)
        if (str_search(diag->items[i].message, str_of(words)) != STR_NONE) return true;
    return false;
}

static void a_page_that_costs_too_much_is_read_in_a_plainer_way_MD_02(void **state) {
    (void)state;
    Buf text = {0};
    Diag diag = {0};
    Document doc;
    document_init(&doc);
    buf_add(&text, STR("*first*\n\n"));
    buf_add_repeat(&text, '|', 100);
    buf_add_char(&text, '\n');
    for (int i = 0; i < 100; i++)
        buf_add(&text, STR("|---"));
    buf_add_char(&text, '\n');
    for (int i = 0; i < 5000; i++)
        buf_add(&text, STR("|\n"));
    markdown_parse(buf_str(&text), 1, &doc, &diag);
    assert_true(says(&diag, "too costly"));
    assert_int_equal(doc.block_count, 2);
    assert_int_equal(doc.blocks[1].kind, BLOCK_PARAGRAPH);
    document_reset(&doc);

    buf_clear(&text);
    buf_add(&text, STR("[a]: /"));
    buf_add_repeat(&text, 'x', 10000);
    buf_add(&text, STR("\n\n"));
    for (int i = 0; i < 3000; i++)
        buf_add(&text, STR("[a] "));
    markdown_parse(buf_str(&text), 1, &doc, &diag);
    assert_int_equal(doc.link_count, 0);
    assert_int_equal(doc.block_count, 2);
    document_free(&doc);
    diag_free(&diag);
    buf_free(&text);
}

static void short_rows_of_a_wide_table_take_no_memory(void **state) {
    (void)state;
    Document doc;
    Diag diag = {0};
    document_init(&doc);
    markdown_parse(STR("|a|b|c|d|\n|---|---|---|---|\n|1|\n|\n|2|3|\n"), 1, &doc, &diag);
    Buf out = {0};
    dump_tree(&doc, false, &out);
    buf_add_char(&out, 0);
    assert_string_equal(
        out.p, "TABLE\n  TR1\n    TD a\n    TD b\n    TD c\n    TD d\n  TR\n    TD 1\n  TR\n    TD 2\n"
               "    TD 3\n");
    buf_free(&out);
    document_free(&doc);
    diag_free(&diag);
}

static void depth_is_bounded_and_no_word_is_lost(void **state) {
    (void)state;
    Buf text = {0};
    for (int i = 0; i < 60; i++) {
        buf_add_repeat(&text, ' ', (size_t)i * 2);
        buf_add(&text, STR("- x\n"));
    }
    Document doc;
    Diag diag = {0};
    document_init(&doc);
    markdown_parse(buf_str(&text), 1, &doc, &diag);
    assert_sound(&doc);
    size_t words = 0;
    for (uint32_t i = 0; i < doc.run_count; i++)
        for (size_t k = 0; k < doc.runs[i].text.len; k++)
            words += doc.runs[i].text.p[k] == 'x';
    assert_int_equal(words, 60);
    document_free(&doc);
    diag_free(&diag);
    buf_free(&text);
}

static void each_limit_that_bites_is_told_once(void **state) {
    (void)state;
    Buf text = {0};
    Diag diag = {0};
    Document doc;
    document_init(&doc);
    diag_file(&diag, STR("a.md"));
    for (int i = 0; i < 2; i++) {
        buf_add(&text, STR("\n\n"));
        buf_add_repeat(&text, '[', 50);
    }
    markdown_parse(buf_str(&text), 5, &doc, &diag);
    assert_int_equal(diag.count, 1);
    assert_int_equal(diag.items[0].line, 7);
    document_free(&doc);
    diag_free(&diag);
    buf_free(&text);
}

/* md4c reads past what it is given: it is never the end of the text that stands there. */
static void nothing_is_read_past_the_end_MD_01(void **state) {
    (void)state;
    static const char *const ends[] = {"[a](b)", "[a](",    "<a", "`",  "![a](b \"",
                                       "```",    "|a|\n|-", "&#", "\\", "- [ ]"};
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        Str end = str_of(ends[i]);
        char *exact = malloc(end.len);
        memcpy(exact, end.p, end.len);
        Document doc;
        Diag diag = {0};
        document_init(&doc);
        markdown_parse((Str){exact, end.len}, 1, &doc, &diag);
        assert_sound(&doc);
        document_free(&doc);
        diag_free(&diag);
        free(exact);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hostile_patterns_are_linear),
        cmocka_unit_test(random_markup_gives_sound_trees),
        cmocka_unit_test(a_page_that_costs_too_much_is_read_in_a_plainer_way_MD_02),
        cmocka_unit_test(short_rows_of_a_wide_table_take_no_memory),
        cmocka_unit_test(depth_is_bounded_and_no_word_is_lost),
        cmocka_unit_test(each_limit_that_bites_is_told_once),
        cmocka_unit_test(nothing_is_read_past_the_end_MD_01),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

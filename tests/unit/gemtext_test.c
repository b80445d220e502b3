#include "unit.h"

#include "render_page.h"

#include "base/file.h"

#include <dirent.h>
#include <stdio.h>

/* --- a reader of gemtext that shares nothing with src/ (PROTOCOLS.md B)
 * ------------------------------------- */

typedef struct Reader {
    bool preformatted;
    bool blank; /* the line before was */
    unsigned lines;
} Reader;

static bool starts(const char *line, size_t len, const char *with) {
    return len >= strlen(with) && memcmp(line, with, strlen(with)) == 0;
}

static const char *read_link(const char *line, size_t len) {
    size_t i = 2;
    while (i < len && line[i] == ' ')
        i++;
    if (i == len) return "a link line without address";
    for (; i < len && line[i] != ' '; i++)
        if ((unsigned char)line[i] <= ' ' || line[i] == 0x7F) return "a control character in an address";
    if (i < len && i + 1 == len) return "a link line that ends in a blank";
    return NULL;
}

static const char *read_text(Reader *r, const char *line, size_t len) {
    bool first = r->lines == 0, blank = len == 0;
    if (blank && (first || r->blank)) return "a blank line too many";
    r->blank = blank;
    if (starts(line, len, "=>")) return read_link(line, len);
    if (starts(line, len, "####")) return "a heading of four";
    if (starts(line, len, "#")) {
        size_t marks = 1;
        while (marks < len && line[marks] == '#')
            marks++;
        return len > marks + 1 && line[marks] == ' ' ? NULL : "a heading without words";
    }
    if (starts(line, len, "*") && len > 1 && line[1] == ' ') return len > 2 ? NULL : "an item without words";
    if (len && line[len - 1] == ' ' && line[0] != ' ') return "a line that ends in a blank";
    return NULL;
}

/* NULL, or what is wrong with a line. */
static const char *read_line(Reader *r, const char *line, size_t len) {
    const char *fault = NULL;
    for (size_t i = 0; i < len; i++)
        if ((unsigned char)line[i] < ' ' && !(line[i] == '\t' && r->preformatted))
            return "a control character";
    if (starts(line, len, "```")) {
        if (r->preformatted && len > 3) return "words behind a closing toggle";
        r->preformatted = !r->preformatted;
        r->blank = false;
    } else if (!r->preformatted) {
        fault = read_text(r, line, len);
    }
    r->lines++;
    return fault;
}

static void check_gemtext(const char *name, const char *text, size_t len) {
    Reader r = {0};
    if (len) assert_int_equal(text[len - 1], '\n');
    for (size_t at = 0; at < len;) {
        size_t end = at;
        while (text[end] != '\n')
            end++;
        const char *fault = read_line(&r, text + at, end - at);
        if (fault) fail_msg("%s: line %u: %s: %.*s", name, r.lines, fault, (int)(end - at), text + at);
        at = end + 1;
    }
    if (r.preformatted) fail_msg("%s: a block that never closes", name);
    if (r.blank && r.lines) fail_msg("%s: a blank line at the end", name);
}

static void golden_gemtext_reads_back(void **state) {
    (void)state;
    DIR *dir = opendir("tests/golden");
    unsigned files = 0;
    assert_non_null(dir);
    for (struct dirent *entry; (entry = readdir(dir));) {
        if (!str_ends(str_of(entry->d_name), STR(".gmi"))) continue;
        char path[512];
        Buf text = {0};
        snprintf(path, sizeof path, "tests/golden/%s", entry->d_name);
        assert_int_equal(file_read_path(path, 1 << 20, &text), 0);
        check_gemtext(entry->d_name, text.p, text.len);
        buf_free(&text);
        files++;
    }
    closedir(dir);
    assert_true(files >= 45);
}

/* --- blocks ------------------------------------------------------------------------------------------------
 */

static void empty_document_gives_nothing(void **state) {
    PageTest *t = *state;
    assert_string_equal(as_gemtext(t), "");
    para(t, " ");
    para(t, "\xC2\xA0");
    leaf(t, BLOCK_HEADING, 2, "");
    code(t, "c", "");
    open_block(t, BLOCK_TABLE);
    row(t, true, ";");
    close_block(t);
    assert_string_equal(as_gemtext(t), "");
}

static void txt_02_one_blank_line_between_blocks_and_none_around(void **state) {
    PageTest *t = *state;
    t->doc.title = STR("Title");
    para(t, "a");
    para(t, "");
    leaf(t, BLOCK_HEADING, 3, "b");
    leaf(t, BLOCK_RULE, 0, "");
    para(t, "c");
    assert_string_equal(as_gemtext(t), "# Title\n\na\n\n### b\n\n---\n\nc\n");
}

static void rendering_appends_to_what_is_there(void **state) {
    PageTest *t = *state;
    para(t, "a");
    buf_add(&t->out, STR("kept\n"));
    const RenderPage page = {&t->doc, NULL, &t->options, NULL};
    gemtext_render(&page, &t->out);
    assert_true(str_eq(buf_str(&t->out), STR("kept\na\n")));
}

static void headings_are_never_deeper_than_three(void **state) {
    PageTest *t = *state;
    for (uint8_t level = 1; level <= 6; level++)
        leaf(t, BLOCK_HEADING, level, "h|h");
    assert_string_equal(as_gemtext(t), "# h h\n\n## h h\n\n### h h\n\n### h h\n\n### h h\n\n### h h\n");
}

static void paragraphs_fold_blanks_and_soft_breaks(void **state) {
    PageTest *t = *state;
    para(t, "  one\ttwo   three \nfour \t five  ");
    para(t, "`a  b`  ~x~\n`c`");
    para(t, "a\xC2\xA0"
            "b \xC2\xA0 c\xE2\x80\xA8"
            "d\xC2\x85"
            "e\x1B(0m\x7F\xC2\x9B");
    assert_string_equal(as_gemtext(t), "one two three four five\n\n`a  b` ~~x~~ `c`\n\na\xC2\xA0"
                                       "b c d e(0m\n");
}

static void soft_breaks_between_cjk_leave_no_blank(void **state) {
    PageTest *t = *state;
    para(t, "日本\n語。\n（続）\nend\n漢\nカナ");
    para(t, "한국\n어");
    assert_string_equal(as_gemtext(t), "日本語。（続） end 漢カナ\n\n한국 어\n");
}

static void hard_breaks_are_new_lines_but_not_in_headings(void **state) {
    PageTest *t = *state;
    para(t, "a |b||c|||d|");
    assert_string_equal(as_gemtext(t), "a\nb\n\nc\n\nd\n");
}

static void txt_01_text_that_looks_like_markup_gets_a_blank(void **state) {
    PageTest *t = *state;
    para(t, "#a|>b|=>c|* d|*f|=g|- i| #j");
    open_block(t, BLOCK_PARAGRAPH);
    document_run(&t->doc, RUN_TEXT, STR("```k"));
    document_run(&t->doc, RUN_HARD_BREAK, STR(""));
    document_run(&t->doc, RUN_TEXT, STR("``l"));
    close_block(t);
    assert_string_equal(as_gemtext(t), " #a\n >b\n =>c\n * d\n*f\n=g\n- i\n #j\n\n ```k\n``l\n");
}

static void emphasis_marks_only_when_kept(void **state) {
    PageTest *t = *state;
    open_block(t, BLOCK_PARAGRAPH);
    const RunKind marks[] = {RUN_EMPHASIS, RUN_STRONG, RUN_STRIKE};
    for (size_t i = 0; i < 3; i++) {
        document_run(&t->doc, marks[i], STR(""));
        document_run(&t->doc, RUN_TEXT, STR("x"));
        document_run(&t->doc, marks[i], STR(""));
    }
    close_block(t);
    assert_string_equal(as_gemtext(t), "xx~~x~~\n");
    t->options.keep_emphasis = true;
    assert_string_equal(as_gemtext(t), "*x***x**~~x~~\n");
}

static void nested_lists_have_a_dash_for_each_level(void **state) {
    PageTest *t = *state;
    open_block(t, BLOCK_BULLETS);
    open_block(t, BLOCK_ITEM);
    para(t, "a");
    para(t, "#second");
    open_block(t, BLOCK_BULLETS);
    open_block(t, BLOCK_ITEM);
    para(t, "b");
    open_block(t, BLOCK_BULLETS);
    item(t, "c");
    for (int i = 0; i < 5; i++)
        close_block(t);
    assert_string_equal(as_gemtext(t), "* a\n #second\n* – b\n* – – c\n");
}

static void ordered_labels_join_the_numbers_around_them(void **state) {
    PageTest *t = *state;
    open_block(t, BLOCK_NUMBERS)->number = 3;
    open_block(t, BLOCK_ITEM);
    para(t, "three");
    open_block(t, BLOCK_NUMBERS)->number = 1;
    item(t, "three one");
    open_block(t, BLOCK_ITEM);
    open_block(t, BLOCK_NUMBERS)->number = 9;
    item(t, "at once");
    for (int i = 0; i < 4; i++)
        close_block(t);
    open_block(t, BLOCK_ITEM);
    open_block(t, BLOCK_BULLETS);
    open_block(t, BLOCK_ITEM);
    open_block(t, BLOCK_NUMBERS)->number = 1;
    item(t, "of its own");
    for (int i = 0; i < 4; i++)
        close_block(t);
    open_block(t, BLOCK_ITEM);
    close_block(t);
    open_block(t, BLOCK_ITEM);
    code(t, "", "x\n");
    for (int i = 0; i < 2; i++)
        close_block(t);
    assert_string_equal(as_gemtext(t),
                        "3. three\n3.1. three one\n3.2.9. at once\n4.\n4.1. of its own\n5.\n6.\n"
                        "```\nx\n```\n");
}

static void task_boxes_stand_even_without_words(void **state) {
    PageTest *t = *state;
    const BlockTask tasks[] = {TASK_OPEN, TASK_DONE, TASK_OPEN};
    const char *const words[] = {"a", "b", ""};
    open_block(t, BLOCK_BULLETS);
    for (size_t i = 0; i < 3; i++) {
        open_block(t, BLOCK_ITEM)->task = (uint8_t)tasks[i];
        para(t, words[i]);
        close_block(t);
    }
    item(t, "");
    close_block(t);
    assert_string_equal(as_gemtext(t), "* ☐ a\n* ☑ b\n* ☐\n");
}

static void loose_lists_have_blank_lines_where_the_source_has(void **state) {
    PageTest *t = *state;
    open_block(t, BLOCK_BULLETS)->loose = true;
    item(t, "a");
    open_block(t, BLOCK_ITEM);
    para(t, "b");
    para(t, "c");
    open_block(t, BLOCK_BULLETS);
    item(t, "d");
    item(t, "e");
    close_block(t);
    close_block(t);
    item(t, "f");
    close_block(t);
    assert_string_equal(as_gemtext(t), "* a\n\n* b\n\nc\n* – d\n* – e\n\n* f\n");
}

static void quotes_mark_every_paragraph_and_blank_line(void **state) {
    PageTest *t = *state;
    open_block(t, BLOCK_QUOTE)->text = STR("Note");
    para(t, "a|#b");
    leaf(t, BLOCK_HEADING, 2, "h");
    open_block(t, BLOCK_QUOTE);
    para(t, "c");
    para(t, "d");
    close_block(t);
    open_block(t, BLOCK_BULLETS);
    item(t, "e");
    close_block(t);
    code(t, "", "f");
    leaf(t, BLOCK_RULE, 0, "");
    close_block(t);
    assert_string_equal(as_gemtext(t),
                        "> Note:\n> a\n> #b\n>\n> h\n>\n> > c\n> >\n> > d\n>\n> * e\n>\n```\nf\n```\n>\n"
                        "> ---\n");
}

static void code_is_verbatim_but_for_lines_that_would_close_it(void **state) {
    PageTest *t = *state;
    code(t, "sh", "\n\t a  \n```\n ```\n# x\n\n");
    open_block(t, BLOCK_CODE);
    document_run(&t->doc, RUN_CODE, STR("a"));
    document_run(&t->doc, RUN_CODE, STR("```\n"));
    document_run(&t->doc, RUN_CODE, STR("```b"));
    close_block(t);
    assert_string_equal(as_gemtext(t), "```sh\n\n\t a  \n ```\n ```\n# x\n\n```\n\n```\na```\n ```b\n```\n");
}

static void math_is_fenced(void **state) {
    PageTest *t = *state;
    open_block(t, BLOCK_MATH);
    document_run(&t->doc, RUN_CODE, STR("$$\nx^2\n$$\n"));
    close_block(t);
    assert_string_equal(as_gemtext(t), "```math\n$$\nx^2\n$$\n```\n");
}

static void definitions_follow_their_terms(void **state) {
    PageTest *t = *state;
    leaf(t, BLOCK_TERM, 0, "Term [x](/x)");
    leaf(t, BLOCK_TERM, 0, "Other");
    open_block(t, BLOCK_DEFINITION);
    para(t, "one");
    para(t, "more");
    close_block(t);
    open_block(t, BLOCK_DEFINITION);
    para(t, "two");
    close_block(t);
    leaf(t, BLOCK_TERM, 0, "Next");
    open_block(t, BLOCK_DEFINITION);
    para(t, "[y](/y)");
    close_block(t);
    para(t, "end");
    assert_string_equal(as_gemtext(t),
                        "Term x\nOther\n* one\nmore\n* two\n\nNext\n* y\n=> /x.gmi x\n=> /y.gmi y\n\nend\n");
}

static void notes_come_last_with_their_links_behind(void **state) {
    PageTest *t = *state;
    para(t, "text");
    open_block(t, BLOCK_NOTES);
    for (uint32_t i = 1; i <= 2; i++) {
        open_block(t, BLOCK_ITEM)->number = i;
        para(t, i == 1 ? "first [a](/a)" : "second");
        close_block(t);
    }
    close_block(t);
    assert_string_equal(as_gemtext(t), "text\n\n## Notes\n\n[1] first a\n[2] second\n=> /a.gmi a\n");
}

/* --- tables ------------------------------------------------------------------------------------------------
 */

/* Gives the columns of the first row of the first table an alignment each. */
static void align(PageTest *t, const uint8_t *levels) {
    for (uint32_t i = 0, column = 0; i < t->doc.block_count && levels[column] != UINT8_MAX; i++)
        if (t->doc.blocks[i].kind == BLOCK_CELL) t->doc.blocks[i].level = levels[column++];
}

static void tables_align_by_display_width(void **state) {
    PageTest *t = *state;
    open_block(t, BLOCK_TABLE);
    row(t, true, "a;b;c");
    row(t, false, "日本;xxxx;1");
    row(t, false, "x;[l](/l);");
    row(t, false, "s");
    close_block(t);
    align(t, (const uint8_t[]){ALIGN_RIGHT, ALIGN_CENTER, ALIGN_LEFT, UINT8_MAX});
    assert_string_equal(
        as_gemtext(t),
        "```table\n   a |  b   | c\n-----+------+--\n日本 | xxxx | 1\n   x |  l   |\n   s |      |\n"
        "```\n=> /l.gmi l\n");
}

static void a_header_of_empty_cells_is_no_header(void **state) {
    PageTest *t = *state;
    open_block(t, BLOCK_TABLE);
    row(t, true, ";");
    row(t, false, "a;b");
    close_block(t);
    assert_string_equal(as_gemtext(t), "```table\na | b\n```\n");
}

static void wide_tables_wrap_their_cells_at_80_columns(void **state) {
    PageTest *t = *state;
    open_block(t, BLOCK_TABLE);
    row(t, true, "key;meaning");
    row(t, false,
        "a;this text is so long that it has to be wrapped in its cell, since no line may have more than "
        "eighty");
    row(t, false, "b;short");
    close_block(t);
    assert_string_equal(
        as_gemtext(t),
        "```table\nkey | "
        "meaning\n----+---------------------------------------------------------------------------\n"
        "a   | this text is so long that it has to be wrapped in its cell, since no line\n    | may have "
        "more than eighty\n"
        "b   | short\n```\n");
}

static void tables_too_wide_to_wrap_become_pairs(void **state) {
    PageTest *t = *state;
    open_block(t, BLOCK_TABLE);
    row(t, true,
        "one;two;number three;a header that is much longer than the forty columns which are "
        "repeated;five;six");
    for (int i = 0; i < 2; i++)
        row(t, false, "# a word and more;word word word;;more words in here;and in here too;the last words");
    close_block(t);
    assert_string_equal(
        as_gemtext(t),
        "one: # a word and more\ntwo: word word word\nnumber three:\n"
        "a header that is much longer than the forty columns which are repeated: more words in here\n"
        "five: and in here too\nsix: the last words\n\n"
        "one: # a word and more\ntwo: word word word\n"
        "a header that is much longer than the fo: more words in here\n"
        "five: and in here too\nsix: the last words\n");
}

static void tables_of_more_than_64_columns_are_drawn_as_source(void **state) {
    PageTest *t = *state;
    open_block(t, BLOCK_TABLE);
    char cells[200] = {0};
    for (size_t i = 0; i < 64; i++)
        strcat(cells, "x;");
    row(t, true, strcat(cells, "z"));
    row(t, false, "long;y");
    close_block(t);
    const char *drawn = as_gemtext(t);
    assert_true(str_starts(str_of(drawn), STR("```table\nx | x | x")));
    assert_non_null(strstr(drawn, "x | x | z\nlong | y\n```\n"));
}

/* --- links -------------------------------------------------------------------------------------------------
 */

/* The words of an image stand nowhere else. */
static void lnk_07_images_of_the_same_target_keep_their_words(void **state) {
    PageTest *t = *state;
    para(t, "x [a](/a) ![image](/a) [again](/a)");
    para(t, "x ![a](/a) ![b](/a) ![b](/a)");
    assert_string_equal(as_gemtext(t), "x a again\n=> /a.gmi a\n=> /a.gmi image\n\n"
                                       "x\n=> /a.gmi a\n=> /a.gmi b\n");
}

static void lnk_04_links_follow_their_block_with_their_words(void **state) {
    PageTest *t = *state;
    para(t, "see [the a](/a) and [](/b), [the c](/c)");
    para(t, "more");
    assert_string_equal(as_gemtext(t),
                        "see the a and , the c\n=> /a.gmi the a\n=> /b.gmi\n=> /c.gmi the c\n\nmore\n");
}

static void lnk_04_the_same_target_once_in_a_block(void **state) {
    PageTest *t = *state;
    para(t, "x [a](/a) [again](/a) ![a](/a)");
    para(t, "x [a](/a) <https://e.org/> [site](https://e.org/)");
    para(t, "[a](/a) [other words](/a) [other words](/a) [a](/a) [](/a)");
    assert_string_equal(
        as_gemtext(t),
        "x a again\n=> /a.gmi a\n\nx a https://e.org/ site\n=> /a.gmi a\n=> https://e.org/ site\n\n"
        "=> /a.gmi a\n=> /a.gmi other words\n");
}

static void lnk_04_same_words_for_other_targets_are_told_apart(void **state) {
    PageTest *t = *state;
    para(t, "[here](/a/x) [here](https://e.org/1) [here](https://f.org/y) [here](https://f.org/z%20z?q)");
    para(t, "[here](/b/x) [here](/a/x) [there](/c)");
    assert_string_equal(as_gemtext(t), "=> /a/x.gmi here (/a/x)\n=> https://e.org/1 here (e.org)\n"
                                       "=> https://f.org/y here (y)\n=> https://f.org/z%20z?q here (z z)\n\n"
                                       "=> /b/x.gmi here (/b/x)\n=> /a/x.gmi here (/a/x)\n=> /c.gmi there\n");
}

static void lnk_05_nothing_but_links_become_link_lines(void **state) {
    PageTest *t = *state;
    para(t, "[a](/a)\n [b](/b)|![p](/c.png)");
    para(t, "[a](/a).");
    para(t, "~[a](/a)~");
    open_block(t, BLOCK_BULLETS);
    item(t, "[a](/a)");
    open_block(t, BLOCK_ITEM);
    para(t, "[b](/b)");
    open_block(t, BLOCK_NUMBERS);
    item(t, "[c](/c)");
    close_block(t);
    close_block(t);
    close_block(t);
    assert_string_equal(as_gemtext(t),
                        "=> /a.gmi a\n=> /b.gmi b\n=> /c.png p\n\na.\n=> /a.gmi a\n\n~~a~~\n=> /a.gmi a\n\n"
                        "=> /a.gmi a\n=> /b.gmi b\n=> /c.gmi c\n");
}

static void lnk_05_mixed_lists_keep_their_words(void **state) {
    PageTest *t = *state;
    open_block(t, BLOCK_BULLETS);
    item(t, "[a](/a)");
    open_block(t, BLOCK_ITEM);
    para(t, "[b](/b)");
    para(t, "[c](/c)");
    close_block(t);
    item(t, "![picture](/p.png)");
    close_block(t);
    open_block(t, BLOCK_BULLETS);
    open_block(t, BLOCK_ITEM)->task = TASK_DONE;
    para(t, "[d](/d)");
    close_block(t);
    close_block(t);
    assert_string_equal(as_gemtext(t),
                        "* a\n* b\nc\n* picture\n=> /a.gmi a\n=> /b.gmi b\n=> /c.gmi c\n=> /p.png picture\n\n"
                        "* ☑ d\n=> /d.gmi d\n");
}

static void lnk_06_links_wait_for_the_outermost_block(void **state) {
    PageTest *t = *state;
    leaf(t, BLOCK_HEADING, 2, "[a](/a)");
    open_block(t, BLOCK_QUOTE);
    open_block(t, BLOCK_BULLETS);
    item(t, "[b](/b)");
    close_block(t);
    para(t, "[c](/c)");
    close_block(t);
    open_block(t, BLOCK_QUOTE);
    para(t, "![d](/d.png)");
    close_block(t);
    assert_string_equal(as_gemtext(t),
                        "## a\n=> /a.gmi a\n\n> * b\n>\n> c\n=> /b.gmi b\n=> /c.gmi c\n\n=> /d.png d\n");
}

static void lnk_07_images_are_called_by_alt_title_or_file(void **state) {
    PageTest *t = *state;
    para(t, "![alt](/a.png)");
    para(t, "one ![](/img/b.png) two");
    para(t, "![](https://e.org/x/c%20d.png#f)");
    para(t, "![](https://e.org/)");
    open_block(t, BLOCK_PARAGRAPH);
    document_link_start(&t->doc, LINK_WORDS, STR("/page"), 0);
    document_image(&t->doc, STR("thumb"), STR("/t.png"), 0);
    document_link_end(&t->doc);
    close_block(t);
    leaf(t, BLOCK_HEADING, 2, "![logo](/l.png)");
    assert_string_equal(
        as_gemtext(t),
        "=> /a.png alt\n\none two\n=> /img/b.png b.png\n\n=> https://e.org/x/c%20d.png#f c d.png\n\n"
        "=> https://e.org/ e.org\n\n=> /page.gmi thumb (page)\n=> /t.png thumb (t.png)\n\n## logo\n=> /l.png "
        "logo\n");
}

static void links_without_target_leave_their_words(void **state) {
    PageTest *t = *state;
    para(t, "[words](none:)");
    para(t, "a ![picture](none:) b [c](none:) [c](/c)");
    assert_string_equal(as_gemtext(t), "words\n\na picture b c c\n=> /c.gmi c\n");
}

static void dropped_titles_leave_their_links(void **state) {
    PageTest *t = *state;
    t->doc.title = STR("Title\t\n");
    para(t, "[a](/a)");
    leaf(t, BLOCK_TITLE, 1, "The [title](/t)");
    para(t, "b");
    assert_string_equal(as_gemtext(t), "# Title  \n=> /t.gmi title\n\n=> /a.gmi a\n\nb\n");
}

static void links_can_wait_for_the_end_of_the_page(void **state) {
    PageTest *t = *state;
    t->options.links_at_end = true;
    para(t, "x [a](/a)");
    para(t, "[b](/b)");
    para(t, "x [a](/a) [c](/c)");
    assert_string_equal(as_gemtext(t), "x a\n\n=> /b.gmi b\n\nx a c\n\n=> /a.gmi a\n=> /c.gmi c\n");
}

static void link_lines_cannot_be_broken(void **state) {
    PageTest *t = *state;
    buf_clear(&t->out);
    gemtext_link(STR("/a b\n\t\x7Fé"), STR("x\ny\x1B"), &t->out);
    gemtext_link(STR("/b"), STR(""), &t->out);
    assert_true(str_eq(buf_str(&t->out), STR("=> /a%20b%0A%09%7Fé x y\n=> /b\n")));
}

/* --- what holds for any input (section 7) ------------------------------------------------------------------
 */

static void nesting_is_drawn_to_sixteen_levels(void **state) {
    PageTest *t = *state;
    int opened = 0;
    for (; opened < 20; opened++)
        open_block(t, BLOCK_QUOTE);
    para(t, "deep");
    for (; opened; opened--)
        close_block(t);
    const char *drawn = as_gemtext(t);
    assert_string_equal(drawn, "> > > > > > > > > > > > > > > > deep\n");
}

static void a_target_repeated_100000_times_is_one_line(void **state) {
    PageTest *t = *state;
    open_block(t, BLOCK_PARAGRAPH);
    document_run(&t->doc, RUN_TEXT, STR("x "));
    for (int i = 0; i < 100000; i++)
        document_link(&t->doc, LINK_WORDS, STR("w"), STR("/t"), 0);
    close_block(t);
    const char *drawn = as_gemtext(t);
    assert_string_equal(strchr(drawn, '\n'), "\n=> /t.gmi w\n");
}

static void a_block_of_100000_targets_is_linear(void **state) {
    PageTest *t = *state;
    open_block(t, BLOCK_PARAGRAPH);
    document_run(&t->doc, RUN_TEXT, STR("x "));
    for (int i = 0; i < 100000; i++) {
        Str target = arena_format(&t->doc.arena, "https://e.org/%d", i);
        document_link(&t->doc, LINK_WORDS, STR("w"), target, 0);
    }
    close_block(t);
    const char *drawn = as_gemtext(t);
    assert_non_null(strstr(drawn, "\n=> https://e.org/99999 w (99999)\n"));
}

static void tables_cannot_blow_a_page_up(void **state) {
    PageTest *t = *state;
    char cells[64] = {0};
    size_t source = 0;
    memset(cells, ';', 60);
    open_block(t, BLOCK_TABLE);
    row(t, true, "a header of some words;another one;third");
    for (int i = 0; i < 5000; i++) {
        row(t, false, i == 4999 ? "last" : "");
        source += 2;
    }
    close_block(t);
    open_block(t, BLOCK_TABLE);
    for (int i = 0; i < 3000; i++) {
        row(t, i == 0,
            i ? cells
              : "hhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhh;x");
        source += 61;
    }
    close_block(t);
    const char *drawn = as_gemtext(t);
    assert_true(t->out.len < 16 * source + (256u << 10));
    assert_non_null(strstr(drawn, "\nlast"));
}

static void pairs_beyond_the_budget_become_plain_rows(void **state) {
    PageTest *t = *state;
    static const char header[] = "a header of forty columns that is repeated";
    Str headers =
        arena_format(&t->doc.arena, "%s;%s;%s;%s;%s;%s%c", header, header, header, header, header, header, 0);
    open_block(t, BLOCK_TABLE);
    row(t, true, headers.p);
    for (int i = 0; i < 2000; i++)
        row(t, false, "1;2;3;4;5;6");
    row(t, false, ";;;;;x");
    row(t, false, "");
    row(t, false, "#last;;;;;");
    close_block(t);
    const char *drawn = as_gemtext(t);
    assert_non_null(strstr(drawn, "\na header of forty columns that is repeat: 5\na header"));
    assert_non_null(strstr(drawn, ": 6\n1 | 2 | 3 | 4 | 5 | 6\n1 | 2"));
    assert_non_null(strstr(drawn, "\n|  |  |  |  | x\n #last |  |  |  |  |\n"));
    check_gemtext("pairs", drawn, t->out.len);
}

static void every_word_of_any_page_is_drawn_in_order_and_reads_back(void **state) {
    PageTest *t = *state;
    for (uint32_t seed = 1; seed <= 300; seed++) {
        char name[32];
        document_reset(&t->doc);
        uint32_t words = random_page(t, seed);
        const char *drawn = as_gemtext(t);
        snprintf(name, sizeof name, "seed %u", seed);
        if (!words_in_order(drawn, words)) fail_msg("%s:\n%s", name, drawn);
        check_gemtext(name, drawn, t->out.len);
    }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, page_setup, page_teardown)

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(golden_gemtext_reads_back),
        TEST(empty_document_gives_nothing),
        TEST(txt_02_one_blank_line_between_blocks_and_none_around),
        TEST(rendering_appends_to_what_is_there),
        TEST(headings_are_never_deeper_than_three),
        TEST(paragraphs_fold_blanks_and_soft_breaks),
        TEST(soft_breaks_between_cjk_leave_no_blank),
        TEST(hard_breaks_are_new_lines_but_not_in_headings),
        TEST(txt_01_text_that_looks_like_markup_gets_a_blank),
        TEST(emphasis_marks_only_when_kept),
        TEST(nested_lists_have_a_dash_for_each_level),
        TEST(ordered_labels_join_the_numbers_around_them),
        TEST(task_boxes_stand_even_without_words),
        TEST(loose_lists_have_blank_lines_where_the_source_has),
        TEST(quotes_mark_every_paragraph_and_blank_line),
        TEST(code_is_verbatim_but_for_lines_that_would_close_it),
        TEST(math_is_fenced),
        TEST(definitions_follow_their_terms),
        TEST(notes_come_last_with_their_links_behind),
        TEST(tables_align_by_display_width),
        TEST(a_header_of_empty_cells_is_no_header),
        TEST(wide_tables_wrap_their_cells_at_80_columns),
        TEST(tables_too_wide_to_wrap_become_pairs),
        TEST(tables_of_more_than_64_columns_are_drawn_as_source),
        TEST(lnk_04_links_follow_their_block_with_their_words),
        TEST(lnk_04_the_same_target_once_in_a_block),
        TEST(lnk_07_images_of_the_same_target_keep_their_words),
        TEST(lnk_04_same_words_for_other_targets_are_told_apart),
        TEST(lnk_05_nothing_but_links_become_link_lines),
        TEST(lnk_05_mixed_lists_keep_their_words),
        TEST(lnk_06_links_wait_for_the_outermost_block),
        TEST(lnk_07_images_are_called_by_alt_title_or_file),
        TEST(links_without_target_leave_their_words),
        TEST(dropped_titles_leave_their_links),
        TEST(links_can_wait_for_the_end_of_the_page),
        TEST(link_lines_cannot_be_broken),
        TEST(nesting_is_drawn_to_sixteen_levels),
        TEST(a_target_repeated_100000_times_is_one_line),
        TEST(a_block_of_100000_targets_is_linear),
        TEST(tables_cannot_blow_a_page_up),
        TEST(pairs_beyond_the_budget_become_plain_rows),
        TEST(every_word_of_any_page_is_drawn_in_order_and_reads_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

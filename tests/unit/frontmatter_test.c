/* frontmatter: every key and form of SRC-04, and no text taken for it. */
#include "unit.h"

#include "base/buf.h"
#include "doc/frontmatter.h"

#include <stdlib.h>

typedef struct Read {
    Arena arena;
    Diag diag;
    Meta meta;
    long used;
} Read;

static void read_source(Read *r, Str source) {
    *r = (Read){0};
    diag_file(&r->diag, STR("a.md"));
    r->used = frontmatter_read(source, &r->arena, &r->diag, &r->meta);
}

/* Front matter of the given lines between the fences. */
static void read_fenced(Read *r, const char *fence, const char *inside) {
    Buf source = {0};
    buf_add_format(&source, "%s\n%s%s\nBody\n", fence, inside, fence);
    read_source(r, buf_str(&source));
    if (r->used > 0) assert_true(str_eq(str_skip(buf_str(&source), (size_t)r->used), STR("Body\n")));
    buf_free(&source);
}

static void read_yaml(Read *r, const char *inside) {
    read_fenced(r, "---", inside);
    assert_true(r->used > 0);
}

static void read_toml(Read *r, const char *inside) {
    read_fenced(r, "+++", inside);
    assert_true(r->used > 0);
}

static void finish(Read *r) {
    arena_free(&r->arena);
    diag_free(&r->diag);
}

static void assert_str(Str s, const char *expected) {
    Buf text = {0};
    buf_add(&text, s);
    buf_add_char(&text, 0);
    assert_string_equal(text.p, expected);
    buf_free(&text);
}

static void assert_list(StrList list, const char *expected) {
    Buf text = {0};
    for (uint32_t i = 0; i < list.count; i++) {
        if (i) buf_add_char(&text, '|');
        buf_add(&text, list.items[i]);
    }
    assert_str(buf_str(&text), expected);
    buf_free(&text);
}

static void assert_day(Date date, int year, int month, int day) {
    assert_int_equal(date.year, year);
    assert_int_equal(date.month, month);
    assert_int_equal(date.day, day);
}

static void all_keys_are_read(void **state) {
    (void)state;
    Read r;
    read_yaml(&r,
              "title: A title\ndate: 2024-04-08\nlastmod: 2024-05-01T10:00:00Z\ndraft: false\nweight: -3\n"
              "tags: [one, two]\ncategories:\n  - three\nauthor: Me\nlang: en_US\nsummary: Short\n"
              "publishDate: 2024-04-09\nexpiryDate: 2030-01-01\nurl: /x/\naliases:\n- /y\n- /z/\n");
    assert_str(r.meta.title, "A title");
    assert_str(r.meta.summary, "Short");
    assert_str(r.meta.lang, "en-US");
    assert_day(r.meta.date, 2024, 4, 8);
    assert_day(r.meta.updated, 2024, 5, 1);
    assert_day(r.meta.publish, 2024, 4, 9);
    assert_day(r.meta.expiry, 2030, 1, 1);
    assert_int_equal(r.meta.weight, -3);
    assert_false(r.meta.draft);
    assert_list(r.meta.tags, "one|two|three");
    assert_list(r.meta.authors, "Me");
    assert_list(r.meta.addresses, "/x/|/y|/z/");
    assert_int_equal(r.diag.count, 0);
    finish(&r);
}

static void keys_have_several_spellings(void **state) {
    (void)state;
    static const char *const updated[] = {"updated", "lastmod", "last_modified_at", "modified", "LastMod"};
    for (size_t i = 0; i < sizeof updated / sizeof *updated; i++) {
        Buf inside = {0};
        Read r;
        buf_add_format(&inside, "%s: 2024-01-02\n", updated[i]);
        buf_add_char(&inside, 0);
        read_yaml(&r, inside.p);
        assert_day(r.meta.updated, 2024, 1, 2);
        finish(&r);
        buf_free(&inside);
    }
    Read r;
    read_yaml(&r, "TITLE: T\nTag: a\ncategory: b\nDescription: D\nauthors: [X, Y]\nLanguage: fi\n"
                  "permalink: /p\npath: q\nslug: s\nredirect_from: /r\n");
    assert_str(r.meta.title, "T");
    assert_str(r.meta.summary, "D");
    assert_str(r.meta.lang, "fi");
    assert_list(r.meta.tags, "a|b");
    assert_list(r.meta.authors, "X|Y");
    assert_list(r.meta.addresses, "/p|q|s|/r");
    finish(&r);
}

static void drafts_are_written_in_three_ways(void **state) {
    (void)state;
    static const struct {
        const char *inside;
        bool draft;
    } cases[] = {
        {"draft: true\n", true},      {"draft: \"yes\"\n", true},
        {"published: false\n", true}, {"render: no\n", true},
        {"draft: false\n", false},    {"published: true\n", false},
        {"render: on\n", false},      {"draft: true\npublished: true\n", true},
        {"draft:\n", false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Read r;
        read_yaml(&r, cases[i].inside);
        assert_int_equal(r.meta.draft, cases[i].draft);
        assert_int_equal(r.diag.count, 0);
        finish(&r);
    }
}

/* SRC-08: `page.K`. */
static void scalars_of_the_first_level_can_be_asked_for(void **state) {
    (void)state;
    static const char *const yaml =
        "title: A *b*\nlist: [x]\nmap:\n  inner: 1\nFoo: one\nfoo: |\n  two\n  three\n"
        "none:\nnull_one: ~\nauthor:\n  name: Me\nmy-key: \"q\"\n";
    Read r;
    Str value = {0};
    read_yaml(&r, yaml);
    assert_int_equal(r.meta.pair_count, 4);
    assert_true(meta_scalar(&r.meta, STR("title"), &value));
    assert_str(value, "A *b*");
    assert_true(meta_scalar(&r.meta, STR("FOO"), &value));
    assert_str(value, "two three");
    assert_true(meta_scalar(&r.meta, STR("my-key"), &value));
    assert_str(value, "q");
    assert_str(r.meta.pairs[1].key, "Foo");
    assert_false(meta_scalar(&r.meta, STR("list"), &value));
    assert_false(meta_scalar(&r.meta, STR("inner"), &value));
    assert_false(meta_scalar(&r.meta, STR("none"), &value));
    assert_false(meta_scalar(&r.meta, STR("null_one"), &value));
    assert_false(meta_scalar(&r.meta, STR("name"), &value));
    finish(&r);
    read_toml(&r, "n = 5 # five\nday = 2024-01-02\na.b = 1\n[extra]\nk = \"v\"\n");
    assert_int_equal(r.meta.pair_count, 2);
    assert_true(meta_scalar(&r.meta, STR("n"), &value));
    assert_str(value, "5");
    assert_true(meta_scalar(&r.meta, STR("day"), &value));
    assert_str(value, "2024-01-02");
    finish(&r);
}

static void lists_and_strings_of_tags(void **state) {
    (void)state;
    Read r;
    read_yaml(&r, "tags: one two  three\n");
    assert_list(r.meta.tags, "one|two|three");
    finish(&r);
    read_yaml(&r, "tags: one thing, two\n");
    assert_list(r.meta.tags, "one thing|two");
    finish(&r);
    read_yaml(&r, "tags: [one thing, 'c++', \"#x\", [nested], {a: b}, ~, '', one thing]\n");
    assert_list(r.meta.tags, "one thing|c++|#x");
    finish(&r);
    read_yaml(&r, "taxonomies:\n  tags: [a, b]\n  series: c d\n  deep: {x: [y]}\ntags: b\n");
    assert_list(r.meta.tags, "a|b|c|d");
    finish(&r);
}

static void titles_lose_markup_tags_and_entities(void **state) {
    (void)state;
    static const char *const cases[][2] = {
        {"'The *big* **one** with `code`'", "The big one with code"},
        {"'A [link](b.md) &amp; more'", "A link & more"},
        {"'<b>Bold</b> but <more> stays'", "Bold but <more> stays"},
        {"'snake_case_name 5 * 3 * 2'", "snake_case_name 5 * 3 * 2"},
        {"'1. May'", "1. May"},
        {"'# One'", "# One"},
        {"'- dash *x*'", "- dash x"},
        {"'> quote &lt;'", "> quote <"},
        {"'a | b'", "a | b"},
        {"'~~~'", "~~~"},
        {"'***'", "***"},
        {"'[x]: *y*'", "[x]: y"},
        {"\"two\\nlines\\tand\\u0007 more\"", "two lines and more"},
        {"|\n  folded\n  lines\n", "folded lines"},
        {"12", "12"},
        {"'~'", "~"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Buf inside = {0};
        Read r;
        buf_add_format(&inside, "title: %s\n", cases[i][0]);
        buf_add_char(&inside, 0);
        read_yaml(&r, inside.p);
        assert_str(r.meta.title, cases[i][1]);
        finish(&r);
        buf_free(&inside);
    }
}

static void what_is_empty_is_absent(void **state) {
    (void)state;
    Read r;
    read_yaml(&r, "title:\ndate: ''\ntags: []\nsummary: ~\nlang: null\nweight: \"\"\nslug: ' '\n");
    assert_int_equal(r.meta.title.len, 0);
    assert_int_equal(r.meta.summary.len, 0);
    assert_int_equal(r.meta.lang.len, 0);
    assert_false(date_is_set(r.meta.date));
    assert_int_equal(r.meta.tags.count, 0);
    assert_int_equal(r.meta.addresses.count, 0);
    assert_int_equal(r.diag.count, 0);
    finish(&r);
}

static void unknown_keys_maps_and_anchors_are_passed_over(void **state) {
    (void)state;
    Read r;
    read_yaml(&r,
              "layout: post\nheader: &h\n  image: {url: x, tags: [no]}\n  list:\n    - {title: no}\n"
              "? [complex, key]\n: value\nother: *h\n<<: *h\ntitle: yes it is\nmenu: {main: {weight: 5}}\n"
              "author: {name: N, mail: m}\nurl: {a: b}\n");
    assert_str(r.meta.title, "yes it is");
    assert_int_equal(r.meta.tags.count, 0);
    assert_int_equal(r.meta.weight, 0);
    assert_list(r.meta.authors, "N");
    assert_int_equal(r.meta.addresses.count, 0);
    assert_int_equal(r.diag.count, 0);
    finish(&r);
}

static void patterns_are_no_addresses(void **state) {
    (void)state;
    Read r;
    read_yaml(&r, "permalink: /:categories/:title/\nurl: ':slug'\naliases: [/a:b/]\n");
    assert_list(r.meta.addresses, "/a:b/");
    finish(&r);
}

static void a_value_that_cannot_be_read_is_told_with_its_line(void **state) {
    (void)state;
    Read r;
    read_yaml(&r, "title: T\ndate: yesterday\nweight: heavy\ndraft: maybe\nlang: 'en; drop'\n");
    assert_str(r.meta.title, "T");
    assert_false(date_is_set(r.meta.date));
    assert_int_equal(r.meta.lang.len, 0);
    assert_int_equal(r.diag.count, 4);
    for (uint32_t i = 0; i < 4; i++)
        assert_int_equal(r.diag.items[i].line, 3 + i);
    finish(&r);
}

static void fences_tolerate_blanks_before_and_behind(void **state) {
    (void)state;
    static const char *const sources[] = {
        "---\ntitle: T\n---\nBody\n",    "\n \n---\ntitle: T\n---\nBody\n",
        "---  \ntitle: T\n--- \nBody\n", "---\r\ntitle: T\r\n---\r\nBody\n",
        "---\ntitle: T\n...\nBody\n",    "+++\ntitle = \"T\"\n+++\nBody\n",
    };
    for (size_t i = 0; i < sizeof sources / sizeof *sources; i++) {
        Read r;
        read_source(&r, str_of(sources[i]));
        assert_true(r.used > 0);
        assert_str(r.meta.title, "T");
        assert_str(str_skip(str_of(sources[i]), (size_t)r.used), "Body\n");
        finish(&r);
    }
    Read r;
    read_source(&r, STR("---\ntitle: T\n---"));
    assert_int_equal(r.used, 16);
    finish(&r);
    read_source(&r, STR("---\n---\nBody"));
    assert_int_equal(r.used, 8);
    finish(&r);
}

static void text_that_begins_with_a_rule_is_text(void **state) {
    (void)state;
    static const char *const sources[] = {
        "",
        "\n",
        "Text\n",
        "---",
        "---\n",
        "---\nText\n",
        "---\nText\n\n---\nMore\n",
        "---\n\nText: with a colon\n",
        "---\n- a\n- b\n---\n",
        "---\n# Heading\n---\nText",
        "----\ntitle: T\n----\n",
        "---\n[a](b) *c*: d\n---\n",
        "+++\ntext\n",
        "--- a\ntitle: x\n---\n",
        "Text\n---\ntitle: T\n---\n",
        "---\n\t*x*\n---\n",
    };
    for (size_t i = 0; i < sizeof sources / sizeof *sources; i++) {
        Read r;
        read_source(&r, str_of(sources[i]));
        assert_int_equal(r.used, 0);
        assert_int_equal(r.meta.title.len, 0);
        assert_int_equal(r.diag.count, 0);
        finish(&r);
    }
    Read r;
    read_yaml(&r, "# draft: true\n# title: x\n");
    assert_false(r.meta.draft);
    finish(&r);
}

static void broken_front_matter_is_told_with_its_line(void **state) {
    (void)state;
    static const struct {
        const char *source;
        uint32_t line;
    } cases[] = {
        {"---\ndate: 2020-01-01\ntitle: \"open\nfoo: a\nbar: b\nfoo: c\n---\n", 3},
        {"---\ntitle: a\nfoo: [b\nbar: c\n---\n", 4},
        {"---\ntitle: T\nText without an end\n", 1},
        {"---\ntitle: a: b\n---\n", 2},
        {"\n---\ntitle: \"open\n---\n", 3},
        {"+++\ntitle = \"open\n+++\n", 2},
        {"+++\ntitle = \"T\"\n", 1},
        {"+++\na = 1\nb = \n+++\n", 3},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Read r;
        read_source(&r, str_of(cases[i].source));
        assert_int_equal(r.used, -1);
        assert_int_equal(r.diag.count, 1);
        assert_true(r.diag.items[0].line >= cases[i].line && r.diag.items[0].line <= cases[i].line + 1);
        assert_int_equal(r.meta.title.len, 0);
        finish(&r);
    }
}

static void dates_in_all_forms(void **state) {
    (void)state;
    static const char *const dates[] = {
        "2019-01-02",   "2019-01-02T10:11:12Z", "2019-01-02 10:11:12 -0500", "2019-01-02T10:11:12.5+02:00",
        "'2019-01-02'", "2019/01/02",
    };
    for (size_t i = 0; i < sizeof dates / sizeof *dates; i++) {
        Buf inside = {0};
        Read r;
        buf_add_format(&inside, "date: %s\n", dates[i]);
        buf_add_char(&inside, 0);
        read_yaml(&r, inside.p);
        assert_day(r.meta.date, 2019, 1, 2);
        finish(&r);
        buf_free(&inside);
    }
}

static void toml_as_hugo_and_zola_write_it(void **state) {
    (void)state;
    Read r;
    read_toml(
        &r, "# a comment\ntitle = \"A \\\"title\\\" \\u00e9\" # more\ndate = 2024-04-08T10:00:00Z\n"
            "updated = 2024-05-01 10:00:00\ndraft = true\nweight = 7\nslug = 'C:\\x'\n"
            "aliases = [\n  \"/a\", # one\n  '/b',\n]\n\n[taxonomies]\ntags = [\"x\", \"y z\"]\n"
            "categories = [\"k\"]\n\n[extra]\ntitle = \"no\"\ntags = [\"no\"]\n\n[[resources]]\nsrc = \"a\"\n"
            "[extra.deep]\ntitle = \"no\"\n");
    assert_str(r.meta.title, "A \"title\" \u00E9");
    assert_day(r.meta.date, 2024, 4, 8);
    assert_day(r.meta.updated, 2024, 5, 1);
    assert_true(r.meta.draft);
    assert_int_equal(r.meta.weight, 7);
    assert_list(r.meta.addresses, "C:\\x|/a|/b");
    assert_list(r.meta.tags, "x|y z|k");
    assert_int_equal(r.diag.count, 0);
    finish(&r);
}

static void authors_and_taxonomies_may_be_maps(void **state) {
    (void)state;
    Read r;
    read_toml(&r, "taxonomies = { tags = [\"a\", \"b\"], deep = {x = 1}, \"c d\" = 'e, f' }\n"
                  "authors = [\"A\", {name = \"B\", url = \"u\"}, {other = {name = \"no\"}}]\nslug = \"s\"\n"
                  "[[author]]\nname = \"C\"\n[[author]]\nname = \"D\"\n");
    assert_list(r.meta.tags, "a|b|e|f");
    assert_list(r.meta.authors, "A|B|C|D");
    assert_list(r.meta.addresses, "s");
    assert_int_equal(r.diag.count, 0);
    finish(&r);
    read_yaml(&r, "authors:\n- name: A\n  url: u\n- B\n- {mail: x, name: C}\nauthor: {name: D}\n"
                  "tags:\n- {name: no}\n");
    assert_list(r.meta.authors, "A|B|C|D");
    assert_list(r.meta.tags, "");
    finish(&r);
}

static void toml_in_its_rarer_forms(void **state) {
    (void)state;
    Read r;
    read_toml(
        &r,
        "description = \"\"\"\nSeveral\nlines \\\n   joined \"\"quoted\"\"\"\"\n\"title\" = '''raw \\n'''\n"
        "taxonomies.tags = ['a', [\"no\"], {x = 1}]\nextra = { title = \"no\", l = [1, 2,], }\n"
        "params.deep.title = 'no'\nfloat = 1.5\ndate = 2024-04-08\n[author]\nname = \"N\"\nmail = \"m\"\n");
    assert_str(r.meta.summary, "Several lines joined \"\"quoted\"");
    assert_str(r.meta.title, "raw \\n");
    assert_list(r.meta.tags, "a");
    assert_list(r.meta.authors, "N");
    assert_day(r.meta.date, 2024, 4, 8);
    assert_int_equal(r.diag.count, 0);
    finish(&r);
}

static void broken_toml_is_told(void **state) {
    (void)state;
    static const char *const broken[] = {
        "title = \n",      "title = \"x\" y\n",
        "title\n",         "title = [\"a\" \"b\"]\n",
        "title = [\n",     "a = \"\\q\"\n",
        "[table\n",        "a = {b\n",
        "a = '''\n",       "= 1\n",
        "a = \"\\u12\"\n", "[[x]\n",
    };
    for (size_t i = 0; i < sizeof broken / sizeof *broken; i++) {
        Buf inside = {0};
        Read r;
        buf_add_format(&inside, "ok = 1\n%s", broken[i]);
        buf_add_char(&inside, 0);
        read_fenced(&r, "+++", inside.p);
        assert_int_equal(r.used, -1);
        assert_int_equal(r.diag.count, 1);
        finish(&r);
        buf_free(&inside);
    }
}

static void nesting_and_size_are_bounded(void **state) {
    (void)state;
    static const char *const openings[] = {"[", "{a: ", "- ", "? ", "!!x ", "&a ", "\"", "{", "[[", "a: "};
    for (size_t i = 0; i < sizeof openings / sizeof *openings; i++) {
        Buf inside = {0};
        Read r;
        buf_add(&inside, STR("key: "));
        for (int k = 0; k < 20000; k++)
            buf_add(&inside, str_of(openings[i]));
        buf_add_char(&inside, '\n');
        buf_add_char(&inside, 0);
        read_fenced(&r, "---", inside.p);
        assert_true(r.used == -1);
        assert_int_equal(r.diag.count, 1);
        finish(&r);
        buf_free(&inside);
    }
    Buf toml = {0};
    Read r;
    buf_add(&toml, STR("a = "));
    buf_add_repeat(&toml, '[', 100000);
    buf_add_char(&toml, '\n');
    buf_add_char(&toml, 0);
    read_fenced(&r, "+++", toml.p);
    assert_int_equal(r.used, -1);
    finish(&r);
    buf_clear(&toml);
    buf_add(&toml, STR("title: x\na: "));
    buf_add_repeat(&toml, 'y', 300000);
    buf_add(&toml, STR("\n"));
    buf_add_char(&toml, 0);
    read_fenced(&r, "---", toml.p);
    assert_int_equal(r.used, -1);
    finish(&r);
    buf_free(&toml);
}

static void a_list_is_capped(void **state) {
    (void)state;
    Buf inside = {0};
    Read r;
    buf_add(&inside, STR("tags: ["));
    for (int i = 0; i < 1000; i++)
        buf_add_format(&inside, "t%d, ", i);
    buf_add(&inside, STR("z]\ntitle: T\n"));
    buf_add_char(&inside, 0);
    read_yaml(&r, inside.p);
    assert_int_equal(r.meta.tags.count, 256);
    assert_str(r.meta.title, "T");
    assert_true(r.diag.count > 0);
    finish(&r);
    buf_free(&inside);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_keys_are_read),
        cmocka_unit_test(keys_have_several_spellings),
        cmocka_unit_test(drafts_are_written_in_three_ways),
        cmocka_unit_test(scalars_of_the_first_level_can_be_asked_for),
        cmocka_unit_test(lists_and_strings_of_tags),
        cmocka_unit_test(titles_lose_markup_tags_and_entities),
        cmocka_unit_test(what_is_empty_is_absent),
        cmocka_unit_test(unknown_keys_maps_and_anchors_are_passed_over),
        cmocka_unit_test(patterns_are_no_addresses),
        cmocka_unit_test(a_value_that_cannot_be_read_is_told_with_its_line),
        cmocka_unit_test(fences_tolerate_blanks_before_and_behind),
        cmocka_unit_test(text_that_begins_with_a_rule_is_text),
        cmocka_unit_test(broken_front_matter_is_told_with_its_line),
        cmocka_unit_test(dates_in_all_forms),
        cmocka_unit_test(toml_as_hugo_and_zola_write_it),
        cmocka_unit_test(authors_and_taxonomies_may_be_maps),
        cmocka_unit_test(toml_in_its_rarer_forms),
        cmocka_unit_test(broken_toml_is_told),
        cmocka_unit_test(nesting_and_size_are_bounded),
        cmocka_unit_test(a_list_is_capped),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

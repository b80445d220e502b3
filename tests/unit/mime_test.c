#include "site/mime.h"

#include "loaded.h"
#include "site/kind.h"
#include "unit.h"

static void good_rules(void **state) {
    (void)state;
    static const struct {
        const char *value, *type, *lang, *charset;
        char item;
    } cases[] = {
        {"text/plain", "text/plain", "", "", 0},
        {"text/plain; charset=iso-8859-1;lang=fi", "text/plain", "fi", "iso-8859-1", 0},
        {"lang=en,fi", "", "en,fi", "", 0},
        {"  gopher=0  application/gpx+xml ;", "application/gpx+xml", "", "", '0'},
        {"lang=fi; lang=sv", "", "sv", "", 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const Rule rule = {STR("x"), str_of(cases[i].value), 1};
        MimeRule got;
        const char *fault = mime_parse(&rule, &got);
        if (fault) fail_msg("%s: %s", cases[i].value, fault);
        assert_text(got.says.type, cases[i].type);
        assert_text(got.says.lang, cases[i].lang);
        assert_text(got.says.charset, cases[i].charset);
        assert_int_equal(got.says.item, cases[i].item);
    }
}

/* Nothing passes that could break a header or a menu. */
static void bad_rules(void **state) {
    (void)state;
    static const struct {
        const char *name, *value, *fault;
    } cases[] = {
        {"x", "", "a type such as text/plain, lang=, charset= or gopher= is wanted"},
        {"x", " ; ", "a type such as text/plain, lang=, charset= or gopher= is wanted"},
        {"x", "text", "a type such as text/plain, lang=, charset= or gopher= is wanted"},
        {"x", "text/", "a type such as text/plain, lang=, charset= or gopher= is wanted"},
        {"x", "text/a/b", "a type such as text/plain, lang=, charset= or gopher= is wanted"},
        {"x", "text/pl\"in", "a type such as text/plain, lang=, charset= or gopher= is wanted"},
        {"x", "20 text/plain", "a type such as text/plain, lang=, charset= or gopher= is wanted"},
        {"x", "foo=bar", "a type such as text/plain, lang=, charset= or gopher= is wanted"},
        {"x", "lang=", "lang= wants a language tag such as fi"},
        {"x", "lang=f\"i", "lang= wants a language tag such as fi"},
        {"x", "charset=", "charset= wants the name of a charset"},
        {"x", "charset=a=b", "charset= wants the name of a charset"},
        {"x", "gopher=", "gopher= wants the item type of a file, such as 0 or 9"},
        {"x", "gopher=00", "gopher= wants the item type of a file, such as 0 or 9"},
        {"x", "gopher=3", "gopher= wants the item type of a file, such as 0 or 9"},
        {"x", "gopher=.", "gopher= wants the item type of a file, such as 0 or 9"},
        {"", "text/plain", "a pattern such as .gpx or /fi/ is wanted before the ="},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const Rule rule = {str_of(cases[i].name), str_of(cases[i].value), 1};
        MimeRule unused;
        const char *fault = mime_parse(&rule, &unused);
        assert_string_equal(fault ? fault : cases[i].value, cases[i].fault);
    }
}

static const Rule rules[] = {
    {STR(".txt"), STR("text/plain; lang=en"), 1}, {STR("/fi/"), STR("lang=fi"), 2},
    {STR("old"), STR("charset=latin1"), 3},       {STR("*.gpx"), STR("application/gpx+xml; gopher=0"), 4},
    {STR("fi/old/*.txt"), STR("lang=sv"), 5},     {STR("README"), STR("text/plain"), 6},
};

static const Rule *const *rule_list(void) {
    static const Rule *list[sizeof rules / sizeof *rules + 1];
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++)
        list[i] = &rules[i];
    return list;
}

static void the_last_one_wins(void **state) {
    (void)state;
    static const struct {
        const char *path, *type, *lang, *charset;
        char item;
    } cases[] = {
        {"a.txt", "text/plain", "en", "", 0},
        {"x/a.txt", "text/plain", "en", "", 0},
        {"fi/a.txt", "text/plain", "fi", "", 0},
        {"fi/x/a.txt", "text/plain", "fi", "", 0},
        {"x/fi/a.txt", "text/plain", "en", "", 0},
        {"fi/old/a.txt", "text/plain", "sv", "latin1", 0},
        {"fi/old/x/a.txt", "text/plain", "fi", "latin1", 0},
        {"x/old/a.bin", "", "", "latin1", 0},
        {"fi/", "", "fi", "", 0},
        {"fi/x/", "", "fi", "", 0},
        {"f/", "", "", "", 0},
        {"fi", "", "", "", 0},
        {"a/b.gpx", "application/gpx+xml", "", "", '0'},
        {"a/README", "text/plain", "", "", 0},
        {"README.x", "", "", "", 0},
        {"a.txt.gz", "", "", "", 0},
        {"atxt", "", "", "", 0},
        {"old", "", "", "latin1", 0},
    };
    Arena arena = {0};
    Mimes mimes = mimes_copy(rule_list(), &arena);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Mime got = mimes_find(mimes, str_of(cases[i].path));
        assert_text(got.type, cases[i].type);
        assert_text(got.lang, cases[i].lang);
        assert_text(got.charset, cases[i].charset);
        assert_int_equal(got.item, cases[i].item);
    }
    arena_free(&arena);
    Mime none = mimes_find((Mimes){0}, STR("a.txt"));
    assert_int_equal(none.type.len + none.lang.len + none.charset.len, 0);
}

static void parameters(void **state) {
    (void)state;
    static const struct {
        Mime mime;
        const char *shown;
    } cases[] = {
        {{.item = 0}, ""},
        {{.lang = STR("fi")}, "; lang=fi"},
        {{.lang = STR("fi,sv"), .charset = STR("utf-8")}, "; charset=utf-8; lang=\"fi,sv\""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Buf out = {0};
        mime_parameters(&cases[i].mime, &out);
        assert_text(buf_str(&out), cases[i].shown);
        buf_free(&out);
    }
}

static void item_types(void **state) {
    (void)state;
    static const struct {
        const char *mime;
        char type;
    } cases[] = {{"text/html", '9'}, {"TEXT/HTML", '9'},       {"text/troff", '0'}, {"image/gif", 'g'},
                 {"image/x", 'I'},   {"application/pdf", '9'}, {"audio/x", 's'},    {"x/y", '9'}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        FileKind kind = file_kind_of_mime(str_of(cases[i].mime));
        assert_int_equal(kind.type, cases[i].type);
        assert_text(kind.mime, cases[i].mime);
    }
}

/* What a load makes of it. */
static void in_a_site(void **state) {
    (void)state;
    Tree tree = tree_make();
    SiteOptions options = loaded_options();
    options.mimes = rule_list();
    options.identity.lang = STR("de");
    tree_write(&tree, "fi/page.md", "# Page\n");
    tree_write(&tree, "fi/own.md", "---\nlang: et\n---\n# Page\n");
    tree_write(&tree, "fi/below/x.md", "# X\n");
    tree_write(&tree, "other.md", "# Other\n");
    tree_write(&tree, "fi/old/a.txt", "x\n");
    tree_write(&tree, "track.gpx", "<gpx/>\n");
    Loaded l = loaded(tree, &options);
    assert_text(node(&l, "/fi/page")->page->lang, "fi");
    assert_text(node(&l, "/fi/own")->page->lang, "et");
    assert_text(node(&l, "/other")->page->lang, "de");
    assert_text(node(&l, "/fi/below/")->list->lang, "fi");
    assert_text(node(&l, "/")->list->lang, "de");
    const File *text = site_find_gemini(l.site, STR("/fi/old/a.txt")).file;
    assert_text(text->mime, "text/plain");
    assert_text(text->params, "; charset=latin1; lang=sv");
    const File *track = site_find_gemini(l.site, STR("/track.gpx")).file;
    assert_text(track->mime, "application/gpx+xml");
    assert_int_equal(track->type, '0');
    assert_int_equal(track->params.len, 0);
    unload(&l);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(good_rules), cmocka_unit_test(bad_rules),  cmocka_unit_test(the_last_one_wins),
        cmocka_unit_test(parameters), cmocka_unit_test(item_types), cmocka_unit_test(in_a_site),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

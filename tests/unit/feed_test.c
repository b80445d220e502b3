#include "site/feed.h"
#include "site/load.h"
#include "tree.h"
#include "unit.h"

#include <utime.h>

static SiteOptions options_of(const char *host) {
    return (SiteOptions){.identity = {.host = str_of(host),
                                      .gemini_port = 1965,
                                      .gopher_port = 70,
                                      .author = STR("Ann"),
                                      .description = STR("Of <this> & that"),
                                      .lang = STR("en")},
                         .render = render_defaults(),
                         .threads = 1};
}

static Site *load(const Tree *tree, const SiteOptions *options) {
    Diag diag = {0};
    Buf error = {0};
    Site *site = site_load(tree->path, options, &diag, &error);
    assert_non_null(site);
    diag_free(&diag);
    buf_free(&error);
    return site;
}

/* The feed at the address, for free(); NULL when leda makes none there. */
static char *feed_text(const Site *site, const char *address, World world) {
    Found found = site_find_gemini(site, str_of(address));
    if (found.kind != FOUND_FILE || found.file->made != FILE_FEED) return NULL;
    Buf out = {0};
    uint32_t step = 0;
    while (feed_draw(site, found.file->feed, world, &step, &out))
        ;
    buf_add_char(&out, 0);
    return out.p;
}

static char *feed_of_tree(const Tree *tree, const SiteOptions *options, const char *address) {
    Site *site = load(tree, options);
    char *text = feed_text(site, address, WORLD_GEMINI);
    site_unref(site);
    assert_non_null(text);
    return text;
}

/* What stands between the tags of the element `name` inside the entry of this id, as *out; false: none. */
static bool in_entry(const char *feed, const char *id, const char *name, Str *out) {
    Buf open = {0}, close = {0}, start = {0};
    buf_add_format(&start, "<id>%s</id>", id);
    buf_add_format(&open, "<%s", name);
    buf_add_format(&close, "</%s>", name);
    Str rest = str_of(feed);
    size_t at = str_search(rest, buf_str(&start));
    bool found = at != STR_NONE;
    if (found) {
        rest = str_skip(rest, at);
        rest = str_head(rest, str_search(rest, STR("</entry>")));
        size_t from = str_search(rest, buf_str(&open)), to = str_search(rest, buf_str(&close));
        found = from != STR_NONE && to != STR_NONE;
        if (found) *out = str_slice(rest, from + str_find(str_skip(rest, from), '>') + 1, to);
    }
    buf_free(&open);
    buf_free(&close);
    buf_free(&start);
    return found;
}

static void assert_entry(const char *feed, const char *id, const char *name, const char *wanted) {
    Str got;
    assert_true(in_entry(feed, id, name, &got));
    assert_int_equal(got.len, strlen(wanted));
    assert_memory_equal(got.p, wanted, got.len);
}

static Tree tree_of_posts(void) {
    Tree tree = tree_make();
    tree_write(&tree, "index.md", "# Ann's \"place\"\n");
    tree_write(&tree, "posts/index.md", "# Posts\n");
    tree_write(&tree, "posts/one.md",
               "---\ntitle: One < two & three\ndate: 2024-01-02\nsummary: \"A & B\"\nauthors: [Bo, Cy]\n---\n"
               "Words.\n");
    tree_write(&tree, "posts/two/index.md",
               "---\ntitle: Two\ndate: 2024-03-04T05:06:07+02:00\nupdated: 2024-05-06\nlang: fi\n---\n"
               "See [one](../one.md).\n");
    tree_write(&tree, "2023-09-08-note.txt", "A note\n\nof text.\n");
    tree_write(&tree, "about.md", "# About\n");
    return tree;
}

static const char golden[] =
    "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
    "<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"en\">\n"
    "<id>gemini://example.org/atom.xml</id>\n"
    "<title>Ann's &quot;place&quot;</title>\n"
    "<subtitle>Of &lt;this&gt; &amp; that</subtitle>\n"
    "<updated>2024-05-06T12:00:00Z</updated>\n"
    "<author><name>Ann</name></author>\n"
    "<link rel=\"self\" type=\"application/atom+xml\" href=\"gemini://example.org/atom.xml\"/>\n"
    "<link rel=\"alternate\" type=\"text/gemini\" href=\"gemini://example.org/\"/>\n"
    "<link rel=\"alternate\" href=\"gopher://example.org/1/\"/>\n"
    "<entry xml:lang=\"fi\">\n"
    "<id>gemini://example.org/posts/two</id>\n"
    "<title>Two</title>\n"
    "<published>2024-03-04T03:06:07Z</published>\n"
    "<updated>2024-05-06T12:00:00Z</updated>\n"
    "<link rel=\"alternate\" type=\"text/gemini\" href=\"gemini://example.org/posts/two/\"/>\n"
    "<link rel=\"alternate\" href=\"gopher://example.org/1/posts/two/\"/>\n"
    "</entry>\n"
    "<entry xml:lang=\"en\">\n"
    "<id>gemini://example.org/posts/one</id>\n"
    "<title>One &lt; two &amp; three</title>\n"
    "<published>2024-01-02T12:00:00Z</published>\n"
    "<updated>2024-01-02T12:00:00Z</updated>\n"
    "<author><name>Bo, Cy</name></author>\n"
    "<link rel=\"alternate\" type=\"text/gemini\" href=\"gemini://example.org/posts/one.gmi\"/>\n"
    "<link rel=\"alternate\" href=\"gopher://example.org/0/posts/one.txt\"/>\n"
    "<summary>A &amp; B</summary>\n"
    "</entry>\n"
    "<entry>\n"
    "<id>gemini://example.org/2023-09-08-note.txt</id>\n"
    "<title>A note</title>\n"
    "<published>2023-09-08T12:00:00Z</published>\n"
    "<updated>2023-09-08T12:00:00Z</updated>\n"
    "<link rel=\"alternate\" type=\"text/plain\" href=\"gemini://example.org/2023-09-08-note.txt\"/>\n"
    "<link rel=\"alternate\" href=\"gopher://example.org/0/2023-09-08-note.txt\"/>\n"
    "</entry>\n"
    "</feed>\n";

static void c_2_a_golden_feed(void **state) {
    (void)state;
    Tree tree = tree_of_posts();
    const SiteOptions options = options_of("example.org");
    char *feed = feed_of_tree(&tree, &options, "/atom.xml");
    assert_string_equal(feed, golden);
    free(feed);
    tree_remove(&tree);
}

/* The reader's own protocol first, in feed and entries alike (C.2). */
static void c_2_on_gopher_the_gopher_links_are_first(void **state) {
    (void)state;
    Tree tree = tree_of_posts();
    const SiteOptions options = options_of("example.org");
    Site *site = load(&tree, &options);
    char *feed = feed_text(site, "/posts/atom.xml", WORLD_GOPHER);
    assert_non_null(strstr(feed, "<title>Ann's &quot;place&quot;: Posts</title>\n"));
    assert_non_null(strstr(feed, "<link rel=\"self\" type=\"application/atom+xml\" "
                                 "href=\"gopher://example.org/0/posts/atom.xml\"/>\n"
                                 "<link rel=\"alternate\" href=\"gopher://example.org/1/posts/\"/>\n"
                                 "<link rel=\"alternate\" type=\"text/gemini\" "
                                 "href=\"gemini://example.org/posts/\"/>\n"));
    assert_non_null(strstr(feed, "<link rel=\"alternate\" href=\"gopher://example.org/0/posts/one.txt\"/>\n"
                                 "<link rel=\"alternate\" type=\"text/gemini\" "
                                 "href=\"gemini://example.org/posts/one.gmi\"/>\n"));
    assert_null(strstr(feed, "note.txt"));
    free(feed);
    site_unref(site);
    tree_remove(&tree);
}

static void a_protocol_that_is_off_has_no_links(void **state) {
    (void)state;
    Tree tree = tree_of_posts();
    SiteOptions options = options_of("example.org");
    options.identity.gopher_port = 0;
    char *feed = feed_of_tree(&tree, &options, "/atom.xml");
    assert_null(strstr(feed, "gopher://"));
    free(feed);
    options.identity.gopher_port = 7070;
    options.identity.gemini_port = 0;
    Site *site = load(&tree, &options);
    feed = feed_text(site, "/atom.xml", WORLD_GOPHER);
    assert_null(strstr(feed, "href=\"gemini://"));
    assert_non_null(strstr(feed, "rel=\"self\" type=\"application/atom+xml\" "
                                 "href=\"gopher://example.org:7070/0/atom.xml\""));
    free(feed);
    site_unref(site);
    tree_remove(&tree);
}

/* Whatever moves but front matter: a file's time, another page, another host, and a home page moved about. */
static void what_leaves_a_feed_as_it_was(void **state) {
    (void)state;
    Tree tree = tree_of_posts();
    SiteOptions options = options_of("example.org");
    const struct utimbuf old = {86400, 86400};
    assert_int_equal(utime(tree_path(&tree, "posts/one.md"), &old), 0);
    tree_write(&tree, "about.md", "# About\n\nMore.\n");
    tree_write(&tree, "posts/one.md",
               "---\ntitle: One < two & three\ndate: 2024-01-02\nsummary: \"A & B\"\nauthors: [Bo, Cy]\n---\n"
               "Other words.\n");
    options.threads = 4;
    char *feed = feed_of_tree(&tree, &options, "/atom.xml");
    assert_string_equal(feed, golden);
    free(feed);
    tree_remove(&tree);
}

static void ids_stay(void **state) {
    (void)state;
    Tree tree = tree_of_posts();
    SiteOptions options = options_of("other.example");
    options.identity.id_host = STR("example.org");
    options.identity.gemini_port = 11965;
    tree_write(&tree, "posts/one/index.md", "---\ntitle: Uno\ndate: 2024-01-03\ntags: [x, y]\n---\n");
    unlink(tree_path(&tree, "posts/one.md"));
    char *feed = feed_of_tree(&tree, &options, "/posts/atom.xml");
    assert_non_null(strstr(feed, "<id>gemini://example.org/posts/atom.xml</id>\n"));
    assert_non_null(strstr(feed, "href=\"gemini://other.example:11965/posts/atom.xml\""));
    assert_entry(feed, "gemini://example.org/posts/one", "title", "Uno");
    assert_entry(feed, "gemini://example.org/posts/one", "updated", "2024-01-03T12:00:00Z");
    assert_entry(feed, "gemini://example.org/posts/two", "updated", "2024-05-06T12:00:00Z");
    free(feed);
    tree_remove(&tree);
}

static void a_page_beside_its_folders_page_has_an_id_of_its_own(void **state) {
    (void)state;
    Tree tree = tree_make();
    const SiteOptions options = options_of("example.org");
    tree_write(&tree, "a.md", "---\ntitle: Page\ndate: 2024-01-02\n---\n");
    tree_write(&tree, "a/index.md", "---\ntitle: Folder\ndate: 2024-01-03\n---\n");
    char *feed = feed_of_tree(&tree, &options, "/atom.xml");
    assert_entry(feed, "gemini://example.org/a", "title", "Page");
    assert_entry(feed, "gemini://example.org/a/", "title", "Folder");
    free(feed);
    tree_remove(&tree);
}

static void an_update_before_the_date_is_none(void **state) {
    (void)state;
    Tree tree = tree_make();
    const SiteOptions options = options_of("example.org");
    tree_write(&tree, "a.md", "---\ntitle: A\ndate: 2024-01-02T18:00:00Z\nupdated: 2024-01-02\n---\n");
    char *feed = feed_of_tree(&tree, &options, "/atom.xml");
    assert_entry(feed, "gemini://example.org/a", "updated", "2024-01-02T18:00:00Z");
    free(feed);
    tree_remove(&tree);
}

static void titles_are_xml_whatever_they_hold(void **state) {
    (void)state;
    Tree tree = tree_make();
    const SiteOptions options = options_of("example.org");
    tree_write(&tree, "a.md",
               "---\ntitle: \"]]>\\x01\\u000b\\uFFFF&amp;<b>x</b> 'q'\"\ndate: 2024-01-02\n---\n");
    char *feed = feed_of_tree(&tree, &options, "/atom.xml");
    for (const char *p = feed; *p; p++)
        assert_true((unsigned char)*p >= 0x20 || *p == '\n');
    Str title;
    assert_true(in_entry(feed, "gemini://example.org/a", "title", &title));
    assert_int_equal(str_search(title, STR("]]&gt;")), 0);
    assert_int_equal(str_find(title, '<'), STR_NONE);
    assert_int_equal(str_search(title, STR("\xEF\xBF\xBF")), STR_NONE);
    free(feed);
    tree_remove(&tree);
}

static void content_instead_of_summaries(void **state) {
    (void)state;
    Tree tree = tree_of_posts();
    SiteOptions options = options_of("example.org");
    options.feeds.content = true;
    Site *site = load(&tree, &options);
    char *feed = feed_text(site, "/atom.xml", WORLD_GEMINI);
    Str text;
    assert_entry(feed, "gemini://example.org/posts/one", "content", "# One &lt; two &amp; three\n\nWords.\n");
    assert_non_null(strstr(feed, "<content type=\"text/gemini\">"));
    assert_false(in_entry(feed, "gemini://example.org/posts/one", "summary", &text));
    assert_entry(feed, "gemini://example.org/2023-09-08-note.txt", "content", "A note\n\nof text.\n");
    free(feed);
    feed = feed_text(site, "/atom.xml", WORLD_GOPHER);
    assert_null(strstr(feed, "<content type=\"text/gemini\">"));
    assert_true(in_entry(feed, "gemini://example.org/posts/two", "content", &text));
    assert_int_not_equal(str_search(text, STR("gopher://example.org/0/posts/one.txt")), STR_NONE);
    free(feed);
    site_unref(site);
    tree_remove(&tree);
}

static unsigned count_entries(const char *feed) {
    unsigned count = 0;
    for (const char *p = feed; (p = strstr(p, "</entry>")); p++)
        count++;
    return count;
}

static void the_newest_stand_in_a_feed(void **state) {
    (void)state;
    Tree tree = tree_make();
    char name[64], text[64];
    SiteOptions options = options_of("example.org");
    for (int i = 0; i < 30; i++) {
        snprintf(name, sizeof name, "p/%02d.md", i);
        snprintf(text, sizeof text, "---\ntitle: P%02d\ndate: 2024-01-%02d\n---\n", i, i % 30 + 1);
        tree_write(&tree, name, text);
    }
    char *feed = feed_of_tree(&tree, &options, "/p/atom.xml");
    assert_int_equal(count_entries(feed), FEED_ENTRIES);
    assert_non_null(strstr(feed, "<title>P29</title>"));
    assert_null(strstr(feed, "<title>P09</title>"));
    free(feed);
    options.feeds.entries = 3;
    feed = feed_of_tree(&tree, &options, "/atom.xml");
    assert_int_equal(count_entries(feed), 3);
    assert_non_null(strstr(feed, "<title>P27</title>"));
    free(feed);
    tree_remove(&tree);
}

static void only_lists_with_posts_have_one(void **state) {
    (void)state;
    Tree tree = tree_of_posts();
    const SiteOptions options = options_of("example.org");
    tree_write(&tree, "docs/a.md", "# A\n");
    tree_write(&tree, "posts/index.fi.md", "# Kirjoitukset\n");
    tree_write(&tree, "posts/one.fi.md", "---\ntitle: Yksi\ndate: 2024-01-02\n---\n");
    Site *site = load(&tree, &options);
    assert_null(feed_text(site, "/docs/atom.xml", WORLD_GEMINI));
    assert_null(feed_text(site, "/posts/two/atom.xml", WORLD_GEMINI));
    char *feed = feed_text(site, "/posts/index.fi/atom.xml", WORLD_GEMINI);
    assert_non_null(feed);
    assert_non_null(strstr(feed, "xml:lang=\"fi\">\n<id>gemini://example.org/posts/index.fi/atom.xml</id>"));
    assert_int_equal(count_entries(feed), 1);
    assert_non_null(strstr(feed, "<title>Yksi</title>"));
    free(feed);
    feed = feed_text(site, "/posts/atom.xml", WORLD_GEMINI);
    assert_null(strstr(feed, "Yksi"));
    free(feed);
    site_unref(site);
    tree_remove(&tree);
}

static void a_file_of_the_authors_goes_first(void **state) {
    (void)state;
    Tree tree = tree_of_posts();
    const SiteOptions options = options_of("example.org");
    tree_write(&tree, "atom.xml", "<mine/>\n");
    tree_write(&tree, "links.md", "# L\n\n[one](/atom.xml), [two](posts/atom.xml)\n");
    Site *site = load(&tree, &options);
    Found found = site_find_gemini(site, STR("/atom.xml"));
    assert_int_equal(found.kind, FOUND_FILE);
    assert_int_equal(found.file->made, FILE_STORED);
    assert_true(str_eq(found.file->data, STR("<mine/>\n")));
    assert_ptr_equal(feed_of(site, &site->nodes[0]), found.file);
    const Page *links = site_find_gemini(site, STR("/links.gmi")).node->page;
    assert_int_not_equal(str_search(links->gophermap, STR("0two\t/posts/atom.xml\n")), STR_NONE);
    site_unref(site);
    tree_remove(&tree);
}

/* In a project a file that no page leads to is not published: ours takes its place (SRC-10). */
static void a_file_that_nobody_publishes_goes_last(void **state) {
    (void)state;
    Tree tree = tree_make();
    const SiteOptions options = options_of("example.org");
    tree_write(&tree, "_config.yml", "title: T\n");
    tree_write(&tree, "atom.xml", "<theirs/>\n");
    tree_write(&tree, "robots.txt", "theirs\n");
    tree_write(&tree, "sitemap.txt", "theirs\n");
    tree_write(&tree, "index.md", "---\n---\n[map](/sitemap.txt)\n");
    tree_write(&tree, "_posts/2024-01-02-a.md", "---\n---\na\n");
    Site *site = load(&tree, &options);
    char *feed = feed_text(site, "/atom.xml", WORLD_GEMINI);
    assert_non_null(feed);
    assert_int_equal(count_entries(feed), 1);
    free(feed);
    assert_int_equal(site_find_gemini(site, STR("/robots.txt")).file->source.len, 0);
    assert_true(str_eq(site_find_gemini(site, STR("/sitemap.txt")).file->data, STR("theirs\n")));
    site_unref(site);
    tree_remove(&tree);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(c_2_a_golden_feed),
        cmocka_unit_test(c_2_on_gopher_the_gopher_links_are_first),
        cmocka_unit_test(a_protocol_that_is_off_has_no_links),
        cmocka_unit_test(what_leaves_a_feed_as_it_was),
        cmocka_unit_test(ids_stay),
        cmocka_unit_test(a_page_beside_its_folders_page_has_an_id_of_its_own),
        cmocka_unit_test(an_update_before_the_date_is_none),
        cmocka_unit_test(titles_are_xml_whatever_they_hold),
        cmocka_unit_test(content_instead_of_summaries),
        cmocka_unit_test(the_newest_stand_in_a_feed),
        cmocka_unit_test(only_lists_with_posts_have_one),
        cmocka_unit_test(a_file_of_the_authors_goes_first),
        cmocka_unit_test(a_file_that_nobody_publishes_goes_last),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Tags, archives, backlinks and feet: what a whole tree makes of its pages (SRC-13, CONVERSION.md section 5).
 */
#include "base/utf8.h"
#include "loaded.h"
#include "site/foot.h"
#include "site/load.h"
#include "site/tags.h"

static Loaded load_with(Tree tree, FootForm foot, const char *reply) {
    SiteOptions options = loaded_options();
    options.foot = foot;
    options.reply = str_of(reply);
    options.threads = 2;
    return loaded(tree, &options);
}

static Loaded load(Tree tree) {
    return load_with(tree, FOOT_FULL, NULL);
}

static void assert_list(const Loaded *l, const char *address, const char *gemtext) {
    assert_text(node(l, address)->list->gemtext, gemtext);
}

static void assert_foot(const Loaded *l, const char *address, const char *gemtext) {
    Buf foot = {0};
    foot_gemtext(l->site, node(l, address), &foot);
    assert_text(buf_str(&foot), gemtext);
    buf_free(&foot);
}

static void write_page(const Tree *tree, const char *name, const char *front, const char *text) {
    Buf page = {0};
    buf_add_format(&page, "---\n%s\n---\n%s\n", front, text);
    buf_add_char(&page, 0);
    tree_write(tree, name, page.p);
    buf_free(&page);
}

/* Posts `FOLDER/post-N.md`, each a day after the one before it. */
static void write_posts(const Tree *tree, const char *folder, int from, int to, const char *front) {
    for (int i = from; i < to; i++) {
        char name[64], lines[128], day[11];
        date_day(date_of(INT64_C(86400) * (17500 + i)), day);
        snprintf(name, sizeof name, "%s/post-%d.md", folder, i);
        snprintf(lines, sizeof lines, "title: Post %d\ndate: %s\n%s", i, day, front);
        write_page(tree, name, lines, "Words.");
    }
}

static unsigned count_of(Str text, Str needle) {
    unsigned count = 0;
    for (size_t at; (at = str_search(text, needle)) != STR_NONE; text = str_skip(text, at + needle.len))
        count++;
    return count;
}

/* ---- tags ---- */

static void src_13_names_of_tags(void **state) {
    (void)state;
    static const char *const names[][2] = {{"C++", "c++"},
                                           {"c#", "c#"},
                                           {"Two  Words", "two--words"},
                                           {"a/b\\c", "a-b-c"},
                                           {"tab\there", "tab-here"},
                                           {"\xC3\x84RGER", "\xC3\xA4rger"},
                                           {"A\xCC\x88", "\xC3\xA4"},
                                           {"no\xC2\xA0\x62reak", "no-break"},
                                           {"..", "-"},
                                           {"...", "..."},
                                           {"a.b", "a.b"}};
    Buf name = {0};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        buf_clear(&name);
        tags_name(str_of(names[i][0]), &name);
        assert_text(buf_str(&name), names[i][1]);
    }
    buf_free(&name);
}

static void src_13_a_long_tag_still_fits_into_a_request(void **state) {
    (void)state;
    Buf tag = {0}, name = {0};
    for (int i = 0; i < 500; i++)
        buf_add(&tag, STR("\xE2\x98\x83"));
    tags_name(buf_str(&tag), &name);
    assert_int_equal(name.len, TAGS_NAME_MAX / 3 * 3);
    assert_true(utf8_valid(buf_str(&name)));
    buf_free(&tag);
    buf_free(&name);
}

static void src_13_tags_ignore_case_and_show_the_commonest_spelling(void **state) {
    (void)state;
    Tree tree = tree_make();
    write_page(&tree, "a.md", "title: A\ndate: 2024-01-01\ntags: [LINUX, other]", "");
    write_page(&tree, "b.md", "title: B\ndate: 2024-01-03\ntags: [Linux, linux]", "");
    write_page(&tree, "c.md", "title: C\ndate: 2024-01-02\ncategories: Linux", "");
    write_page(&tree, "d.md", "title: D\ntaxonomies:\n  x: [LINUX]", "");
    write_page(&tree, "e.md", "title: E\ntags: [Linux]\ndraft: true", "");
    Loaded l = load(tree);
    assert_list(&l, "/tags/", "# Tags\n\n=> /tags/linux/ LINUX (4)\n=> /tags/other/ other (1)\n");
    assert_list(&l, "/tags/linux/",
                "# Tag: LINUX\n\n"
                "=> /b.gmi 2024-01-03 B\n"
                "=> /c.gmi 2024-01-02 C\n"
                "=> /a.gmi 2024-01-01 A\n"
                "\n## Pages\n\n"
                "=> /d.gmi D\n\n=> /tags/linux/atom.xml Atom feed\n");
    assert_int_equal(node(&l, "/b")->tag_count, 1);
    unload(&l);
}

static void src_13_a_tag_like_a_date_is_no_entry_of_a_feed(void **state) {
    (void)state;
    Tree tree = tree_make();
    write_page(&tree, "a.md", "title: A\ntags: ['2024-01-01']", "");
    Loaded l = load(tree);
    assert_list(&l, "/tags/", "# Tags\n\n=> /tags/2024-01-01/ \xC2\xB7 2024-01-01 (1)\n");
    unload(&l);
}

static void the_addresses_of_lists(void **state) {
    (void)state;
    Tree tree = tree_make();
    write_page(&tree, "a.md", "title: A\ndate: 2024-01-01\ntags: [x]", "To [tags](/tags/x/), [y](/tags/y).");
    Loaded l = load(tree);
    static const char *const lists[] = {"/tags/", "/tags/x/", "/archive/", "/archive/2024/"};
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        Str folder = str_of(lists[i]), bare = str_head(folder, folder.len - 1);
        assert_int_equal(site_find_gemini(l.site, folder).kind, FOUND_PAGE);
        assert_int_equal(site_find_gemini(l.site, bare).kind, FOUND_MOVED);
        assert_int_equal(site_find_gopher(l.site, folder).kind, FOUND_PAGE);
        assert_int_equal(site_find_gopher(l.site, bare).kind, FOUND_PAGE);
    }
    assert_int_equal(site_find_gopher(l.site, STR("/tags/x/index.txt")).kind, FOUND_TEXT);
    assert_text(node(&l, "/a")->page->gemtext, "# A\n\nTo tags, y.\n=> /tags/x/ tags\n");
    unload(&l);
}

static void without_posts_and_tags_there_is_no_list_of_them(void **state) {
    (void)state;
    Tree tree = tree_make();
    tree_write(&tree, "index.md", "# Home\n");
    tree_write(&tree, "a.md", "# A\n");
    Loaded l = load(tree);
    assert_null(find(&l, "/tags/"));
    assert_null(find(&l, "/archive/"));
    unload(&l);
}

static void an_authors_page_at_a_lists_address_comes_first(void **state) {
    (void)state;
    Tree tree = tree_make();
    tree_write(&tree, "tags/index.md", "# Subjects\n\nAll of them.\n");
    tree_write(&tree, "tags/x/index.md", "# About x\n");
    tree_write(&tree, "tags/x/file.bin", "x");
    write_page(&tree, "a.md", "title: A\ndate: 2024-01-01\ntags: [X]", "");
    Loaded l = load(tree);
    assert_text(node(&l, "/tags/")->page->gemtext, "# Subjects\n\nAll of them.\n");
    assert_list(&l, "/tags/", "\n## Tags\n\n=> /tags/x/ About x (1)\n");
    assert_list(&l, "/tags/x/",
                "\n## Posts\n\n=> /a.gmi 2024-01-01 A\n"
                "\n## Files\n\n=> /tags/x/file.bin file.bin, 1 B, 2026-01-02\n\n"
                "=> /tags/x/atom.xml Atom feed\n");
    unload(&l);
}

static void an_authors_folder_keeps_what_lies_in_it(void **state) {
    (void)state;
    Tree tree = tree_make();
    write_page(&tree, "archive/2019/old.md", "title: Old\ndate: 2018-12-31", "");
    write_page(&tree, "archive/2019/both.md", "title: Both\ndate: 2019-01-01", "");
    write_page(&tree, "new.md", "title: New\ndate: 2019-02-02", "");
    Loaded l = load(tree);
    assert_list(&l, "/archive/2019/",
                "# 2019\n\n"
                "=> /new.gmi 2019-02-02 New\n"
                "=> /archive/2019/both.gmi 2019-01-01 Both\n"
                "=> /archive/2019/old.gmi 2018-12-31 Old\n\n=> /archive/2019/atom.xml Atom feed\n");
    assert_list(&l, "/archive/2018/", "# Archive, 2018\n\n=> /archive/2019/old.gmi 2018-12-31 Old\n");
    unload(&l);
}

static void a_further_address_goes_before_a_list(void **state) {
    (void)state;
    Tree tree = tree_make();
    write_page(&tree, "all.md", "title: All\naliases: [/archive/, /tags/x/]\ntags: [x, y]", "");
    write_page(&tree, "a.md", "title: A\ndate: 2024-01-01", "");
    Loaded l = load(tree);
    assert_null(find(&l, "/archive/"));
    assert_null(find(&l, "/tags/x/"));
    assert_int_equal(node(&l, "/all")->tag_count, 1);
    assert_int_equal(site_find_gemini(l.site, STR("/archive/")).kind, FOUND_MOVED);
    assert_list(&l, "/tags/", "# Tags\n\n=> /tags/y/ y (1)\n");
    unload(&l);
}

static void src_11_lists_keep_languages_apart(void **state) {
    (void)state;
    Tree tree = tree_make();
    write_page(&tree, "a.md", "title: A\ndate: 2024-01-01\ntags: [x]", "");
    write_page(&tree, "a.fi.md", "title: A suomeksi\ndate: 2024-01-01\ntags: [x, vain]", "");
    tree_write(&tree, "index.md", "# Home\n");
    tree_write(&tree, "index.fi.md", "# Koti\n");
    Loaded l = load(tree);
    assert_list(&l, "/tags/", "# Tags\n\n=> /tags/x/ x (1)\n");
    assert_list(&l, "/tags/x/", "# Tag: x\n\n=> /a.gmi 2024-01-01 A\n\n=> /tags/x/atom.xml Atom feed\n");
    assert_list(&l, "/tags/x/index.fi",
                "# Tag: x\n\n=> /a.fi.gmi 2024-01-01 A suomeksi\n\n=> /tags/x/index.fi/atom.xml Atom feed\n");
    assert_list(&l, "/tags/index.fi",
                "# Tags\n\n=> /tags/vain/index.fi.gmi vain (1)\n=> /tags/x/index.fi.gmi x (1)\n");
    assert_list(&l, "/tags/vain/", "# Tag: vain\n");
    assert_list(&l, "/archive/2024/index.fi", "# Archive, 2024\n\n=> /a.fi.gmi 2024-01-01 A suomeksi\n");
    assert_foot(&l, "/tags/x/index.fi",
                "\n=> /tags/index.fi.gmi Up: Tags\n=> /tags/x/ Original: x\n"
                "=> gopher://example.org/1/tags/x/index.fi This page on Gopher\n");
    unload(&l);
}

/* ---- archives ---- */

static void a_list_of_a_hundred_posts_is_whole(void **state) {
    (void)state;
    Tree tree = tree_make();
    write_posts(&tree, "posts", 0, 100, "tags: [x]");
    Loaded l = load(tree);
    assert_null(find(&l, "/posts/archive/"));
    assert_null(find(&l, "/tags/x/archive/"));
    assert_int_equal(count_of(node(&l, "/posts/")->list->gemtext, STR("=> /posts/p")), 100);
    unload(&l);
}

static void a_list_of_more_shows_the_newest_and_links_years(void **state) {
    (void)state;
    Tree tree = tree_make();
    write_posts(&tree, "posts", 0, 101, "tags: [x]");
    Loaded l = load(tree);
    static const char *const lists[] = {"/", "/posts/", "/tags/x/"};
    for (size_t i = 0; i < 3; i++) {
        Str text = node(&l, lists[i])->list->gemtext;
        assert_int_equal(count_of(text, STR("Post ")), 100);
        assert_int_equal(count_of(text, STR(" Post 0\n")), 0);
        assert_int_equal(count_of(text, STR("archive/2018/ 2018 (")), 1);
        assert_int_equal(count_of(text, STR("archive/2017/ 2017 (")), 1);
        assert_true(str_search(text, STR("2018 (")) < str_search(text, STR("2017 (")));
    }
    unsigned both = count_of(node(&l, "/posts/archive/2017/")->list->gemtext, STR("Post ")) +
                    count_of(node(&l, "/posts/archive/2018/")->list->gemtext, STR("Post "));
    assert_int_equal(both, 101);
    assert_text(node(&l, "/posts/archive/")->name, "Posts, archive");
    assert_text(node(&l, "/tags/x/archive/2017/")->name, "x, 2017");
    const Node *newer = node(&l, "/archive/2018/"), *older = node(&l, "/archive/2017/");
    assert_ptr_equal(&l.site->nodes[newer->previous], older);
    assert_ptr_equal(&l.site->nodes[older->next], newer);
    unload(&l);
}

static void tags_beyond_the_limit_have_no_list(void **state) {
    (void)state;
    Tree tree = tree_make();
    for (unsigned page = 0, tag = 0; page < TAGS_MAX / 200 + 1; page++) {
        Buf text = {0};
        char path[32];
        buf_add(&text, STR("---\ntitle: P\ntags: [common"));
        for (unsigned i = 0; i < 200; i++)
            buf_add_format(&text, ", t%u", tag++);
        buf_add(&text, STR("]\n---\n"));
        buf_add_char(&text, 0);
        snprintf(path, sizeof path, "p%03u.md", page);
        tree_write(&tree, path, text.p);
        buf_free(&text);
    }
    Loaded l = load(tree);
    assert_non_null(find(&l, "/tags/common/"));
    assert_non_null(find(&l, "/tags/t19998/"));
    assert_null(find(&l, "/tags/t19999/"));
    assert_int_equal(l.diag.count, 1);
    const Node *last = node(&l, "/p100");
    assert_int_equal(last->tag_count, 1);
    unload(&l);
}

static void the_length_of_a_list_can_be_set(void **state) {
    (void)state;
    SiteOptions options = loaded_options();
    options.list_entries = 5;
    Tree tree = tree_make();
    write_posts(&tree, "posts", 0, 6, "tags: [x]");
    write_posts(&tree, "few", 0, 5, "tags: [y]");
    Loaded l = loaded(tree, &options);
    assert_int_equal(count_of(node(&l, "/posts/")->list->gemtext, STR("Post ")), 5);
    assert_non_null(find(&l, "/posts/archive/"));
    assert_null(find(&l, "/few/archive/"));
    unload(&l);
}

static void the_year_of_a_post_is_that_of_its_day_as_written(void **state) {
    (void)state;
    Tree tree = tree_make();
    write_page(&tree, "a.md", "title: A\ndate: 2020-01-01T00:30:00+02:00", "");
    write_page(&tree, "b.md", "title: B\ndate: 2019-12-31T23:00:00Z", "");
    Loaded l = load(tree);
    assert_list(&l, "/archive/", "# Archive\n\n=> /archive/2020/ 2020 (1)\n=> /archive/2019/ 2019 (1)\n");
    assert_true(str_starts(node(&l, "/")->list->gemtext,
                           STR("# example.org\n\n=> /a.gmi 2020-01-01 A\n=> /b.gmi 2019-12-31")));
    unload(&l);
}

/* ---- entries ---- */

static void entries_tell_authors_and_summaries(void **state) {
    (void)state;
    Tree tree = tree_make();
    write_page(&tree, "n/a.md",
               "title: '* A & \\<b>'\ndate: 2024-01-04\nauthor: [Aino, V]\nsummary: '# No heading'", "");
    write_page(&tree, "n/b.md", "title: B\ndate: 2024-01-03\nauthor: Aino", "");
    write_page(&tree, "n/c.md", "title: C\ndate: 2024-01-02\nsummary: '# No heading'", "");
    write_page(
        &tree, "n/d.md",
        "title: D\ndate: 2024-01-01\nsummary: Twelve words and more of a summary that takes more than a "
        "line of a menu",
        "");
    Loaded l = load(tree);
    assert_list(&l, "/n/",
                "# N\n\n"
                "=> /n/a.gmi 2024-01-04 * A & <b>\nBy Aino, V: # No heading\n"
                "=> /n/b.gmi 2024-01-03 B\nBy Aino\n"
                "=> /n/c.gmi 2024-01-02 C\n # No heading\n"
                "=> /n/d.gmi 2024-01-01 D\n"
                "Twelve words and more of a summary that takes more than a line of a menu\n\n"
                "=> /n/atom.xml Atom feed\n");
    assert_text(node(&l, "/n/")->list->gophermap,
                "i# N\t/\n\n"
                "02024-01-04 * A & <b>\t/n/a.txt\nBy Aino, V: # No heading\n"
                "02024-01-03 B\t/n/b.txt\nBy Aino\n"
                "02024-01-02 C\t/n/c.txt\n # No heading\n"
                "02024-01-01 D\t/n/d.txt\n"
                "Twelve words and more of a summary that takes more than a line of\xE2\x80\xA6\n\n"
                "0Atom feed\t/n/atom.xml\n");
    assert_list(&l, "/archive/2024/",
                "# Archive, 2024\n\n"
                "=> /n/a.gmi 2024-01-04 * A & <b>\n=> /n/b.gmi 2024-01-03 B\n"
                "=> /n/c.gmi 2024-01-02 C\n=> /n/d.gmi 2024-01-01 D\n");
    unload(&l);
}

static void a_long_name_leaves_room_for_size_and_day(void **state) {
    (void)state;
    Tree tree = tree_make();
    tree_write(&tree, "f/a-name-of-so-many-letters-that-it-alone-takes-a-line-of-a-menu-and-more.bin", "x");
    Loaded l = load(tree);
    assert_text(node(&l, "/f/")->list->gophermap,
                "i# F\t/\n\n"
                "9a-name-of-so-many-letters-that-it-alone-takes-a..., 1 B, 2026-01-02"
                "\t/f/a-name-of-so-many-letters-that-it-alone-takes-a-line-of-a-menu-and-more.bin\n");
    unload(&l);
}

static Site *load_options(const Tree *tree, GopherList form, const char *const *sections, Diag *diag) {
    Buf error = {0};
    const SiteOptions options = {.identity = {.host = STR("h"), .gemini_port = 1965, .gopher_port = 70},
                                 .render = render_defaults(),
                                 .gopher_list = form,
                                 .sections = sections,
                                 .threads = 1};
    Site *site = site_load(tree->path, &options, diag, &error);
    assert_non_null(site);
    buf_free(&error);
    return site;
}

static void lists_on_gopher_lead_where_they_are_told(void **state) {
    (void)state;
    static const char both[] = "12024-01-02 A\t/a\n02024-01-02 A\t/a.txt\n"
                               "12024-01-01 B\t/b\n02024-01-01 B\t/b.txt\n";
    static const char *const wanted[] = {"12024-01-02 A\t/a\n02024-01-01 B\t/b.txt\n",
                                         "12024-01-02 A\t/a\n12024-01-01 B\t/b\n",
                                         "02024-01-02 A\t/a.txt\n02024-01-01 B\t/b.txt\n", both};
    for (int form = GOPHER_LIST_AUTO; form <= GOPHER_LIST_BOTH; form++) {
        Tree tree = tree_make();
        write_page(&tree, "a.md", "title: A\ndate: 2024-01-02", "[b](b.md)");
        write_page(&tree, "b.md", "title: B\ndate: 2024-01-01", "");
        Diag diag = {0};
        Site *site = load_options(&tree, (GopherList)form, NULL, &diag);
        const Page *list = site->nodes[0].list;
        assert_int_equal(count_of(list->gophermap, str_of(wanted[form])), 1);
        assert_int_equal(count_of(list->gemtext, STR("=> /a.gmi 2024-01-02 A\n=> /b.gmi 2024-01-01 B\n")), 1);
        assert_int_equal(count_of(list->gophermap, STR("/archive/")), 1);
        site_unref(site);
        diag_free(&diag);
        tree_remove(&tree);
    }
}

static void sections_come_in_the_order_that_was_asked_for(void **state) {
    (void)state;
    Tree tree = tree_make();
    tree_write(&tree, "a/x.md", "# X\n");
    write_page(&tree, "b/index.md", "title: B\nweight: 1", "");
    tree_write(&tree, "c/x.md", "# X\n");
    Diag diag = {0};
    const char *const sections[] = {"c", "none", "a", NULL};
    Site *site = load_options(&tree, GOPHER_LIST_AUTO, sections, &diag);
    assert_text(site->nodes[0].list->gemtext, "# h\n\n=> /c/ C\n=> /a/ A\n=> /b/ B\n");
    assert_int_equal(diag.count, 1);
    site_unref(site);
    diag_free(&diag);
    tree_remove(&tree);
}

/* ---- feet ---- */

static Tree tree_of_links(void) {
    Tree tree = tree_make();
    tree_write(&tree, "index.md", "# Home\n\n[p](p.md)\n");
    write_page(&tree, "p.md", "title: P & Q\ndate: 2024-02-03\ntags: [x, Y]", "[me](p.md), [home](/)");
    write_page(&tree, "old.md", "title: Old\ndate: 2019-01-01", "[p](p.md), [again](/p/)");
    write_page(&tree, "new.md", "title: 2023-01-01 in words\ndate: 2023-01-01", "[p](p.md)");
    return tree;
}

static void linked_from_names_each_page_once(void **state) {
    (void)state;
    Loaded l = load(tree_of_links());
    assert_foot(&l, "/p",
                "\n## Linked from\n\n"
                "=> /new.gmi \xC2\xB7 2023-01-01 in words\n"
                "=> /old.gmi Old\n"
                "=> / Home\n"
                "\n2024-02-03\n"
                "=> /tags/x/ Tag: x\n"
                "=> /tags/y/ Tag: Y\n"
                "=> /new.gmi Previous: 2023-01-01 in words\n"
                "=> / Up: Home\n"
                "=> gopher://example.org/1/p This page on Gopher\n");
    assert_foot(&l, "/", "\n=> gopher://example.org/1/ This page on Gopher\n");
    unload(&l);
}

static void linked_from_counts_what_it_does_not_name(void **state) {
    (void)state;
    Tree tree = tree_make();
    tree_write(&tree, "p.md", "# P\n");
    for (int i = 0; i < 102; i++) {
        char name[32];
        snprintf(name, sizeof name, "from-%d.md", i);
        tree_write(&tree, name, "# From\n\n[p](p.md)\n");
    }
    Loaded l = load(tree);
    Buf foot = {0};
    foot_gophermap(l.site, node(&l, "/p"), &foot);
    assert_int_equal(count_of(buf_str(&foot), STR("1From\t")), 100);
    assert_int_equal(count_of(buf_str(&foot), STR("\nand 2 more pages\n")), 1);
    buf_free(&foot);
    unload(&l);
}

/* Its words stand nowhere else on the page. */
static void lnk_10_a_long_title_in_the_foot_is_whole(void **state) {
    (void)state;
    Tree tree = tree_make();
    write_page(&tree, "a.md", "date: 2024-01-01",
               "# A title that goes on beyond the width of a menu, as titles of posts do");
    write_page(&tree, "b.md", "title: B\ndate: 2024-01-02", "Words.");
    Loaded l = load(tree);
    Buf foot = {0};
    foot_gophermap(l.site, node(&l, "/b"), &foot);
    assert_int_equal(
        count_of(buf_str(&foot),
                 STR("\nPrevious: A title that goes on beyond the width of a menu, as\ntitles of posts do\n"
                     "1Previous: A title that goes on beyond the width of a menu, as titl…\t/a\n")),
        1);
    buf_free(&foot);
    unload(&l);
}

static void a_short_foot_and_none(void **state) {
    (void)state;
    Loaded l = load_with(tree_of_links(), FOOT_SHORT, "mailto:me@example.org");
    assert_foot(&l, "/p", "\n2024-02-03\n=> / Up: Home\n=> gopher://example.org/1/p This page on Gopher\n");
    unload(&l);
    l = load_with(tree_of_links(), FOOT_NONE, "mailto:me@example.org");
    assert_foot(&l, "/p", "");
    unload(&l);
}

static void a_reply_has_the_title_as_its_subject(void **state) {
    (void)state;
    static const char *const replies[][2] = {
        {"mailto:me@example.org", "=> mailto:me@example.org?subject=P%20%26%20Q Reply by mail\n"},
        {"mailto:me@example.org?cc=x", "=> mailto:me@example.org?cc=x&subject=P%20%26%20Q Reply by mail\n"},
        {"https://example.org/talk", "=> https://example.org/talk Reply\n"}};
    for (size_t i = 0; i < 3; i++) {
        Loaded l = load_with(tree_of_links(), FOOT_FULL, replies[i][0]);
        Buf foot = {0};
        foot_gemtext(l.site, node(&l, "/p"), &foot);
        assert_int_equal(count_of(buf_str(&foot), str_of(replies[i][1])), 1);
        buf_clear(&foot);
        foot_gemtext(l.site, node(&l, "/"), &foot);
        assert_int_equal(count_of(buf_str(&foot), STR("Reply")), 0);
        buf_free(&foot);
        unload(&l);
    }
}

static void a_reply_on_gopher(void **state) {
    (void)state;
    Loaded l = load_with(tree_of_links(), FOOT_FULL, "mailto:me@example.org");
    Buf foot = {0};
    foot_gophermap(l.site, node(&l, "/p"), &foot);
    assert_int_equal(
        count_of(buf_str(&foot), STR("\nhReply by mail\tURL:mailto:me@example.org?subject=P%20%26%20Q\n")),
        1);
    buf_free(&foot);
    unload(&l);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(src_13_names_of_tags),
        cmocka_unit_test(src_13_a_long_tag_still_fits_into_a_request),
        cmocka_unit_test(src_13_tags_ignore_case_and_show_the_commonest_spelling),
        cmocka_unit_test(src_13_a_tag_like_a_date_is_no_entry_of_a_feed),
        cmocka_unit_test(the_addresses_of_lists),
        cmocka_unit_test(without_posts_and_tags_there_is_no_list_of_them),
        cmocka_unit_test(an_authors_page_at_a_lists_address_comes_first),
        cmocka_unit_test(an_authors_folder_keeps_what_lies_in_it),
        cmocka_unit_test(a_further_address_goes_before_a_list),
        cmocka_unit_test(src_11_lists_keep_languages_apart),
        cmocka_unit_test(a_list_of_a_hundred_posts_is_whole),
        cmocka_unit_test(a_list_of_more_shows_the_newest_and_links_years),
        cmocka_unit_test(tags_beyond_the_limit_have_no_list),
        cmocka_unit_test(the_length_of_a_list_can_be_set),
        cmocka_unit_test(the_year_of_a_post_is_that_of_its_day_as_written),
        cmocka_unit_test(entries_tell_authors_and_summaries),
        cmocka_unit_test(a_long_name_leaves_room_for_size_and_day),
        cmocka_unit_test(lists_on_gopher_lead_where_they_are_told),
        cmocka_unit_test(sections_come_in_the_order_that_was_asked_for),
        cmocka_unit_test(linked_from_names_each_page_once),
        cmocka_unit_test(linked_from_counts_what_it_does_not_name),
        cmocka_unit_test(lnk_10_a_long_title_in_the_foot_is_whole),
        cmocka_unit_test(a_short_foot_and_none),
        cmocka_unit_test(a_reply_has_the_title_as_its_subject),
        cmocka_unit_test(a_reply_on_gopher),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

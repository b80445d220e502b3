#include "loaded.h"
#include "site/foot.h"
#include "site/load.h"

static Loaded load(Tree tree, bool drafts, unsigned threads) {
    SiteOptions options = loaded_options();
    options.threads = threads;
    options.drafts = drafts;
    return loaded(tree, &options);
}

static bool has_finding(const Loaded *l, const char *file, const char *words) {
    for (size_t i = 0; i < l->diag.count; i++)
        if (str_eq(l->diag.items[i].file, str_of(file)) &&
            str_search(l->diag.items[i].message, str_of(words)) != STR_NONE)
            return true;
    return false;
}

static void assert_gemini(const Loaded *l, const char *path, FoundKind kind, const char *address) {
    Found found = site_find_gemini(l->site, str_of(path));
    assert_int_equal(found.kind, kind);
    if (kind == FOUND_FILE)
        assert_text(found.file->address, address);
    else if (kind != FOUND_NOTHING && kind != FOUND_GONE)
        assert_text(found.node->address, address);
}

static void assert_gopher(const Loaded *l, const char *selector, FoundKind kind, const char *address) {
    Found found = site_find_gopher(l->site, str_of(selector));
    assert_int_equal(found.kind, kind);
    if (kind == FOUND_FILE)
        assert_text(found.file->address, address);
    else if (kind != FOUND_NOTHING && kind != FOUND_GONE)
        assert_text(found.node->address, address);
}

static Tree tree_of_posts(void) {
    Tree tree = tree_make();
    tree_write(&tree, "index.md", "# My capsule\n\nWelcome.\n");
    tree_write(&tree, "about.md", "# About\n\nMe.\n");
    tree_write(&tree, "posts/2024-01-02-first.md", "# First\n\nSee [the second](second.md).\n");
    tree_write(&tree, "posts/second.md", "---\ntitle: Second\ndate: 2024-03-04\n---\nNo links here.\n");
    tree_write(&tree, "posts/third/index.md", "---\ntitle: Third\ndate: 2024-05-06\n---\n![pic](pic.png)\n");
    tree_write(&tree, "posts/third/pic.png", "not really");
    tree_write(&tree, "files/a b.txt", "line\n");
    tree_write(&tree, "robots.txt", "User-agent: *\n");
    return tree;
}

static void addresses_on_gemini(void **state) {
    (void)state;
    Loaded l = load(tree_of_posts(), false, 1);
    assert_gemini(&l, "/", FOUND_PAGE, "/");
    assert_gemini(&l, "/index.gmi", FOUND_MOVED, "/");
    assert_gemini(&l, "/about.gmi", FOUND_PAGE, "/about");
    assert_gemini(&l, "/about", FOUND_MOVED, "/about");
    assert_gemini(&l, "/about/", FOUND_MOVED, "/about");
    assert_gemini(&l, "/about/index.gmi", FOUND_MOVED, "/about");
    assert_gemini(&l, "/about.html", FOUND_MOVED, "/about");
    assert_gemini(&l, "/about.md", FOUND_NOTHING, NULL);
    assert_gemini(&l, "/posts/", FOUND_PAGE, "/posts/");
    assert_gemini(&l, "/posts", FOUND_MOVED, "/posts/");
    assert_gemini(&l, "/posts.gmi", FOUND_MOVED, "/posts/");
    assert_gemini(&l, "/posts/third/", FOUND_PAGE, "/posts/third/");
    assert_gemini(&l, "/posts/third.gmi", FOUND_MOVED, "/posts/third/");
    assert_gemini(&l, "/files/a b.txt", FOUND_FILE, "/files/a b.txt");
    assert_gemini(&l, "/nothing", FOUND_NOTHING, NULL);
    assert_gemini(&l, "/posts/../about.gmi", FOUND_NOTHING, NULL);
    unload(&l);
}

/* Gopher has no redirect: the menu stands at further addresses too, as they are written (section 2). */
static void src_04_further_addresses(void **state) {
    (void)state;
    Tree tree = tree_make();
    tree_write(&tree, "a/page.md",
               "---\ntitle: Page\nslug: s\naliases: [/old/page.html, /older/]\n---\nText.\n");
    Loaded l = load(tree, false, 1);
    assert_gemini(&l, "/old/page.html", FOUND_MOVED, "/a/page");
    assert_gemini(&l, "/old/page/", FOUND_MOVED, "/a/page");
    assert_gemini(&l, "/older/", FOUND_MOVED, "/a/page");
    assert_gemini(&l, "/a/s", FOUND_MOVED, "/a/page");
    assert_gopher(&l, "/old/page.html", FOUND_PAGE, "/a/page");
    assert_gopher(&l, "/old/page", FOUND_PAGE, "/a/page");
    assert_gopher(&l, "/older/", FOUND_PAGE, "/a/page");
    assert_gopher(&l, "/old", FOUND_PAGE, "/");
    assert_gopher(&l, "/old/", FOUND_PAGE, "/");
    assert_gopher(&l, "/ol", FOUND_NOTHING, NULL);
    assert_gemini(&l, "/old/", FOUND_NOTHING, NULL);
    assert_gopher(&l, "/a/s", FOUND_PAGE, "/a/page");
    assert_gopher(&l, "/a/page.html", FOUND_NOTHING, NULL);
    unload(&l);
}

static void addresses_on_gopher(void **state) {
    (void)state;
    Loaded l = load(tree_of_posts(), false, 1);
    assert_gopher(&l, "", FOUND_PAGE, "/");
    assert_gopher(&l, "/", FOUND_PAGE, "/");
    assert_gopher(&l, "/index.txt", FOUND_TEXT, "/");
    assert_gopher(&l, "/about", FOUND_PAGE, "/about");
    assert_gopher(&l, "about", FOUND_PAGE, "/about");
    assert_gopher(&l, "/about/", FOUND_PAGE, "/about");
    assert_gopher(&l, "/about.txt", FOUND_TEXT, "/about");
    assert_gopher(&l, "/posts", FOUND_PAGE, "/posts/");
    assert_gopher(&l, "/posts/", FOUND_PAGE, "/posts/");
    assert_gopher(&l, "/posts/index.txt", FOUND_TEXT, "/posts/");
    assert_gopher(&l, "/posts.txt", FOUND_TEXT, "/posts/");
    assert_gopher(&l, "/1/posts/", FOUND_PAGE, "/posts/");
    assert_gopher(&l, "0/about.txt", FOUND_TEXT, "/about");
    assert_gopher(&l, "/files/a b.txt", FOUND_FILE, "/files/a b.txt");
    assert_gopher(&l, "/nothing", FOUND_NOTHING, NULL);
    unload(&l);
}

/* Of a page and a folder of one name the folder keeps its own page (section 2); links follow (LNK-01). */
static void a_page_beside_a_folder_of_its_name(void **state) {
    (void)state;
    Tree tree = tree_make();
    tree_write(&tree, "both.md", "# Page\n");
    tree_write(&tree, "both/index.md", "# Folder\n");
    tree_write(&tree, "half.md",
               "# Page\n\nSee [a](half/) [b](both/index.md) [c](both.md) [d](/both/) [e](both.txt)\n");
    tree_write(&tree, "half/inside.md", "# Inside\n");
    Loaded l = load(tree, false, 1);
    assert_gemini(&l, "/both", FOUND_MOVED, "/both");
    assert_gemini(&l, "/both.html", FOUND_MOVED, "/both");
    assert_gemini(&l, "/both/", FOUND_PAGE, "/both/");
    assert_gemini(&l, "/both/index.gmi", FOUND_MOVED, "/both/");
    assert_gemini(&l, "/both/index.html", FOUND_MOVED, "/both/");
    assert_gemini(&l, "/half/", FOUND_PAGE, "/half/");
    assert_gemini(&l, "/half/index.gmi", FOUND_MOVED, "/half");
    assert_gopher(&l, "/both", FOUND_PAGE, "/both");
    assert_gopher(&l, "/both/", FOUND_PAGE, "/both/");
    assert_gopher(&l, "/both.txt", FOUND_TEXT, "/both");
    assert_gopher(&l, "/both/index.txt", FOUND_TEXT, "/both/");
    assert_text(site_find_gemini(l.site, STR("/half.gmi")).node->page->gemtext,
                "# Page\n\nSee a b c d e\n=> /half.gmi a\n=> /both/ b\n=> /both.gmi c\n");
    unload(&l);
}

static void a_file_wins_over_a_generated_address(void **state) {
    (void)state;
    Tree tree = tree_make();
    tree_write(&tree, "hello.md", "# Hello\n");
    tree_write(&tree, "hello.txt", "by hand\n");
    tree_write(&tree, "hello.gmi", "by hand\n");
    Loaded l = load(tree, false, 1);
    assert_gopher(&l, "/hello.txt", FOUND_FILE, "/hello.txt");
    assert_gopher(&l, "/hello", FOUND_PAGE, "/hello");
    assert_gemini(&l, "/hello.gmi", FOUND_PAGE, "/hello");
    assert_true(site_find_gemini(l.site, STR("/hello.gmi")).node->page->as_written);
    unload(&l);
}

static void a_page_wins_over_a_folder_of_its_name(void **state) {
    (void)state;
    Tree tree = tree_make();
    tree_write(&tree, "a.md", "# Page\n");
    tree_write(&tree, "a/b.md", "# Below\n");
    Loaded l = load(tree, false, 1);
    assert_gopher(&l, "/a", FOUND_PAGE, "/a");
    assert_gopher(&l, "/a.txt", FOUND_TEXT, "/a");
    assert_gopher(&l, "/a/", FOUND_PAGE, "/a/");
    assert_gemini(&l, "/a.gmi", FOUND_PAGE, "/a");
    assert_gemini(&l, "/a/", FOUND_PAGE, "/a/");
    assert_gemini(&l, "/a", FOUND_MOVED, "/a");
    unload(&l);
}

static void lists_are_dated_newest_first(void **state) {
    (void)state;
    Loaded l = load(tree_of_posts(), false, 1);
    assert_text(node(&l, "/posts/")->list->gemtext, "# Posts\n\n"
                                                    "=> /posts/third/ 2024-05-06 Third\n"
                                                    "=> /posts/second.gmi 2024-03-04 Second\n"
                                                    "=> /posts/2024-01-02-first.gmi 2024-01-02 First\n"
                                                    "\n=> /posts/atom.xml Atom feed\n");
    assert_text(node(&l, "/posts/")->list->gophermap, "i# Posts\t/\n\n"
                                                      "12024-05-06 Third\t/posts/third/\n"
                                                      "02024-03-04 Second\t/posts/second.txt\n"
                                                      "12024-01-02 First\t/posts/2024-01-02-first\n"
                                                      "\n0Atom feed\t/posts/atom.xml\n");
    assert_null(node(&l, "/posts/")->page);
    unload(&l);
}

static void home_shows_its_text_and_then_what_is_below(void **state) {
    (void)state;
    Loaded l = load(tree_of_posts(), false, 1);
    const Node *home = node(&l, "/");
    assert_text(home->page->gemtext, "# My capsule\n\nWelcome.\n");
    assert_text(home->list->gemtext, "\n## Posts\n\n"
                                     "=> /posts/third/ 2024-05-06 Third\n"
                                     "=> /posts/second.gmi 2024-03-04 Second\n"
                                     "=> /posts/2024-01-02-first.gmi 2024-01-02 First\n"
                                     "\n## Pages\n\n"
                                     "=> /about.gmi About\n"
                                     "\n## Sections\n\n"
                                     "=> /files/ Files\n"
                                     "=> /posts/ Posts\n"
                                     "=> /archive/ Archive\n"
                                     "\n=> /atom.xml Atom feed\n");
    assert_text(node(&l, "/files/")->list->gemtext,
                "# Files\n\n=> /files/a%20b.txt a b.txt, 5 B, 2026-01-02\n");
    assert_null(node(&l, "/posts/third/")->list); /* its one file is shown by its page */
    unload(&l);
}

static void neighbours_are_of_the_same_section(void **state) {
    (void)state;
    Tree tree = tree_make();
    tree_write(&tree, "a/2024-01-01-x.md", "# X\n");
    tree_write(&tree, "a/2024-01-03-y.md", "# Y\n");
    tree_write(&tree, "b/2024-01-02-z.md", "# Z\n");
    tree_write(&tree, "2019/01/2019-01-01-u.md", "# U\n");
    tree_write(&tree, "2020/02/2020-02-02-v.md", "# V\n");
    Loaded l = load(tree, false, 1);
    const Node *x = node(&l, "/a/2024-01-01-x"), *y = node(&l, "/a/2024-01-03-y");
    assert_ptr_equal(&l.site->nodes[x->next], y);
    assert_ptr_equal(&l.site->nodes[y->previous], x);
    assert_int_equal(x->previous, NODE_NONE);
    assert_int_equal(y->next, NODE_NONE);
    assert_int_equal(node(&l, "/b/2024-01-02-z")->next, NODE_NONE);
    const Node *u = node(&l, "/2019/01/2019-01-01-u"), *v = node(&l, "/2020/02/2020-02-02-v");
    assert_ptr_equal(&l.site->nodes[u->next], v);
    assert_text(l.site->nodes[u->up].address, "/2019/01/");
    unload(&l);
}

static void the_foot_of_a_post_on_gemini(void **state) {
    (void)state;
    Loaded l = load(tree_of_posts(), false, 1);
    Buf foot = {0};
    foot_gemtext(l.site, node(&l, "/posts/second"), &foot);
    assert_text(buf_str(&foot), "\n## Linked from\n\n"
                                "=> /posts/2024-01-02-first.gmi First\n"
                                "\n2024-03-04\n"
                                "=> /posts/2024-01-02-first.gmi Previous: First\n"
                                "=> /posts/third/ Next: Third\n"
                                "=> /posts/ Up: Posts\n"
                                "=> gopher://example.org/1/posts/second This page on Gopher\n");
    buf_clear(&foot);
    foot_gemtext(l.site, node(&l, "/"), &foot);
    assert_text(buf_str(&foot), "\n=> gopher://example.org/1/ This page on Gopher\n");
    buf_free(&foot);
    unload(&l);
}

static void the_foot_of_a_post_on_gopher(void **state) {
    (void)state;
    Loaded l = load(tree_of_posts(), false, 1);
    const Node *second = node(&l, "/posts/second");
    Buf foot = {0};
    foot_gophermap(l.site, second, &foot);
    assert_text(buf_str(&foot), "\ni## Linked from\t/\n\n"
                                "1First\t/posts/2024-01-02-first\n"
                                "\n1Previous: First\t/posts/2024-01-02-first\n"
                                "1Next: Third\t/posts/third/\n"
                                "1Up: Posts\t/posts/\n"
                                "hThis page on Gemini\tURL:gemini://example.org/posts/second.gmi\n");
    buf_clear(&foot);
    foot_under_title(l.site, second, true, &foot);
    assert_text(buf_str(&foot), "2024-03-04\n0This page as plain text\t/posts/second.txt\n");
    buf_clear(&foot);
    foot_under_title(l.site, second, false, &foot);
    assert_text(buf_str(&foot), "2024-03-04\n");
    buf_free(&foot);
    unload(&l);
}

static void a_protocol_that_is_off_is_not_named(void **state) {
    (void)state;
    Loaded l = load(tree_of_posts(), false, 1);
    Buf foot = {0};
    l.site->identity.gopher_port = l.site->identity.gemini_port = 0;
    foot_gemtext(l.site, node(&l, "/"), &foot);
    foot_gophermap(l.site, node(&l, "/"), &foot);
    assert_text(buf_str(&foot), "");
    buf_free(&foot);
    unload(&l);
}

static void src_07_drafts_and_what_is_not_due_wait(void **state) {
    (void)state;
    for (int drafts = 0; drafts < 2; drafts++) {
        Tree tree = tree_make();
        tree_write(&tree, "draft.md", "---\ntitle: D\ndraft: true\n---\nx\n");
        tree_write(&tree, "future.md", "---\ntitle: F\ndate: 2999-01-01\n---\nx\n");
        tree_write(&tree, "past.md", "---\ntitle: P\ndate: 2001-01-01\n---\nx\n");
        Loaded l = load(tree, drafts, 1);
        assert_int_equal(l.site->page_count, drafts ? 3 : 1);
        assert_gemini(&l, "/draft.gmi", drafts ? FOUND_PAGE : FOUND_NOTHING, "/draft");
        assert_gemini(&l, "/future.gmi", drafts ? FOUND_PAGE : FOUND_NOTHING, "/future");
        /* due when 2999-01-01 has begun anywhere: 14 hours before it begins in UTC */
        if (!drafts) assert_int_equal(l.site->next_change, INT64_C(32472144000) - 14 * 3600);
        unload(&l);
    }
}

static void src_05_titles(void **state) {
    (void)state;
    Tree tree = tree_make();
    tree_write(&tree, "a.md", "---\ntitle: Front\n---\n## FRONT!\n\ntext\n");
    tree_write(&tree, "b.md", "text first\nin two lines\n\n# Heading *one*\n");
    tree_write(&tree, "c.md", "A short first line\n\nand more\n");
    tree_write(&tree, "my-long_name.md", "- a list\n");
    tree_write(&tree, "folder/index.md", "- a list\n");
    Loaded l = load(tree, false, 1);
    assert_text(node(&l, "/a")->page->gemtext, "# Front\n\ntext\n");
    assert_text(node(&l, "/b")->page->gemtext, "# Heading one\n\ntext first in two lines\n");
    assert_text(node(&l, "/c")->page->gemtext, "# A short first line\n\nand more\n");
    assert_text(node(&l, "/my-long_name")->page->title, "My long name");
    assert_text(node(&l, "/folder/")->page->title, "Folder");
    unload(&l);
}

static void src_06_dates(void **state) {
    (void)state;
    Tree tree = tree_make();
    tree_write(&tree, "2024-01-02-a.md", "# A\n");
    tree_write(&tree, "2019/03/04/b.md", "# B\n");
    tree_write(&tree, "c.md", "---\npermalink: /2018/05/06/c/\n---\n# C\n");
    tree_write(&tree, "d.md", "# D\n\nApril 8, 2024\n\ntext\n");
    tree_write(&tree, "e.md", "# E\n\ntext of 2024\n");
    tree_write(&tree, "f.md", "[**8** April 2024](f.html)\n\ntext\n");
    tree_write(&tree, "g.md", "# G\n\n<p>text</p><p>April&nbsp;8,&nbsp;2024</p>\n");
    tree_write(&tree, "h.md", "# H\n\n12 items\n\n2024<b>/4</b>/8\n");
    tree_write(&tree, "i.md", "<img src=i.png alt=2024-04-08>\n");
    Loaded l = load(tree, false, 1);
    char day[11];
    const char *const expected[][2] = {{"/2024-01-02-a", "2024-01-02"},
                                       {"/2019/03/04/b", "2019-03-04"},
                                       {"/c", "2018-05-06"},
                                       {"/d", "2024-04-08"},
                                       {"/f", "2024-04-08"},
                                       {"/g", "2024-04-08"},
                                       {"/h", "2024-04-08"},
                                       {"/i", "2024-04-08"}};
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++) {
        date_day(node(&l, expected[i][0])->page->date, day);
        assert_string_equal(day, expected[i][1]);
    }
    assert_true(node(&l, "/d")->page->date_in_text);
    assert_false(date_is_set(node(&l, "/e")->page->date));
    assert_gemini(&l, "/2018/05/06/c/", FOUND_MOVED, "/c");
    unload(&l);
}

static void lnk_01_internal_links_in_their_written_forms(void **state) {
    (void)state;
    const char *const forms[] = {"a.md",
                                 "./a",
                                 "../posts/a.html",
                                 "/posts/a/",
                                 "/posts/a/index.html",

                                 "a.md?x=1#y",
                                 "gemini://example.org/posts/a.gmi#x",
                                 "gemini://example.org:1965/posts/a",
                                 "gopher://example.org/1/posts/a",
                                 "@/posts/a.md",
                                 "%61.md"};
    Tree tree = tree_make();
    tree_write(&tree, "posts/a.md", "# A\n");
    tree_write(&tree, "posts/img/p q.png", "x");
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        char name[32], text[128];
        snprintf(name, sizeof name, "posts/from%zu.md", i);
        snprintf(text, sizeof text, "# From\n\nSee [words](%s).\n", forms[i]);
        tree_write(&tree, name, text);
    }
    tree_write(&tree, "posts/others.md",
               "# O\n\n[p](img/p%20q.png)\n\n[up](..)\n\n[self](#part)\n\n[home](/?x)\n");
    Loaded l = load(tree, false, 1);
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        char address[32];
        snprintf(address, sizeof address, "/posts/from%zu", i);
        assert_text(node(&l, address)->page->gemtext, "# From\n\nSee words.\n=> /posts/a.gmi words\n");
    }
    assert_text(node(&l, "/posts/others")->page->gemtext,
                "# O\n\n=> /posts/img/p%20q.png p\n\n=> / up\n\nself\n\nhome\n");
    assert_int_equal(l.diag.count, 1); /* the query on the home page */
    unload(&l);
}

static void lnk_02_a_link_that_leads_nowhere_keeps_its_words(void **state) {
    (void)state;
    Tree tree = tree_make();
    tree_write(
        &tree, "a.md",
        "# A\n\ntext\n\nSee [the missing](missing.md) and [script](javascript:x) and [up](../../x).\n");
    Loaded l = load(tree, false, 1);
    assert_text(node(&l, "/a")->page->gemtext, "# A\n\ntext\n\nSee the missing and script and up.\n");
    assert_int_equal(l.diag.count, 3);
    assert_true(has_finding(&l, "a.md", "link leads nowhere: missing.md"));
    for (size_t i = 0; i < 3; i++)
        assert_int_equal(l.diag.items[i].line, 5);
    unload(&l);
}

static void a_broken_page_takes_no_other_down(void **state) {
    (void)state;
    Tree tree = tree_make();
    tree_write(&tree, "bad.md", "---\ntitle: [unclosed\n---\ntext\n");
    tree_write(&tree, "good.md", "# Good\n");
    Loaded l = load(tree, false, 2);
    assert_int_equal(l.site->page_count, 1);
    assert_true(l.diag.count > 0);
    unload(&l);
}

static void two_sources_of_one_address(void **state) {
    (void)state;
    Tree tree = tree_make();
    tree_write(&tree, "a/index.md", "# Later in path order\n");
    tree_write(&tree, "a/_index.md", "# First in path order\n");
    Loaded l = load(tree, false, 1);
    assert_text(node(&l, "/a/")->page->title, "First in path order");
    assert_true(has_finding(&l, "a/index.md", "a/_index.md has its address already"));
    unload(&l);
}

/* What is told apart only when a page is opened is told as if it had been asked before. */
static void src_03_a_page_that_others_may_not_read_is_none(void **state) {
    (void)state;
    Tree tree = tree_of_posts();
    tree_write(&tree, "hello.md", "# Hello\n");
    tree_write(&tree, "hello.fi.md", "# Moi\n");
    tree_write(&tree, "posts/_x.md", "# No page\n");
    chmod(tree_path(&tree, "hello.md"), 0640);
    Loaded l = load(tree, false, 2);
    assert_gemini(&l, "/hello.gmi", FOUND_NOTHING, "");
    assert_gemini(&l, "/hello.fi.gmi", FOUND_PAGE, "/hello.fi");
    assert_false(site_find_gemini(l.site, STR("/hello.fi.gmi")).node->lang.len);
    assert_gemini(&l, "/posts/second.gmi", FOUND_PAGE, "/posts/second");
    assert_int_equal(l.diag.count, 2);
    assert_true(has_finding(&l, "hello.md", "others may not read it"));
    assert_true(has_finding(&l, "posts/_x.md", "begin with _"));
    assert_int_equal(l.site->folder_count, 4);
    site_unref(l.site);
    diag_free(&l.diag);
    chmod(tree_path(&tree, "hello.md"), 0644);
    l = load(tree, false, 2);
    assert_gemini(&l, "/hello.gmi", FOUND_PAGE, "/hello");
    assert_text(site_find_gemini(l.site, STR("/hello.fi.gmi")).node->lang, "fi");
    unload(&l);
}

static void src_09_what_has_to_change_in_a_text_is_changed(void **state) {
    (void)state;
    Tree tree = tree_make();
    static char large[400000];
    memset(large, 'x', sizeof large - 1);
    memcpy(large, "# \xFF\x01", 4);
    tree_write(&tree, "large.md", large);
    tree_write(&tree, "large.gmi", large);
    tree_write(&tree, "other.gmi", large);
    tree_write(&tree, "bytes.md", "# Byt\xE9s\r\n\nA\x02\xFE\n");
    tree_write(&tree, "empty.md", "");
    Loaded l = load(tree, false, 1);
    Str written = site_find_gemini(l.site, STR("/other.gmi")).node->page->gemtext;
    assert_true(str_starts(written, STR("# \xEF\xBF\xBDxxx")));
    assert_true(str_eq(site_find_gemini(l.site, STR("/large.gmi")).node->page->gemtext, written));
    assert_text(site_find_gemini(l.site, STR("/bytes.gmi")).node->page->gemtext,
                "# Byt\xEF\xBF\xBDs\n\nA\xEF\xBF\xBD\n");
    assert_gemini(&l, "/empty.gmi", FOUND_PAGE, "/empty");
    assert_true(has_finding(&l, "bytes.md", "not UTF-8"));
    unload(&l);
}

static void a_folder_that_cannot_be_read_is_an_error(void **state) {
    (void)state;
    Diag diag = {0};
    Buf error = {0};
    const SiteOptions options = {
        .identity = {.host = STR("localhost"), .gemini_port = 1965, .gopher_port = 70},
        .render = render_defaults()};
    assert_null(site_load("/nonexistent/content", &options, &diag, &error));
    assert_true(str_search(buf_str(&error), STR("/nonexistent/content")) != STR_NONE);
    buf_free(&error);
    diag_free(&diag);
}

/* What every thread count and every locale has to agree on. */
static void one_and_four_threads_make_the_same_bytes(void **state) {
    (void)state;
    Buf drawn[2] = {{0}, {0}};
    for (unsigned round = 0; round < 2; round++) {
        Tree tree = tree_make();
        char name[64], text[256];
        for (int i = 0; i < 200; i++) {
            snprintf(name, sizeof name, "s%d/p%d.md", i % 7, i);
            snprintf(text, sizeof text, "---\ntitle: Page %d\ndate: 2020-01-%02d\n---\nTo [next](p%d.md).\n",
                     i, i % 28 + 1, i + 7);
            tree_write(&tree, name, text);
        }
        Loaded l = load(tree, false, round ? 4 : 1);
        for (uint32_t i = 0; i < l.site->node_count; i++) {
            const Node *n = &l.site->nodes[i];
            buf_add(&drawn[round], n->address);
            buf_add(&drawn[round], n->page ? n->page->gemtext : n->list->gemtext);
            buf_add(&drawn[round], n->page ? n->page->gophermap : n->list->gophermap);
        }
        unload(&l);
    }
    assert_true(str_eq(buf_str(&drawn[0]), buf_str(&drawn[1])));
    buf_free(&drawn[0]);
    buf_free(&drawn[1]);
}

static void render_shows_the_page_alone(void **state) {
    (void)state;
    Tree tree = tree_of_posts();
    Diag diag = {0};
    Buf error = {0};
    const SiteOptions options = {
        .identity = {.host = STR("localhost"), .gemini_port = 1965, .gopher_port = 70},
        .render = render_defaults()};
    Page *page =
        site_render(tree.path, STR("posts/x.md"), STR("# X\n\n[s](second.md)\n"), &options, &diag, &error);
    assert_non_null(page);
    assert_text(page->gemtext, "# X\n\n=> /posts/second.gmi s\n");
    page_unref(page);
    buf_free(&error);
    diag_free(&diag);
    tree_remove(&tree);
}

/* What a page's links lead to is looked up anew at each load. */
static void lnk_01_a_link_follows_what_came_and_went(void **state) {
    (void)state;
    Tree tree = tree_make();
    tree_write(&tree, "from.md", "---\ntitle: From\n---\nTo [the other](other.md).\n");
    Loaded before = load(tree, false, 1);
    assert_text(node(&before, "/from")->page->gemtext, "# From\n\nTo the other.\n");
    site_unref(before.site);
    diag_free(&before.diag);
    tree_write(&tree, "other.md", "# Other\n");
    Loaded after = load(tree, false, 1);
    assert_text(node(&after, "/from")->page->gemtext, "# From\n\nTo the other.\n=> /other.gmi the other\n");
    unload(&after);
}

static void src_07_an_expired_page_is_gone_and_in_no_list(void **state) {
    (void)state;
    Tree tree = tree_make();
    tree_write(&tree, "posts/old.md", "---\ntitle: Old\ndate: 2019-01-01\nexpiryDate: 2020-01-01\n---\n");
    tree_write(&tree, "posts/new.md", "---\ntitle: New\ndate: 2019-01-01\nexpiryDate: 9999-01-01\n---\n");
    Loaded l = load(tree, false, 1);
    assert_gemini(&l, "/posts/old.gmi", FOUND_GONE, NULL);
    assert_gemini(&l, "/posts/old/", FOUND_GONE, NULL);
    assert_gopher(&l, "/posts/old.txt", FOUND_GONE, NULL);
    assert_gemini(&l, "/posts/new.gmi", FOUND_PAGE, "/posts/new");
    assert_true(str_search(node(&l, "/posts/")->list->gemtext, STR("Old")) == STR_NONE);
    unload(&l);
}

/* CONVERSION.md section 2: at the page's own address in both forms, never a draft's, on Gemini alone. */
static void a_source_is_served_when_that_is_wanted(void **state) {
    (void)state;
    SiteOptions options = loaded_options();
    options.sources = options.drafts = true;
    Tree tree = tree_of_posts();
    tree_write(&tree, "draft.md", "---\ntitle: Draft\ndraft: true\n---\n");
    tree_write(&tree, "later.md", "---\ntitle: Later\ndate: 9999-01-01\n---\n");
    tree_write(&tree, "hand.gmi", "# By hand\n");
    tree_write(&tree, "files/real.md.txt", "no page\n");
    Loaded l = loaded(tree, &options);
    assert_gemini(&l, "/posts/second.md", FOUND_SOURCE, "/posts/second");
    assert_text(node(&l, "/posts/second")->page->source,
                "---\ntitle: Second\ndate: 2024-03-04\n---\nNo links here.\n");
    assert_gemini(&l, "/posts/third/index.md", FOUND_SOURCE, "/posts/third/");
    assert_gemini(&l, "/posts/third.md", FOUND_SOURCE, "/posts/third/");
    assert_gemini(&l, "/index.md", FOUND_SOURCE, "/");
    assert_gemini(&l, "/posts/index.md", FOUND_NOTHING, NULL);
    assert_gemini(&l, "/draft.md", FOUND_NOTHING, NULL);
    assert_gemini(&l, "/later.md", FOUND_NOTHING, NULL);
    assert_gemini(&l, "/hand.md", FOUND_NOTHING, NULL);
    assert_gopher(&l, "/posts/second.md", FOUND_NOTHING, NULL);
    unload(&l);
    l = load(tree_of_posts(), false, 1);
    assert_gemini(&l, "/posts/second.md", FOUND_NOTHING, NULL);
    unload(&l);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lnk_01_a_link_follows_what_came_and_went),
        cmocka_unit_test(a_source_is_served_when_that_is_wanted),
        cmocka_unit_test(src_07_an_expired_page_is_gone_and_in_no_list),
        cmocka_unit_test(addresses_on_gemini),
        cmocka_unit_test(src_04_further_addresses),
        cmocka_unit_test(addresses_on_gopher),
        cmocka_unit_test(a_page_beside_a_folder_of_its_name),
        cmocka_unit_test(a_file_wins_over_a_generated_address),
        cmocka_unit_test(a_page_wins_over_a_folder_of_its_name),
        cmocka_unit_test(lists_are_dated_newest_first),
        cmocka_unit_test(home_shows_its_text_and_then_what_is_below),
        cmocka_unit_test(neighbours_are_of_the_same_section),
        cmocka_unit_test(the_foot_of_a_post_on_gemini),
        cmocka_unit_test(the_foot_of_a_post_on_gopher),
        cmocka_unit_test(a_protocol_that_is_off_is_not_named),
        cmocka_unit_test(src_07_drafts_and_what_is_not_due_wait),
        cmocka_unit_test(src_05_titles),
        cmocka_unit_test(src_06_dates),
        cmocka_unit_test(lnk_01_internal_links_in_their_written_forms),
        cmocka_unit_test(lnk_02_a_link_that_leads_nowhere_keeps_its_words),
        cmocka_unit_test(a_broken_page_takes_no_other_down),
        cmocka_unit_test(two_sources_of_one_address),
        cmocka_unit_test(src_03_a_page_that_others_may_not_read_is_none),
        cmocka_unit_test(src_09_what_has_to_change_in_a_text_is_changed),
        cmocka_unit_test(a_folder_that_cannot_be_read_is_an_error),
        cmocka_unit_test(one_and_four_threads_make_the_same_bytes),
        cmocka_unit_test(render_shows_the_page_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

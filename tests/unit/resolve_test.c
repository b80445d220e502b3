#include "site/load.h"
#include "site/resolve.h"
#include "tree.h"
#include "unit.h"

/* A site whose pages link to each other; what a link of `/posts/here` becomes. */
typedef struct Capsule {
    Tree tree;
    Site *site;
    Arena arena;
    Diag diag;
    Asked asked;
} Capsule;

static Capsule make_capsule(const char *web) {
    Capsule c = {.tree = tree_make()};
    Buf error = {0};
    tree_write(&c.tree, "index.md", "# Home\n");
    tree_write(&c.tree, "posts/here.md", "# Here\n");
    tree_write(&c.tree, "posts/2019-01-02-old.md", "---\ntitle: Old\naliases: [/was/there/]\n---\n");
    tree_write(&c.tree, "posts/here/inside.txt", "a file of the page\n");
    tree_write(&c.tree, "Notes/Mixed Case.md", "# Mixed\n");
    tree_write(&c.tree, "img/a b.png", "PNG");
    tree_write(&c.tree, "img/Two.png", "of two, the first");
    tree_write(&c.tree, "img/two.png", "of two, the second");
    tree_write(&c.tree, "img/SOL\xC3\x89.png", "\xC3\x89: beyond ASCII");
    const SiteOptions options = {.identity = {.host = STR("capsule.example"),
                                              .gemini_port = 1965,
                                              .gopher_port = 70,
                                              .web = str_of(web)},
                                 .render = render_defaults(),
                                 .threads = 1};
    Diag load = {0};
    c.site = site_load(c.tree.path, &options, &load, &error);
    assert_non_null(c.site);
    diag_free(&load);
    buf_free(&error);
    return c;
}

static void drop_capsule(Capsule *c) {
    site_unref(c->site);
    arena_free(&c->arena);
    asked_free(&c->asked);
    diag_free(&c->diag);
    tree_remove(&c->tree);
}

static Target resolve(Capsule *c, const char *written) {
    Document doc;
    document_init(&doc);
    document_open(&doc, BLOCK_PARAGRAPH, 7);
    document_link(&doc, LINK_WORDS, STR("words"), str_of(written), 7);
    document_close(&doc);
    if (!c->asked.site) asked_start(&c->asked, c->site);
    const Resolver resolver = {c->site,  STR("posts/here.md"), STR("/posts/here"), &c->arena, &c->diag,
                               &c->asked};
    Target target = resolve_links(&resolver, &doc)[0];
    target.url = arena_copy(&c->arena, target.url);
    document_free(&doc);
    return target;
}

static void assert_leads(const char *web, const char *written, const char *url) {
    Capsule c = make_capsule(web);
    Target target = resolve(&c, written);
    if (!str_eq(target.url, str_of(url)))
        fail_msg("%s leads to %.*s, not %s", written, STR_FMT(target.url), url);
    drop_capsule(&c);
}

static void assert_step(const char *written, const char *selector, SiteLinkStep step) {
    Capsule c = make_capsule("https://www.example.org/blog");
    Target target = resolve(&c, written);
    if (!str_eq(target.selector, str_of(selector)) || c.asked.steps[step] != 1)
        fail_msg("%s leads to %.*s, not %s", written, STR_FMT(target.selector), selector);
    drop_capsule(&c);
}

static void lnk_01_step_1(void **state) {
    (void)state;
    const SiteLinkStep step = SITE_LINK_ADDRESS;
    assert_step("2019-01-02-old.md", "/posts/2019-01-02-old", step);
    assert_step("../posts/2019-01-02-old/", "/posts/2019-01-02-old", step);
    assert_step("/posts/2019-01-02-old.html#part", "/posts/2019-01-02-old", step);
    assert_step("@/posts/2019-01-02-old.md", "/posts/2019-01-02-old", step);
    assert_step("inside.txt", "/posts/here/inside.txt", step);
    assert_step("../img/a%20b.png", "/img/a b.png", step);
    assert_step("/img/a b.png", "/img/a b.png", step);
    assert_step("/was/there", "/posts/2019-01-02-old", step);
    assert_step("/posts/index.md", "/posts/", step);
    assert_step("/_img/a b.png", "/img/a b.png", step);
    assert_step("/", "/", step);
    assert_step("gemini://capsule.example/posts/here.gmi", "/posts/here", step);
    assert_step("gopher://CAPSULE.example/0/posts/here", "/posts/here", step);
}

static void lnk_01_own_urls_on_the_web(void **state) {
    (void)state;
    const SiteLinkStep step = SITE_LINK_ADDRESS;
    assert_step("https://www.example.org/blog/posts/here/", "/posts/here", step);
    assert_step("http://example.org/blog/posts/here/?utm=1#x", "/posts/here", step);
    assert_step("//example.org:443/blog/posts/here/", "/posts/here", step);
    assert_step("https://example.org/blog", "/", step);
    assert_step("/blog/posts/here/", "/posts/here", step);
    assert_leads("https://example.org/blog", "https://example.org/other/", "https://example.org/other/");
    assert_leads("https://example.org/blog", "https://example.org/blogger/", "https://example.org/blogger/");
    assert_leads("https://example.org", "https://other.example/posts/here/",
                 "https://other.example/posts/here/");
    assert_leads(NULL, "https://example.org/posts/here/", "https://example.org/posts/here/");
}

static void lnk_01_step_2_ignores_case(void **state) {
    (void)state;
    assert_step("/notes/mixed%20case.md", "/Notes/Mixed Case", SITE_LINK_CASE);
    assert_step("../IMG/A B.PNG", "/img/a b.png", SITE_LINK_CASE);
    assert_step("/Posts/Here/", "/posts/here", SITE_LINK_CASE);
    assert_step("/img/TWO.png", "/img/Two.png", SITE_LINK_CASE);
    assert_step("/img/two.png", "/img/two.png", SITE_LINK_ADDRESS);
    assert_step("/img/sol\xC3\xA9.png", "/img/SOL\xC3\x89.png", SITE_LINK_CASE);
}

static void lnk_01_step_3_takes_the_last_name(void **state) {
    (void)state;
    const SiteLinkStep step = SITE_LINK_NAME;
    assert_step("/2019/01/02/old.html", "/posts/2019-01-02-old", step);
    assert_step("https://example.org/blog/2019/01/old/", "/posts/2019-01-02-old", step);
    assert_step("old.md", "/posts/2019-01-02-old", step);
    assert_step("/mixed-case/", "/Notes/Mixed Case", step);
    assert_leads(NULL, "old", "");
    assert_leads(NULL, "/elsewhere/old/", "");
    assert_leads(NULL, "/2019/02/02/old/", "");
}

static void lnk_01_the_home_page_is_not_asked_anything(void **state) {
    (void)state;
    assert_leads(NULL, "/?p=12", "");
    assert_leads(NULL, "?p=12", "");
    assert_leads("https://example.org", "https://example.org/?p=12", "https://example.org/?p=12");
}

static void lnk_02_nowhere_is_the_web_site_or_words(void **state) {
    (void)state;
    assert_leads(NULL, "missing.md", "");
    assert_leads("https://example.org/blog", "missing.html?a=b#c",
                 "https://example.org/blog/posts/missing.html?a=b#c");
    assert_leads("https://example.org/blog", "/tools/x y/", "https://example.org/tools/x%20y/");
    assert_leads("https://example.org/blog", "", "");
    assert_leads("https://example.org/blog", "missing.md#c", "https://example.org/blog/posts/missing/#c");
    assert_leads("https://example.org", "../a/_index.md", "https://example.org/a/");
    assert_leads("https://example.org", "@/a/b.markdown", "https://example.org/a/b/");
    Capsule c = make_capsule("https://example.org");
    resolve(&c, "missing.md");
    resolve(&c, "gemini://capsule.example/missing");
    assert_int_equal(c.diag.count, 1);
    assert_int_equal(c.diag.items[0].line, 7);
    assert_int_equal(c.asked.steps[SITE_LINK_NOWHERE], 1);
    resolve(&c, " ");
    assert_int_equal(c.diag.count, 2);
    assert_true(str_eq(c.diag.items[1].message, STR("link without a target: its words stay")));
    drop_capsule(&c);
}

static void src_08_references_name_pages(void **state) {
    (void)state;
    Capsule c = make_capsule(NULL);
    const Resolver resolver = {c.site, STR("posts/here.md"), STR("/posts/here"), &c.arena, &c.diag, NULL};
    Buf out = {0};
    assert_true(resolve_reference(&resolver, STR("old"), &out));
    assert_true(resolve_reference(&resolver, STR("2019-01-02-old#x"), &out));
    assert_true(resolve_reference(&resolver, STR("/Notes/Mixed Case.md"), &out));
    assert_true(
        str_eq(buf_str(&out), STR("/posts/2019-01-02-old/posts/2019-01-02-old#x/Notes/Mixed%20Case")));
    buf_clear(&out);
    assert_true(resolve_reference(&resolver, STR("img/a b.png"), &out));
    assert_true(str_eq(buf_str(&out), STR("/img/a%20b.png")));
    assert_false(resolve_reference(&resolver, STR("nothing"), &out));
    buf_free(&out);
    drop_capsule(&c);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lnk_01_step_1),
        cmocka_unit_test(lnk_01_own_urls_on_the_web),
        cmocka_unit_test(lnk_01_step_2_ignores_case),
        cmocka_unit_test(lnk_01_step_3_takes_the_last_name),
        cmocka_unit_test(lnk_01_the_home_page_is_not_asked_anything),
        cmocka_unit_test(lnk_02_nowhere_is_the_web_site_or_words),
        cmocka_unit_test(src_08_references_name_pages),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "site/load.h"
#include "site/project.h"
#include "tree.h"
#include "unit.h"

typedef struct ProjectFound {
    Tree tree;
    Project project;
    Arena arena;
    Diag diag;
} ProjectFound;

static ProjectFound find(Tree tree, const char *below) {
    ProjectFound f = {.tree = tree};
    Buf error = {0};
    assert_true(project_find(tree_path(&tree, below), &f.project, &f.arena, &f.diag, &error));
    buf_free(&error);
    return f;
}

static void done(ProjectFound *f) {
    arena_free(&f->arena);
    diag_free(&f->diag);
    tree_remove(&f->tree);
}

static void assert_str(Str s, const char *expected) {
    if (!str_eq(s, str_of(expected))) fail_msg("%.*s instead of %s", STR_FMT(s), expected);
}

static void src_10_configuration_of_each_kind(void **state) {
    (void)state;
    static const struct {
        const char *name, *text, *content, *web, *lang;
        ProjectKind kind;
    } rows[] = {
        {"hugo.toml", "baseURL = 'https://a.example/'\nlanguageCode = 'en_gb'\n[params]\nbaseURL = 'x'\n",
         "content", "https://a.example", "en-gb", PROJECT_CONTENT},
        {"config.yaml", "baseurl: http://a.example/b//\ndefaultContentLanguage: fi\n", "content",
         "http://a.example/b", "fi", PROJECT_CONTENT},
        {"config.json", "{\n\t\"baseURL\": \"https://a.example/\", \"languageCode\": \"de\"}", "content",
         "https://a.example", "de", PROJECT_CONTENT},
        {"config/_default/hugo.yml", "baseURL: /\n", "content", "", "", PROJECT_CONTENT},
        {"zola.toml", "base_url = \"https://z.example\"\ndefault_language = \"en\"\n", "content",
         "https://z.example", "en", PROJECT_CONTENT},
        {"_config.yml", "url: https://j.example/\nbaseurl: blog/\nsource: docs\nlang: en_US.UTF-8\n", "docs",
         "https://j.example/blog", "en-US", PROJECT_JEKYLL},
        {"_config.yml", "baseurl: /blog\n", "", "", "", PROJECT_JEKYLL},
        {".eleventy.js", "url: https://never.read\n", "content", "", "", PROJECT_ELEVENTY},
        {"notes.toml", "baseURL = 'https://a.example'\n", "", "", "", PROJECT_NONE},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        Tree tree = tree_make();
        tree_write(&tree, "content/index.md", "x");
        tree_write(&tree, "docs/index.md", "x");
        tree_write(&tree, rows[i].name, rows[i].text);
        ProjectFound f = find(tree, rows[i].content); /* the content alone ... */
        if (rows[i].kind != PROJECT_NONE) assert_int_equal(f.project.kind, rows[i].kind);
        done(&f);
        tree = tree_make();
        tree_write(&tree, "content/index.md", "x");
        tree_write(&tree, "docs/index.md", "x");
        tree_write(&tree, rows[i].name, rows[i].text);
        f = find(tree, ""); /* ... or the root */
        assert_int_equal(f.project.kind, rows[i].kind);
        assert_str(f.project.web, rows[i].web);
        assert_str(f.project.lang, rows[i].lang);
        if (rows[i].content[0]) assert_true(str_ends(str_of(f.project.content), str_of(rows[i].content)));
        assert_int_equal(f.diag.count, 0);
        done(&f);
    }
}

static void src_10_configuration_that_cannot_be_read(void **state) {
    (void)state;
    Tree tree = tree_make();
    tree_write(&tree, "content/index.md", "x");
    tree_write(&tree, "hugo.toml", "title = '<b>Kept</b> &amp; *read*'\nbroken = 'never closed\n");
    ProjectFound f = find(tree, "");
    assert_str(f.project.title, "Kept & read");
    assert_int_equal(f.diag.count, 1);
    assert_str(f.diag.items[0].file, "hugo.toml");
    assert_int_equal(f.diag.items[0].line, 2);
    done(&f);
}

/* Files wait for a link; templates, and what lies in folders _x/, are never served; translations are linked.
 */
static void src_10_what_a_project_publishes(void **state) {
    (void)state;
    Tree tree = tree_make();
    tree_write(&tree, "_config.yml", "title: T\n");
    tree_write(&tree, "index.md",
               "---\n---\n[a](a.png), [r](README.md), [t](t.html), [p](_posts/2020-01-02-p.md)\n");
    tree_write(&tree, "a.png", "shown");
    tree_write(&tree, "b.png", "not shown");
    tree_write(&tree, "t.html", "---\n---\n{{ x }}");
    tree_write(&tree, "README.md", "# R\n");
    tree_write(&tree, "x/p.md", "---\ntitle: P\n---\np\n");
    tree_write(&tree, "x/p.sv.md", "---\ntitle: S\n---\np\n");
    tree_write(&tree, "_posts/2020-01-02-p.md", "---\n---\np\n");
    tree_write(&tree, "_posts/pic.png", "never");
    tree_write(&tree, "_tea/green.md", "---\ntitle: G\n---\ng\n");
    tree_write(&tree, "_tea/none.md", "---\n---\nno title\n");
    Diag diag = {0};
    Buf error = {0};
    const SiteOptions options = {.identity = {.host = STR("e.example"), .gemini_port = 1965},
                                 .render = render_defaults(),
                                 .threads = 4};
    Site *site = site_load(tree.path, &options, &diag, &error);
    assert_non_null(site);
    uint32_t authors = 0;
    for (uint32_t i = 0; i < site->file_count; i++)
        authors += site->files[i].source.len > 0;
    assert_int_equal(authors, 2);
    Buf told = {0};
    diag_sort(&diag);
    diag_print(&diag, &told);
    assert_true(str_search(buf_str(&told), STR("README.md: without front matter")) != STR_NONE);
    assert_true(str_search(buf_str(&told), STR("_tea/none.md: ")) != STR_NONE);
    buf_free(&told);
    assert_int_equal(site_find_gemini(site, STR("/a.png")).kind, FOUND_FILE);
    assert_int_equal(site_find_gemini(site, STR("/README.md")).kind, FOUND_FILE);
    assert_int_equal(site_find_gemini(site, STR("/b.png")).kind, FOUND_NOTHING);
    assert_int_equal(site_find_gemini(site, STR("/t.html")).kind, FOUND_NOTHING);
    assert_int_equal(site_find_gemini(site, STR("/2020-01-02-p.gmi")).kind, FOUND_PAGE);
    assert_int_equal(site_find_gemini(site, STR("/tea/green.gmi")).kind, FOUND_PAGE);
    assert_int_equal(site_find_gemini(site, STR("/tea/none.gmi")).kind, FOUND_NOTHING);
    const Node *original = site_find_gemini(site, STR("/x/p.gmi")).node;
    const Node *other = site_find_gemini(site, STR("/x/p.sv.gmi")).node;
    assert_ptr_equal(&site->nodes[original->other], other);
    assert_ptr_equal(&site->nodes[other->other], original);
    assert_str(other->page->lang, "sv");
    assert_str(site_title(&site->nodes[0]), "T");
    const Node *folder = site_find_gemini(site, STR("/x/")).node;
    assert_true(str_search(folder->list->gemtext, STR("/x/p.gmi P")) != STR_NONE);
    assert_true(str_search(folder->list->gemtext, STR("p.sv")) == STR_NONE);
    site_unref(site);
    diag_free(&diag);
    buf_free(&error);
    tree_remove(&tree);
}

static void assert_below(const Project *project, const char *path, const char *below) {
    Str found = STR("none");
    assert_int_equal(project_path(project, str_of(path), &found), strcmp(below, "none") != 0);
    assert_str(found, below);
}

static void src_10_paths_from_the_project(void **state) {
    (void)state;
    Tree tree = tree_make();
    tree_write(&tree, "content/index.md", "x");
    tree_write(&tree, "static/a.png", "x");
    tree_write(&tree, "hugo.toml", "title = 'x'\n");
    ProjectFound f = find(tree, "");
    assert_below(&f.project, "static/img/a.png", "/img/a.png");
    assert_below(&f.project, "/static/a.png", "/a.png");
    assert_below(&f.project, "./content/b.md", "/b.md");
    assert_below(&f.project, "statical/a.png", "none");
    assert_below(&f.project, "posts/static/a.png", "none");
    assert_below(&f.project, "static", "none");
    done(&f);
    tree = tree_make();
    tree_write(&tree, "src/index.md", "x");
    tree_write(&tree, "eleventy.config.js", "x");
    f = find(tree, "src");
    assert_below(&f.project, "./src/img/a.png", "/img/a.png");
    assert_below(&f.project, "static/a.png", "none");
    done(&f);
    f = find(tree_make(), "");
    assert_below(&f.project, "/content/a.png", "none");
    assert_below(&f.project, "/a.png", "none");
    done(&f);
}

static bool is_below(const Tree *tree, const char *path, const char *below) {
    char real[4096];
    assert_non_null(realpath(tree_path(tree, below), real));
    return path && strcmp(path, real) == 0;
}

static void what_a_site_was_made_of(void **state) {
    (void)state;
    Tree tree = tree_make();
    tree_write(&tree, "content/posts/a.md", "x");
    tree_write(&tree, "static/img/a.png", "x");
    tree_write(&tree, "config/_default/hugo.toml", "title = 'x'\n");
    Diag diag = {0};
    Buf error = {0};
    const SiteOptions options = {.identity = {.host = STR("example.org")}};
    Site *site = site_load(tree.path, &options, &diag, &error);
    assert_non_null(site);
    static const char *const places[] = {".", "config", "config/_default"};
    for (size_t i = 0; i < 3; i++)
        assert_true(is_below(&tree, site->project.places[i], places[i]));
    assert_null(site->project.places[3]);
    static const char *const folders[] = {"content", "content/posts", "static", "static/img"};
    assert_int_equal(site->folder_count, 4);
    for (size_t i = 0; i < 4; i++)
        assert_true(is_below(&tree, site->folders[i], folders[i]));
    site_unref(site);
    diag_free(&diag);
    buf_free(&error);
    tree_remove(&tree);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(src_10_configuration_of_each_kind),
        cmocka_unit_test(src_10_configuration_that_cannot_be_read),
        cmocka_unit_test(src_10_what_a_project_publishes),
        cmocka_unit_test(src_10_paths_from_the_project),
        cmocka_unit_test(what_a_site_was_made_of),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

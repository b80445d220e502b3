/* What a reload takes over, what it draws, and what it leaves alone because it cannot do better yet. */
#include "loaded.h"
#include "site/gather.h"
#include "site/redirect.h"

#include <pthread.h>
#include <time.h>

typedef struct Reloaded {
    Tree tree;
    SiteOptions options;
    bool same_options;
    LoadResult last;
    Diag diag;
} Reloaded;

static const char page_a[] = "# A\n\n[to b](b.md)\n";

static void reload(Reloaded *r, unsigned settle) {
    Buf error = {0};
    const Site *before = r->last.site;
    diag_free(&r->diag);
    r->diag = (Diag){0};
    const LoadRequest request = {.content = r->tree.path,
                                 .options = &r->options,
                                 .previous = before,
                                 .same_options = r->same_options,
                                 .settle = settle};
    r->last = site_reload(&request, &r->diag, &error);
    assert_non_null(r->last.site);
    site_unref(before);
    buf_free(&error);
}

static Reloaded started(void) {
    static const Rule moved = {.name = STR("/was"), .value = STR("/a")}, *const redirects[] = {&moved, NULL};
    Reloaded r = {.tree = tree_make(), .options = loaded_options()};
    r.options.redirects = redirects;
    tree_write(&r.tree, "a.md", page_a);
    tree_write(&r.tree, "b.md", "# B\n\nWords.\n");
    tree_write(&r.tree, "posts/one.md", "---\ntitle: One\ndate: 2020-01-02\ntags: [t]\n---\nOne.\n");
    tree_write(&r.tree, "posts/two.md", "---\ntitle: Two\ndate: 2020-01-03\n---\n[gone](/missing)\n");
    tree_write(&r.tree, "data.txt", "bytes\n");
    reload(&r, 0);
    return r;
}

static void end(Reloaded *r) {
    site_unref(r->last.site);
    diag_free(&r->diag);
    tree_remove(&r->tree);
}

static const Node *at(const Reloaded *r, const char *address) {
    uint32_t index = index_find(&r->last.site->index, ENTRY_NODE, str_of(address));
    assert_true(index != INDEX_NONE);
    return &r->last.site->nodes[index];
}

static bool shows(const Reloaded *r, const char *address, const char *words) {
    const Page *page = at(r, address)->page;
    if (!page) page = at(r, address)->list;
    bool gemini = str_search(page->gemtext, str_of(words)) != STR_NONE;
    bool gopher = str_search(page->gophermap, str_of(words)) != STR_NONE;
    assert_int_equal(gemini, gopher);
    return gemini;
}

static bool says(const Reloaded *r, const char *words) {
    for (size_t i = 0; i < r->diag.count; i++)
        if (str_search(r->diag.items[i].message, str_of(words)) != STR_NONE) return true;
    return false;
}

/* Until the files' stamps tell whether they change. */
static void let_settle(void) {
    nanosleep(&(struct timespec){.tv_nsec = 60000000}, NULL);
}

static void what_did_not_change_is_shared(void **state) {
    (void)state;
    Reloaded r = started();
    assert_int_equal(r.last.changed, 4);
    const Page *a = at(&r, "/a")->page, *home = at(&r, "/")->list, *posts = at(&r, "/posts/")->list;
    reload(&r, 0);
    assert_int_equal(r.last.changed, 0);
    assert_ptr_equal(at(&r, "/a")->page, a);
    assert_ptr_equal(at(&r, "/")->list, home);
    assert_ptr_equal(at(&r, "/posts/")->list, posts);
    assert_true(says(&r, "link leads nowhere: /missing"));
    end(&r);
}

static void one_edit_draws_one_page(void **state) {
    (void)state;
    Reloaded r = started();
    const Page *b = at(&r, "/b")->page, *home = at(&r, "/")->list;
    tree_write(&r.tree, "a.md", "# A\n\nOther [to b](b.md)\n");
    reload(&r, 0);
    assert_int_equal(r.last.changed, 1);
    assert_true(shows(&r, "/a", "Other"));
    assert_ptr_equal(at(&r, "/b")->page, b);
    assert_ptr_equal(at(&r, "/")->list, home);
    end(&r);
}

static void a_link_that_resolves_otherwise_draws_its_page(void **state) {
    (void)state;
    Reloaded r = started();
    const Page *one = at(&r, "/posts/one")->page, *a = at(&r, "/a")->page;
    tree_write(&r.tree, "missing.md", "# Found\n");
    reload(&r, 0);
    assert_int_equal(r.last.changed, 2);
    assert_true(shows(&r, "/posts/two", "missing"));
    assert_false(says(&r, "nowhere"));
    assert_ptr_equal(at(&r, "/posts/one")->page, one);
    assert_ptr_equal(at(&r, "/a")->page, a);
    unlink(tree_path(&r.tree, "missing.md"));
    reload(&r, 0);
    assert_int_equal(r.last.changed, 2);
    assert_false(shows(&r, "/posts/two", "missing"));
    end(&r);
}

/* What the operator says of addresses and files holds in the frame of the Site before, too. */
static void moves_and_types_stay_after_an_edit(void **state) {
    (void)state;
    static const Rule moved = {STR("/old"), STR("/b"), 1}, typed = {STR(".txt"), STR("text/x; lang=fi"), 2};
    static const Rule *const moves[] = {&moved, NULL}, *const types[] = {&typed, NULL};
    Reloaded r = started();
    r.options.redirects = moves;
    r.options.mimes = types;
    let_settle();
    reload(&r, 0);
    const struct Frame *frame = r.last.site->frame;
    r.same_options = true;
    for (int i = 0; i < 2; i++) {
        Moved to;
        tree_write(&r.tree, "a.md", i % 2 ? page_a : "# A\n\nOther [to b](b.md)\n");
        reload(&r, 0);
        assert_ptr_equal(r.last.site->frame, frame);
        assert_true(redirect_follow(r.last.site, STR("/old"), &to));
        assert_text(buf_str(&to.to), "/b");
        buf_free(&to.to);
        const File *file = site_find_gemini(r.last.site, STR("/data.txt")).file;
        assert_text(file->mime, "text/x");
        assert_text(file->params, "; lang=fi");
    }
    end(&r);
}

static void an_edited_text_leaves_the_frame(void **state) {
    (void)state;
    Reloaded r = started();
    let_settle();
    reload(&r, 0);
    const struct Frame *frame = r.last.site->frame;
    r.same_options = true;
    assert_int_equal(r.last.site->redirect_count, 1);
    const Page *b = at(&r, "/b")->page, *home = at(&r, "/")->list;
    for (int i = 0; i < 3; i++) {
        tree_write(&r.tree, "a.md", i % 2 ? page_a : "# A\n\nOther [to b](b.md)\n");
        reload(&r, 0);
        assert_ptr_equal(r.last.site->frame, frame);
        assert_int_equal(r.last.site->redirect_count, 1);
        assert_int_equal(r.last.changed, 1);
        assert_int_equal(shows(&r, "/a", "Other"), i % 2 == 0);
        assert_ptr_equal(at(&r, "/b")->page, b);
        assert_ptr_equal(at(&r, "/")->list, home);
        assert_int_equal(at(&r, "/b")->linker_count, 1);
        assert_true(says(&r, "nowhere"));
    }
    tree_write(&r.tree, "a.md", "# A\n\nNo link.\n");
    reload(&r, 0);
    assert_ptr_not_equal(r.last.site->frame, frame);
    assert_int_equal(at(&r, "/b")->linker_count, 0);
    frame = r.last.site->frame;
    tree_write(&r.tree, "a.md", "# Other title\n\nNo link.\n");
    reload(&r, 0);
    assert_ptr_not_equal(r.last.site->frame, frame);
    assert_true(shows(&r, "/", "Other title"));
    end(&r);
}

static void lists_follow_the_cards(void **state) {
    (void)state;
    Reloaded r = started();
    const Page *tag = at(&r, "/tags/t/")->list, *posts = at(&r, "/posts/")->list;
    tree_write(&r.tree, "posts/two.md", "---\ntitle: Second\ndate: 2020-01-03\n---\nText.\n");
    reload(&r, 0);
    assert_int_equal(r.last.changed, 1);
    assert_ptr_equal(at(&r, "/tags/t/")->list, tag);
    assert_ptr_not_equal(at(&r, "/posts/")->list, posts);
    assert_true(shows(&r, "/posts/", "2020-01-03 Second"));
    end(&r);
}

/* A second write within a tick of the file system's clock, of the same length. */
static void changes_that_no_stamp_shows(void **state) {
    (void)state;
    Reloaded r = started();
    for (int i = 0; i < 20; i++) {
        tree_write(&r.tree, "b.md", i % 2 ? "# B\n\nWords.\n" : "# B\n\nLines.\n");
        reload(&r, 0);
        assert_true(shows(&r, "/b", i % 2 ? "Words" : "Lines"));
        assert_int_equal(r.last.changed, 1);
    }
    end(&r);
}

static void a_touched_file_is_no_change(void **state) {
    (void)state;
    Reloaded r = started();
    const Page *a = at(&r, "/a")->page;
    let_settle();
    reload(&r, 0);
    utimensat(AT_FDCWD, tree_path(&r.tree, "a.md"), NULL, 0);
    reload(&r, 0);
    assert_int_equal(r.last.changed, 0);
    assert_ptr_equal(at(&r, "/a")->page, a);
    end(&r);
}

static void options_draw_everything_anew(void **state) {
    (void)state;
    Reloaded r = started();
    r.options.render.width = 30;
    reload(&r, 0);
    assert_int_equal(r.last.changed, 4);
    end(&r);
}

static void a_broken_page_stays_what_it_was(void **state) {
    (void)state;
    Reloaded r = started();
    tree_write(&r.tree, "posts/one.md", "---\ntitle: One\ndate: 2020-01-02\n");
    for (int i = 0; i < 3; i++) {
        reload(&r, 0);
        let_settle();
        assert_int_equal(r.last.kept, 1);
        assert_int_equal(r.last.changed, 0);
        assert_true(shows(&r, "/posts/one", "One."));
        assert_true(says(&r, "its last good version is served"));
        assert_true(shows(&r, "/posts/", "2020-01-02 One"));
    }
    r.options.render.width = 30;
    reload(&r, 0);
    assert_true(shows(&r, "/posts/one", "One."));
    tree_write(&r.tree, "posts/one.md", "---\ntitle: First\n---\nMended.\n");
    reload(&r, 0);
    assert_int_equal(r.last.kept, 0);
    assert_true(shows(&r, "/posts/one", "Mended."));
    assert_false(says(&r, "last good version"));
    end(&r);
}

static void a_page_that_grew_too_large_stays_what_it_was(void **state) {
    (void)state;
    Reloaded r = started();
    char text[4096];
    r.options.page_max = 1000;
    reload(&r, 0);
    memset(text, 'x', sizeof text);
    text[sizeof text - 1] = 0;
    tree_write(&r.tree, "b.md", text);
    reload(&r, 0);
    assert_int_equal(r.last.kept, 1);
    assert_true(shows(&r, "/b", "Words."));
    end(&r);
}

static void a_broken_page_that_never_was_good_is_not_there(void **state) {
    (void)state;
    Reloaded r = started();
    tree_write(&r.tree, "new.md", "---\ntitle: [\n");
    reload(&r, 0);
    assert_int_equal(r.last.kept, 0);
    assert_int_equal(index_find(&r.last.site->index, ENTRY_NODE, STR("/new")), INDEX_NONE);
    end(&r);
}

/* Writes to a file every few milliseconds until it is told to stop. */
typedef struct Writer {
    const Reloaded *r;
    atomic_bool stop;
} Writer;

static void *write_on(void *argument) {
    Writer *writer = argument;
    while (!atomic_load(&writer->stop)) {
        tree_write(&writer->r->tree, "a.md", "# A\n\nHalf");
        nanosleep(&(struct timespec){.tv_nsec = 5000000}, NULL);
    }
    return NULL;
}

static void a_load_waits_for_writers_once(void **state) {
    (void)state;
    Reloaded r = started();
    let_settle();
    tree_write(&r.tree, "a.md", "# A\n\nOther words.\n");
    tree_write(&r.tree, "data.txt", "other bytes\n");
    reload(&r, 50);
    assert_true(shows(&r, "/a", "Other words."));
    assert_int_equal(r.last.again, 0);

    Writer writer = {.r = &r};
    pthread_t thread;
    atomic_init(&writer.stop, false);
    assert_int_equal(pthread_create(&thread, NULL, write_on, &writer), 0);
    nanosleep(&(struct timespec){.tv_nsec = 20000000}, NULL);
    reload(&r, 400); /* longer than the writer may be kept from the processor */
    atomic_store(&writer.stop, true);
    pthread_join(thread, NULL);
    assert_true(shows(&r, "/a", "Other words."));
    assert_in_range(r.last.again, 400, PAST_EMPTY); /* the file may just have been empty */
    reload(&r, 50);
    assert_true(shows(&r, "/a", "Half"));
    end(&r);
}

static void an_empty_file_waits(void **state) {
    (void)state;
    Reloaded r = started();
    tree_write(&r.tree, "a.md", "# A\n\nWhole.\n");
    reload(&r, 0);
    tree_write(&r.tree, "a.md", "");
    tree_write(&r.tree, "new.md", "");
    tree_write(&r.tree, "new.txt", "");
    reload(&r, 1);
    assert_true(shows(&r, "/a", "Whole."));
    assert_int_equal(index_find(&r.last.site->index, ENTRY_NODE, STR("/new")), INDEX_NONE);
    assert_int_equal(index_find(&r.last.site->index, ENTRY_FILE, STR("/new.txt")), INDEX_NONE);
    assert_in_range(r.last.again, 1, PAST_EMPTY);
    tree_write(&r.tree, "new.md", "# New\n\nIs there.\n");
    reload(&r, 1);
    assert_true(shows(&r, "/new", "Is there."));
    reload(&r, 0);
    assert_int_not_equal(index_find(&r.last.site->index, ENTRY_FILE, STR("/new.txt")), INDEX_NONE);
    end(&r);
}

static void an_open_fence_waits(void **state) {
    (void)state;
    Reloaded r = started();
    tree_write(&r.tree, "a.md", "# A\n\n```\ncode\n```\n\nText.\n");
    reload(&r, 0);
    tree_write(&r.tree, "a.md", "# A\n\n```\nother co");
    reload(&r, 1);
    assert_true(shows(&r, "/a", "Text."));
    assert_in_range(r.last.again, 1, GATHER_CUT);
    assert_int_equal(r.last.changed, 0);
    tree_write(&r.tree, "a.md", "# A\n\n```\nother code\n```\n");
    reload(&r, 1);
    assert_true(shows(&r, "/a", "other code"));
    assert_int_equal(r.last.again, 0);
    end(&r);
}

static void an_empty_folder_is_told(void **state) {
    (void)state;
    Reloaded r = started();
    reload(&r, 0);
    assert_false(r.last.emptied);
    static const char *const all[] = {"a.md", "b.md", "posts/one.md", "posts/two.md", "data.txt", "posts"};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        remove(tree_path(&r.tree, all[i]));
    reload(&r, 0);
    assert_true(r.last.emptied);
    reload(&r, 0);
    assert_false(r.last.emptied);
    end(&r);
}

static void bytes_of_files_are_shared(void **state) {
    (void)state;
    Reloaded r = started();
    let_settle();
    reload(&r, 0);
    uint32_t file = index_find(&r.last.site->index, ENTRY_FILE, STR("/data.txt"));
    const char *bytes = r.last.site->files[file].data.p;
    reload(&r, 0);
    assert_ptr_equal(r.last.site->files[file].data.p, bytes);
    end(&r);
}

enum { MANY = 300 };

static void write_many(Reloaded *r, uint32_t i, const char *end) {
    Buf text = {0};
    char name[24];
    buf_add_format(&text, "# Page %u\n\n", i);
    for (int k = 0; k < 20; k++)
        buf_add(&text, STR("A sentence of a paragraph that is long enough to count.\n"));
    buf_add_format(&text, "%s\n", end);
    buf_add_char(&text, 0);
    snprintf(name, sizeof name, "many/%u.md", i);
    tree_write(&r->tree, name, text.p);
    buf_free(&text);
}

static const Page *many(const Reloaded *r, uint32_t i) {
    char address[24];
    snprintf(address, sizeof address, "/many/%u", i);
    return at(r, address)->page;
}

/* Pages of a start lie side by side. When some have gone, the others are copied, so that what they needed
 * together can go. */
static void pages_leave_memory_that_is_sparse(void **state) {
    (void)state;
    Reloaded r = started();
    r.options.threads = 1;
    r.same_options = true;
    for (uint32_t i = 0; i < MANY; i++)
        write_many(&r, i, "first");
    site_unref(r.last.site);
    r.last.site = NULL;
    reload(&r, 0);
    bool together = many(&r, MANY - 2)->home == many(&r, MANY - 1)->home; /* not with a sanitizer */
    for (uint32_t i = 0; i < MANY; i += 5)
        write_many(&r, i, "second");
    reload(&r, 0);
    const PoolChunk *home = many(&r, MANY - 1)->home;
    assert_non_null(home);
    assert_null(many(&r, 0)->home);
    write_many(&r, 0, "third");
    reload(&r, 0);
    assert_int_equal(many(&r, MANY - 1)->home == NULL, together);
    for (uint32_t i = 0; i < MANY; i++) {
        const char *words = i == 0 ? "third" : i % 5 == 0 ? "second" : "first";
        assert_true(str_search(many(&r, i)->gemtext, str_of(words)) != STR_NONE);
        assert_true(str_search(many(&r, i)->gophermap, str_of(words)) != STR_NONE);
    }
    end(&r);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pages_leave_memory_that_is_sparse),
        cmocka_unit_test(what_did_not_change_is_shared),
        cmocka_unit_test(one_edit_draws_one_page),
        cmocka_unit_test(a_link_that_resolves_otherwise_draws_its_page),
        cmocka_unit_test(an_edited_text_leaves_the_frame),
        cmocka_unit_test(moves_and_types_stay_after_an_edit),
        cmocka_unit_test(lists_follow_the_cards),
        cmocka_unit_test(changes_that_no_stamp_shows),
        cmocka_unit_test(a_touched_file_is_no_change),
        cmocka_unit_test(options_draw_everything_anew),
        cmocka_unit_test(a_broken_page_stays_what_it_was),
        cmocka_unit_test(a_page_that_grew_too_large_stays_what_it_was),
        cmocka_unit_test(a_broken_page_that_never_was_good_is_not_there),
        cmocka_unit_test(a_load_waits_for_writers_once),
        cmocka_unit_test(an_empty_file_waits),
        cmocka_unit_test(an_open_fence_waits),
        cmocka_unit_test(an_empty_folder_is_told),
        cmocka_unit_test(bytes_of_files_are_shared),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

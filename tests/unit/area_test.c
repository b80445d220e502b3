/* Areas: what lies in one is told of there and nowhere else. */
#include "loaded.h"

#include "proto/gemini.h"
#include "proto/gopher.h"
#include "site/area.h"
#include "site/list.h"
#include "site/listing.h"

static uint8_t at(const Area *areas, uint32_t count, const char *path) {
    Arena arena = {0};
    Areas copy = areas_copy((Areas){areas, count}, &arena);
    uint8_t found = area_at(copy, str_of(path));
    arena_free(&arena);
    return found;
}

static void an_area_is_an_address_in_every_form_and_all_below(void **state) {
    (void)state;
    static const char *const paths[] = {"/private", "/private/", "/private.gmi", "/private/index.gmi"};
    static const char *const inside[] = {"/private",           "/private/",          "/private.gmi",
                                         "/private.gemini",    "/private.html",      "/private.md",
                                         "/private.txt",       "/private/index.gmi", "/private/_index.md",
                                         "/private/index.txt", "/private/a/b.png",   "/private//x"};
    static const char *const outside[] = {"/",          "",           "/privat",       "/privately",
                                          "/Private/x", "/a/private", "/private.png",  "/private-x/",
                                          "private",    "/private.x", "/private.gmi2", "/private.txt.gz"};
    for (size_t p = 0; p < sizeof paths / sizeof *paths; p++) {
        const Area area = {.path = str_of(paths[p])};
        for (size_t i = 0; i < sizeof inside / sizeof *inside; i++)
            if (at(&area, 1, inside[i]) != 1) fail_msg("%s is not in %s", inside[i], paths[p]);
        for (size_t i = 0; i < sizeof outside / sizeof *outside; i++)
            if (at(&area, 1, outside[i]) != AREA_NONE) fail_msg("%s is in %s", outside[i], paths[p]);
    }
}

static void the_longest_path_decides_and_the_root_is_everything(void **state) {
    (void)state;
    const Area areas[] = {{.path = STR("/a/b/")}, {.path = STR("/")}, {.path = STR("/a")}};
    assert_int_equal(at(areas, 3, "/a/b/c.gmi"), 1);
    assert_int_equal(at(areas, 3, "/a/c.gmi"), 3);
    assert_int_equal(at(areas, 3, "/c.gmi"), 2);
    assert_int_equal(at(areas, 3, "/"), 2);
    assert_int_equal(at(areas, 3, ""), 2);
    assert_int_equal(at(areas, 0, "/a/b/"), AREA_NONE);
    const Area decomposed = {.path = STR("/ma\xCC\x88rz/")};
    assert_int_equal(at(&decomposed, 1, "/m\xC3\xA4rz/x"), 1);
}

static void an_area_lets_in_whom_it_lists(void **state) {
    (void)state;
    Fingerprint many[50];
    Arena arena = {0};
    for (unsigned i = 0; i < 50; i++)
        many[i] = (Fingerprint){{(unsigned char)(i * 37 % 50), 1}};
    const Area area = {.path = STR("/a"), .allowed = many, .allowed_count = 50}, empty = {.path = STR("/b")};
    Areas copy = areas_copy((Areas){(const Area[]){area, empty}, 2}, &arena);
    for (unsigned i = 0; i < 50; i++)
        assert_true(area_allows(&copy.items[0], &many[i]));
    const Fingerprint other = {{7, 2}};
    assert_false(area_allows(&copy.items[0], &other));
    assert_false(area_allows(&copy.items[1], &other));
    arena_free(&arena);
}

/* ---- a site with areas ---- */

static const Area areas[] = {{.label = STR("kinfolk"), .path = STR("/private/")},
                             {.label = STR("inner"), .path = STR("/private/inner/")},
                             {.label = STR("deep"), .path = STR("/way/down/")},
                             {.label = STR("page"), .path = STR("/posts/letter.gmi")}};

static Tree secrets(void) {
    Tree tree = tree_make();
    tree_write(&tree, "index.md",
               "# Home\n\n[the family's own words](private/album.md), [named](album.html), "
               "[the tag](/PRIVATE/album), [along](way/)\n");
    tree_write(&tree, "posts/2026-01-01-one.md",
               "---\ntitle: One\ntags: [shared]\n---\nTo [the letter](letter.md) and [a "
               "picture](/private/p.png).\n");
    tree_write(&tree, "posts/2026-01-03-three.md", "---\ntitle: Three\n---\nText.\n");
    tree_write(
        &tree, "posts/letter.md",
        "---\ntitle: Hidden letter\ndate: 2026-01-02\ntags: [hush, shared]\naliases: [/posts/leak]\n---\n"
        "To [one](2026-01-01-one.md) and [the album](/private/album.md).\n");
    tree_write(
        &tree, "private/album.md",
        "---\ntitle: Hidden album\ndate: 2025-05-05\naliases: [/private/old, /leak]\ntags: [hush]\n---\n"
        "[One](../posts/2026-01-01-one.md), [a neighbour](second.md), [inner](inner/x.md).\n");
    tree_write(&tree, "private/second.md", "---\ntitle: Hidden second\ndate: 2025-06-06\n---\nWords.\n");
    tree_write(&tree, "private/2024-01-01-note.txt", "Hidden note\n");
    tree_write(&tree, "private/p.png", "png");
    tree_write(&tree, "private/inner/x.md", "---\ntitle: Hidden inner\ndate: 2025-07-07\n---\nWords.\n");
    tree_write(&tree, "way/down/y.md", "---\ntitle: Hidden depth\ndate: 2024-07-07\n---\nWords.\n");
    tree_write(&tree, "open.md", "---\ntitle: Open\naliases: [/private/way-in]\n---\nText.\n");
    return tree;
}

static SiteOptions options(void) {
    SiteOptions o = loaded_options();
    o.areas = (Areas){areas, sizeof areas / sizeof *areas};
    return o;
}

/* A client with a certificate that everybody knows, or with none. */
static bool shows_certificate(const void *transport, PeerCertificate *out) {
    *out = (PeerCertificate){.sound = true};
    return transport != NULL;
}

static bool is_signed(const void *transport, Str authorities) {
    (void)transport;
    (void)authorities;
    return false;
}

static const PeerOps peer_ops = {shows_certificate, is_signed};

static Buf ask(const Site *site, const Protocol *protocol, const char *request, bool certified) {
    const Peer peer = {.tls = true, .ops = &peer_ops, .transport = certified ? site : NULL};
    Response response;
    Buf got = {0};
    protocol->serve(site, &peer, str_of(request), &response);
    response_collect(&response, &got);
    response_free(&response);
    return got;
}

static Buf gemini(const Site *site, const char *path, bool certified) {
    char request[300];
    snprintf(request, sizeof request, "gemini://example.org%s\r\n", path);
    return ask(site, &protocol_gemini, request, certified);
}

static Buf gopher(const Site *site, const char *selector) {
    char request[300];
    snprintf(request, sizeof request, "%s\r\n", selector);
    return ask(site, &protocol_gopher, request, true);
}

static void assert_starts(Buf got, const char *start, const char *of) {
    if (!str_starts(buf_str(&got), str_of(start)))
        fail_msg("%s: %.*s", of, STR_FMT(str_head(buf_str(&got), 80)));
    buf_free(&got);
}

static void a_5_the_answer_is_the_same_whatever_stands_there(void **state) {
    (void)state;
    const SiteOptions o = options();
    Loaded l = loaded(secrets(), &o);
    static const char *const paths[] = {
        "/private/",
        "/private",
        "/private.gmi",
        "/private/album.gmi",
        "/private/album",
        "/private/old",
        "/private/no-such-page",
        "/private/p.png",
        "/private/atom.xml",
        "/private/inner/x.gmi",
        "/%70rivate/album.gmi",
        "/a/../private/",
        "//private//album.gmi",
        "/private/way-in",
        "/private/archive/",
        "/way/down/",
        "/way/down/nothing",
        "/posts/letter.gmi",
        "/posts/letter",
        "/posts/letter.html",
        "/private/%5C",
        "/private/%2F",
        "/private%2Falbum",
        "/private/%FF",
    };
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        Buf first = gemini(l.site, "/private/album.gmi", false), got = gemini(l.site, paths[i], false);
        assert_true(str_starts(buf_str(&first), STR("60 ")));
        if (!str_eq(buf_str(&first), buf_str(&got))) fail_msg("%s: %.*s", paths[i], STR_FMT(buf_str(&got)));
        buf_free(&first);
        buf_free(&got);
        assert_starts(gemini(l.site, paths[i], true), "61 ", paths[i]);
    }
    static const char *const others[] = {"/leak", "/posts/leak", "/way/", "/way", "/PRIVATE/"};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        assert_starts(gemini(l.site, others[i], false), "51 ", others[i]);
        assert_starts(gemini(l.site, others[i], true), "51 ", others[i]);
    }
    unload(&l);
}

static void gopher_has_nothing_of_an_area(void **state) {
    (void)state;
    const SiteOptions o = options();
    Loaded l = loaded(secrets(), &o);
    static const char *const selectors[] = {"/private/",
                                            "/private",
                                            "private",
                                            "1/private/",
                                            "/1/private/",
                                            "/private/album",
                                            "/private/album.txt",
                                            "/private/p.png",
                                            "/private/index.txt",
                                            "/private/old",
                                            "/private.txt",
                                            "/private/way-in",
                                            "/private/atom.xml",
                                            "/posts/letter",
                                            "/posts/letter.txt",
                                            "/leak",
                                            "/way/",
                                            "/way",
                                            "/way/down/y",
                                            "0/posts/letter.txt",
                                            "/private/album.gmi",
                                            "/private/2024-01-01-note.txt",
                                            "/way/index.txt"};
    for (size_t i = 0; i < sizeof selectors / sizeof *selectors; i++)
        assert_starts(gopher(l.site, selectors[i]), "3There is nothing at this selector", selectors[i]);
    unload(&l);
}

/* All that the public can read, on both protocols. */
static Buf everything(const Site *site, const Protocol *protocol) {
    Buf all = {0}, request = {0};
    for (uint32_t i = 0; i < site->index.count; i++) {
        const Entry *entry = &site->index.entries[i];
        bool page = entry->kind == ENTRY_NODE, folder = str_ends(entry->address, STR("/"));
        buf_clear(&request);
        if (protocol == &protocol_gemini) buf_add(&request, STR("gemini://example.org"));
        buf_add(&request, entry->address);
        if (protocol == &protocol_gemini && page && !folder) buf_add(&request, STR(".gmi"));
        buf_add_format(&request, "\r\n%c", 0);
        Buf got = ask(site, protocol, request.p, false);
        buf_add(&all, buf_str(&got));
        buf_free(&got);
    }
    buf_free(&request);
    buf_add_char(&all, 0);
    return all;
}

static void nothing_of_it_is_told_anywhere_else(void **state) {
    (void)state;
    const SiteOptions o = options();
    Loaded l = loaded(secrets(), &o);
    static const char *const words[] = {"idden", "second",  "inner",   "down",         "note",  "hush",
                                        "way",   "kinfolk", "2025-",   "2024",         "Way",   "way-in",
                                        "leak",  "old",     "Private", "private/atom", "Words", "(3)"};
    const Protocol *protocols[] = {&protocol_gemini, &protocol_gopher};
    for (int p = 0; p < 2; p++) {
        Buf all = everything(l.site, protocols[p]);
        for (size_t i = 0; i < sizeof words / sizeof *words; i++)
            if (strstr(all.p, words[i])) fail_msg("%s: ...%.100s", words[i], strstr(all.p, words[i]) - 20);
        assert_non_null(strstr(all.p, "Three"));
        assert_non_null(strstr(all.p, "shared"));
        buf_free(&all);
    }
    unload(&l);
}

/* Gopher says of a site with areas, byte by byte, what it says of one that has nothing there. */
static void on_gopher_it_is_as_if_it_were_not_there(void **state) {
    (void)state;
    static const char *const hidden[] = {
        "posts/letter.md", "private/album.md",   "private/second.md", "private/2024-01-01-note.txt",
        "private/p.png",   "private/inner/x.md", "way/down/y.md"};
    const SiteOptions o = options(), plain = loaded_options();
    Loaded with = loaded(secrets(), &o), without = {.tree = secrets()};
    Buf error = {0};
    for (size_t i = 0; i < sizeof hidden / sizeof *hidden; i++)
        assert_int_equal(unlink(tree_path(&without.tree, hidden[i])), 0);
    without.site = site_load(without.tree.path, &plain, &without.diag, &error);
    for (uint32_t i = 0; i < without.site->index.count; i++) {
        const Entry *entry = &without.site->index.entries[i];
        if (entry->kind == ENTRY_ALIAS && str_starts(entry->address, STR("/private/"))) continue;
        Buf selector = {0};
        buf_add(&selector, entry->address);
        buf_add_format(&selector, "\r\n%c", 0);
        Buf got = ask(with.site, &protocol_gopher, selector.p, false),
            expected = ask(without.site, &protocol_gopher, selector.p, false);
        if (!str_eq(buf_str(&got), buf_str(&expected))) fail_msg("%s", selector.p);
        buf_free(&selector);
        buf_free(&got);
        buf_free(&expected);
    }
    assert_true(without.site->index.count >= 12);
    buf_free(&error);
    unload(&with);
    unload(&without);
}

/* LNK-02: on Gemini as far as the author's own words go, on Gopher nowhere. */
static void links_into_an_area_say_what_their_author_said(void **state) {
    (void)state;
    SiteOptions o = options();
    Loaded l = loaded(secrets(), &o);
    assert_text(node(&l, "/")->page->gemtext, "# Home\n\nthe family's own words, named, the tag, along\n"
                                              "=> /private/album.gmi the family's own words\n");
    assert_text(node(&l, "/")->page->gophermap,
                "i# Home\t/\n\nthe family's own words, named, the tag, along\n");
    assert_text(node(&l, "/posts/2026-01-01-one")->page->gemtext,
                "# One\n\nTo the letter and a picture.\n=> /posts/letter.gmi the letter\n"
                "=> /private/p.png a picture\n");
    assert_text(node(&l, "/posts/2026-01-01-one")->page->gophermap,
                "i# One\t/\n\nTo the letter and a picture.\n");
    assert_false(node(&l, "/posts/2026-01-01-one")->page->has_links);
    /* From one area to another, too; within one as everywhere. */
    assert_text(node(&l, "/posts/letter")->page->gemtext,
                "# Hidden letter\n\nTo one and the album.\n=> /posts/2026-01-01-one.gmi one\n"
                "=> /private/album.gmi the album\n");
    assert_text(node(&l, "/private/album")->page->gemtext,
                "# Hidden album\n\nOne, a neighbour, inner.\n=> /posts/2026-01-01-one.gmi One\n"
                "=> /private/second.gmi a neighbour\n=> /private/inner/x.gmi inner\n");
    unload(&l);
    o.web = (const char *const[]){"https://example.org", NULL};
    l = loaded(secrets(), &o);
    assert_text(node(&l, "/posts/2026-01-01-one")->page->gophermap,
                "i# One\t/\n\nTo the letter and a picture.\n"
                "hthe letter (example.org)\tURL:https://example.org/posts/letter/\n"
                "ha picture (example.org)\tURL:https://example.org/private/p.png\n");
    unload(&l);
}

static void an_area_has_its_own_lists(void **state) {
    (void)state;
    SiteOptions o = options();
    o.list_entries = 2;
    Loaded l = loaded(secrets(), &o);
    Str list = node(&l, "/private/")->list->gemtext;
    assert_true(str_search(list, STR("=> /private/second.gmi 2025-06-06 Hidden second\n"
                                     "=> /private/album.gmi 2025-05-05 Hidden album\n")) != STR_NONE);
    assert_true(str_search(list, STR("/private/archive/2024/")) != STR_NONE);
    assert_true(str_search(list, STR("/private/atom.xml")) != STR_NONE);
    assert_true(str_search(list, STR("nner")) == STR_NONE); /* which is another's */
    const Node *album = node(&l, "/private/album"), *one = node(&l, "/posts/2026-01-01-one");
    assert_int_equal(album->next, node(&l, "/private/second") - l.site->nodes);
    assert_int_equal(one->next, node(&l, "/posts/2026-01-03-three") - l.site->nodes);
    assert_int_equal(one->linker_count, 0);
    assert_int_equal(album->tag_count, 0);
    assert_null(find(&l, "/tags/hush/"));
    unload(&l);
}

/* What a load takes over from the Site before is what it would have made itself. */
static Site *reloaded(const Loaded *l, const SiteOptions *wanted, const Site *before) {
    Diag diag = {0};
    Buf error = {0};
    const LoadRequest request = {.content = l->tree.path, .options = wanted, .previous = before};
    LoadResult result = site_reload(&request, &diag, &error);
    Site *fresh = site_load(l->tree.path, wanted, &diag, &error);
    const Protocol *protocols[] = {&protocol_gemini, &protocol_gopher};
    for (int p = 0; p < 2; p++) {
        Buf got = everything(result.site, protocols[p]), expected = everything(fresh, protocols[p]);
        assert_true(str_eq(buf_str(&got), buf_str(&expected)));
        assert_int_equal(strstr(got.p, "Hidden") != NULL, wanted->areas.count == 0);
        buf_free(&got);
        buf_free(&expected);
    }
    site_unref(fresh);
    diag_free(&diag);
    buf_free(&error);
    return result.site;
}

static void areas_come_and_go_with_a_reload(void **state) {
    (void)state;
    const SiteOptions o = options(), open = loaded_options();
    Loaded l = loaded(secrets(), &open);
    Site *before = site_ref(l.site);
    for (int turn = 0; turn < 4; turn++) {
        Site *after = reloaded(&l, turn % 2 ? &open : &o, before);
        site_unref(before);
        before = after;
    }
    site_unref(before);
    unload(&l);
}

static void an_area_stays_one_while_pages_change(void **state) {
    (void)state;
    const SiteOptions o = options();
    Loaded l = loaded(secrets(), &o);
    static const char *const edits[][2] = {
        {"open.md", "---\ntitle: Open\naliases: [/private/way-in]\n---\nNow to [it](private/second.md).\n"},
        {"private/second.md", "---\ntitle: Hidden third\ndate: 2025-06-06\n---\nTo [Open](../open.md).\n"},
        {"way/public.md", "# In the open\n"},
        {"private/new.md", "---\ntitle: Hidden new\ndate: 2026-01-09\ntags: [hush]\n---\nWords.\n"},
        {"posts/2026-01-05-five.md", "---\ntitle: Five\n---\n[x](../private/new.md)\n"},
    };
    Site *before = site_ref(l.site);
    for (size_t i = 0; i < sizeof edits / sizeof *edits; i++) {
        tree_write(&l.tree, edits[i][0], edits[i][1]);
        Site *after = reloaded(&l, &o, before);
        site_unref(before);
        before = after;
    }
    assert_starts(gemini(before, "/way/", false), "20 ", "a folder that has something in the open");
    site_unref(before);
    unload(&l);
}

/* Who is let in gets all of it. */
static void an_allowed_client_reaches_all_of_it(void **state) {
    (void)state;
    static const Fingerprint known = {{0}};
    Area open[sizeof areas / sizeof *areas];
    memcpy(open, areas, sizeof areas);
    for (size_t i = 0; i < sizeof areas / sizeof *areas; i++) {
        open[i].allowed = &known;
        open[i].allowed_count = 1;
    }
    SiteOptions o = options();
    o.areas.items = open;
    Loaded l = loaded(secrets(), &o);
    static const char *const paths[] = {"/private/",         "/private/album.gmi", "/private/p.png",
                                        "/private/atom.xml", "/way/down/y.gmi",    "/posts/letter.gmi",
                                        "/private/inner/",   "/way/down/"};
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++)
        assert_starts(gemini(l.site, paths[i], true), "20 ", paths[i]);
    assert_starts(gemini(l.site, "/private/old", true), "31 /private/album.gmi\r\n", "old");
    assert_starts(gemini(l.site, "/private/way-in", true), "31 /open.gmi\r\n", "way-in");
    assert_starts(gemini(l.site, "/private/no-such-page", true), "51 ", "no such page");
    Buf feed = gemini(l.site, "/private/atom.xml", true), page = gemini(l.site, "/way/down/y.gmi", true);
    buf_add_char(&feed, 0);
    buf_add_char(&page, 0);
    assert_non_null(strstr(feed.p, "Hidden second"));
    assert_null(strstr(feed.p, "gopher://"));
    assert_null(strstr(page.p, "gopher://"));
    assert_non_null(strstr(page.p, "=> /way/down/ Up: Down\n"));
    buf_free(&feed);
    buf_free(&page);
    unload(&l);
}

static void all_of_a_site_can_be_an_area(void **state) {
    (void)state;
    const Area whole = {.label = STR("all"), .path = STR("/"), .any = true};
    SiteOptions o = options();
    o.areas = (Areas){&whole, 1};
    Loaded l = loaded(secrets(), &o);
    static const char *const paths[] = {"", "/", "/robots.txt", "/sitemap.txt", "/nothing", "/tags/hush/"};
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++)
        assert_starts(gemini(l.site, paths[i], false), "60 ", paths[i]);
    assert_starts(gemini(l.site, "/tags/hush/", true), "20 ", "/tags/hush/");
    Buf map = gemini(l.site, "/sitemap.txt", true);
    buf_add_char(&map, 0);
    assert_non_null(strstr(map.p, "/private/album.gmi"));
    buf_free(&map);
    assert_starts(gopher(l.site, ""), "3There is nothing", "home on Gopher");
    unload(&l);
}

static void the_listing_names_the_area(void **state) {
    (void)state;
    const SiteOptions o = options();
    Loaded l = loaded(secrets(), &o);
    Buf listing = {0};
    site_listing(l.site, &listing);
    buf_add_char(&listing, 0);
    assert_non_null(strstr(listing.p, "gemini\t/private/album.gmi\tpage\tprivate/album.md\tkinfolk\n"));
    assert_non_null(strstr(listing.p, "gemini\t/private/p.png\tfile\tprivate/p.png\tkinfolk\n"));
    assert_non_null(strstr(listing.p, "gemini\t/open.gmi\tpage\topen.md\n"));
    assert_null(strstr(listing.p, "gopher\t/1/private/"));
    assert_null(strstr(listing.p, "\t/way/\t"));
    buf_free(&listing);
    unload(&l);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_area_is_an_address_in_every_form_and_all_below),
        cmocka_unit_test(the_longest_path_decides_and_the_root_is_everything),
        cmocka_unit_test(an_area_lets_in_whom_it_lists),
        cmocka_unit_test(a_5_the_answer_is_the_same_whatever_stands_there),
        cmocka_unit_test(gopher_has_nothing_of_an_area),
        cmocka_unit_test(nothing_of_it_is_told_anywhere_else),
        cmocka_unit_test(on_gopher_it_is_as_if_it_were_not_there),
        cmocka_unit_test(links_into_an_area_say_what_their_author_said),
        cmocka_unit_test(an_area_has_its_own_lists),
        cmocka_unit_test(areas_come_and_go_with_a_reload),
        cmocka_unit_test(an_area_stays_one_while_pages_change),
        cmocka_unit_test(an_allowed_client_reaches_all_of_it),
        cmocka_unit_test(all_of_a_site_can_be_an_area),
        cmocka_unit_test(the_listing_names_the_area),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

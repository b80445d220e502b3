/* autolink: where bare URLs begin and end (LNK-08, MD-09). */
#include "unit.h"

#include "base/buf.h"
#include "doc/autolink.h"

#include <time.h>

/* All that is found, each in brackets. */
static void assert_marked(const char *expected) {
    Buf text = {0}, out = {0};
    for (const char *p = expected; *p; p++)
        if (*p != '{' && *p != '}') buf_add_char(&text, *p);
    size_t done = 0;
    for (Autolink link = {.end = 0}; autolink_find(buf_str(&text), link.end, &link); done = link.end) {
        buf_add(&out, str_slice(buf_str(&text), done, link.start));
        buf_add_char(&out, '{');
        buf_add(&out, str_slice(buf_str(&text), link.start, link.end));
        buf_add_char(&out, '}');
    }
    buf_add(&out, str_skip(buf_str(&text), done));
    buf_add_char(&out, 0);
    assert_string_equal(out.p, expected);
    buf_free(&text);
    buf_free(&out);
}

static void all_schemes_of_the_small_net_are_known(void **state) {
    (void)state;
    assert_marked("{http://a.b} {https://a.b/c} {gemini://a.b} {gopher://a.b/1/x} {gophers://a.b}");
    assert_marked("{ftp://a} {titan://a} {spartan://a} {nex://a} {finger://a} {irc://a} {ircs://a}");
    assert_marked("{telnet://a} {ssh://a} {xmpp://a} {HTTPS://A.B} {http://[::1]:70/x}");
    assert_marked("foo://a file:///x javascript:alert(1) data:text/plain,x http:// http://) a://b ://c");
}

static void schemes_without_slashes_need_more_than_a_word(void **state) {
    (void)state;
    assert_marked("{mailto:a@b.c} {tel:+358-1} {magnet:?xt=urn:btih:0} {news:comp.lang.c}");
    assert_marked("mailto:me tel: news:today magnet:x Note:this news: mailto:");
}

static void a_url_begins_at_a_word_boundary(void **state) {
    (void)state;
    assert_marked("({http://a}) *{http://a}* _{http://a}_ see:{http://a} “{http://a}” 見{http://a}");
    assert_marked("xhttp://a git+https://a 1http://a a.http://a");
    assert_marked("{www.a.b} ({www.a.b/c}) xwww.a.b a-www.a.b www.a www. wwww.a.b");
}

static void a_url_ends_before_what_belongs_to_the_sentence(void **state) {
    (void)state;
    assert_marked(
        "{http://a/b}. {http://a/b}, {http://a/b}! {http://a/b}?! {http://a/b}: {http://a/b}; {http://a/b}'");
    assert_marked("({http://a/b}) ({http://a/b_(c)}) {http://a/b(c)d} [{http://a/b}]");
    assert_marked("({http://a/b})*x ({http://a/b})**(c) ({http://a/b_(c)d})\\ ({www.a.b/c})x {http://a/b)c}");
    assert_marked("{http://a/b}\\ {http://a/b}*\\ {http://a/b}\\* {http://a/b\\c}");
    assert_marked("**{http://a/b}** ~~{http://a/b}~~ {http://a/b*c_d~e}");
    assert_marked("<{http://a/b}> \"{http://a/b}\" `{http://a/b}` {http://a/b}\t{http://a/b}\n{http://a/b}");
    assert_marked("[{http://a/b}](http|//a/c) {http://a/[b]/c} {http://a/b}|");
}

static void a_url_ends_at_the_first_byte_that_is_not_ascii(void **state) {
    (void)state;
    assert_marked("{http://a/b}は {http://a/b}é {http://a/b}… {www.a.b}、");
}

static void mail_addresses_need_a_host_with_a_top_level(void **state) {
    (void)state;
    assert_marked("{a@b.org} {a.b+c_d@x-y.b.org}, {a@b.org}. _{foo_@b.org}");
    assert_marked(
        "a@b a@1.2 @user@host.org git@host.org:x/y a@.org .@b.org a.@b.org foo/bar@x.org a@@b.org a@");
}

static void odd_ends_are_no_links(void **state) {
    (void)state;
    assert_marked("http:");
    assert_marked("@");
    assert_marked("w");
    assert_marked("ww");
    assert_marked("");
    assert_marked("a:b http:/x :/ ::// :@");
}

static void the_kind_tells_what_the_target_needs(void **state) {
    (void)state;
    Autolink link;
    assert_true(autolink_find(STR("http://a"), 0, &link));
    assert_int_equal(link.kind, AUTOLINK_URL);
    assert_true(autolink_find(STR("www.a.b"), 0, &link));
    assert_int_equal(link.kind, AUTOLINK_WWW);
    assert_true(autolink_find(STR("a@b.cd"), 0, &link));
    assert_int_equal(link.kind, AUTOLINK_MAIL);
    assert_false(autolink_find(STR("http://a"), 1, &link));
}

/* Every place of a hint within the 16 bytes that are looked at together. */
static void a_link_is_found_wherever_it_stands(void **state) {
    (void)state;
    for (size_t before = 0; before < 70; before++) {
        for (size_t after = 0; after < 20; after++) {
            static const Str forms[] = {STR("http://a/b"), STR("www.a.bc"), STR("a@b.cd")};
            for (size_t i = 0; i < 3; i++) {
                Buf text = {0};
                buf_add_repeat(&text, '.', before);
                if (before) text.p[before - 1] = ' ';
                buf_add(&text, forms[i]);
                buf_add_repeat(&text, ' ', after);
                Autolink link;
                assert_true(autolink_find(buf_str(&text), 0, &link));
                assert_int_equal(link.start, before);
                assert_int_equal(link.end, before + forms[i].len);
                buf_free(&text);
            }
        }
    }
}

static double seconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

/* Twice the text may not take much more than twice the time; here only that none comes near quadratic. */
static void hostile_text_stays_linear(void **state) {
    (void)state;
    static const char *const pieces[] = {
        "http:",     "http://",   "(http://a.b", "(www.a.b", "www.a(",   "www.(",    "a@",     "a@b",
        "mailto:a:", "news:",     "ww",          "::",       "@@",       "tel:+",    "//:",    "a.b@c.",
        "http://)",  "http://a)", "www.a:",      "http://[", "http://]", "magnet:?", "x@y.z:", "_a_@b.c_",
    };
    double start = seconds();
    for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) {
        Buf text = {0};
        while (text.len < 100000)
            buf_add(&text, str_of(pieces[i]));
        size_t end = 0;
        for (Autolink link = {.end = 0}; autolink_find(buf_str(&text), link.end, &link);) {
            assert_true(link.start >= end && link.end > link.start && link.end <= text.len);
            end = link.end;
        }
        buf_free(&text);
    }
    assert_true(seconds() - start < 10);
}

static Str random_text(uint32_t *seed, Buf *text) {
    static const char *const pieces[] = {
        "http://", "a", "www.",    "b.c", "@",  "/",      ":", "mailto:", " ",
        "tel:+1",  "-", "magnet:", "?",   "w",  "news:x", ".", "é",       "(",
        ")",       "]", "gemini:", "//",  "_z", "xmpp",   "1", "[",       "\n"};
    buf_clear(text);
    for (int n = 0; n < 24; n++) {
        *seed = *seed * 1664525 + 1013904223;
        buf_add(text, str_of(pieces[(*seed >> 16) % (sizeof pieces / sizeof *pieces)]));
    }
    return buf_str(text);
}

static void set_hints(AutolinkHints *hints, Str text) {
    autolink_hints_start(hints, text);
    for (size_t at = 0; at < text.len; at++)
        autolink_hints_at(hints, at);
}

/* Part by part: what the whole has no hint for is not there, whatever stands around it. */
static void a_part_without_hints_has_no_link(void **state) {
    (void)state;
    Buf text = {0};
    AutolinkHints hints = {0};
    uint32_t seed = 1, links = 0, none = 0;
    for (int round = 0; round < 2000; round++) {
        Str s = random_text(&seed, &text);
        AutolinkGap gap = {0};
        set_hints(&hints, s);
        for (size_t from = s.len; from-- > 0;) {
            for (size_t to = from; to <= s.len; to += 5) {
                Autolink link;
                bool any = autolink_hints_any(&hints, &gap, str_slice(s, from, to));
                bool found = autolink_find(str_slice(s, from, to), 0, &link);
                assert_true(any || !found);
                links += found;
                none += !any;
            }
        }
    }
    assert_true(links > 1000 && none > 1000);
    AutolinkGap gap = {0};
    assert_true(autolink_hints_any(&hints, &gap, STR("elsewhere")));
    autolink_hints_free(&hints);
    buf_free(&text);
}

static void hints_find_what_a_search_finds(void **state) {
    (void)state;
    Buf text = {0};
    AutolinkHints hints = {0};
    uint32_t seed = 7;
    for (int round = 0; round < 20000; round++) {
        Str s = random_text(&seed, &text);
        uint32_t next = 0;
        Autolink want = {.end = 0}, got = {.end = 0};
        set_hints(&hints, s);
        bool more;
        do {
            more = autolink_find(s, want.end, &want);
            assert_int_equal(autolink_hints_find(&hints, &next, got.end, &got), more);
            if (more) assert_true(got.start == want.start && got.end == want.end && got.kind == want.kind);
        } while (more);
    }
    autolink_hints_free(&hints);
    buf_free(&text);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_schemes_of_the_small_net_are_known),
        cmocka_unit_test(schemes_without_slashes_need_more_than_a_word),
        cmocka_unit_test(a_url_begins_at_a_word_boundary),
        cmocka_unit_test(a_url_ends_before_what_belongs_to_the_sentence),
        cmocka_unit_test(a_url_ends_at_the_first_byte_that_is_not_ascii),
        cmocka_unit_test(mail_addresses_need_a_host_with_a_top_level),
        cmocka_unit_test(odd_ends_are_no_links),
        cmocka_unit_test(the_kind_tells_what_the_target_needs),
        cmocka_unit_test(a_link_is_found_wherever_it_stands),
        cmocka_unit_test(a_part_without_hints_has_no_link),
        cmocka_unit_test(hints_find_what_a_search_finds),
        cmocka_unit_test(hostile_text_stays_linear),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "unit.h"

#include "base/file.h"
#include "render/gopherview.h"

#include <dirent.h>
#include <stdio.h>

static const GopherHome HOME = {{"our.org", 7}, 70};

typedef void View(Str *map, const GopherHome *home, size_t limit, Buf *out);

static void expect(View *view, Str map, const char *expected) {
    Buf out = {0};
    view(&map, &HOME, SIZE_MAX, &out);
    assert_int_equal(map.len, 0);
    *buf_reserve(&out, 1) = '\0';
    assert_string_equal(out.p, expected);
    buf_free(&out);
}

/* --- the menu ----------------------------------------------------------------------------------------------
 */

static void gop_menu_06_info_lines_have_empty_fields(void **state) {
    (void)state;
    expect(
        gopherview_menu, STR("text\n\ni# head\t/\nitem?\n.\n"),
        "itext\t\tnull.host\t1\r\ni\t\tnull.host\t1\r\ni# head\t\tnull.host\t1\r\niitem?\t\tnull.host\t1\r\n"
        "i.\t\tnull.host\t1\r\n");
}

static void items_of_ours_get_host_and_port(void **state) {
    (void)state;
    expect(
        gopherview_menu, STR("1Posts\t/posts/\nhWeb\tURL:https://e.org/\n0x\t/x\tg.org\t7070\n"),
        "1Posts\t/posts/\tour.org\t70\r\nhWeb\tURL:https://e.org/\tour.org\t70\r\n0x\t/x\tg.org\t7070\r\n");
}

static void menus_end_with_a_dot(void **state) {
    (void)state;
    Buf out = {0};
    gopherview_menu_end(&out);
    assert_true(str_eq(buf_str(&out), STR(".\r\n")));
    buf_free(&out);
}

static void map_10_crlf_and_a_missing_last_newline_work(void **state) {
    (void)state;
    expect(gopherview_menu, STR("a\r\n1b\t/b\r\n\r\nc"),
           "ia\t\tnull.host\t1\r\n1b\t/b\tour.org\t70\r\ni\t\tnull.host\t1\r\nic\t\tnull.host\t1\r\n");
}

static void map_02_missing_fields_are_ours(void **state) {
    (void)state;
    expect(gopherview_menu,
           STR("1a\t\n1b\t/b\t\t99\n1c\t/c\tg.org\n1d\t/d\tg.org\tx\n1e\t/e\tg.org\t70000\n1f\t/"
               "f\tg.org\t1\t+\n"),
           "1a\t\tour.org\t70\r\n1b\t/b\tour.org\t70\r\n1c\t/c\tg.org\t70\r\n1d\t/d\tg.org\t70\r\n1e\t/"
           "e\tg.org\t70\r\n"
           "1f\t/f\tg.org\t1\r\n");
}

static void what_is_no_item_type_is_text(void **state) {
    (void)state;
    expect(gopherview_menu, STR("\t/a\n \t/b\n\xC3\xA9t\xC3\xA9\t/c\n\x01\t/d\n"),
           "i /a\t\tnull.host\t1\r\ni \t\tnull.host\t1\r\ni\xC3\xA9t\xC3\xA9\t\tnull.host\t1\r\ni "
           "\t\tnull.host\t1\r\n");
}

static void control_characters_become_blanks(void **state) {
    (void)state;
    expect(gopherview_menu, STR("a\x1B[0m\0b\n1c\rd\t/\x01x\tg\x02.org\t70\n"),
           "ia [0m b\t\tnull.host\t1\r\n1c d\t/ x\tg .org\t70\r\n");
}

/* --- the text ----------------------------------------------------------------------------------------------
 */

static void txt_05_a_lone_dot_gets_a_blank(void **state) {
    (void)state;
    expect(gopherview_text, STR(".\ni.\t/\n..\n \n\n"), " .\r\n .\r\n..\r\n \r\n\r\n");
}

static void lnk_09_pages_of_ours_lead_to_their_text(void **state) {
    (void)state;
    expect(
        gopherview_text, STR("1a\t/posts/hello\n1b\t/posts/\n1c\t/\n1d\t\n0e\t/x.txt\n"),
        "-> a\r\n   gopher://our.org/0/posts/hello.txt\r\n-> b\r\n   gopher://our.org/0/posts/index.txt\r\n"
        "-> c\r\n   gopher://our.org/0/index.txt\r\n-> d\r\n   gopher://our.org/0/index.txt\r\n"
        "-> e\r\n   gopher://our.org/0/x.txt\r\n");
}

static void lnk_09_other_items_keep_their_type(void **state) {
    (void)state;
    expect(gopherview_text, STR("Ip\t/a b%?#\xC3\xA9.png\n1m\t/m\tg.org\t7070\n7s\t/s\tg.org\t70\n9f\tx\n"),
           "-> p\r\n   gopher://our.org/I/a%20b%25%3F%23%C3%A9.png\r\n-> m\r\n   gopher://g.org:7070/1/m\r\n"
           "-> s\r\n   gopher://g.org/7/s\r\n-> f\r\n   gopher://our.org/9x\r\n");
}

static void lnk_09_url_items_show_their_url_unbroken(void **state) {
    (void)state;
    Buf map = {0}, out = {0};
    buf_add(&map, STR("hw\tURL:https://e.org/"));
    buf_add_repeat(&map, 'x', 300);
    Str rest = buf_str(&map);
    gopherview_text(&rest, &HOME, SIZE_MAX, &out);
    assert_true(str_starts(buf_str(&out), STR("-> w\r\n   https://e.org/xxx")));
    assert_int_equal(out.len, 6 + 3 + 14 + 300 + 2);
    buf_free(&map);
    buf_free(&out);
    expect(gopherview_text, STR("hw\t/URL:gemini://e.org/~a?b\nhl\t/x.html\n"),
           "-> w\r\n   gemini://e.org/~a?b\r\n-> l\r\n   gopher://our.org/h/x.html\r\n");
}

static void telnet_items_give_telnet_urls(void **state) {
    (void)state;
    expect(
        gopherview_text, STR("8a\tguest\tt.org\t23\n8b\t\tt.org\t24\n8c\t\n"),
        "-> a\r\n   telnet://guest@t.org\r\n-> b\r\n   telnet://t.org:24\r\n-> c\r\n   telnet://our.org\r\n");
}

static void errors_and_info_items_are_text(void **state) {
    (void)state;
    expect(gopherview_text,
           STR("3gone\t\nitext\t/x\tnull.host\t1\na\x1B"
               "b\n"),
           "gone\r\ntext\r\na b\r\n");
}

static void urls_leave_out_port_70_and_bracket_addresses(void **state) {
    (void)state;
    Buf out = {0};
    const GopherHome other = {STR("::1"), 7070};
    gopherview_url('1', STR("/a b/"), &HOME, &out);
    buf_add_char(&out, '\n');
    gopherview_url('0', STR("/x"), &other, &out);
    assert_true(str_eq(buf_str(&out), STR("gopher://our.org/1/a%20b/\ngopher://[::1]:7070/0/x")));
    buf_free(&out);
}

/* --- what holds for any map --------------------------------------------------------------------------------
 */

static uint32_t next_random(uint32_t *state) {
    *state ^= *state << 13;
    *state ^= *state >> 17;
    *state ^= *state << 5;
    return *state;
}

static void random_map(uint32_t seed, Buf *map) {
    static const char bytes[] = "\n\n\t\t\t\r\0\x1B .1i0h3/aURL:x\xC3\xA9\x80~";
    uint32_t state = seed * 2654435761u | 1;
    buf_clear(map);
    for (uint32_t n = next_random(&state) % 400; n; n--)
        buf_add_char(map, bytes[next_random(&state) % (sizeof bytes - 1)]);
}

/* NULL, or what is wrong with a menu line (without its CR LF). */
static const char *menu_line_fault(const char *line, size_t len) {
    unsigned tabs = 0;
    if (len == 0 || (unsigned char)line[0] <= ' ' || (unsigned char)line[0] > '~') return "no type";
    for (size_t i = 0; i < len; i++) {
        tabs += line[i] == '\t';
        if ((unsigned char)line[i] < ' ' && line[i] != '\t') return "a control character";
        if (tabs == 3 && line[i] != '\t' && (line[i] < '0' || line[i] > '9'))
            return "a port that is no number";
    }
    if (tabs != 3) return "not four fields";
    return line[len - 1] == '\t' ? "no port" : NULL;
}

static const char *menu_fault(const char *text, size_t len) {
    for (size_t at = 0; at < len;) {
        const char *end = memchr(text + at, '\n', len - at);
        if (!end || end == text + at || end[-1] != '\r') return "a line end that is not CR LF";
        const char *fault = menu_line_fault(text + at, (size_t)(end - 1 - text) - at);
        if (fault) return fault;
        at = (size_t)(end + 1 - text);
    }
    return NULL;
}

static void any_map_gives_menu_lines_of_four_fields(void **state) {
    (void)state;
    Buf map = {0}, out = {0};
    for (uint32_t seed = 1; seed <= 2000; seed++) {
        random_map(seed, &map);
        Str rest = buf_str(&map);
        buf_clear(&out);
        gopherview_menu(&rest, &HOME, SIZE_MAX, &out);
        const char *fault = menu_fault(out.p, out.len);
        if (fault) fail_msg("seed %u: %s", seed, fault);
    }
    buf_free(&map);
    buf_free(&out);
}

static void any_map_gives_text_lines_without_controls(void **state) {
    (void)state;
    Buf map = {0}, out = {0};
    for (uint32_t seed = 1; seed <= 2000; seed++) {
        random_map(seed, &map);
        Str rest = buf_str(&map), line;
        buf_clear(&out);
        gopherview_text(&rest, &HOME, SIZE_MAX, &out);
        for (Str text = buf_str(&out); str_line(&text, &line);) {
            assert_int_equal(line.p[line.len], '\r');
            assert_false(str_eq(line, STR(".")));
            for (size_t i = 0; i < line.len; i++)
                assert_true((unsigned char)line.p[i] >= ' ');
        }
    }
    buf_free(&map);
    buf_free(&out);
}

static void pieces_of_any_size_make_the_same_view(void **state) {
    (void)state;
    View *const views[] = {gopherview_menu, gopherview_text};
    Buf map = {0}, whole = {0}, pieces = {0};
    for (uint32_t seed = 1; seed <= 200; seed++) {
        random_map(seed, &map);
        for (size_t limit = 1; limit < 100; limit += 7) {
            Str rest = buf_str(&map);
            buf_clear(&whole);
            buf_clear(&pieces);
            views[seed % 2](&rest, &HOME, SIZE_MAX, &whole);
            for (rest = buf_str(&map); rest.len;) {
                size_t before = pieces.len, left = rest.len;
                views[seed % 2](&rest, &HOME, limit, &pieces);
                assert_true(rest.len < left);
                assert_true(pieces.len > before);
            }
            assert_true(str_eq(buf_str(&whole), buf_str(&pieces)));
        }
    }
    buf_free(&map);
    buf_free(&whole);
    buf_free(&pieces);
}

/* --- the golden menus, by a reader of its own --------------------------------------------------------------
 */

/* Columns as far as golden files need them: wide East Asian characters and emoji two, marks none. */
static unsigned columns_of(const char *text, size_t len) {
    unsigned columns = 0;
    for (size_t i = 0; i < len; i++) {
        unsigned char c = (unsigned char)text[i];
        if ((c & 0xC0) == 0x80) continue;
        bool mark = c == 0xCC || (c == 0xCD && (unsigned char)text[i + 1] < 0xB0);
        bool joiner = c == 0xE2 && (unsigned char)text[i + 1] == 0x80 && (unsigned char)text[i + 2] == 0x8D;
        bool wide = c >= 0xE3 && c <= 0xED;
        bool fullwidth = c == 0xEF && (unsigned char)text[i + 1] == 0xBD;
        columns += mark || joiner ? 0 : wide || fullwidth || c == 0xF0 ? 2 : 1;
    }
    return columns;
}

static void check_golden_menu(const char *name, const char *text, size_t len) {
    if (len < 3 || memcmp(text + len - 3, ".\r\n", 3) != 0) fail_msg("%s: no final dot", name);
    const char *fault = menu_fault(text, len - 3);
    if (fault) fail_msg("%s: %s", name, fault);
    for (const char *line = text; line < text + len - 3; line = strchr(line, '\n') + 1) {
        size_t shown = (size_t)(strchr(line, '\t') - line) - 1;
        bool drawing = memcmp(line, "i    ", 5) == 0; /* code and tables */
        if (columns_of(line + 1, shown) > 67 && !drawing)
            fail_msg("%s: too wide: %.*s", name, (int)shown, line + 1);
        if (memcmp(line, "i=>", 3) == 0 || memcmp(line, "i```", 4) == 0) fail_msg("%s: MENU-02", name);
    }
}

static void menu_01_golden_menus_are_sound(void **state) {
    (void)state;
    DIR *dir = opendir("tests/golden");
    unsigned files = 0;
    assert_non_null(dir);
    for (struct dirent *entry; (entry = readdir(dir));) {
        if (!str_ends(str_of(entry->d_name), STR(".menu"))) continue;
        char path[512];
        Buf text = {0};
        snprintf(path, sizeof path, "tests/golden/%s", entry->d_name);
        assert_int_equal(file_read_path(path, 1 << 20, &text), 0);
        *buf_reserve(&text, 1) = '\0';
        check_golden_menu(entry->d_name, text.p, text.len);
        buf_free(&text);
        files++;
    }
    closedir(dir);
    assert_true(files >= 6);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gop_menu_06_info_lines_have_empty_fields),
        cmocka_unit_test(items_of_ours_get_host_and_port),
        cmocka_unit_test(menus_end_with_a_dot),
        cmocka_unit_test(map_10_crlf_and_a_missing_last_newline_work),
        cmocka_unit_test(map_02_missing_fields_are_ours),
        cmocka_unit_test(what_is_no_item_type_is_text),
        cmocka_unit_test(control_characters_become_blanks),
        cmocka_unit_test(txt_05_a_lone_dot_gets_a_blank),
        cmocka_unit_test(lnk_09_pages_of_ours_lead_to_their_text),
        cmocka_unit_test(lnk_09_other_items_keep_their_type),
        cmocka_unit_test(lnk_09_url_items_show_their_url_unbroken),
        cmocka_unit_test(telnet_items_give_telnet_urls),
        cmocka_unit_test(errors_and_info_items_are_text),
        cmocka_unit_test(urls_leave_out_port_70_and_bracket_addresses),
        cmocka_unit_test(any_map_gives_menu_lines_of_four_fields),
        cmocka_unit_test(any_map_gives_text_lines_without_controls),
        cmocka_unit_test(pieces_of_any_size_make_the_same_view),
        cmocka_unit_test(menu_01_golden_menus_are_sound),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* A hand-written gophermap, which includes others -> our form -> both views. Whatever comes in: UTF-8, every
 * line of a menu with its four fields, no text that clients would act on (MENU-02), no line of a text that
 * would end it (TXT-05). The input is split at bytes 0x01: the map, then what it can include, by number. */
#include "base/utf8.h"
#include "fuzz.h"
#include "render/gopherview.h"
#include "site/mapfile.h"

enum { TEXTS = 4 };

typedef struct Texts {
    Str items[TEXTS];
} Texts;

static bool tree_text(void *context, Str path, Str *text) {
    const Texts *texts = context;
    char last = path.len ? path.p[path.len - 1] : ' ';
    if (last < '1' || last >= '1' + TEXTS) return false;
    *text = texts->items[last - '1'];
    return true;
}

static MapfileFound tree_find(void *context, char type, Str *selector) {
    (void)context;
    fuzz_check(str_starts(*selector, STR("/")));
    if (str_ends(*selector, STR(".md"))) *selector = type == '0' ? STR("/page.txt") : STR("/page");
    return (MapfileFound)(selector->len % 3);
}

static bool tree_hide(void *context, Str name) {
    (void)context;
    return name.len % 2;
}

static void tree_set_type(void *context, Str extension, char type) {
    (void)context;
    fuzz_check(extension.len > 0 && ascii_alnum(type));
}

static void check_menu(Str map, const GopherHome *home) {
    Buf menu = {0};
    Str line;
    gopherview_menu(&map, home, SIZE_MAX, &menu);
    for (Str rest = buf_str(&menu); rest.len;) {
        size_t end = str_search(rest, STR("\r\n"));
        fuzz_check(end != STR_NONE);
        line = str_head(rest, end);
        rest = str_skip(rest, end + 2);
        unsigned tabs = 0;
        for (size_t i = 0; i < line.len; i++) {
            tabs += line.p[i] == '\t';
            fuzz_check(line.p[i] == '\t' || (unsigned char)line.p[i] >= ' ');
        }
        fuzz_check(tabs == 3);
        fuzz_check(!str_starts(line, STR("i=>")) && !str_starts(line, STR("i```")));
    }
    buf_free(&menu);
}

static void check_text(Str map, const GopherHome *home) {
    Buf text = {0};
    gopherview_text(&map, home, SIZE_MAX, &text);
    fuzz_check(utf8_valid(buf_str(&text)));
    fuzz_check(!str_starts(buf_str(&text), STR(".\r\n")));
    fuzz_check(str_search(buf_str(&text), STR("\n.\r\n")) == STR_NONE);
    buf_free(&text);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
    static const Identity identity = {.host = STR("a.example"), .gemini_port = 1965, .gopher_port = 70};
    static const GopherHome home = {STR("a.example"), 70};
    Str rest = {(const char *)bytes, size}, part;
    Buf clean[TEXTS + 1] = {0};
    Texts texts = {0};
    Diag diag = {0};
    MapfileMenu menu;
    for (unsigned i = 0; i <= TEXTS && str_cut(&rest, 1, &part); i++)
        utf8_clean(part, &clean[i]);
    for (unsigned i = 0; i < TEXTS; i++)
        texts.items[i] = buf_str(&clean[i + 1]);
    const MapfileTree tree = {&texts, tree_text, tree_find, tree_hide, tree_set_type};
    const Mapfile file = {
        STR("f/gophermap"), STR("/f/"), &identity, 67, size % 2 ? CHARSET_ASCII : CHARSET_UTF8, tree};
    mapfile_read(&file, buf_str(&clean[0]), &menu, &diag);
    fuzz_check(utf8_valid(buf_str(&menu.map)));
    check_menu(buf_str(&menu.map), &home);
    check_text(buf_str(&menu.map), &home);
    mapfile_free(&menu);
    diag_free(&diag);
    for (unsigned i = 0; i <= TEXTS; i++)
        buf_free(&clean[i]);
    return 0;
}

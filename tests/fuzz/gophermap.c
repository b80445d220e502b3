/* A hand-written gophermap, which includes others -> our form -> both views. Whatever comes in: UTF-8, every
 * line of a menu with its four fields, no text that clients would act on (MENU-02), no line of a text that
 * would end it (TXT-05). The input is split at bytes 0x01: the map, then what it can include, by number. */
#include "drawn.h"
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

/* MENU-02, TXT-05. */
static void check_lines(Str map) {
    Buf menu = {0}, text = {0};
    Str rest = map, line;
    gopherview_menu(&rest, &fuzz_home, SIZE_MAX, &menu);
    gopherview_text(&map, &fuzz_home, SIZE_MAX, &text);
    for (rest = buf_str(&menu); str_line(&rest, &line);)
        fuzz_check(!str_starts(line, STR("i=>")) && !str_starts(line, STR("i```")));
    for (rest = buf_str(&text); str_line(&rest, &line);)
        fuzz_check(!str_eq(line, STR(".")));
    buf_free(&menu);
    buf_free(&text);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
    static const Identity identity = {.host = STR("a.example"), .gemini_port = 1965, .gopher_port = 70};
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
        STR("f/gophermap"), STR("/f/"), &identity, 67, size % 2 ? CHARSET_ASCII : CHARSET_UTF8, tree,
        size % 3 == 0};
    mapfile_read(&file, buf_str(&clean[0]), &menu, &diag);
    fuzz_views(buf_str(&menu.map), false);
    check_lines(buf_str(&menu.map));
    mapfile_free(&menu);
    diag_free(&diag);
    for (unsigned i = 0; i <= TEXTS; i++)
        buf_free(&clean[i]);
    return 0;
}

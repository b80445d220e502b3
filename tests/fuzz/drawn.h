/* A Document drawn in every form: what goes out is UTF-8, every line of a menu has four fields and fits the
 * width, code and tables excepted (MENU-01), and text reads as no link and no fence (MENU-02). */
#ifndef LEDA_TESTS_FUZZ_DRAWN_H
#define LEDA_TESTS_FUZZ_DRAWN_H

#include "base/utf8.h"
#include "base/width.h"
#include "fuzz.h"
#include "render/drawing.h"
#include "render/gopherview.h"

#include <stdlib.h>

static const GopherHome fuzz_home = {STR("localhost"), 70};

/* Targets of every kind in turn: what they say does not depend on the links. */
static inline Target *fuzz_targets(const Document *doc) {
    static const Target kinds[] = {
        {.kind = TARGET_NONE},
        {.kind = TARGET_OURS, .type = '1', .url = STR("/a.gmi"), .selector = STR("/a")},
        {.kind = TARGET_GOPHER,
         .type = '0',
         .port = 70,
         .url = STR("gopher://x.y/0z"),
         .selector = STR("z"),
         .host = STR("x.y")},
        {.kind = TARGET_ELSEWHERE, .url = STR("https://x.y/z"), .host = STR("x.y")},
    };
    Target *targets = mem_zero(doc->link_count + 1, sizeof *targets);
    for (uint32_t i = 0; i < doc->link_count; i++)
        targets[i] = kinds[i % 4];
    return targets;
}

static inline void fuzz_menu(Str menu) {
    Str line;
    while (str_line(&menu, &line)) {
        unsigned tabs = 0;
        for (size_t i = 0; i < line.len; i++)
            tabs += line.p[i] == '\t';
        fuzz_check(tabs == 3 || (str_eq(line, STR(".")) && menu.len == 0));
    }
}

static inline void fuzz_lines(Str map, unsigned width) {
    Str line;
    while (str_line(&map, &line)) {
        if (str_starts(line, STR("    "))) continue;
        size_t tab = str_find(line, '\t');
        bool item = tab != STR_NONE && line.p[0] != 'i';
        Str shown = tab == STR_NONE ? line : str_slice(line, 1, tab);
        fuzz_check(width_of(shown) <= width);
        if (!item) fuzz_check(!str_starts(shown, STR("=>")) && !str_starts(shown, STR("```")));
    }
}

/* Both views; `bytes`: the map need not be UTF-8. */
static inline void fuzz_views(Str map, bool bytes) {
    Buf menu = {0}, text = {0};
    Str rest = map;
    fuzz_check(bytes || utf8_valid(map));
    gopherview_menu(&rest, &fuzz_home, SIZE_MAX, &menu);
    fuzz_check(rest.len == 0);
    gopherview_menu_end(&menu);
    fuzz_menu(buf_str(&menu));
    gopherview_text(&map, &fuzz_home, SIZE_MAX, &text);
    fuzz_check(map.len == 0 && (bytes || utf8_valid(buf_str(&text))));
    buf_free(&menu);
    buf_free(&text);
}

/* Both renderings and both views, with options that follow from the size of the page. */
static inline void fuzz_draw(const Document *doc) {
    uint32_t n = doc->run_count;
    const RenderOptions options = {.width = n % 4 ? RENDER_WIDTH : RENDER_WIDTH_MIN + n % 60,
                                   .charset = (Charset)(n % 8 < 6 ? CHARSET_UTF8 : n % 8 - 5),
                                   .links_at_end = n % 5 == 0,
                                   .keep_emphasis = n % 3 == 0};
    bool bytes = options.charset == CHARSET_LATIN1;
    Drawing drawing = {0};
    Buf gemtext = {0}, map = {0};
    Target *targets = fuzz_targets(doc);
    const RenderPage page = {doc, targets, &options, NULL};
    drawing_both(&drawing, &page, &gemtext, &map);
    drawing_free(&drawing);
    fuzz_check(utf8_valid(buf_str(&gemtext)));
    if (!bytes) fuzz_lines(buf_str(&map), options.width);
    fuzz_views(buf_str(&map), bytes);
    free(targets);
    buf_free(&gemtext);
    buf_free(&map);
}

#endif

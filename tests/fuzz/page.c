/* A page's source -> front matter, Document, both renderings and both views. Whatever comes in, what goes out
 * is UTF-8, every line of a menu has four fields and fits the width, code and tables excepted (MENU-01), and
 * text does not read as a link or a fence (MENU-02). The options follow from the input's size. */
#include "base/utf8.h"
#include "base/width.h"
#include "doc/frontmatter.h"
#include "doc/markdown.h"
#include "fuzz.h"
#include "render/drawing.h"
#include "render/gopherview.h"

#include <stdlib.h>

static const GopherHome home = {STR("localhost"), 70};

/* Targets of every kind in turn: what they say does not depend on the links. */
static Target *make_targets(const Document *doc) {
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

static void check_menu(Str menu) {
    Str line;
    while (str_line(&menu, &line)) {
        unsigned tabs = 0;
        for (size_t i = 0; i < line.len; i++)
            tabs += line.p[i] == '\t';
        fuzz_check(tabs == 3 || (str_eq(line, STR(".")) && menu.len == 0));
    }
}

static void check_lines(Str map, unsigned width) {
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

static void check_map(Str map, const RenderOptions *options) {
    Buf menu = {0}, text = {0};
    Str rest = map;
    bool bytes = options->charset == CHARSET_LATIN1;
    fuzz_check(bytes || utf8_valid(map));
    if (!bytes) check_lines(map, options->width);
    gopherview_menu(&rest, &home, SIZE_MAX, &menu);
    fuzz_check(rest.len == 0);
    gopherview_menu_end(&menu);
    check_menu(buf_str(&menu));
    gopherview_text(&map, &home, SIZE_MAX, &text);
    fuzz_check(map.len == 0 && (bytes || utf8_valid(buf_str(&text))));
    buf_free(&menu);
    buf_free(&text);
}

static void draw(const Document *doc, size_t size) {
    const RenderOptions options = {.width =
                                       size % 4 ? RENDER_WIDTH : RENDER_WIDTH_MIN + (unsigned)(size % 60),
                                   .charset = (Charset)(size % 8 < 6 ? CHARSET_UTF8 : size % 8 - 5),
                                   .links_at_end = size % 5 == 0,
                                   .keep_emphasis = size % 3 == 0};
    Buf gemtext = {0}, map = {0};
    Target *targets = make_targets(doc);
    const RenderPage page = {doc, targets, &options, NULL};
    drawing_both(&page, &gemtext, &map);
    fuzz_check(utf8_valid(buf_str(&gemtext)));
    check_map(buf_str(&map), &options);
    free(targets);
    buf_free(&gemtext);
    buf_free(&map);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
    Buf text = {0};
    Diag diag = {0};
    Meta meta = {0};
    Arena arena = {0};
    Document doc;
    utf8_clean((Str){(const char *)bytes, size}, &text);
    long front = frontmatter_read(buf_str(&text), &arena, &diag, &meta);
    fuzz_check(front <= (long)text.len);
    document_init(&doc);
    markdown_parse(str_skip(buf_str(&text), front > 0 ? (size_t)front : 0), 1, &doc, &diag);
    doc.title = meta.title;
    draw(&doc, size);
    document_free(&doc);
    arena_free(&arena);
    diag_free(&diag);
    buf_free(&text);
    return 0;
}

/* Hand-written gemtext -> Document -> both renderings. What goes out is UTF-8, every line of a menu has its
 * fields, and the gemtext drawn of the Document has the line types of the source, in its order. */
#include "doc/gemtext.h"
#include "base/utf8.h"
#include "fuzz.h"
#include "render/gemtext.h"
#include "render/gophermap.h"
#include "render/gopherview.h"

static const GopherHome home = {STR("localhost"), 70};

/* By the line's first characters, independently of doc/gemtext: `c` inside a block, 0 for what says nothing.
 */
static char line_type(Str line, bool *inside) {
    if (str_starts(line, STR("```"))) {
        *inside = !*inside;
        return 0;
    }
    if (*inside) return 'c';
    Str link = str_trim(str_skip(line, 2));
    if (str_starts(line, STR("=>")) && link.len) return 'l';
    if (str_starts(line, STR("* "))) return '*';
    if (str_starts(line, STR("#"))) return '#';
    if (str_starts(line, STR(">"))) return '>';
    return 't';
}

/* False for a line without anything that a reader would see: it may go. */
static bool says_something(char type, Str line) {
    size_t mark = type == '*' ? 2 : type == '>' ? 1 : 0;
    while (type == '#' && mark < 3 && mark < line.len && line.p[mark] == '#')
        mark++;
    for (size_t i = mark; i < line.len; i++)
        if (line.p[i] > ' ' && line.p[i] < 0x7F) return true;
    return false;
}

/* One letter for each line that shows ASCII. */
static void add_types(Str text, Buf *types) {
    bool inside = false;
    Str line;
    while (str_line(&text, &line)) {
        char type = line_type(line, &inside);
        if (type && says_something(type, line)) buf_add_char(types, type);
    }
}

static void check_menu(Str map) {
    Buf menu = {0}, text = {0};
    Str rest = map, line;
    fuzz_check(utf8_valid(map));
    gopherview_menu(&rest, &home, SIZE_MAX, &menu);
    for (rest = buf_str(&menu); str_line(&rest, &line);) {
        unsigned tabs = 0;
        for (size_t i = 0; i < line.len; i++)
            tabs += line.p[i] == '\t';
        fuzz_check(tabs == 3);
    }
    gopherview_text(&map, &home, SIZE_MAX, &text);
    fuzz_check(utf8_valid(buf_str(&text)));
    buf_free(&menu);
    buf_free(&text);
}

static void draw(Str source, const Document *doc) {
    const RenderOptions options = render_defaults();
    Buf gemtext = {0}, map = {0}, meant = {0}, drawn = {0};
    Target *targets = mem_zero(doc->link_count + 1, sizeof *targets);
    for (uint32_t i = 0; i < doc->link_count; i++)
        targets[i] = (Target){.kind = TARGET_ELSEWHERE, .url = doc->links[i].target};
    const RenderPage page = {doc, targets, &options, NULL};
    gemtext_render(&page, &gemtext);
    add_types(source, &meant);
    add_types(buf_str(&gemtext), &drawn);
    fuzz_check(str_eq(buf_str(&meant), buf_str(&drawn)));
    gophermap_render(&page, &map);
    check_menu(buf_str(&map));
    free(targets);
    buf_free(&gemtext);
    buf_free(&map);
    buf_free(&meant);
    buf_free(&drawn);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
    Buf text = {0};
    Document doc;
    utf8_clean((Str){(const char *)bytes, size}, &text);
    document_init(&doc);
    gemtext_parse(buf_str(&text), &doc);
    draw(buf_str(&text), &doc);
    document_free(&doc);
    buf_free(&text);
    return 0;
}

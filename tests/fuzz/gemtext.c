/* Hand-written gemtext -> Document -> both renderings. What goes out is UTF-8, every line of a menu has its
 * fields, and the gemtext drawn of the Document has the line types of the source, in its order. */
#include "doc/gemtext.h"
#include "drawn.h"
#include "render/gemtext.h"

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

static void check_types(Str source, const Document *doc) {
    const RenderOptions options = render_defaults();
    Buf gemtext = {0}, meant = {0}, drawn = {0};
    Target *targets = mem_zero(doc->link_count + 1, sizeof *targets);
    for (uint32_t i = 0; i < doc->link_count; i++)
        targets[i] = (Target){.kind = TARGET_ELSEWHERE, .url = doc->links[i].target};
    gemtext_render(&(RenderPage){doc, targets, &options, NULL}, &gemtext);
    add_types(source, &meant);
    add_types(buf_str(&gemtext), &drawn);
    fuzz_check(str_eq(buf_str(&meant), buf_str(&drawn)));
    free(targets);
    buf_free(&gemtext);
    buf_free(&meant);
    buf_free(&drawn);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
    Buf text = {0};
    Document doc;
    utf8_clean((Str){(const char *)bytes, size}, &text);
    document_init(&doc);
    gemtext_parse(buf_str(&text), &doc);
    fuzz_draw(&doc);
    check_types(buf_str(&text), &doc);
    document_free(&doc);
    buf_free(&text);
    return 0;
}

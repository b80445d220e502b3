/* Raw HTML in every place of a markdown page -> both renderings and both views; the tree keeps the form that
 * doc/document promises.
 *
 * The first byte tells the place. A byte above 0x7F stands for a tag, so that most inputs are HTML. */
#include "base/utf8.h"
#include "doc/markdown.h"
#include "drawn.h"

static const char *const tags[] = {
    "<div>",
    "</div>",
    "<p>",
    "</p>",
    "<ul>",
    "</ul>",
    "<ol start=3>",
    "</ol>",
    "<li>",
    "</li>",
    "<li value=7>",
    "<dl>",
    "</dl>",
    "<dt>",
    "</dt>",
    "<dd>",
    "</dd>",
    "<table>",
    "</table>",
    "<tr>",
    "</tr>",
    "<td>",
    "</td>",
    "<th>",
    "</th>",
    "<td colspan=3>",
    "<td rowspan=2 align=right>",
    "<thead>",
    "</thead>",
    "<tbody>",
    "<caption>",
    "</caption>",
    "<blockquote>",
    "</blockquote>",
    "<h2>",
    "</h2>",
    "<pre>",
    "</pre>",
    "<pre class=\"language-c\">",
    "<code>",
    "</code>",
    "<br>",
    "<hr>",
    "<a href=x>",
    "</a>",
    "<a name=y>",
    "<img src=i alt=j>",
    "<img src=\"data:,\" data-src=k>",
    "<picture>",
    "<source src=s>",
    "</picture>",
    "<video>",
    "</video>",
    "<video src=v title=t>",
    "<iframe src=f>",
    "</iframe>",
    "<object data=o>",
    "</object>",
    "<embed src=e>",
    "<b>",
    "</b>",
    "<em>",
    "</em>",
    "<del>",
    "</del>",
    "<q>",
    "</q>",
    "<sup>",
    "</sup>",
    "<sub>",
    "</sub>",
    "<ruby>",
    "</ruby>",
    "<rt>",
    "</rt>",
    "<rp>",
    "</rp>",
    "<script>",
    "</script>",
    "<style>",
    "</style>",
    "<svg>",
    "</svg>",
    "<!--",
    "-->",
    "<?",
    "?>",
    "<![CDATA[",
    "]]>",
    "<!X",
    "<input type=checkbox checked>",
    "<details>",
    "<summary>",
    "</summary>",
    "</details>",
    "<figure>",
    "<figcaption>",
    "</figure>",
    "<center>",
    "</center>",
    "<span>",
    "</span>",
    "<textarea>",
    "</textarea>",
    "<select><option>",
    "</select>",
    "<List<T>>",
    "<a href=\"",
    "<div class=\"",
    "&nbsp;",
    "&amp;",
    "\n\n",
    "\n\n",
    "\n\n- ",
    "\n\n> ",
    "\n\n1. ",
    "\n",
    "\n  ",
    "\n    ",
    "[a](b)",
    "`c`",
    "*",
    "\n\n| a | b |\n|---|---|\n",
    " word ",
    "\n```\n",
    "\n\n# ",
    "1",
    "x",
};

static void add_input(const uint8_t *bytes, size_t size, Str indent, Buf *out) {
    buf_add(out, indent);
    for (size_t i = 0; i < size; i++) {
        Str piece = bytes[i] < 0x80 ? (Str){(const char *)bytes + i, 1}
                                    : str_of(tags[(bytes[i] - 0x80u) % (sizeof tags / sizeof *tags)]);
        for (size_t k = 0; k < piece.len; k++) {
            buf_add_char(out, piece.p[k]);
            if (piece.p[k] == '\n') buf_add(out, indent);
        }
    }
}

static void wrap(uint8_t place, const uint8_t *bytes, size_t size, Buf *out) {
    static const struct {
        Str before, indent, after;
    } places[] = {
        {STR(""), STR(""), STR("")},
        {STR(""), STR("> "), STR("\n\nb")},
        {STR("- a\n\n"), STR("  "), STR("\n\nb")},
        {STR("> 1. a\n"), STR(">    "), STR("\nb")},
        {STR("<div>"), STR(""), STR("</div>\n\nb")},
        {STR("<table><tr><td>\n\n"), STR(""), STR("\n\n</td><td>b</table>")},
        {STR("<ul><li>\n\n"), STR(""), STR("\n\n</ul>")},
        {STR("a "), STR(""), STR(" b")},
    };
    size_t i = place % (sizeof places / sizeof *places);
    buf_add(out, places[i].before);
    add_input(bytes, size, places[i].indent, out);
    buf_add(out, places[i].after);
}

static bool is_container(uint8_t kind) {
    return kind == BLOCK_QUOTE || kind == BLOCK_BULLETS || kind == BLOCK_NUMBERS || kind == BLOCK_ITEM ||
           kind == BLOCK_TABLE || kind == BLOCK_ROW || kind == BLOCK_DEFINITION || kind == BLOCK_NOTES;
}

/* Rows stand in tables, cells in rows, and nothing else does; leaves have no children, what has has no runs.
 */
static void check_place(const Document *doc, uint32_t parent, uint32_t child) {
    uint8_t in = doc->blocks[parent].kind, kind = doc->blocks[child].kind;
    fuzz_check(is_container(in));
    fuzz_check((in == BLOCK_TABLE) == (kind == BLOCK_ROW));
    fuzz_check((in == BLOCK_ROW) == (kind == BLOCK_CELL));
    if (in == BLOCK_BULLETS || in == BLOCK_NUMBERS) fuzz_check(kind == BLOCK_ITEM);
}

static void check_tree(const Document *doc) {
    uint32_t open[DOCUMENT_DEPTH_MAX], depth = 0;
    for (uint32_t i = 0; i < doc->block_count; i++) {
        const Block *block = &doc->blocks[i];
        while (depth && doc->blocks[open[depth - 1]].end <= i)
            depth--;
        fuzz_check(block->end > i && block->end <= doc->block_count);
        fuzz_check(block->run <= block->run_end && block->run_end <= doc->run_count);
        if (depth)
            check_place(doc, open[depth - 1], i);
        else
            fuzz_check(block->kind != BLOCK_ROW && block->kind != BLOCK_CELL && block->kind != BLOCK_ITEM);
        fuzz_check(depth < DOCUMENT_DEPTH_MAX);
        open[depth++] = i;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
    Buf page = {0}, text = {0};
    Diag diag = {0};
    Document doc;
    if (!size) return 0;
    wrap(bytes[0], bytes + 1, size - 1, &page);
    utf8_clean(buf_str(&page), &text);
    document_init(&doc);
    markdown_parse(buf_str(&text), 1, &doc, &diag);
    fuzz_check(doc.depth == 0);
    check_tree(&doc);
    fuzz_draw(&doc);
    document_free(&doc);
    diag_free(&diag);
    buf_free(&page);
    buf_free(&text);
    return 0;
}

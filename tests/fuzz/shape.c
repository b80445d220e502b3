/* The shape with and without the line ends that doc/shape_join takes away: md4c makes the same HTML of both,
 * but for blanks where line ends were.
 *
 * A byte above 0x7F stands for a piece of markup, so that most inputs are documents. */
#include "doc/glance.h"

#include "base/utf8.h"
#include "fuzz.h"

#include <md4c-html.h>

static const char *const pieces[] = {
    "\n",     "\n\n",  "word",    "word\nword", "a b\n",   "*",         "**",    "_",        "`",      "``",
    "```\n",  "~~~\n", "~~",      "- ",         "1. ",     "> ",        "# ",    "    ",     "  ",     "  \n",
    "\\\n",   "\\",    "[",       "]",          "](",      "](<",       ">)",    "(<",       "[a]: b", "![",
    "\"",     "<",     ">",       "<div>\n",    "</div>",  "<!--",      "-->",   "<pre>\n",  "<?",     "?>",
    "<b\nc>", "</pre", "<script", "</script>",  "|a|b|\n", "|---|---|", "---\n", "===\n",    "`\n",    "(\n",
    "\t",     "é",     "日本\n",  "&amp;",      "<a b='",  "'>",        " \n",   "<http://", "[a]\n",  "!\n",
};

static void write_out(const MD_CHAR *text, MD_SIZE size, void *out) {
    buf_add(out, (Str){text, size});
}

/* Blanks, however many and of whatever kind, become one space. */
static void fold(Buf *b) {
    size_t n = 0;
    for (size_t i = 0; i < b->len; i++) {
        bool blank = ascii_space(b->p[i]);
        if (blank && n && b->p[n - 1] == ' ') continue;
        b->p[n++] = blank ? ' ' : b->p[i];
    }
    buf_truncate(b, n);
}

/* md4c's HTML of the shape, blanks folded: it makes spaces of tabs at the start of a line of code. */
static void draw(Str text, bool join, Buf *html) {
    Buf shape = {0};
    Marks marks = {0};
    Glance g = {.shape = &shape, .marks = &marks};
    Diag diag = {0};
    glance(&g, text);
    shape_guard(&(ShapeText){text, lines_start(text, 1), &marks, join}, shape.p, &diag);
    const unsigned flags = MD_FLAG_STRIKETHROUGH | MD_FLAG_TASKLISTS | MD_FLAG_TABLES;
    size_t size = text.len + (text.p[text.len - 1] != '\n');
    fuzz_check(md_html(shape.p, (MD_SIZE)size, write_out, html, flags, 0) == 0);
    fold(html);
    glance_free(&g);
    marks_free(&marks);
    buf_free(&shape);
    diag_free(&diag);
}

static void check(Str text) {
    Buf all = {0}, joined = {0};
    draw(text, false, &all);
    draw(text, true, &joined);
    fuzz_check(str_eq(buf_str(&all), buf_str(&joined)));
    buf_free(&all);
    buf_free(&joined);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
    Buf source = {0}, text = {0};
    if (size > 4096) return 0;
    for (size_t i = 0; i < size; i++) {
        if (bytes[i] < 0x80)
            buf_add_char(&source, (char)bytes[i]);
        else
            buf_add(&source, str_of(pieces[(bytes[i] - 0x80u) % (sizeof pieces / sizeof *pieces)]));
    }
    utf8_clean(buf_str(&source), &text);
    if (text.len) check(buf_str(&text));
    buf_free(&source);
    buf_free(&text);
    return 0;
}

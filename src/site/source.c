#include "site/source.h"

#include "base/utf8.h"
#include "doc/gemtext.h"
#include "doc/markdown.h"

#include <string.h>

/* How much of a text is parsed to find a date among its first blocks. */
#define DATE_BLOCKS 4
#define DATE_BYTES  2048

static const Str page_extensions[] = {STR(".md"), STR(".markdown"), STR(".gmi"), STR(".gemini")};

#define FIRST_GEMTEXT 2 /* the extensions from here on are gemtext */

static Str without_extension_from(Str path, size_t first) {
    for (size_t i = first; i < sizeof page_extensions / sizeof *page_extensions; i++) {
        Str extension = page_extensions[i];
        if (path.len <= extension.len) continue;
        if (str_eq_nocase(str_skip(path, path.len - extension.len), extension))
            return str_head(path, path.len - extension.len);
    }
    return path;
}

static Str without_extension(Str path) {
    return without_extension_from(path, 0);
}

bool source_is_page(Str path) {
    return without_extension(path).len != path.len;
}

bool source_is_gemtext(Str path) {
    return without_extension_from(path, FIRST_GEMTEXT).len != path.len;
}

static Str base_name(Str path) {
    size_t slash = str_rfind(path, '/');
    return slash == STR_NONE ? path : str_skip(path, slash + 1);
}

/* The own address of a page: its path without the extension, an index being its folder (section 2). */
static Str source_address(Str path, Arena *arena) {
    Buf nfc = {0};
    Str stem = without_extension(path);
    Str name = base_name(stem);
    if (str_eq(name, STR("index")) || str_eq(name, STR("_index"))) stem = str_head(stem, stem.len - name.len);
    buf_add_char(&nfc, '/');
    utf8_nfc(stem, &nfc);
    Str address = arena_copy(arena, buf_str(&nfc));
    buf_free(&nfc);
    return address;
}

Str source_readable(Str name, Arena *arena) {
    Date date;
    Str rest = without_extension(name);
    Str bare = rest;
    if (date_parse_prefix(bare, &date, &rest) && rest.len) bare = rest;
    Str words = arena_copy(arena, bare);
    char *p = (char *)(uintptr_t)words.p; /* ours: the copy */
    for (size_t i = 0; i < words.len; i++)
        if (p[i] == '-' || p[i] == '_') p[i] = ' ';
    words = str_trim(words);
    if (words.len && words.p[0] >= 'a' && words.p[0] <= 'z')
        ((char *)(uintptr_t)words.p)[0] = (char)(words.p[0] - 32);
    return words.len ? words : name;
}

/* Finds `/YYYY/MM/DD` that ends at a slash or the end (SRC-06). */
static bool date_in_path(Str path, Date *out) {
    for (size_t i = 0; i + 10 <= path.len; i++) {
        bool starts = i == 0 || path.p[i - 1] == '/';
        bool ends = i + 10 == path.len || path.p[i + 10] == '/';
        if (!starts || !ends || path.p[i + 4] != '/' || path.p[i + 7] != '/') continue;
        if (date_parse(str_slice(path, i, i + 10), out)) return true;
    }
    return false;
}

/* A paragraph among the first blocks that is nothing but a date (SRC-06). */
static bool date_in_text(const PageSource *source, Date *out) {
    Document doc;
    Diag ignored = {0};
    PageSource start = *source;
    Str head = utf8_cut(source_body(source), DATE_BYTES);
    size_t line = str_rfind(head, '\n');
    if (head.len < source_body(source).len && line != STR_NONE) head = str_head(head, line + 1);
    document_init(&doc);
    start.text.len = source->body + head.len;
    source_parse(&start, source_body(&start), &doc, &ignored);
    bool found = false;
    for (uint32_t i = 0, seen = 0; i < doc.block_count && seen < DATE_BLOCKS && !found;
         i = doc.blocks[i].end, seen++)
        if (doc.blocks[i].kind == BLOCK_PARAGRAPH) found = date_parse_words(document_words(&doc, i), out);
    document_free(&doc);
    diag_free(&ignored);
    return found;
}

static Date source_date(PageSource *source) {
    Date date = source->meta.date;
    Str rest;
    if (date_is_set(date)) return date;
    Str name = base_name(without_extension(source->path));
    bool index = str_ends(source->address, STR("/"));
    if (index && source->address.len > 1)
        name = base_name(str_head(source->address, source->address.len - 1));
    if (date_parse_prefix(name, &date, &rest)) return date;
    for (uint32_t i = 0; i < source->meta.addresses.count; i++)
        if (date_in_path(source->meta.addresses.items[i], &date)) return date;
    if (date_in_path(source->address, &date)) return date;
    source->date_in_text = date_in_text(source, &date);
    return source->date_in_text ? date : (Date){0};
}

static int64_t later(int64_t a, int64_t b) {
    return a > b ? a : b;
}

/* When the page is due and when it goes (SRC-07). */
static void source_schedule(PageSource *source) {
    const Meta *meta = &source->meta;
    source->from = INT64_MIN;
    source->until = date_is_set(meta->expiry) ? meta->expiry.at : INT64_MAX;
    if (date_is_set(meta->publish)) source->from = date_due(meta->publish);
    if (date_is_set(source->date)) source->from = later(source->from, date_due(source->date));
}

static uint32_t count_lines(Str s) {
    uint32_t lines = 0;
    for (size_t i = 0; i < s.len; i++)
        lines += s.p[i] == '\n';
    return lines;
}

/* Without what no page may send (SRC-09): bytes that are not UTF-8, control characters other than TAB and
 * line ends. */
static bool is_clean(Str raw) {
    for (size_t i = 0; i < raw.len; i++) {
        unsigned char c = (unsigned char)raw.p[i];
        bool line_end = c == '\n' || (c == '\r' && i + 1 < raw.len && raw.p[i + 1] == '\n');
        if (c < 0x20 && c != '\t' && !line_end) return false;
    }
    return utf8_valid(raw);
}

/* Gemini gets the author's bytes, but for a BOM (SRC-02). */
static void keep_gemtext(PageSource *source, Buf *raw, Diag *diag) {
    static const Str bom = STR("\xEF\xBB\xBF");
    Str bytes = buf_str(raw);
    if (str_starts(bytes, bom)) bytes = str_skip(bytes, bom.len);
    source->gemtext = true;
    source->gemini = is_clean(bytes) ? bytes : buf_str(&source->text);
    if (utf8_valid(bytes) && source->gemini.p != bytes.p)
        diag_add(diag, 0, "control characters are left out, line ends are made LF");
    if (!source->gemini.p) source->gemini = STR("");
    source->raw = *raw;
    *raw = (Buf){0};
}

bool source_read(Str path, Buf *raw, PageSource *source, Diag *diag) {
    *source = (PageSource){.path = path};
    source->address = source_address(path, &source->arena);
    diag_file(diag, path);
    uint32_t bad_line = utf8_clean(buf_str(raw), &source->text);
    if (bad_line) diag_add(diag, bad_line, "bytes that are not UTF-8 became U+FFFD; save the file as UTF-8");
    if (source_is_gemtext(path)) keep_gemtext(source, raw, diag);
    buf_free(raw);
    Str text = buf_str(&source->text);
    long front = source->gemtext ? 0 : frontmatter_read(text, &source->arena, diag, &source->meta);
    if (front < 0) return false;
    source->body = (size_t)front;
    source->body_line = 1 + count_lines(str_head(text, source->body));
    source->date = source_date(source);
    source_schedule(source);
    return true;
}

void source_free(PageSource *source) {
    buf_free(&source->text);
    buf_free(&source->raw);
    arena_free(&source->arena);
}

Str source_body(const PageSource *source) {
    return str_skip(buf_str(&source->text), source->body);
}

bool source_join(PageSource *page, const PageSource *gemtext) {
    if (page->gemtext || !gemtext->gemtext || page->gemini.p) return false;
    page->gemini = gemtext->gemini;
    page->untitled = !gemtext_has_title(source_body(gemtext));
    return true;
}

void source_parse(const PageSource *source, Str text, Document *doc, Diag *diag) {
    if (source->gemtext)
        gemtext_parse(text, doc);
    else
        markdown_parse(text, source->body_line, doc, diag);
}

#include "site/source.h"

#include "base/path.h"
#include "base/utf8.h"
#include "doc/gemtext.h"
#include "doc/markdown.h"

#include <string.h>

/* How much of a text is parsed to find a date among its first blocks. */
#define DATE_BLOCKS 4
#define DATE_BYTES  2048

/* Bytes that what most pages say of themselves fits into. */
#define SAYS 512

#define LANG_MAX 12 /* bytes of a language in a file name */

static const Str page_extensions[] = {STR(".md"), STR(".markdown"), STR(".gmi"), STR(".gemini")};

#define FIRST_GEMTEXT 2 /* the extensions from here on are gemtext */

Str source_stem(Str path) {
    return path_without(path, page_extensions, sizeof page_extensions / sizeof *page_extensions);
}

bool source_is_page(Str path) {
    return source_stem(path).len != path.len;
}

bool source_is_gemtext(Str path) {
    size_t count = sizeof page_extensions / sizeof *page_extensions;
    return path_without(path, page_extensions + FIRST_GEMTEXT, count - FIRST_GEMTEXT).len != path.len;
}

bool source_is_index(Str stem) {
    Str name = path_last(stem);
    return str_eq(name, STR("index")) || str_eq(name, STR("_index"));
}

SourcePlace source_place(Str path) {
    if (str_find(path, '_') == STR_NONE) return SOURCE_ANYWHERE;
    Str name = path_last(path);
    if (str_starts(name, STR("_"))) return str_starts(name, STR("_index.")) ? SOURCE_ANYWHERE : SOURCE_NEVER;
    bool special = str_starts(path, STR("_")) || str_search(path, STR("/_")) != STR_NONE;
    return special ? SOURCE_SPECIAL : SOURCE_ANYWHERE;
}

/* `fi`, `nds`, `pt-BR`, `zh_hans`: two or three small letters and perhaps more behind a hyphen. */
static bool is_language(Str s) {
    size_t letters = 0;
    while (letters < s.len && s.p[letters] >= 'a' && s.p[letters] <= 'z')
        letters++;
    if (letters < 2 || letters > 3 || s.len > LANG_MAX) return false;
    if (letters < s.len && (s.len < letters + 3 || (s.p[letters] != '-' && s.p[letters] != '_')))
        return false;
    for (size_t i = letters + 1; i < s.len; i++)
        if (!ascii_alnum(s.p[i]) && s.p[i] != '-' && s.p[i] != '_') return false;
    return true;
}

Str source_without_lang(Str stem, Str *lang) {
    Str name = path_last(stem);
    size_t dot = str_rfind(name, '.');
    *lang = (Str){0};
    if (dot == STR_NONE || dot == 0 || !is_language(str_skip(name, dot + 1))) return stem;
    *lang = str_skip(name, dot + 1);
    return str_head(stem, stem.len - lang->len - 1);
}

/* The own address of a page: its path without the extension, an index being its folder (section 2); a
 * translation has its language at the end (SRC-11). */
static void set_address(PageSource *source) {
    Buf path = {0}, nfc = {0};
    Str stem = source_stem(source->path);
    if (source->lang.len) stem = str_head(stem, stem.len - source->lang.len - 1);
    bool index = source_is_index(stem);
    Str name = path_last(stem);
    buf_add_char(&path, '/');
    site_public_folder(str_head(stem, stem.len - name.len), &path);
    if (!index) buf_add(&path, name);
    utf8_nfc(buf_str(&path), &nfc);
    source->name = arena_copy(&source->arena, path_last(buf_str(&nfc)));
    if (source->translation) buf_add_format(&nfc, "%s.%.*s", index ? "index" : "", STR_FMT(source->lang));
    source->address = arena_copy(&source->arena, buf_str(&nfc));
    buf_free(&path);
    buf_free(&nfc);
}

bool source_is_named(const PageSource *source) {
    Date date;
    Str rest;
    return source->meta.title.len || date_parse_prefix(source->name, &date, &rest);
}

Str source_readable(Str name, Arena *arena) {
    Date date;
    Str rest = source_stem(name);
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

/* Whether four digits may be the year of a date, by what is next to them: of `2024-04-08` even where a tag
 * has `alt=` before it, of `April 8, 2024` with markup around it. */
static bool is_year(char before, char behind) {
    if (ascii_alnum(before) || before == '/') return false;
    if (behind == '-' || behind == '/') return true;
    return before != '=' && !ascii_alnum(behind) && behind != '.';
}

/* Most texts need not be parsed to know that no date is in them. A year that markup takes apart is none. */
static bool may_have_date(Str s) {
    for (size_t i = 3; i < s.len; i += 4) { /* meets every four digits */
        if (!ascii_digit(s.p[i])) continue;
        size_t from = i, end = i + 1;
        while (from && ascii_digit(s.p[from - 1]))
            from--;
        while (end < s.len && ascii_digit(s.p[end]))
            end++;
        char before = from ? s.p[from - 1] : '\n', behind = end < s.len ? s.p[end] : '\n';
        if (end - from == 4 && is_year(before, behind)) return true;
        i = end - 1;
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
    if (!may_have_date(head)) return false;
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
    if (date_parse_prefix(source->name, &date, &rest)) return date;
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

static Str keep(char *at, Str bytes) {
    if (bytes.len) memcpy(at, bytes.p, bytes.len);
    return (Str){at, bytes.len};
}

/* What the page says of itself stands before the text. */
char *source_room(PageSource *source, size_t size) {
    char *block = pool_alloc(source->pool, SAYS + size, &source->home);
    memset(block, 0, SAYS);
    arena_begin(&source->arena, block, SAYS);
    source->text = (Str){block + SAYS, 0};
    return block + SAYS;
}

static void keep_text(PageSource *source, Str text) {
    source->text = keep(source_room(source, text.len), text);
}

/* Gemini gets the author's bytes, but for a BOM (SRC-02). */
static void keep_gemtext(PageSource *source, Str bytes, Diag *diag) {
    static const Str bom = STR("\xEF\xBB\xBF");
    if (str_starts(bytes, bom)) bytes = str_skip(bytes, bom.len);
    source->gemtext = true;
    bool clean = is_clean(bytes);
    source->gemini = source->text;
    if (clean) source->gemini = keep(pool_alloc(source->pool, bytes.len, &source->gemini_home), bytes);
    if (utf8_valid(bytes) && !clean)
        diag_add(diag, 0, "control characters are left out, line ends are made LF");
    source->titled = gemtext_has_title(source->text);
}

/* What was read to its place stays there, unless something in it has to change. */
static void take_text(PageSource *source, Str raw, Diag *diag) {
    Buf cleaned = {0};
    PoolChunk *room = source->home;
    bool clean = utf8_is_clean(raw), stays = clean && room && raw.p == source->text.p;
    uint32_t bad_line = clean ? 0 : utf8_clean(raw, &cleaned);
    if (stays)
        source->text = raw;
    else
        keep_text(source, clean ? raw : buf_str(&cleaned));
    buf_free(&cleaned);
    if (bad_line) diag_add(diag, bad_line, "bytes that are not UTF-8 became U+FFFD; save the file as UTF-8");
    if (source_is_gemtext(source->path)) keep_gemtext(source, raw, diag);
    if (!stays) pool_give(room, NULL);
}

/* A folder `_drafts/` makes a draft of what is in it (SRC-07). */
static bool in_drafts(Str path) {
    return str_starts(path, STR("_drafts/")) || str_search(path, STR("/_drafts/")) != STR_NONE;
}

static void settle_dates(Meta *meta, int32_t zone) {
    date_settle(&meta->date, zone);
    date_settle(&meta->updated, zone);
    date_settle(&meta->publish, zone);
    date_settle(&meta->expiry, zone);
}

bool source_read(PageSource *source, Str raw, Diag *diag) {
    diag_file(diag, source->path);
    take_text(source, raw, diag);
    set_address(source);
    Str text = source->text;
    long front = source->gemtext ? 0 : frontmatter_read(text, &source->arena, diag, &source->meta);
    if (front < 0) return false;
    source->body = (size_t)front;
    source->body_line = 1 + count_lines(str_head(text, source->body));
    settle_dates(&source->meta, source->zone);
    if (in_drafts(source->path)) source->meta.draft = true;
    if (source->meta.lang.len == 0) source->meta.lang = source->lang;
    source->date = source_date(source);
    source_schedule(source);
    return true;
}

void source_free(PageSource *source, Pool *to) {
    pool_give(source->home, to);
    pool_give(source->gemini_home, to);
    arena_free(&source->arena);
}

Str source_body(const PageSource *source) {
    return str_skip(source->text, source->body);
}

bool source_join(PageSource *page, const PageSource *gemtext) {
    if (page->gemtext || !gemtext->gemtext || page->gemini.p) return false;
    page->gemini = gemtext->gemini;
    page->untitled = !gemtext->titled;
    return true;
}

void source_parse(const PageSource *source, Str text, Document *doc, Diag *diag) {
    if (source->gemtext)
        gemtext_parse(text, doc);
    else
        markdown_parse(text, source->body_line, doc, diag);
}

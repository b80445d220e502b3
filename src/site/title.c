#include "site/title.h"

#include "base/utf8.h"

/* Letters and digits of s in lower case: what is left when case, space and punctuation are ignored. */
static void title_essence(Str s, Buf *out) {
    Buf lower = {0};
    utf8_lower(s, &lower);
    for (size_t i = 0; i < lower.len; i++)
        if (ascii_alnum(lower.p[i]) || (unsigned char)lower.p[i] >= 0x80) buf_add_char(out, lower.p[i]);
    buf_free(&lower);
}

static bool title_same(Str a, Str b) {
    Buf x = {0}, y = {0};
    title_essence(a, &x);
    title_essence(b, &y);
    bool same = x.len ? str_eq(buf_str(&x), buf_str(&y)) : y.len == 0 && str_eq(a, b);
    buf_free(&x);
    buf_free(&y);
    return same;
}

/* The first heading of level 1; in gemtext, where authors begin with any, else the first of all (SRC-02). */
static uint32_t title_heading(const Document *doc, bool gemtext) {
    uint32_t first = UINT32_MAX;
    for (uint32_t i = 0; i < doc->block_count; i = doc->blocks[i].end) {
        if (doc->blocks[i].kind != BLOCK_HEADING) continue;
        if (doc->blocks[i].level == 1) return i;
        if (gemtext && first == UINT32_MAX) first = i;
    }
    return first;
}

static size_t count_characters(Str s) {
    size_t count = 0;
    for (size_t i = 0; i < s.len; i++)
        count += ((unsigned char)s.p[i] & 0xC0) != 0x80;
    return count;
}

bool title_is_short(Str words) {
    return count_characters(words) <= TITLE_PARAGRAPH_MAX;
}

static bool has_break(const Run *run) {
    if (run->kind == RUN_TEXT) return str_find(run->text, '\n') != STR_NONE;
    return run->kind == RUN_SOFT_BREAK || run->kind == RUN_HARD_BREAK;
}

/* A first paragraph of one short line; a date alone is none. */
static bool title_paragraph(Document *doc, Str *title) {
    const Block *block = doc->blocks;
    Date date;
    if (doc->block_count == 0 || block->kind != BLOCK_PARAGRAPH) return false;
    for (uint32_t i = block->run; i < block->run_end; i++)
        if (has_break(&doc->runs[i])) return false;
    Str words = document_words(doc, 0);
    if (words.len == 0 || !title_is_short(words) || date_parse_words(words, &date)) return false;
    *title = words;
    return true;
}

/* The first line of much gemtext leads home: no title. */
static bool begins_with_link(const PageSource *source, const Document *doc) {
    return source->gemtext && doc->run_count && doc->runs[0].link != LINK_NONE;
}

static Str title_from_name(const PageSource *source, const Identity *identity, Arena *arena) {
    if (source->name.len == 0) return arena_copy(arena, identity->host);
    return source_readable(source->name, arena);
}

void title_choose(const PageSource *source, const Identity *identity, Document *doc) {
    uint32_t heading = title_heading(doc, source->gemtext);
    doc->title = str_trim(source->meta.title);
    if (doc->title.len == 0 && heading != UINT32_MAX) {
        doc->title = document_words(doc, heading);
        if (doc->title.len) doc->blocks[heading].kind = BLOCK_TITLE;
    }
    if (doc->title.len == 0 && source->name.len == 0) doc->title = arena_copy(&doc->arena, identity->title);
    if (doc->title.len == 0 && !begins_with_link(source, doc) && title_paragraph(doc, &doc->title))
        doc->blocks[0].kind = BLOCK_TITLE;
    if (doc->title.len == 0) doc->title = title_from_name(source, identity, &doc->arena);
    if (doc->block_count && doc->blocks[0].kind == BLOCK_HEADING &&
        title_same(document_words(doc, 0), doc->title))
        doc->blocks[0].kind = BLOCK_TITLE;
}

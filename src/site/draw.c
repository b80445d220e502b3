#include "site/draw.h"

#include "render/charset.h"
#include "render/drawing.h"
#include "render/gemtext.h"
#include "render/gophermap.h"
#include "render/words.h"
#include "site/resolve.h"
#include "site/template_host.h"
#include "site/title.h"

#include <stdlib.h>

void draw_start(Drawer *drawer, const Site *site, FileMark *marks) {
    *drawer = (Drawer){.site = site, .marks = marks};
    document_init(&drawer->doc);
}

void draw_end(Drawer *drawer) {
    document_free(&drawer->doc);
    arena_free(&drawer->arena);
    buf_free(&drawer->text);
    buf_free(&drawer->gemtext);
    buf_free(&drawer->gophermap);
    diag_free(&drawer->diag);
    free(drawer->pairs.items);
}

/* The targets as Gopher has them: the same array where that has the same. */
static const Target *gopher_targets(Drawer *drawer, const Target *targets) {
    uint32_t count = drawer->doc.link_count, i = 0;
    while (i < count && !targets[i].gopher)
        i++;
    if (i == count) return targets;
    Target *own = arena_alloc(&drawer->arena, count * sizeof *own);
    for (i = 0; i < count; i++)
        own[i] = targets[i].gopher ? *targets[i].gopher : targets[i];
    return own;
}

/* Both renderings, in one walk where both have the same targets; of a page that is as its author wrote it the
 * gophermap alone. Returns the length of the title line. */
static size_t draw_renderings(Drawer *drawer, const RenderPage *gopher, const Target *targets, bool written) {
    RenderPage gemini = *gopher;
    gemini.targets = targets;
    if (!written && gopher->targets == targets)
        return drawing_both(gopher, &drawer->gemtext, &drawer->gophermap);
    if (!written) gemtext_render(&gemini, &drawer->gemtext);
    return gophermap_render(gopher, &drawer->gophermap);
}

Page *draw_document(Drawer *drawer, const Target *targets, Page *card) {
    buf_clear(&drawer->gemtext);
    buf_clear(&drawer->gophermap);
    buf_add(&drawer->gemtext, drawer->lead);
    buf_add(&drawer->gophermap, drawer->lead);
    RenderPage page = {&drawer->doc, gopher_targets(drawer, targets), &drawer->site->render, &drawer->diag};
    card->title_len = draw_renderings(drawer, &page, targets, card->as_written);
    if (!card->as_written) card->gemtext = buf_str(&drawer->gemtext);
    card->gophermap = buf_str(&drawer->gophermap);
    page.diag = NULL;
    card->utf8 = charset_of_page(&page) == CHARSET_UTF8;
    return page_new(card);
}

/* Remembers which files the page leads to (SRC-10), and which of its own folder a folder's page shows. */
static void mark_file(const Drawer *drawer, const PageSource *source, const Target *target, uint32_t file) {
    if (!drawer->marks) return;
    Str name = str_skip(target->selector, source->address.len);
    bool shown = str_ends(source->address, STR("/")) && str_starts(target->selector, source->address) &&
                 str_find(name, '/') == STR_NONE;
    unsigned char mark = shown ? FILE_LINKED | FILE_SHOWN : FILE_LINKED;
    atomic_fetch_or_explicit(&drawer->marks[file], mark, memory_order_relaxed);
}

/* Remembers where the page leads; false when nowhere on Gopher. */
static bool follow_links(Drawer *drawer, const PageSource *source, const Target *targets) {
    const Index *index = &drawer->site->index;
    uint32_t own = index_find(index, ENTRY_NODE, source->address);
    bool any = false;
    for (uint32_t i = 0; i < drawer->doc.link_count; i++) {
        const Target *gopher = targets[i].gopher ? targets[i].gopher : &targets[i];
        any = any || gopher->kind != TARGET_NONE;
        if (targets[i].kind != TARGET_OURS) continue;
        uint32_t file = index_find(index, ENTRY_FILE, targets[i].selector);
        uint32_t node = file == INDEX_NONE ? index_find(index, ENTRY_NODE, targets[i].selector) : INDEX_NONE;
        if (file != INDEX_NONE) mark_file(drawer, source, &targets[i], file);
        if (node != INDEX_NONE && own != INDEX_NONE) backlinks_add(&drawer->pairs, own, node);
    }
    return any;
}

/* The author's gemtext; below the title where it has none of its own (SRC-12), in line ends of its kind. */
static Str as_written(Drawer *drawer, const PageSource *source) {
    if (!source->untitled) return source->gemini;
    Buf text = {0};
    size_t first = str_find(source->gemini, '\n');
    bool crlf = first != STR_NONE && first > 0 && source->gemini.p[first - 1] == '\r';
    Str end = crlf ? STR("\r\n") : STR("\n");
    buf_add(&text, STR("# "));
    words_add_field(drawer->doc.title, &text);
    buf_add(&text, end);
    if (source->gemini.len && first != crlf) buf_add(&text, end);
    buf_add(&text, source->gemini);
    Str copy = arena_copy(&drawer->arena, buf_str(&text));
    buf_free(&text);
    return copy;
}

/* The text with its template code resolved; gemtext has none. */
static Str resolved_text(Drawer *drawer, const Resolver *resolver, const PageSource *source) {
    const TemplatePage page = {resolver, source};
    if (source->gemtext) return source_body(source);
    return template_host_text(&page, source_body(source), source->body_line, &drawer->text);
}

static Str joined(const StrList *words, Arena *arena) {
    Buf all = {0};
    for (uint32_t i = 0; i < words->count; i++) {
        if (i) buf_add(&all, STR(", "));
        buf_add(&all, words->items[i]);
    }
    Str copy = arena_copy(arena, buf_str(&all));
    buf_free(&all);
    return copy;
}

Page *draw_page(Drawer *drawer, const PageSource *source) {
    document_reset(&drawer->doc);
    arena_reset(&drawer->arena);
    diag_file(&drawer->diag, source->path);
    const Resolver resolver = {drawer->site,   source->path,  source->address,
                               &drawer->arena, &drawer->diag, drawer->links};
    source_parse(source, resolved_text(drawer, &resolver, source), &drawer->doc, &drawer->diag);
    title_choose(source, &drawer->site->identity, &drawer->doc);
    const Target *targets = resolve_links(&resolver, &drawer->doc);
    Page card = {
        .as_written = source->gemini.p != NULL,
        .has_links = follow_links(drawer, source, targets),
        .date_in_text = source->date_in_text,
        .weight = source->meta.weight,
        .date = source->date,
        .title = drawer->doc.title,
        .lang = source->meta.lang.len ? source->meta.lang : drawer->site->identity.lang,
        .updated = source->meta.updated,
        .summary = source->meta.summary,
        .authors = joined(&source->meta.authors, &drawer->arena),
        .source = source->open ? buf_str(&source->text) : (Str){0},
    };
    if (card.as_written) card.gemtext = as_written(drawer, source);
    return draw_document(drawer, targets, &card);
}

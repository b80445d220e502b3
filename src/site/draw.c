#include "site/draw.h"

#include "render/charset.h"
#include "render/drawing.h"
#include "render/gemtext.h"
#include "render/gophermap.h"
#include "render/words.h"
#include "site/list.h"
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
    arena_free(&drawer->cards);
    buf_free(&drawer->text);
    drawing_free(&drawer->drawing);
    buf_free(&drawer->gemtext);
    buf_free(&drawer->gophermap);
    buf_free(&drawer->findings);
    diag_free(&drawer->diag);
    asked_free(&drawer->asked);
    free(drawer->leads);
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
        return drawing_both(&drawer->drawing, gopher, &drawer->gemtext, &drawer->gophermap);
    if (!written) gemtext_render(&gemini, &drawer->gemtext);
    return gophermap_render(gopher, &drawer->gophermap);
}

static void render(Drawer *drawer, const Target *targets, Page *card) {
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
}

Page *draw_document(Drawer *drawer, const Target *targets, Page *card) {
    render(drawer, targets, card);
    return page_new(card, drawer->pool);
}

/* On Gopher. */
static bool leads_anywhere(const Document *doc, const Target *targets) {
    for (uint32_t i = 0; i < doc->link_count; i++) {
        const Target *gopher = targets[i].gopher ? targets[i].gopher : &targets[i];
        if (gopher->kind != TARGET_NONE) return true;
    }
    return false;
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

/* Of what ends in code nobody knows whether its source closes that, but where the last line does. */
static bool ends_in_code(const Document *doc, Str text) {
    const Block *last = doc->block_count ? &doc->blocks[doc->block_count - 1] : NULL;
    if (!last || last->kind != BLOCK_CODE) return false;
    text = str_trim(text);
    return !str_ends(text, STR("```")) && !str_ends(text, STR("~~~"));
}

/* What it says itself goes before what is said of it, and that before what holds for all. */
static Str lang_of(const Site *site, const PageSource *source) {
    if (source->meta.lang.len) return source->meta.lang;
    Str lang = mimes_find(site->mimes, source->path).lang;
    return lang.len ? lang : site->identity.lang;
}

static Resolver resolver_of(Drawer *drawer, const PageSource *source) {
    asked_start(&drawer->asked, drawer->site);
    return (Resolver){drawer->site,   source->path,  source->address,
                      &drawer->arena, &drawer->diag, &drawer->asked};
}

_Static_assert(sizeof((Page *)0)->steps == sizeof((Asked *)0)->steps, "a Page counts the same steps");

static void fill_for_next(Drawer *drawer, size_t first, Page *card) {
    buf_clear(&drawer->findings);
    diag_pack(&drawer->diag, first, &drawer->findings);
    card->findings = buf_str(&drawer->findings);
    card->links = buf_str(&drawer->asked.links);
    card->resolved = drawer->asked.hash.state;
    memcpy(card->steps, drawer->asked.steps, sizeof card->steps);
}

Page *draw_page(Drawer *drawer, const PageSource *source, uint64_t key) {
    document_reset(&drawer->doc);
    arena_reset(&drawer->arena);
    diag_file(&drawer->diag, source->path);
    size_t first = drawer->diag.count;
    const Resolver resolver = resolver_of(drawer, source);
    Str text = resolved_text(drawer, &resolver, source);
    source_parse(source, text, &drawer->doc, &drawer->diag);
    title_choose(source, &drawer->site->identity, &drawer->doc);
    const Target *targets = resolve_links(&resolver, &drawer->doc);
    Page card = {
        .as_written = source->gemini.p != NULL,
        .has_links = leads_anywhere(&drawer->doc, targets),
        .date_in_text = source->date_in_text,
        .weight = source->meta.weight,
        .date = source->date,
        .title = drawer->doc.title,
        .lang = lang_of(drawer->site, source),
        .updated = source->meta.updated,
        .summary = source->meta.summary,
        .authors = joined(&source->meta.authors, &drawer->arena),
        .source = source->open ? source->text : (Str){0},
        .key = key,
        .cut = ends_in_code(&drawer->doc, text),
    };
    card.card = list_page_card(&card);
    if (card.as_written) card.gemtext = as_written(drawer, source);
    render(drawer, targets, &card);
    fill_for_next(drawer, first, &card);
    return page_new(&card, drawer->pool);
}

void draw_ask_again(Drawer *drawer, const PageSource *source, const Page *page) {
    arena_reset(&drawer->arena);
    const Resolver resolver = resolver_of(drawer, source);
    resolve_again(&resolver, page->links);
}

void draw_put_aside(Drawer *drawer) {
    const Asked *asked = &drawer->asked;
    if (asked->lead_count > drawer->lead_cap - drawer->lead_count) {
        drawer->lead_cap = (drawer->lead_cap + asked->lead_count) * 2;
        drawer->leads = mem_grow(drawer->leads, drawer->lead_cap, sizeof *drawer->leads);
    }
    if (asked->lead_count)
        memcpy(drawer->leads + drawer->lead_count, asked->leads, asked->lead_count * sizeof *asked->leads);
    drawer->lead_count += asked->lead_count;
}

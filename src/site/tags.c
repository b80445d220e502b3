#include "site/tags.h"

#include "base/fetch.h"
#include "base/utf8.h"

#include <stdlib.h>

static const Str all_tags = STR("/tags/");

/* A tag as somebody writes it. */
typedef struct Spelling {
    Str words;
    uint32_t tag;   /* MAP_NONE: beyond TAGS_MAX */
    uint32_t count; /* pages that have it */
} Spelling;

typedef struct Tag {
    Str name;          /* as in its address */
    uint32_t spelling; /* the commonest */
    uint32_t page;     /* the last page that got it, from 1 */
    uint32_t list;     /* of its pages in `lang`, when `listed` */
    Str lang;
    bool listed;
} Tag;

/* Whether lists of tags may tell of what has them: they lie outside of areas, unless all of the site is one.
 */
static bool is_tagged(const Place *place, const GatherPage *page) {
    const Site *site = place->site;
    if (page->node == NODE_NONE || page->page.meta.tags.count == 0) return false;
    return area_shows(area_at(site->areas, all_tags), site->nodes[page->node].area);
}

typedef struct Tags {
    Place *place;
    const Gather *gather;
    Spelling *spellings;
    Tag *tags;
    uint32_t spelling_count, spelling_cap;
    uint32_t tag_count, tag_cap;
    uint32_t *uses; /* the spelling of each tag of each page that is tagged */
    uint32_t use_count, use_cap;
    Map words, names; /* words of a spelling, name of a tag -> its index */
    Arena arena;      /* names */
    bool full;        /* and that was said */
} Tags;

static bool is_blank(uint32_t cp) {
    return cp == ' ' || cp == 0xA0 || cp == 0x1680 || (cp >= 0x2000 && cp <= 0x200A) || cp == 0x2028 ||
           cp == 0x2029 || cp == 0x202F || cp == 0x205F || cp == 0x3000;
}

static bool is_control(uint32_t cp) {
    return cp < 0x20 || (cp >= 0x7F && cp < 0xA0);
}

void tags_name(Str tag, Buf *out) {
    Buf lower = {0}, nfc = {0};
    bool dots = str_eq(tag, STR(".")) || str_eq(tag, STR(".."));
    utf8_lower(dots ? STR("-") : tag, &lower);
    utf8_nfc(buf_str(&lower), &nfc);
    for (Str rest = utf8_cut(buf_str(&nfc), TAGS_NAME_MAX); rest.len;) {
        uint32_t cp;
        rest = str_skip(rest, utf8_decode(rest, &cp));
        utf8_add(out, cp == '/' || cp == '\\' || is_blank(cp) || is_control(cp) ? '-' : cp);
    }
    buf_free(&lower);
    buf_free(&nfc);
}

static uint32_t tag_named(Tags *t, Str name, uint32_t spelling) {
    uint32_t tag = map_get(&t->names, name);
    if (tag != MAP_NONE || t->tag_count == TAGS_MAX) return tag;
    if (t->tag_count == t->tag_cap) {
        t->tag_cap = t->tag_cap ? t->tag_cap * 2 : 64;
        t->tags = mem_grow(t->tags, t->tag_cap, sizeof *t->tags);
    }
    name = arena_copy(&t->arena, name);
    t->tags[t->tag_count] = (Tag){.name = name, .spelling = spelling};
    map_add(&t->names, name, t->tag_count);
    return t->tag_count++;
}

static void note_use(Tags *t, uint32_t spelling) {
    if (t->use_count == t->use_cap) {
        t->use_cap = t->use_cap ? t->use_cap * 2 : 256;
        t->uses = mem_grow(t->uses, t->use_cap, sizeof *t->uses);
    }
    t->uses[t->use_count++] = spelling;
}

static void count_spelling(Tags *t, Str words) {
    uint32_t spelling = map_add(&t->words, words, t->spelling_count);
    note_use(t, spelling);
    if (spelling < t->spelling_count) {
        t->spellings[spelling].count++;
        return;
    }
    if (t->spelling_count == t->spelling_cap) {
        t->spelling_cap = t->spelling_cap ? t->spelling_cap * 2 : 64;
        t->spellings = mem_grow(t->spellings, t->spelling_cap, sizeof *t->spellings);
    }
    Buf name = {0};
    tags_name(words, &name);
    t->spellings[t->spelling_count] = (Spelling){words, tag_named(t, buf_str(&name), spelling), 1};
    t->spelling_count++;
    buf_free(&name);
}

static void count_tags(Tags *t, const PageSource *page) {
    for (uint32_t i = 0; i < page->meta.tags.count; i++) {
        Str words = page->meta.tags.items[i];
        uint32_t known = t->spelling_count;
        count_spelling(t, words);
        if (t->full || t->spelling_count == known || t->spellings[known].tag != MAP_NONE) continue;
        t->full = true;
        diag_file(t->place->diag, page->path);
        diag_add(t->place->diag, 0, "no list for the tag %.*s and those behind it: there are %u already",
                 STR_FMT(words), TAGS_MAX);
    }
}

static void choose_spellings(Tags *t) {
    for (uint32_t i = 0; i < t->spelling_count; i++) {
        if (t->spellings[i].tag == MAP_NONE) continue;
        Tag *tag = &t->tags[t->spellings[i].tag];
        if (t->spellings[i].count > t->spellings[tag->spelling].count) tag->spelling = i;
    }
}

static uint32_t make_list(Tags *t, const Tag *tag, Str lang) {
    const PlaceList index = {all_tags, lang, STR("Tags"), LIST_TAGS};
    if (place_list(t->place, &index) == NODE_NONE) return NODE_NONE;
    Str folder = arena_join3(&t->arena, all_tags, tag->name, STR("/"));
    const PlaceList list = {folder, lang, t->spellings[tag->spelling].words, LIST_TAG};
    return place_list(t->place, &list);
}

/* The list of a tag among pages of one language, or NODE_NONE. Most pages have the one of the page before. */
static uint32_t list_of(Tags *t, Tag *tag, Str lang) {
    if (!tag->listed || !str_eq(tag->lang, lang)) tag->list = make_list(t, tag, lang);
    tag->lang = lang;
    tag->listed = true;
    return tag->list;
}

/* Two spellings of one tag on one page count as one. */
static void give_tags(Tags *t, uint32_t node, const uint32_t *spellings, uint32_t page) {
    Site *site = t->place->site;
    Str lang = site->nodes[node].lang;
    uint32_t tags = t->gather->pages[page].page.meta.tags.count, count = 0;
    uint32_t *lists = arena_alloc(&site->arena, tags * sizeof *lists);
    for (uint32_t i = 0; i < tags; i++) {
        uint32_t index = t->spellings[spellings[i]].tag;
        Tag *tag = index == MAP_NONE ? NULL : &t->tags[index];
        if (!tag || tag->page == page + 1) continue;
        tag->page = page + 1;
        uint32_t list = list_of(t, tag, lang);
        if (list != NODE_NONE) lists[count++] = list;
    }
    site->nodes[node].tags = lists;
    site->nodes[node].tag_count = count;
}

void tags_place(Place *place, const Gather *gather) {
    Tags t = {.place = place, .gather = gather};
    for (uint32_t i = 0; i < gather->page_count; i++) {
        const GatherPage *page = &gather->pages[i];
        if (i + FETCH_AHEAD < gather->page_count) fetch(page[FETCH_AHEAD].page.meta.tags.items, 128);
        if (is_tagged(place, page)) count_tags(&t, &page->page);
    }
    choose_spellings(&t);
    for (uint32_t i = 0, use = 0; i < gather->page_count; i++) {
        const GatherPage *page = &gather->pages[i];
        if (!is_tagged(place, page)) continue;
        give_tags(&t, page->node, t.uses + use, i);
        use += page->page.meta.tags.count;
    }
    free(t.uses);
    map_free(&t.words);
    map_free(&t.names);
    arena_free(&t.arena);
    free(t.spellings);
    free(t.tags);
}

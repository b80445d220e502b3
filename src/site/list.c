#include "site/list.h"

#include "base/width.h"
#include "site/feed.h"
#include "site/order.h"
#include "site/resolve.h"

#include <stdlib.h>

/* A list that is being made: its Document with one target for each link. */
typedef struct ListMaker {
    Drawer *drawer;
    Target *targets;
    const Lists *all;
    bool headings; /* groups are told apart */
    bool first;    /* of its group: nothing is made yet */
    GopherList form;
} ListMaker;

void list_add(Arena *arena, ListItems *list, uint32_t item) {
    if (list->count == list->cap) {
        uint32_t cap = list->cap ? list->cap * 2 : 8;
        uint32_t *items = arena_alloc(arena, cap * sizeof *items);
        if (list->count) memcpy(items, list->items, list->count * sizeof *items);
        list->items = items;
        list->cap = cap;
    }
    list->items[list->count++] = item;
}

static void make_heading(ListMaker *maker, Str words) {
    Document *doc = &maker->drawer->doc;
    maker->first = true;
    if (!maker->headings) return;
    uint32_t heading = document_open(doc, BLOCK_HEADING, 0);
    doc->blocks[heading].level = 2;
    document_run(doc, RUN_TEXT, words);
    document_close(doc);
}

/* A line of its own in a run of such lines; the first of them stands off. */
static uint32_t make_line(ListMaker *maker) {
    uint32_t line = document_open(&maker->drawer->doc, BLOCK_PARAGRAPH, 0);
    Block *block = &maker->drawer->doc.blocks[line];
    block->generated = true;
    block->joined = !maker->first;
    maker->first = false;
    return line;
}

static void make_item(ListMaker *maker, Str words, Target target) {
    Document *doc = &maker->drawer->doc;
    make_line(maker);
    maker->targets[doc->link_count] = target;
    document_link(doc, LINK_WORDS, words, target.url, 0);
    document_close(doc);
}

/* Whether a page is entered on Gopher as its text, which clients wrap and scroll (section 5). What has a list
 * or a menu by hand is entered as a menu in any case. */
static bool as_text(const ListCard *card, GopherList form) {
    if (!card->alone) return false;
    return form == GOPHER_LIST_TEXT || (form == GOPHER_LIST_AUTO && !card->has_links);
}

static Target text_target(const ListMaker *maker, const Node *node) {
    Target target = resolve_node(node);
    Buf selector = {0};
    site_text_selector(node, &selector);
    target.type = '0';
    target.selector = arena_copy(&maker->drawer->arena, buf_str(&selector));
    buf_free(&selector);
    return target;
}

static void make_entry(ListMaker *maker, Str words, uint32_t index) {
    const Node *node = &maker->drawer->site->nodes[index];
    const ListCard *card = &maker->all->cards[index];
    bool text = as_text(card, maker->form);
    bool both = maker->form == GOPHER_LIST_BOTH && as_text(card, GOPHER_LIST_TEXT);
    make_item(maker, words, text ? text_target(maker, node) : resolve_node(node));
    if (both) make_item(maker, words, text_target(maker, node));
}

/* Who wrote a page and what it is about, in a line below its own. */
static void make_details(ListMaker *maker, const ListCard *card) {
    Document *doc = &maker->drawer->doc;
    if (card->authors.len == 0 && card->summary.len == 0) return;
    make_line(maker);
    if (card->authors.len) {
        document_run(doc, RUN_TEXT, STR("By "));
        document_run(doc, RUN_TEXT, card->authors);
    }
    if (card->authors.len && card->summary.len) document_run(doc, RUN_TEXT, STR(": "));
    if (card->summary.len) document_run(doc, RUN_TEXT, card->summary);
    document_close(doc);
}

static void make_text(ListMaker *maker, const File *file) {
    Arena *arena = &maker->drawer->arena;
    char day[11];
    date_day(file->date, day);
    make_item(maker, arena_join3(arena, str_of(day), STR(" "), file->title), resolve_file(file, arena));
}

static void make_post(ListMaker *maker, uint32_t item, bool details) {
    if (item >= LIST_FILE) {
        make_text(maker, &maker->drawer->site->files[item - LIST_FILE]);
        return;
    }
    make_entry(maker, maker->all->cards[item].words, item);
    if (details) make_details(maker, &maker->all->cards[item]);
}

/* Another list, with the number of its entries. */
static void make_counted(ListMaker *maker, Str words, uint32_t index) {
    const ListMembers *members = &maker->all->of[index];
    Arena *arena = &maker->drawer->arena;
    Str number = arena_format(arena, " (%u)", members->posts.count + members->pages.count);
    make_entry(maker, arena_join(arena, words, number), index);
}

static void make_years(ListMaker *maker, const ListItems *years) {
    if (years->count == 0) return;
    make_heading(maker, STR("Archive"));
    for (uint32_t i = years->count; i-- > 0;) {
        Str address = maker->drawer->site->nodes[years->items[i]].address;
        Str folder = str_head(address, str_rfind(address, '/'));
        make_counted(maker, str_skip(folder, str_rfind(folder, '/') + 1), years->items[i]);
    }
}

static void make_tags(ListMaker *maker, const ListItems *tags) {
    if (tags->count == 0) return;
    make_heading(maker, STR("Tags"));
    for (uint32_t i = 0; i < tags->count; i++)
        make_counted(maker, maker->all->cards[tags->items[i]].words, tags->items[i]);
}

uint32_t list_shown(const Site *site, const ListMembers *members) {
    bool cut = members->archive && members->posts.count > site->list_entries;
    return cut ? site->list_entries : members->posts.count;
}

/* The lists of years, which are never cut, are without details: they are there to find a post again. Right
 * below a title posts have no heading: feed readers would take it for a subtitle (SUB-03). */
static void make_posts(ListMaker *maker, const Node *node, const ListMembers *members) {
    const ListItems *posts = &members->posts;
    uint32_t shown = list_shown(maker->drawer->site, members);
    if (posts->count == 0) return;
    if (node->page) make_heading(maker, STR("Posts"));
    for (uint32_t i = 0; i < shown; i++) {
        make_post(maker, posts->items[i], node->list_kind != LIST_YEAR);
    }
    if (shown == posts->count) return;
    maker->headings = true;
    make_years(maker, &maker->all->of[members->archive].years);
}

static void make_nodes(ListMaker *maker, Str heading, const ListItems *list) {
    if (list->count == 0) return;
    make_heading(maker, heading);
    for (uint32_t i = 0; i < list->count; i++) {
        const ListCard *card = &maker->all->cards[list->items[i]];
        make_entry(maker, card->words, list->items[i]);
        make_details(maker, card);
    }
}

static Str size_words(uint64_t size, Arena *arena) {
    if (size < 1000) return arena_format(arena, "%u B", (unsigned)size);
    if (size < 1000000) return arena_format(arena, "%.1f kB", (double)size / 1e3);
    if (size < 1000000000) return arena_format(arena, "%.1f MB", (double)size / 1e6);
    return arena_format(arena, "%.1f GB", (double)size / 1e9);
}

/* Size and day of a file, which a long name leaves room for. */
static Str file_words(const ListMaker *maker, const File *file) {
    Arena *arena = &maker->drawer->arena;
    Str name = str_skip(file->address, str_rfind(file->address, '/') + 1);
    size_t width = maker->drawer->site->render.width;
    char day[11];
    Str words = list_undated(name, arena), tail = size_words(file->size, arena);
    Date date = date_of(file->modified);
    date_day(date, day);
    if (date_is_set(date)) tail = arena_join3(arena, tail, STR(", "), str_of(day));
    tail = arena_join(arena, STR(", "), tail);
    if (width_of(words) + tail.len > width)
        words = arena_join(arena, width_cut(words, width - tail.len - 3), STR("..."));
    return arena_join(arena, words, tail);
}

static void make_files(ListMaker *maker, const ListItems *list) {
    if (list->count == 0) return;
    make_heading(maker, STR("Files"));
    for (uint32_t i = 0; i < list->count; i++) {
        const File *file = &maker->drawer->site->files[list->items[i]];
        make_item(maker, file_words(maker, file), resolve_file(file, &maker->drawer->arena));
    }
}

static void make_feed(ListMaker *maker, const Node *node) {
    const File *feed = feed_of(maker->drawer->site, node);
    if (!feed) return;
    maker->first = true;
    make_item(maker, STR("Atom feed"), resolve_file(feed, &maker->drawer->arena));
}

static Page page_of(const Drawer *drawer, const Node *node) {
    Page card = {.has_links = true, .title = node->name, .lang = node->lang};
    if (card.lang.len == 0) card.lang = mimes_find(drawer->site->mimes, str_skip(node->address, 1)).lang;
    if (card.lang.len == 0) card.lang = drawer->site->identity.lang;
    return card;
}

/* How many pages and files a list shows, and in how many groups. */
static uint32_t count_entries(const Site *site, const ListMembers *members, unsigned *groups) {
    const uint32_t counts[] = {list_shown(site, members), members->pages.count, members->folders.count,
                               members->files.count,      members->tags.count,  members->years.count};
    uint32_t count = 0;
    *groups = 0;
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        count += counts[i];
        *groups += counts[i] > 0;
    }
    return count;
}

bool list_is_there(const Site *site, uint32_t index, const Lists *all) {
    unsigned groups;
    return !site->nodes[index].page || count_entries(site, &all->of[index], &groups) > 0;
}

/* A list that is made, but not drawn, in the drawer's Document. */
typedef struct ListForm {
    Target *targets;
    Page card;
} ListForm;

static ListForm make_form(Drawer *drawer, uint32_t index, const Lists *all, GopherList form) {
    const Node *node = &drawer->site->nodes[index];
    const ListMembers *members = &all->of[index];
    unsigned groups;
    size_t entries = count_entries(drawer->site, members, &groups);
    if (members->archive) entries += all->of[members->archive].years.count;
    size_t links = (form == GOPHER_LIST_BOTH ? 2 : 1) * entries + 1; /* the feed */
    document_reset(&drawer->doc);
    arena_reset(&drawer->arena);
    ListMaker maker = {.drawer = drawer,
                       .targets = arena_alloc(&drawer->arena, links * sizeof(Target)),
                       .all = all,
                       .headings = node->page || groups > 1,
                       .first = true,
                       .form = form};
    Page card = page_of(drawer, node);
    if (node->list_kind == LIST_TAG) card.title = arena_join(&drawer->arena, STR("Tag: "), node->name);
    if (!node->page) drawer->doc.title = card.title;
    make_posts(&maker, node, members);
    make_nodes(&maker, STR("Pages"), &members->pages);
    make_nodes(&maker, STR("Sections"), &members->folders);
    make_years(&maker, &members->years);
    make_tags(&maker, &members->tags);
    make_files(&maker, &members->files);
    make_feed(&maker, node);
    drawer->lead = node->page ? STR("\n") : STR("");
    return (ListForm){maker.targets, card};
}

/* Gemini has one entry for each page, Gopher two. */
static Page *draw_both(Drawer *drawer, uint32_t index, const Lists *all, uint64_t key) {
    ListForm form = make_form(drawer, index, all, GOPHER_LIST_BOTH);
    Page *gopher = draw_document(drawer, form.targets, &form.card);
    form = make_form(drawer, index, all, GOPHER_LIST_AUTO);
    Page *gemini = draw_document(drawer, form.targets, &form.card);
    Page both = *gopher;
    both.gemtext = gemini->gemtext;
    both.key = key;
    Page *page = page_new(&both, drawer->pool);
    page_unref(gemini);
    page_unref(gopher);
    return page;
}

Page *list_draw(Drawer *drawer, uint32_t index, const Lists *all, Page *before) {
    GopherList form = drawer->site->gopher_list;
    uint64_t key = list_key(drawer->site, index, all);
    if (before && before->key == key) return page_keep(before);
    if (form == GOPHER_LIST_BOTH) return draw_both(drawer, index, all, key);
    ListForm made = make_form(drawer, index, all, form);
    made.card.key = key;
    return draw_document(drawer, made.targets, &made.card);
}

#include "site/list.h"

#include "site/feed.h"
#include "site/resolve.h"

#include <stdlib.h>

/* A list that is being made: its Document with one target for each link. */
typedef struct ListMaker {
    Drawer *drawer;
    Target *targets;
    bool headings; /* groups are told apart */
} ListMaker;

void list_add(ListItems *list, uint32_t item) {
    if (list->count == list->cap) {
        list->cap = list->cap ? list->cap * 2 : 8;
        list->items = mem_grow(list->items, list->cap, sizeof *list->items);
    }
    list->items[list->count++] = item;
}

static void make_heading(ListMaker *maker, Str words) {
    Document *doc = &maker->drawer->doc;
    if (!maker->headings) return;
    uint32_t heading = document_open(doc, BLOCK_HEADING, 0);
    doc->blocks[heading].level = 2;
    document_run(doc, RUN_TEXT, words);
    document_close(doc);
}

static void make_list_start(ListMaker *maker) {
    Document *doc = &maker->drawer->doc;
    uint32_t list = document_open(doc, BLOCK_BULLETS, 0);
    doc->blocks[list].generated = true;
}

static void make_item(ListMaker *maker, Str words, Target target) {
    Document *doc = &maker->drawer->doc;
    maker->targets[doc->link_count] = target;
    document_open(doc, BLOCK_ITEM, 0);
    document_open(doc, BLOCK_PARAGRAPH, 0);
    document_link(doc, LINK_WORDS, words, target.url, 0);
    document_close(doc);
    document_close(doc);
}

/* On Gopher a page without links is entered as its text, so that clients wrap and scroll it (section 5). */
static Target entry_target(const ListMaker *maker, const Node *node) {
    Arena *arena = &maker->drawer->arena;
    Target target = resolve_node(node, arena);
    if (!node->page || node->page->has_links || node->list || node->menu) return target;
    Buf selector = {0};
    site_text_selector(node, &selector);
    target.type = '0';
    target.selector = arena_copy(arena, buf_str(&selector));
    buf_free(&selector);
    return target;
}

/* Feed readers take every link whose words begin with a date for a post (SUB-04, SUB-08). */
static Str undated_words(const ListMaker *maker, Str words) {
    Date date;
    if (words.len < 10 || !date_parse(str_head(words, 10), &date)) return words;
    return arena_join(&maker->drawer->arena, STR("· "), words);
}

static void make_post(ListMaker *maker, Date date, Str title, Target target) {
    char day[11];
    date_day(date, day);
    make_item(maker, arena_join3(&maker->drawer->arena, str_of(day), STR(" "), title), target);
}

static void make_posts(ListMaker *maker, const ListItems *list) {
    const Site *site = maker->drawer->site;
    if (list->count == 0) return;
    make_heading(maker, STR("Posts"));
    make_list_start(maker);
    for (uint32_t i = 0; i < list->count; i++) {
        if (list->items[i] < site->node_count) {
            const Node *node = &site->nodes[list->items[i]];
            make_post(maker, node->page->date, site_title(node), entry_target(maker, node));
        } else {
            const File *file = &site->files[list->items[i] - site->node_count];
            make_post(maker, file->date, file->title, resolve_file(file, &maker->drawer->arena));
        }
    }
    document_close(&maker->drawer->doc);
}

static void make_nodes(ListMaker *maker, Str heading, const ListItems *list) {
    if (list->count == 0) return;
    make_heading(maker, heading);
    make_list_start(maker);
    for (uint32_t i = 0; i < list->count; i++) {
        const Node *node = &maker->drawer->site->nodes[list->items[i]];
        make_item(maker, undated_words(maker, site_title(node)), entry_target(maker, node));
    }
    document_close(&maker->drawer->doc);
}

static Str size_words(uint64_t size, Arena *arena) {
    if (size < 1000) return arena_format(arena, "%u B", (unsigned)size);
    if (size < 1000000) return arena_format(arena, "%.1f kB", (double)size / 1e3);
    if (size < 1000000000) return arena_format(arena, "%.1f MB", (double)size / 1e6);
    return arena_format(arena, "%.1f GB", (double)size / 1e9);
}

static void make_files(ListMaker *maker, const ListItems *list) {
    Arena *arena = &maker->drawer->arena;
    if (list->count == 0) return;
    make_heading(maker, STR("Files"));
    make_list_start(maker);
    for (uint32_t i = 0; i < list->count; i++) {
        const File *file = &maker->drawer->site->files[list->items[i]];
        Str name = str_skip(file->address, str_rfind(file->address, '/') + 1);
        Str words = arena_join3(arena, undated_words(maker, name), STR(", "), size_words(file->size, arena));
        make_item(maker, words, resolve_file(file, arena));
    }
    document_close(&maker->drawer->doc);
}

static void make_feed(ListMaker *maker, const Node *node) {
    const File *feed = feed_of(maker->drawer->site, node);
    if (!feed) return;
    make_list_start(maker);
    make_item(maker, STR("Atom feed"), resolve_file(feed, &maker->drawer->arena));
    document_close(&maker->drawer->doc);
}

Page *list_draw(Drawer *drawer, const Node *node, const ListMembers *members) {
    const ListItems *groups[] = {&members->posts, &members->pages, &members->folders, &members->files};
    uint32_t count = 0, used = 0;
    for (size_t i = 0; i < sizeof groups / sizeof *groups; i++) {
        count += groups[i]->count;
        used += groups[i]->count > 0;
    }
    if (node->page && count == 0) return NULL;
    document_reset(&drawer->doc);
    arena_reset(&drawer->arena);
    ListMaker maker = {drawer, arena_alloc(&drawer->arena, (count + 2) * sizeof(Target)),
                       node->page || used > 1};
    Page card = {.has_links = true, .title = node->name, .lang = node->lang};
    if (card.lang.len == 0) card.lang = drawer->site->identity.lang;
    if (!node->page) drawer->doc.title = card.title;
    make_posts(&maker, &members->posts);
    make_nodes(&maker, STR("Pages"), &members->pages);
    make_nodes(&maker, STR("Sections"), &members->folders);
    make_files(&maker, &members->files);
    make_feed(&maker, node);
    drawer->lead = node->page ? STR("\n") : STR("");
    return draw_document(drawer, maker.targets, &card);
}

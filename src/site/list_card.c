/* What lists show of a node, side by side for all nodes: posts stand in many lists, and their pages lie all
 * over memory. */
#include "base/hash.h"
#include "site/list.h"
#include "site/order.h"

static uint64_t hash_of(const Node *node, Str words) {
    Hash hash = hash_start();
    const Page *page = node->page;
    hash_add(&hash, node->address);
    hash_add(&hash, node->name);
    hash_add(&hash, words);
    hash_number(&hash, page ? page->card : 0);
    hash_number(&hash, (unsigned)node->has_list | (unsigned)(node->menu != NULL) << 1 |
                           (unsigned)(page != NULL) << 2);
    return hash.state;
}

uint64_t list_page_card(const Page *page) {
    Hash hash = hash_start();
    hash_add(&hash, page->title);
    hash_add(&hash, page->summary);
    hash_add(&hash, page->authors);
    hash_number(&hash, (uint64_t)(uint32_t)page->weight << 1 | page->has_links);
    return hash.state;
}

Str list_undated(Str words, Arena *arena) {
    return date_looks(words) ? arena_join(arena, STR("\xC2\xB7 "), words) : words;
}

static Str words_of(const Node *node, Arena *arena) {
    char day[12];
    if (!order_is_post(node)) return list_undated(site_title(node), arena);
    date_day(node->date, day);
    day[10] = ' ';
    return arena_join(arena, (Str){day, 11}, site_title(node));
}

ListCard list_card(const Node *node, Arena *arena) {
    const Page *page = node->page;
    ListCard card = {.words = words_of(node, arena)};
    card.hash = hash_of(node, card.words);
    if (!page) return card;
    card.authors = page->authors;
    card.summary = page->summary;
    card.alone = !node->has_list && !node->menu;
    card.has_links = page->has_links;
    return card;
}

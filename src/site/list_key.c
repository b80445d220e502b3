/* The key of a list is a hash of the cards that it shows, in their order, and of what it says of itself.
 * Whatever list.c draws of something has to be in here. */
#include "site/list.h"

#include "base/hash.h"
#include "site/feed.h"

static void add_date(Hash *hash, Date date) {
    hash_number(hash, (uint64_t)(uint16_t)date.year << 16 | (uint64_t)date.month << 8 | date.day);
}

static void add_file(Hash *hash, const File *file) {
    hash_add(hash, file->address);
    hash_add(hash, file->title);
    add_date(hash, file->date);
    hash_number(hash, file->size);
    hash_number(hash, (uint64_t)file->modified);
    hash_number(hash, (unsigned char)file->type);
}

static void add_posts(Hash *hash, const Site *site, const ListMembers *members, const Lists *all) {
    const ListItems *posts = &members->posts;
    uint32_t shown = list_shown(site, members);
    hash_number(hash, posts->count);
    hash_number(hash, shown);
    for (uint32_t i = 0; i < shown; i++) {
        uint32_t item = posts->items[i];
        if (item < LIST_FILE)
            hash_number(hash, all->cards[item].hash);
        else
            add_file(hash, &site->files[item - LIST_FILE]);
    }
}

static void add_nodes(Hash *hash, const ListItems *nodes, const Lists *all) {
    hash_number(hash, nodes->count);
    for (uint32_t i = 0; i < nodes->count; i++)
        hash_number(hash, all->cards[nodes->items[i]].hash);
}

/* Lists that are shown with the number of their entries. */
static void add_counted(Hash *hash, const ListItems *nodes, const Lists *all) {
    add_nodes(hash, nodes, all);
    for (uint32_t i = 0; i < nodes->count; i++) {
        const ListMembers *members = &all->of[nodes->items[i]];
        hash_number(hash, (uint64_t)members->posts.count + members->pages.count);
    }
}

static void add_files(Hash *hash, const Site *site, const ListItems *files) {
    hash_number(hash, files->count);
    for (uint32_t i = 0; i < files->count; i++)
        add_file(hash, &site->files[files->items[i]]);
}

uint64_t list_key(const Site *site, uint32_t index, const Lists *all) {
    const ListMembers *members = &all->of[index];
    const Node *node = &site->nodes[index];
    const File *feed = feed_of(site, node);
    Hash hash = hash_start();
    hash_number(&hash, all->cards[index].hash);
    hash_add(&hash, node->lang);
    hash_number(&hash, node->list_kind);
    add_posts(&hash, site, members, all);
    add_nodes(&hash, &members->pages, all);
    add_nodes(&hash, &members->folders, all);
    add_counted(&hash, &members->years, all);
    add_counted(&hash, &members->tags, all);
    if (members->archive) add_counted(&hash, &all->of[members->archive].years, all);
    add_files(&hash, site, &members->files);
    if (feed) add_file(&hash, feed);
    return hash.state;
}

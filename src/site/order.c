#include "site/order.h"

#include <stdlib.h>

typedef struct Post {
    int64_t at;
    Str section;
    Str address;
    uint32_t node;
} Post;

static bool is_number(Str s) {
    for (size_t i = 0; i < s.len; i++)
        if (!ascii_digit(s.p[i])) return false;
    return s.len > 0;
}

static Str section_of(Str address) {
    Str rest = str_skip(address, 1), folder;
    while (str_cut(&rest, '/', &folder) && rest.p && rest.len)
        if (!is_number(folder)) return folder;
    return STR("");
}

static int post_newest_first(const void *a, const void *b) {
    const Post *x = a, *y = b;
    if (x->at != y->at) return x->at > y->at ? -1 : 1;
    return str_cmp(x->address, y->address);
}

/* Sections side by side, each newest first. */
static int post_by_section(const void *a, const void *b) {
    int order = str_cmp(((const Post *)a)->section, ((const Post *)b)->section);
    return order ? order : post_newest_first(a, b);
}

static uint32_t collect_posts(const Site *site, Post *posts) {
    uint32_t count = 0;
    for (uint32_t i = 0; i < site->node_count; i++) {
        const Node *node = &site->nodes[i];
        if (!node->page || !date_is_set(node->page->date) || i == 0) continue;
        posts[count++] = (Post){node->page->date.at, section_of(node->address), node->address, i};
    }
    return count;
}

static void link_neighbours(Site *site, Post *posts, uint32_t count) {
    qsort(posts, count, sizeof *posts, post_by_section);
    for (uint32_t i = 1; i < count; i++) {
        if (!str_eq(posts[i - 1].section, posts[i].section)) continue;
        site->nodes[posts[i - 1].node].previous = posts[i].node;
        site->nodes[posts[i].node].next = posts[i - 1].node;
    }
}

static void list_posts(const Site *site, Post *posts, uint32_t count, ListMembers *members) {
    qsort(posts, count, sizeof *posts, post_newest_first);
    for (uint32_t i = 0; i < count; i++)
        for (uint32_t up = site->nodes[posts[i].node].up; up != NODE_NONE; up = site->nodes[up].up)
            list_add(&members[up].posts, posts[i].node);
}

typedef struct Other {
    int64_t weight;
    Str address;
    uint32_t node;
} Other;

static int other_order(const void *a, const void *b) {
    const Other *x = a, *y = b;
    if (x->weight != y->weight) return x->weight < y->weight ? -1 : 1;
    return str_cmp(x->address, y->address);
}

/* What is not a post stands in the list of the folder that it lies in: by weight, then by address. */
static void list_others(const Site *site, ListMembers *members) {
    Other *others = mem_alloc((site->node_count + 1) * sizeof *others);
    uint32_t count = 0;
    for (uint32_t i = 1; i < site->node_count; i++) {
        const Node *node = &site->nodes[i];
        if (node->page && date_is_set(node->page->date)) continue;
        if (str_eq(node->address, STR("/.well-known/"))) continue;
        int64_t weight = node->page && node->page->weight ? node->page->weight : INT64_MAX;
        others[count++] = (Other){weight, node->address, i};
    }
    qsort(others, count, sizeof *others, other_order);
    for (uint32_t i = 0; i < count; i++) {
        const Node *node = &site->nodes[others[i].node];
        list_add(site_is_folder(node) ? &members[node->up].folders : &members[node->up].pages,
                 others[i].node);
    }
    free(others);
}

static void list_files(const Site *site, const uint8_t *shown, ListMembers *members) {
    for (uint32_t i = 0; i < site->file_count; i++) {
        const File *file = &site->files[i];
        size_t slash = str_rfind(file->address, '/');
        uint32_t folder = index_find(&site->index, ENTRY_NODE, str_head(file->address, slash + 1));
        if (folder != INDEX_NONE && file->listed && !shown[i]) list_add(&members[folder].files, i);
    }
}

void order_site(Site *site, const uint8_t *shown, ListMembers *members) {
    Post *posts = mem_alloc((site->node_count + 1) * sizeof *posts);
    uint32_t count = collect_posts(site, posts);
    link_neighbours(site, posts, count);
    list_posts(site, posts, count, members);
    list_others(site, members);
    list_files(site, shown, members);
    free(posts);
}

#include "site/order.h"

#include <stdlib.h>

typedef struct Post {
    int64_t at;
    Str lang, section;
    Str address;
    uint32_t item; /* as in ListMembers */
    uint32_t up;   /* the folder that it lies in */
    bool unlisted; /* ... whose list leaves it out */
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

/* Languages, and in each its sections side by side, each newest first. */
static int post_by_section(const void *a, const void *b) {
    const Post *x = a, *y = b;
    int order = str_cmp(x->lang, y->lang);
    if (!order) order = str_cmp(x->section, y->section);
    return order ? order : post_newest_first(a, b);
}

static uint32_t collect_pages(const Site *site, Post *posts) {
    uint32_t count = 0;
    for (uint32_t i = 0; i < site->node_count; i++) {
        const Node *node = &site->nodes[i];
        if (!node->page || !date_is_set(node->page->date) || i == 0) continue;
        posts[count++] = (Post){.at = node->page->date.at,
                                .lang = node->lang,
                                .section = section_of(node->address),
                                .address = node->address,
                                .item = i,
                                .up = node->up,
                                .unlisted = node->unlisted};
    }
    return count;
}

/* `hello.txt` beside the page `hello` is what Gopher gets as its text, nothing of its own (section 2). */
static bool is_text_of_page(const Site *site, Str address) {
    static const Str text = STR(".txt"), index = STR("/index.txt");
    if (!str_ends(address, text)) return false;
    Str page = str_head(address, address.len - text.len);
    if (str_ends(address, index)) page = str_head(address, address.len - index.len + 1);
    return index_find(&site->index, ENTRY_NODE, page) != INDEX_NONE;
}

/* The folder that lists a file, or INDEX_NONE. */
static uint32_t folder_of(const Site *site, const File *file) {
    if (is_text_of_page(site, file->address)) return INDEX_NONE;
    return index_find(&site->index, ENTRY_NODE, str_head(file->address, str_rfind(file->address, '/') + 1));
}

static uint32_t collect_texts(const Site *site, Post *posts) {
    uint32_t count = 0;
    for (uint32_t i = 0; i < site->file_count; i++) {
        const File *file = &site->files[i];
        uint32_t folder = date_is_set(file->date) ? folder_of(site, file) : INDEX_NONE;
        if (folder == INDEX_NONE) continue;
        posts[count++] = (Post){.at = file->date.at,
                                .section = section_of(file->address),
                                .address = file->address,
                                .item = site->node_count + i,
                                .up = folder,
                                .unlisted = !file->listed};
    }
    return count;
}

static void link_neighbours(Site *site, Post *posts, uint32_t count) {
    qsort(posts, count, sizeof *posts, post_by_section);
    for (uint32_t i = 1; i < count; i++) {
        if (!str_eq(posts[i - 1].section, posts[i].section) || !str_eq(posts[i - 1].lang, posts[i].lang))
            continue;
        site->nodes[posts[i - 1].item].previous = posts[i].item;
        site->nodes[posts[i].item].next = posts[i - 1].item;
    }
}

/* Who lists what lies in a folder: the folder, or, for what is a translation, the folder's page in its
 * language (SRC-11); NODE_NONE when there is none. */
static uint32_t section_in(const Site *site, uint32_t folder, Str lang) {
    if (folder == NODE_NONE || lang.len == 0) return folder;
    Buf address = {0};
    buf_add(&address, site->nodes[folder].address);
    buf_add_format(&address, "index.%.*s", STR_FMT(lang));
    uint32_t section = index_find(&site->index, ENTRY_NODE, buf_str(&address));
    buf_free(&address);
    return section;
}

static void list_posts(const Site *site, Post *posts, uint32_t count, ListMembers *members) {
    qsort(posts, count, sizeof *posts, post_newest_first);
    for (uint32_t i = 0; i < count; i++)
        for (uint32_t up = posts[i].up; up != NODE_NONE; up = site->nodes[up].up) {
            uint32_t section = section_in(site, up, posts[i].lang);
            if (posts[i].unlisted && up == posts[i].up) continue;
            if (section != NODE_NONE) list_add(&members[section].posts, posts[i].item);
        }
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
static void list_others(const Site *site, const uint8_t *inhabited, ListMembers *members) {
    Other *others = mem_alloc((site->node_count + 1) * sizeof *others);
    uint32_t count = 0;
    for (uint32_t i = 1; i < site->node_count; i++) {
        const Node *node = &site->nodes[i];
        if (node->page && date_is_set(node->page->date)) continue;
        if (node->unlisted || str_eq(node->address, STR("/.well-known/"))) continue;
        if (node->up == NODE_NONE || (!inhabited[i] && inhabited[node->up])) continue;
        int64_t weight = node->page && node->page->weight ? node->page->weight : INT64_MAX;
        others[count++] = (Other){weight, node->address, i};
    }
    qsort(others, count, sizeof *others, other_order);
    for (uint32_t i = 0; i < count; i++) {
        const Node *node = &site->nodes[others[i].node];
        uint32_t section = section_in(site, node->up, node->lang);
        if (section == NODE_NONE) continue;
        list_add(site_is_section(node) ? &members[section].folders : &members[section].pages, others[i].node);
    }
    free(others);
}

/* In a folder written for leda files stand beside pages. In a project they are what pages are made of: only
 * folders without any page list them, and those folders stand in no list beside pages (SRC-10). */
static uint8_t *find_inhabited(const Site *site) {
    uint8_t *inhabited = mem_zero(site->node_count, 1);
    bool all = site->project.kind == PROJECT_NONE;
    for (uint32_t i = 0; i < site->node_count; i++) {
        if (all) inhabited[i] = 1;
        if (!site->nodes[i].page) continue;
        for (uint32_t up = i; up != NODE_NONE && !inhabited[up]; up = site->nodes[up].up)
            inhabited[up] = 1;
    }
    return inhabited;
}

static void list_files(const Site *site, const uint8_t *inhabited, ListMembers *members) {
    bool beside_pages = site->project.kind == PROJECT_NONE;
    for (uint32_t i = 0; i < site->file_count; i++) {
        const File *file = &site->files[i];
        uint32_t folder = date_is_set(file->date) ? INDEX_NONE : folder_of(site, file);
        if (folder == INDEX_NONE || !file->listed || (inhabited[folder] && !beside_pages)) continue;
        list_add(&members[folder].files, i);
    }
}

void order_site(Site *site, ListMembers *members) {
    uint8_t *inhabited = find_inhabited(site);
    Post *posts = mem_alloc(((size_t)site->node_count + site->file_count + 1) * sizeof *posts);
    uint32_t count = collect_pages(site, posts);
    link_neighbours(site, posts, count);
    count += collect_texts(site, posts + count);
    list_posts(site, posts, count, members);
    list_others(site, inhabited, members);
    list_files(site, inhabited, members);
    free(inhabited);
    free(posts);
}

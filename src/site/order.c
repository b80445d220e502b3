#include "site/order.h"

#include "base/sort.h"
#include "site/archive.h"

#include <stdlib.h>

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

/* What grows the older a post is: by the days that readers see, in each by the moment, since a day as written
 * in one zone may begin before the end of the day before in another. Days are 23 bits, seconds of the years 1
 * to 9999 less than 41. */
static uint64_t age_of(Date date) {
    enum { SECOND_BITS = 41 };
    uint64_t day = (uint64_t)(date.year << 9 | date.month << 5 | date.day);
    uint64_t at = (uint64_t)(date.at + (INT64_C(1) << (SECOND_BITS - 1)));
    return ~(day << SECOND_BITS | at);
}

bool order_is_post(const Node *node) {
    return node->up != NODE_NONE && date_is_set(node->date);
}

static uint32_t node_of(const Place *place, Str address) {
    uint32_t node = map_get(&place->nodes, address);
    return node == MAP_NONE ? NODE_NONE : node;
}

/* `hello.txt` beside the page `hello` is what Gopher gets as its text, nothing of its own (section 2). */
static bool is_text_of_page(const Place *place, Str address) {
    static const Str text = STR(".txt"), index = STR("/index.txt");
    if (!str_ends(address, text)) return false;
    Str page = str_head(address, address.len - text.len);
    if (str_ends(address, index)) page = str_head(address, address.len - index.len + 1);
    return node_of(place, page) != NODE_NONE;
}

/* The folder that lists a file, or NODE_NONE. */
static uint32_t folder_of(const Place *place, const File *file) {
    if (is_text_of_page(place, file->address)) return NODE_NONE;
    return node_of(place, str_head(file->address, str_rfind(file->address, '/') + 1));
}

/* Who lists what lies in a folder: the folder, or, for what is a translation, the folder's page in its
 * language (SRC-11); NODE_NONE when there is none. */
static uint32_t section_in(const Place *place, uint32_t folder, Str lang) {
    if (folder == NODE_NONE || lang.len == 0) return folder;
    Buf address = {0};
    buf_add(&address, place->site->nodes[folder].address);
    buf_add_format(&address, "index.%.*s", STR_FMT(lang));
    uint32_t section = node_of(place, buf_str(&address));
    buf_free(&address);
    return section;
}

/* ---- posts ---- */

/* Calls `shows` for each list that shows a page's or a file's post. */
static void each_list(const Place *place, uint32_t item, OrderShows *shows, void *context) {
    const Site *site = place->site;
    const Node *node = item < LIST_FILE ? &site->nodes[item] : NULL;
    const File *file = node ? NULL : &site->files[item - LIST_FILE];
    uint32_t folder = node ? node->up : folder_of(place, file);
    uint8_t area = node ? node->area : file->area;
    bool unlisted = node ? node->unlisted : !file->listed; /* where it lies */
    for (uint32_t up = folder; up != NODE_NONE; up = site->nodes[up].up) {
        uint32_t list = section_in(place, up, node ? node->lang : STR(""));
        if (list == NODE_NONE || (unlisted && up == folder)) continue;
        if (area_shows(site->nodes[list].area, area)) shows(context, item, list);
    }
    for (uint32_t i = 0; node && i < node->tag_count; i++)
        if (area_shows(site->nodes[node->tags[i]].area, area)) shows(context, item, node->tags[i]);
}

void order_each(const Place *place, OrderShows *shows, void *context) {
    const Site *site = place->site;
    for (uint32_t i = 0, count = site->node_count; i < count; i++)
        if (order_is_post(&site->nodes[i])) each_list(place, i, shows, context);
    for (uint32_t i = 0, count = site->file_count; i < count; i++)
        if (date_is_set(site->files[i].date)) each_list(place, LIST_FILE + i, shows, context);
}

/* Pages and texts, newest first, by address where they are of the same moment. */
static SortText *collect_posts(const Place *place, uint32_t *count) {
    const Site *site = place->site;
    SortText *posts = mem_alloc(((size_t)site->node_count + site->file_count + 1) * sizeof *posts);
    uint32_t found = 0;
    for (uint32_t i = 0; i < site->node_count; i++) {
        const Node *node = &site->nodes[i];
        if (order_is_post(node)) posts[found++] = (SortText){node->address, age_of(node->date), i};
    }
    for (uint32_t i = 0; i < site->file_count; i++) {
        const File *file = &site->files[i];
        if (date_is_set(file->date))
            posts[found++] = (SortText){file->address, age_of(file->date), LIST_FILE + i};
    }
    sort_keys(posts, found);
    *count = found;
    return posts;
}

/* Languages, in each its sections, and what lies in an area of theirs apart. */
typedef struct Sections {
    Map known; /* of these three -> index of its newer */
    Buf key;
    Arena arena;
    uint32_t *newer; /* the post that came last */
    uint32_t cap;
} Sections;

/* The section's post that came last, or NODE_NONE. */
static uint32_t *newer_of(Sections *s, const Node *node) {
    buf_clear(&s->key);
    buf_add(&s->key, node->lang);
    buf_add_char(&s->key, '/');
    buf_add(&s->key, section_of(node->address));
    buf_add_char(&s->key, (char)node->area);
    uint32_t index = map_get(&s->known, buf_str(&s->key));
    if (index != MAP_NONE) return &s->newer[index];
    index = s->known.count;
    map_add(&s->known, arena_copy(&s->arena, buf_str(&s->key)), index);
    if (index == s->cap) {
        s->cap = s->cap ? s->cap * 2 : 16;
        s->newer = mem_grow(s->newer, s->cap, sizeof *s->newer);
    }
    s->newer[index] = NODE_NONE;
    return &s->newer[index];
}

/* Posts come newest first. */
static void link_neighbours(Site *site, const SortText *posts, uint32_t count) {
    Sections sections = {0};
    for (uint32_t i = 0; i < count; i++) {
        uint32_t post = posts[i].item;
        if (post >= LIST_FILE) continue;
        uint32_t *newer = newer_of(&sections, &site->nodes[post]);
        site->nodes[post].next = *newer;
        if (*newer != NODE_NONE) site->nodes[*newer].previous = post;
        *newer = post;
    }
    map_free(&sections.known);
    buf_free(&sections.key);
    arena_free(&sections.arena);
    free(sections.newer);
}

/* ---- lists ---- */

typedef struct Ordering {
    const Place *place;
    const uint8_t *inhabited;
    Lists lists;
} Ordering;

/* Appends an item unless it is the last one: a list may get a post for several reasons, one after the other.
 */
static void list_add_once(Lists *lists, ListItems *list, uint32_t item) {
    if (list->count == 0 || list->items[list->count - 1] != item) list_add(&lists->arena, list, item);
}

/* Into the list, and into that of the post's year if there is one. */
static void list_post(void *context, uint32_t post, uint32_t list) {
    Ordering *o = context;
    const Site *site = o->place->site;
    ListMembers *m = &o->lists.of[list];
    uint32_t year = (uint32_t)order_date(site, post).year;
    if (m->posts.count == 0) m->archive = archive_find(site, list, 0);
    list_add_once(&o->lists, &m->posts, post);
    if (m->archive == 0) return;
    if (m->year != year) m->year_list = archive_find(site, list, year);
    m->year = year;
    if (m->year_list) list_add_once(&o->lists, &o->lists.of[m->year_list].posts, post);
}

typedef struct Other {
    int64_t weight;
    Str address;
    uint32_t node;
    bool generated;
} Other;

static int other_order(const void *a, const void *b) {
    const Other *x = a, *y = b;
    if (x->weight != y->weight) return x->weight < y->weight ? -1 : 1;
    if (x->generated != y->generated) return x->generated ? 1 : -1;
    return str_cmp(x->address, y->address);
}

/* The group of the list above that a node belongs to, or NULL: an archive of the author's folders is linked
 * year by year. */
static ListItems *group_of(const Node *node, ListMembers *above) {
    if (node->list_kind == LIST_TAG) return &above->tags;
    if (node->list_kind == LIST_YEAR) return &above->years;
    if (node->list_kind == LIST_ARCHIVE && node->generated && node->up != 0) return NULL;
    return site_is_section(node) ? &above->folders : &above->pages;
}

/* A tag or a year of which only translations have entries. */
static bool is_empty(const Node *node, const ListMembers *members) {
    bool counted = node->list_kind == LIST_TAG || node->list_kind == LIST_YEAR;
    return node->generated && counted && members->posts.count + members->pages.count == 0;
}

static uint32_t collect_others(const Ordering *o, Other *others) {
    const Site *site = o->place->site;
    uint32_t count = 0;
    for (uint32_t i = 1; i < site->node_count; i++) {
        const Node *node = &site->nodes[i];
        if (order_is_post(node) || node->unlisted || str_eq(node->address, STR("/.well-known/"))) continue;
        if (node->up == NODE_NONE || (!o->inhabited[i] && o->inhabited[node->up])) continue;
        int64_t weight = node->page && node->page->weight ? node->page->weight : INT64_MAX;
        if (node->rank) weight = INT64_MIN + node->rank;
        others[count++] = (Other){weight, node->address, i, node->generated};
    }
    sort_runs(others, count, sizeof *others, other_order);
    return count;
}

/* What is not a post stands in the list of the folder that it lies in: by weight, then by address. */
static void list_others(Ordering *o) {
    const Site *site = o->place->site;
    ListMembers *members = o->lists.of;
    Other *others = mem_alloc((site->node_count + 1) * sizeof *others);
    uint32_t count = collect_others(o, others);
    for (uint32_t i = 0; i < count; i++) {
        const Node *node = &site->nodes[others[i].node];
        uint32_t section = section_in(o->place, node->up, node->lang);
        if (is_empty(node, &members[others[i].node])) continue;
        bool shown = section != NODE_NONE && area_shows(site->nodes[section].area, node->area);
        ListItems *group = shown ? group_of(node, &members[section]) : NULL;
        if (group) list_add(&o->lists.arena, group, others[i].node);
    }
    free(others);
}

/* Undated pages stand in the lists of their tags by address; so does home. */
static void list_tagged(Ordering *o) {
    const Site *site = o->place->site;
    for (uint32_t i = 0; i < site->index.count; i++) {
        const Entry *entry = &site->index.entries[i];
        const Node *node = entry->kind == ENTRY_NODE ? &site->nodes[entry->value] : NULL;
        if (!node || order_is_post(node)) continue;
        for (uint32_t k = 0; k < node->tag_count; k++)
            list_add(&o->lists.arena, &o->lists.of[node->tags[k]].pages, entry->value);
    }
}

static bool may_know(const Site *site, uint32_t folder, uint32_t below) {
    return folder != NODE_NONE && area_shows(site->nodes[folder].area, site->nodes[below].area);
}

/* In a folder written for leda files stand beside pages. In a project they are what pages are made of: only
 * folders without any page list them, and those folders stand in no list beside pages (SRC-10). */
static uint8_t *find_inhabited(const Site *site) {
    uint8_t *inhabited = mem_zero(site->node_count, 1);
    bool all = site->project.kind == PROJECT_NONE;
    for (uint32_t i = 0; i < site->node_count; i++) {
        if (all) inhabited[i] = 1;
        if (!site->nodes[i].page && site->nodes[i].list_kind == LIST_NONE) continue;
        for (uint32_t up = i; may_know(site, up, i) && !inhabited[up]; up = site->nodes[up].up)
            inhabited[up] = 1;
    }
    return inhabited;
}

static void list_files(Ordering *o) {
    const Site *site = o->place->site;
    bool beside_pages = site->project.kind == PROJECT_NONE;
    for (uint32_t i = 0; i < site->file_count; i++) {
        const File *file = &site->files[i];
        if (!file->listed || date_is_set(file->date)) continue;
        uint32_t folder = folder_of(o->place, file);
        bool shown = folder != NODE_NONE && area_shows(site->nodes[folder].area, file->area);
        if (!shown || (o->inhabited[folder] && !beside_pages)) continue;
        list_add(&o->lists.arena, &o->lists.of[folder].files, i);
    }
}

Date order_date(const Site *site, uint32_t item) {
    return item < LIST_FILE ? site->nodes[item].date : site->files[item - LIST_FILE].date;
}

Lists order_site(const Place *place) {
    Site *site = place->site;
    uint8_t *inhabited = find_inhabited(site);
    Ordering o = {place, inhabited, {.of = mem_zero(site->node_count, sizeof(ListMembers))}};
    uint32_t count;
    SortText *posts = collect_posts(place, &count);
    link_neighbours(site, posts, count);
    for (uint32_t i = 0; i < count; i++)
        each_list(place, posts[i].item, list_post, &o);
    list_tagged(&o);
    list_others(&o);
    list_files(&o);
    free(inhabited);
    free(posts);
    return o.lists;
}

void order_free(Lists *lists) {
    arena_free(&lists->arena);
    free(lists->of);
    free(lists->cards);
    *lists = (Lists){0};
}

#include "site/feed.h"

#include "base/percent.h"
#include "base/uri.h"
#include "render/atom.h"

enum { NOON = 12 * 3600 };

/* ---- addresses ---- */

/* Below a list that is a page's translation, `/posts/index.fi`, as below one that is a folder. */
static void add_feed_address(const Node *node, Buf *out) {
    buf_add(out, node->address);
    buf_add(out, site_is_folder(node) ? STR("atom.xml") : STR("/atom.xml"));
}

void feed_place(Place *place, uint32_t node) {
    Buf address = {0};
    place->site->nodes[node].has_feed = true;
    add_feed_address(&place->site->nodes[node], &address);
    const File feed = {
        .address = buf_str(&address), .mime = STR("application/atom+xml"), .type = '0', .made = FILE_FEED};
    File *made = place_made(place, &feed);
    if (made) {
        made->feed = arena_alloc(&place->site->arena, sizeof *made->feed);
        made->feed->node = node;
    }
    buf_free(&address);
}

/* The file at the address of the node's feed, or NULL. */
static File *feed_file(const Site *site, const Node *node) {
    Buf address = {0};
    add_feed_address(node, &address);
    uint32_t file = index_find(&site->index, ENTRY_FILE, buf_str(&address));
    buf_free(&address);
    return file == INDEX_NONE ? NULL : &site->files[file];
}

void feed_fill(Site *site, uint32_t node, const ListItems *posts) {
    File *file = feed_file(site, &site->nodes[node]);
    if (!file || file->made != FILE_FEED || posts->count == 0) return;
    uint32_t most = site->feeds.entries ? site->feeds.entries : FEED_ENTRIES;
    uint32_t count = posts->count < most ? posts->count : most;
    uint32_t *kept = arena_alloc(&site->arena, count * sizeof *kept);
    for (uint32_t i = 0; i < count; i++)
        kept[i] = posts->items[i];
    file->feed->posts = kept;
    file->feed->count = count;
}

const File *feed_of(const Site *site, const Node *node) {
    return feed_file(site, node);
}

/* ---- drawing ---- */

/* A post of a feed: a page, or a text, whose page is NULL. */
typedef struct FeedPost {
    const Node *node;
    const Page *page;
    const File *file;
} FeedPost;

static FeedPost post_at(const Site *site, uint32_t item) {
    if (item >= LIST_FILE) return (FeedPost){.file = &site->files[item - LIST_FILE]};
    return (FeedPost){&site->nodes[item], site->nodes[item].page, NULL};
}

/* A day alone is its noon in UTC, as for those who read the list itself (SUB-06): the same day almost
 * everywhere. */
static int64_t moment(Date date) {
    return date.has_time ? date.at : date.at + NOON;
}

static int64_t published(const FeedPost *post) {
    return moment(post->page ? post->page->date : post->file->date);
}

static int64_t updated(const FeedPost *post) {
    int64_t at = published(post);
    if (!post->page || !date_is_set(post->page->updated)) return at;
    int64_t later = moment(post->page->updated);
    return later > at ? later : at;
}

/* An id that no host, title or ending changes; the slash of a folder stays where a page beside it has the
 * same address without it. */
static void add_id(const Site *site, Str address, Buf *out) {
    Str host = site->identity.id_host.len ? site->identity.id_host : site->identity.host;
    Str stem = str_head(address, address.len - (address.len > 1 && str_ends(address, STR("/"))));
    bool taken = stem.len < address.len && index_find(&site->index, ENTRY_NODE, stem) != INDEX_NONE;
    buf_add(out, STR("gemini://"));
    uri_authority(host, 1965, 1965, out);
    percent_path(taken ? address : stem, out);
}

/* Where a list leads on Gopher: to the text of a page without links, else to its menu (section 5). */
static void add_gopher_url(const Site *site, const Node *node, Buf *out) {
    const GopherHome home = {site->identity.host, site->identity.gopher_port};
    bool menu = !node->page || node->page->has_links || node->list || node->menu;
    Buf selector = {0};
    if (menu)
        buf_add(&selector, node->address);
    else
        site_text_selector(node, &selector);
    gopherview_url(menu ? '1' : '0', buf_str(&selector), &home, out);
    buf_free(&selector);
}

/* What one part of a feed needs while it is drawn. */
typedef struct FeedDrawing {
    const Site *site;
    World world;
    Buf id, gemini, gopher, text;
} FeedDrawing;

static void feed_drawing_free(FeedDrawing *d) {
    buf_free(&d->id);
    buf_free(&d->gemini);
    buf_free(&d->gopher);
    buf_free(&d->text);
}

/* Both alternates, those of the reader's own protocol first; one that is not served is left out. */
static AtomLinks both_links(const FeedDrawing *d, Str type) {
    const AtomLink gemini = {buf_str(&d->gemini), type}, gopher = {buf_str(&d->gopher), STR("")};
    return d->world == WORLD_GOPHER ? (AtomLinks){gopher, gemini} : (AtomLinks){gemini, gopher};
}

static void link_node(FeedDrawing *d, const Node *node) {
    if (d->site->identity.gemini_port) {
        site_gemini_root(d->site, &d->gemini);
        buf_add(&d->gemini, node->url);
    }
    if (d->site->identity.gopher_port && !node->area) add_gopher_url(d->site, node, &d->gopher);
}

static void link_file(FeedDrawing *d, const File *file) {
    const GopherHome home = {d->site->identity.host, d->site->identity.gopher_port};
    if (d->site->identity.gemini_port) {
        site_gemini_root(d->site, &d->gemini);
        percent_path(file->address, &d->gemini);
    }
    if (home.port && !file->area) gopherview_url(file->type, file->address, &home, &d->gopher);
}

/* The feed of a section is told from those of other capsules in a reader's list. */
static void add_title(const Site *site, const Node *node, Buf *out) {
    Str home = site_title(&site->nodes[0]), title = site_title(node);
    buf_add(out, home);
    if (node == site->nodes || str_eq(home, title)) return;
    buf_add(out, STR(": "));
    buf_add(out, title);
}

static void draw_head(const Site *site, const Feed *feed, World world, Buf *out) {
    const Node *node = &site->nodes[feed->node];
    FeedDrawing d = {.site = site, .world = world}, self = {.site = site, .world = world};
    const File *file = feed_file(site, node);
    AtomFeed head = {.lang = node->lang.len ? node->lang : site->identity.lang,
                     .author = site->identity.author};
    if (feed->node == 0) head.subtitle = site->identity.description;
    for (uint32_t i = 0; i < feed->count; i++) {
        const FeedPost post = post_at(site, feed->posts[i]);
        int64_t at = updated(&post);
        if (i == 0 || at > head.updated) head.updated = at;
    }
    link_node(&d, node);
    link_file(&self, file);
    add_id(site, file->address, &d.id);
    add_title(site, node, &d.text);
    head.id = buf_str(&d.id);
    head.title = buf_str(&d.text);
    head.links = both_links(&d, STR("text/gemini"));
    head.self = both_links(&self, STR("")).first;
    head.self.type = STR("application/atom+xml");
    atom_start(&head, out);
    feed_drawing_free(&d);
    feed_drawing_free(&self);
}

/* The whole of a post, in what its reader's protocol has. */
static void add_content(FeedDrawing *d, const FeedPost *post, AtomEntry *entry) {
    const GopherHome home = {d->site->identity.host, d->site->identity.gopher_port};
    entry->content_type = STR("text/plain");
    if (!post->page) {
        entry->content = post->file->data;
    } else if (d->world == WORLD_GEMINI) {
        entry->content = post->page->gemtext;
        entry->content_type = STR("text/gemini");
    } else {
        Str map = post->page->gophermap;
        gopherview_text(&map, &home, SIZE_MAX, &d->text);
        entry->content = buf_str(&d->text);
    }
}

static void draw_entry(const Site *site, const FeedPost *post, World world, Buf *out) {
    FeedDrawing d = {.site = site, .world = world};
    AtomEntry entry = {.published = published(post), .updated = updated(post)};
    if (post->page) {
        link_node(&d, post->node);
        entry.links = both_links(&d, STR("text/gemini"));
        entry.title = post->page->title;
        entry.lang = post->page->lang;
        entry.author = post->page->authors;
        entry.summary = post->page->summary;
    } else {
        link_file(&d, post->file);
        entry.links = both_links(&d, post->file->mime);
        entry.title = post->file->title;
    }
    add_id(site, post->page ? post->node->address : post->file->address, &d.id);
    entry.id = buf_str(&d.id);
    if (site->feeds.content) {
        entry.summary = STR("");
        add_content(&d, post, &entry);
    }
    atom_entry(&entry, out);
    feed_drawing_free(&d);
}

bool feed_draw(const Site *site, const Feed *feed, World world, uint32_t *step, Buf *out) {
    uint32_t at = (*step)++;
    if (at == 0) {
        draw_head(site, feed, world, out);
    } else if (at <= feed->count) {
        const FeedPost post = post_at(site, feed->posts[at - 1]);
        draw_entry(site, &post, world, out);
    } else {
        atom_end(out);
    }
    return at <= feed->count;
}

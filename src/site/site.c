/* The Site's life and its look-ups. Every form of an address that CONVERSION.md section 2 lists comes down to
 * a *stem*, the address without its ending, so that one table of stems answers all of them. */
#include "site/site.h"

#include "base/parallel.h"
#include "base/path.h"
#include "base/percent.h"
#include "base/uri.h"
#include "base/utf8.h"
#include "site/frame.h"
#include "site/past.h"

#include <stdlib.h>
#include <unistd.h>

/* Nodes and files from which on it takes longer to free a Site than to make a thread for that. */
#define LARGE 500

Site *site_ref(const Site *site) {
    Site *shared = (Site *)(uintptr_t)site; /* the count is the only thing that changes */
    atomic_fetch_add_explicit(&shared->refs, 1, memory_order_relaxed);
    return shared;
}

static void site_free(void *context) {
    Site *shared = context;
    for (uint32_t i = 0; i < shared->node_count; i++) {
        page_unref(shared->nodes[i].page);
        page_unref(shared->nodes[i].list);
        page_unref(shared->nodes[i].menu);
    }
    frame_unref(shared->frame);
    free(shared->nodes);
    free(shared->files);
    past_free(shared->past);
    if (shared->root >= 0) close(shared->root);
    if (shared->overlay >= 0) close(shared->overlay);
    arena_free(&shared->arena);
    free(shared);
    mem_trim(); /* else the pages that went keep what they had, besides those that came */
}

static void free_behind(void *context) {
    parallel_behind();
    site_free(context);
}

void site_unref(const Site *site) {
    if (!site) return;
    Site *shared = (Site *)(uintptr_t)site;
    if (atomic_fetch_sub_explicit(&shared->refs, 1, memory_order_acq_rel) != 1) return;
    bool large = shared->node_count + shared->file_count >= LARGE;
    if (!large || !parallel_run_apart(free_behind, shared)) site_free(shared);
}

Str site_title(const Node *node) {
    return node->page ? node->page->title : node->name;
}

bool site_is_hollow(const Site *site, const Node *node) {
    return node->area != AREA_NONE && area_at(site->areas, node->address) != node->area;
}

/* Most addresses need no encoding: the two share their bytes. */
void site_set_address(Node *node, Str address, Arena *arena) {
    Str encoded = percent_path_str(address, arena);
    node->url = arena_join(arena, encoded, str_ends(address, STR("/")) ? STR("") : STR(".gmi"));
    bool same = encoded.p == address.p;
    node->address = same ? str_head(node->url, address.len) : arena_copy(arena, address);
}

bool site_is_folder(const Node *node) {
    return str_ends(node->address, STR("/"));
}

bool site_is_section(const Node *node) {
    if (site_is_folder(node)) return true;
    Str stem = str_head(node->address, node->address.len - node->lang.len);
    return node->lang.len && str_ends(stem, STR("/index."));
}

static Str called_among(const char *const *names, Str host) {
    while (names && *names && !uri_host_is(host, str_of(*names)))
        names++;
    return names && *names ? str_of(*names) : (Str){0};
}

Str site_called(const Identity *identity, Str host) {
    if (uri_host_is(host, identity->host)) return identity->host;
    Str also = called_among(identity->also, host);
    return also.len ? also : called_among(identity->was, host);
}

void site_gemini_root(const Site *site, Buf *out) {
    buf_add(out, STR("gemini://"));
    uri_authority(site->identity.host, site->identity.gemini_port, 1965, out);
}

void site_text_selector(const Node *node, Buf *out) {
    buf_add(out, node->address);
    buf_add(out, site_is_folder(node) ? STR("index.txt") : STR(".txt"));
}

/* The value of an address, as it is written or, `folded`, of what is the same ignoring case: the first of
 * them. An address in lower case stands in `index` alone. */
static uint32_t value_of(const Site *site, bool folded, EntryKind kind, Str address) {
    uint32_t value = index_find(&site->index, kind, address);
    uint32_t other = folded ? index_find(&site->folded, kind, address) : INDEX_NONE;
    return value < other ? value : other;
}

static uint32_t folder_value(const Site *site, bool folded, Str stem) {
    char folder[SITE_ADDRESS_MAX + 1];
    if (stem.len >= SITE_ADDRESS_MAX) return INDEX_NONE;
    for (size_t i = 0; i < stem.len; i++)
        folder[i] = stem.p[i];
    folder[stem.len] = '/';
    return value_of(site, folded, ENTRY_NODE, (Str){folder, stem.len + 1});
}

/* The page, folder or further address whose stem (no slash at its end) this is. */
static uint32_t stem_value(const Site *site, bool folded, Str stem) {
    uint32_t value = value_of(site, folded, ENTRY_NODE, stem);
    if (value == INDEX_NONE) value = folder_value(site, folded, stem);
    return value != INDEX_NONE ? value : value_of(site, folded, ENTRY_ALIAS, stem);
}

/* What any form of an address means. Of a page and a folder of one name a form with a slash behind the name
 * (`/posts/`, `/posts/index.html`) means the folder if it has a page of its own (section 2). */
static uint32_t form_value(const Site *site, bool folded, Str path) {
    Str stem = site_address_stem(path);
    bool slash = path.len > stem.len && path.p[stem.len] == '/';
    uint32_t folder = slash ? folder_value(site, folded, stem) : INDEX_NONE;
    return folder != INDEX_NONE && site->nodes[folder].path.len ? folder : stem_value(site, folded, stem);
}

static const Node *node_at(const Site *site, uint32_t value) {
    return value == INDEX_NONE ? NULL : &site->nodes[value];
}

static const Node *site_node(const Site *site, Str address) {
    return node_at(site, index_find(&site->index, ENTRY_NODE, address));
}

/* Takes one ending off; the first that fits. */
static bool strip_ending(Str *path, const Str *endings, size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (!str_ends(*path, endings[i])) continue;
        *path = str_head(*path, path->len - endings[i].len);
        return true;
    }
    return false;
}

Str site_address_stem(Str path) {
    static const Str endings[] = {STR(".gmi"), STR(".gemini"), STR(".html"),
                                  STR(".htm"), STR(".md"),     STR(".markdown")};
    static const Str names[] = {STR("/index"), STR("/_index"), STR("/")};
    strip_ending(&path, endings, sizeof endings / sizeof *endings);
    strip_ending(&path, names, sizeof names / sizeof *names);
    return path;
}

void site_public_folder(Str folder, Buf *out) {
    Str name;
    while (str_cut(&folder, '/', &name) && folder.p) {
        if (str_eq(name, STR("_posts")) || str_eq(name, STR("_drafts"))) continue;
        buf_add(out, name.len > 1 && str_starts(name, STR("_")) ? str_skip(name, 1) : name);
        buf_add_char(out, '/');
    }
}

static const File *site_file(const Site *site, Str address) {
    uint32_t value = index_find(&site->index, ENTRY_FILE, address);
    return value == INDEX_NONE ? NULL : &site->files[value];
}

/* Where nothing stands: whether a page stood there. */
static Found find_gone(const Site *site, Str stem) {
    bool gone = index_find(&site->index, ENTRY_GONE, stem) != INDEX_NONE;
    return (Found){.kind = gone ? FOUND_GONE : FOUND_NOTHING};
}

/* The page whose file this is, when it is written by hand and has the other ending of gemtext (GEM-MIME-07).
 */
static const Node *site_gemini_file(const Site *site, Str path) {
    const Node *node = site_node(site, site_address_stem(path));
    return node && str_ends(path, STR(".gemini")) && str_ends(node->path, STR(".gemini")) ? node : NULL;
}

/* [source]; the page's own address alone, in either form. */
static Found find_source(const Site *site, Str path) {
    Str stem = site_address_stem(path);
    const Node *node = site_node(site, stem);
    if (!node) node = node_at(site, folder_value(site, false, stem));
    if (!node || !node->page || !node->page->source.p) return (Found){0};
    return (Found){FOUND_SOURCE, node, NULL};
}

static Found site_find_gemini_nfc(const Site *site, Str path) {
    const File *file = site_file(site, path);
    if (file) return (Found){FOUND_FILE, NULL, file};
    if (str_ends(path, STR(".md")) || str_ends(path, STR(".markdown"))) return find_source(site, path);
    const Node *node = NULL;
    if (str_ends(path, STR("/")))
        node = site_node(site, path);
    else if (str_ends(path, STR(".gmi")))
        node = site_node(site, str_head(path, path.len - 4));
    else
        node = site_gemini_file(site, path);
    if (node && site_is_folder(node) == str_ends(path, STR("/"))) return (Found){FOUND_PAGE, node, NULL};
    node = node_at(site, form_value(site, false, path));
    return node ? (Found){FOUND_MOVED, node, NULL} : find_gone(site, site_address_stem(path));
}

/* Calls find with the path in NFC; ASCII is in NFC already. */
static Found site_find_nfc(const Site *site, Str path, Found (*find)(const Site *, Str)) {
    if (utf8_ascii(path)) return find(site, path);
    Buf nfc = {0};
    utf8_nfc(path, &nfc);
    Found found = find(site, buf_str(&nfc));
    buf_free(&nfc);
    return found;
}

static uint8_t found_area(Found found) {
    if (found.node) return found.node->area;
    return found.file ? found.file->area : AREA_NONE;
}

/* Nothing in an area answers at an address outside of it. */
static Found find_in_area(const Site *site, Str path) {
    Found found = site_find_gemini_nfc(site, path);
    return area_shows(area_at(site->areas, path), found_area(found)) ? found : (Found){0};
}

Found site_find_gemini(const Site *site, Str path) {
    return site_find_nfc(site, path, find_in_area);
}

const Area *site_area(const Site *site, Str path) {
    Buf nfc = {0};
    if (site->areas.count == 0) return NULL;
    utf8_nfc(path, &nfc);
    uint8_t area = area_at(site->areas, buf_str(&nfc));
    buf_free(&nfc);
    return area ? &site->areas.items[area - 1] : NULL;
}

static Found find_form(const Site *site, bool folded, Str path) {
    uint32_t value = value_of(site, folded, ENTRY_FILE, path);
    if (value != INDEX_NONE) return (Found){FOUND_FILE, NULL, &site->files[value]};
    value = form_value(site, folded, path);
    return value == INDEX_NONE ? (Found){0} : (Found){FOUND_PAGE, &site->nodes[value], NULL};
}

/* A link may name a file `_posts/a.md` although its page has another address. */
static Found find_link(const Site *site, bool folded, Str path) {
    Found found = find_form(site, folded, path);
    if (found.kind != FOUND_NOTHING || str_search(path, STR("/_")) == STR_NONE) return found;
    Buf public = {0};
    Str folder = str_head(path, str_rfind(path, '/') + 1);
    site_public_folder(folder, &public);
    buf_add(&public, str_skip(path, folder.len));
    found = find_form(site, folded, buf_str(&public));
    buf_free(&public);
    return found;
}

static Found site_find_folded(const Site *site, Str path) {
    Buf lower = {0};
    utf8_lower(path, &lower);
    Found found = find_link(site, true, buf_str(&lower));
    buf_free(&lower);
    return found;
}

Found site_find_link_nocase(const Site *site, Str path) {
    return site_find_nfc(site, path, site_find_folded);
}

/* Every byte is looked at, which compilers do many at a time. */
static bool is_lower(Str s) {
    unsigned others = 0;
    for (size_t i = 0; i < s.len; i++)
        others |= (unsigned char)s.p[i] >= 0x80 || (s.p[i] >= 'A' && s.p[i] <= 'Z');
    return others == 0;
}

/* Addresses are in lower case but for a few. */
void site_fold(Site *site) {
    Buf lower = {0};
    for (uint32_t i = 0; i < site->index.count; i++) {
        const Entry *entry = &site->index.entries[i];
        if (is_lower(entry->address)) continue;
        buf_clear(&lower);
        utf8_lower(entry->address, &lower);
        if (str_eq(entry->address, buf_str(&lower))) continue;
        Str address = arena_copy(&site->arena, buf_str(&lower));
        index_add(&site->folded, (EntryKind)entry->kind, address, entry->value);
    }
    buf_free(&lower);
    index_sort(&site->folded);
    index_hash(&site->folded);
}

/* The node whose text twin this selector names: `/posts/index.txt` is the folder's before it is a page's. */
static const Node *site_find_text(const Site *site, Str selector) {
    static const Str index = STR("index.txt"), text = STR(".txt");
    if (str_ends(selector, STR("/index.txt"))) {
        Str folder = str_head(selector, selector.len - index.len);
        const Node *node = site_node(site, folder);
        return node ? node : node_at(site, stem_value(site, false, str_head(folder, folder.len - 1)));
    }
    if (!str_ends(selector, text)) return NULL;
    return node_at(site, stem_value(site, false, str_head(selector, selector.len - text.len)));
}

/* `/posts/hello.txt` is an address of the page too, on Gopher. */
static Found site_find_link_nfc(const Site *site, Str path) {
    Found found = find_link(site, false, path);
    const Node *text = found.kind == FOUND_NOTHING ? site_find_text(site, path) : NULL;
    return text ? (Found){FOUND_PAGE, text, NULL} : found;
}

Found site_find_link(const Site *site, Str path) {
    return site_find_nfc(site, path, site_find_link_nfc);
}

static bool is_unseen(const Site *site, const Entry *entry) {
    return entry->kind == ENTRY_GONE || area_at(site->areas, entry->address) != AREA_NONE;
}

static bool has_further_below(const Site *site, Str stem) {
    const Index *index = &site->index;
    Buf folder = {0};
    buf_add(&folder, stem);
    buf_add_char(&folder, '/');
    uint32_t i = index_from(index, buf_str(&folder));
    while (i < index->count && is_unseen(site, &index->entries[i]))
        i++;
    bool has = i < index->count && str_starts(index->entries[i].address, buf_str(&folder));
    buf_free(&folder);
    return has;
}

/* Clients go up by taking parts off a selector: above a further address, where no folder is, stands the menu
 * of the nearest one (section 5). */
static const Node *above_further(const Site *site, Str stem) {
    const Node *node = NULL;
    if (!has_further_below(site, stem)) return NULL;
    while (!node && stem.len > 1)
        node = site_node(site, stem = path_folder(stem));
    return node;
}

static Found find_selector(const Site *site, Str selector) {
    const File *file = site_file(site, selector);
    if (file) return (Found){FOUND_FILE, NULL, file};
    const Node *node = site_node(site, selector);
    if (node) return (Found){FOUND_PAGE, node, NULL};
    node = site_find_text(site, selector);
    if (node) return (Found){FOUND_TEXT, node, NULL};
    Str stem = str_ends(selector, STR("/")) ? str_head(selector, selector.len - 1) : selector;
    uint32_t value = stem_value(site, false, stem);
    if (value == INDEX_NONE) value = index_find(&site->index, ENTRY_ALIAS, site_address_stem(selector));
    node = node_at(site, value);
    if (!node) node = above_further(site, stem);
    if (node) return (Found){FOUND_PAGE, node, NULL};
    return find_gone(site, str_ends(stem, STR(".txt")) ? str_head(stem, stem.len - 4) : stem);
}

/* Gopher knows no certificates. */
static Found site_find_selector(const Site *site, Str selector) {
    if (area_at(site->areas, selector) != AREA_NONE) return (Found){0};
    Found found = find_selector(site, selector);
    return found_area(found) == AREA_NONE ? found : (Found){0};
}

/* With a slash in front, whatever the client sent. */
static Found site_find_rooted(const Site *site, Str selector) {
    char rooted[SITE_ADDRESS_MAX + 1];
    if (str_starts(selector, STR("/"))) return site_find_nfc(site, selector, site_find_selector);
    if (selector.len >= SITE_ADDRESS_MAX) return (Found){0};
    rooted[0] = '/';
    for (size_t i = 0; i < selector.len; i++)
        rooted[i + 1] = selector.p[i];
    return site_find_nfc(site, (Str){rooted, selector.len + 1}, site_find_selector);
}

Found site_find_gopher(const Site *site, Str selector) {
    Found found = site_find_rooted(site, selector);
    if (found.kind != FOUND_NOTHING) return found;
    Str typed = str_starts(selector, STR("/")) ? str_skip(selector, 1) : selector;
    if (typed.len < 2 || !ascii_alnum(typed.p[0]) || typed.p[1] != '/') return found;
    return site_find_rooted(site, str_skip(typed, 1));
}

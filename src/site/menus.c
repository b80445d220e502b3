/* Maps come after all addresses, so that what an item leads to is a look-up, and before anything is drawn,
 * since links to a file show its type. No program is ever run (MAP-07); what a map includes is a file of the
 * walk, so it lies in the tree and may be read. */
#include "site/menus.h"

#include "base/file.h"
#include "base/map.h"
#include "base/path.h"
#include "base/utf8.h"
#include "render/charset.h"
#include "site/mapfile.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef struct Menus {
    Site *site;
    Gather *gather;
    const Walk *walk;
    FileMark *marks; /* of files that items lead to */
    Diag *diag;
    Map read;   /* path -> index of its text */
    Str *texts; /* cleaned; p is NULL for what is no text */
    uint32_t text_count, text_cap;
    Arena arena;
    /* of the folder whose map is being read */
    uint32_t folder;
    Map types; /* extension in small letters -> item type */
} Menus;

/* Few files end like that: the whole name is asked of these. */
static bool is_named(Str path, Str name) {
    return str_ends(path, name) && str_eq(path_last(path), name);
}

bool menus_are_made_of(Str path) {
    return is_named(path, STR("gophermap")) || is_named(path, STR("gophertag"));
}

/* ---- texts ---- */

static const WalkFile *find_walked(const Walk *walk, Str path) {
    uint32_t low = 0, high = walk->count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        int order = str_cmp(walk->files[middle].path, path);
        if (order == 0) return &walk->files[middle];
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

/* Why these bytes are no map, or NULL. */
static const char *find_fault(int status, Str bytes) {
    if (status == -EFBIG) return "larger than 4 MiB";
    if (status != 0) return strerror(-status);
    if (str_starts(bytes, STR("#!"))) return "a program; leda runs none";
    return str_find(bytes, 0) == STR_NONE ? NULL : "not a text";
}

static Str read_text(Menus *m, const WalkFile *file) {
    Buf text = {0};
    unsigned waits = 0;
    Known *known = &m->walk->known[file - m->walk->files];
    GatherWorker *own = &m->gather->workers[0];
    const PastReading how = {m->site->root, m->gather->now, MAPFILE_MAX, m->gather->settle,
                             &own->folder,  &own->raw,      NULL};
    int status = past_hold(&how, file, known, &waits);
    Str raw = known->blob ? blob_str(known->blob) : STR("");
    if (waits) gather_again(m->gather, waits);
    if (status == -EAGAIN) return (Str){0};
    const char *fault = find_fault(status, raw);
    Str copy = {0};
    diag_file(m->diag, file->path);
    if (fault) {
        if (menus_are_made_of(file->path)) diag_add(m->diag, 0, "no menu: %s", fault);
    } else {
        uint32_t bad = utf8_clean(raw, &text);
        if (bad) diag_add(m->diag, bad, "bytes that are not UTF-8 became U+FFFD; save the file as UTF-8");
        copy = text.len ? arena_copy(&m->arena, buf_str(&text)) : STR("");
    }
    buf_free(&text);
    return copy;
}

/* Each text once, however often it is included. */
static bool get_text(void *context, Str path, Str *text) {
    Menus *m = context;
    uint32_t index = map_get(&m->read, path);
    if (index == MAP_NONE) {
        const WalkFile *file = find_walked(m->walk, path);
        if (!file) return false;
        Str before = arena_copy(&m->arena, m->diag->file);
        if (m->text_count == m->text_cap) {
            m->text_cap = m->text_cap ? m->text_cap * 2 : 16;
            m->texts = mem_grow(m->texts, m->text_cap, sizeof *m->texts);
        }
        index = m->text_count++;
        m->texts[index] = read_text(m, file);
        map_add(&m->read, file->path, index);
        diag_file(m->diag, before);
    }
    *text = m->texts[index];
    return text->p != NULL;
}

/* ---- what a map asks of its tree ---- */

static MapfileFound find_selector(void *context, char type, Str *selector) {
    Menus *m = context;
    Found found = site_find_gopher(m->site, *selector);
    if (found.kind == FOUND_FILE) m->site->files[found.file - m->site->files].waits = false; /* SRC-10 */
    if (found.kind == FOUND_PAGE) return MAPFILE_MENU;
    if (found.kind == FOUND_FILE) atomic_fetch_or(&m->marks[found.file - m->site->files], FILE_LINKED);
    if (found.kind != FOUND_NOTHING) return MAPFILE_FILE;
    found = site_find_link(m->site, *selector);
    if (found.kind != FOUND_PAGE || found.node->area != AREA_NONE) return MAPFILE_NOTHING;
    if (type != '0') {
        *selector = found.node->address;
        return MAPFILE_MENU;
    }
    Buf text = {0};
    site_text_selector(found.node, &text);
    *selector = arena_copy(&m->arena, buf_str(&text));
    buf_free(&text);
    return MAPFILE_FILE;
}

/* A file, page or folder that lies directly in the map's folder. */
static bool hide(void *context, Str name) {
    Menus *m = context;
    Str folder = m->site->nodes[m->folder].address;
    if (str_ends(name, STR("/"))) name = str_head(name, name.len - 1);
    if (name.len == 0 || str_find(name, '/') != STR_NONE) return false;
    Found found = site_find_link(m->site, arena_join(&m->arena, folder, name));
    if (found.kind == FOUND_FILE) {
        m->site->files[found.file - m->site->files].listed = false;
        return true;
    }
    if (found.kind != FOUND_PAGE || found.node->up != m->folder) return false;
    m->site->nodes[found.node - m->site->nodes].unlisted = true;
    return true;
}

static Str small_letters(Str s, Arena *arena) {
    Str copy = arena_copy(arena, s);
    char *p = (char *)(uintptr_t)copy.p; /* ours: the copy */
    for (size_t i = 0; i < s.len; i++)
        p[i] = ascii_lower(s.p[i]);
    return copy;
}

static void set_type(void *context, Str extension, char type) {
    Menus *m = context;
    map_set(&m->types, small_letters(extension, &m->arena), (unsigned char)type);
}

/* The types that the map gave to the files of its own folder. */
static void apply_types(Menus *m) {
    Site *site = m->site;
    Str folder = site->nodes[m->folder].address;
    if (m->types.count == 0) return;
    for (uint32_t i = index_from(&site->index, folder); i < site->index.count; i++) {
        const Entry *entry = &site->index.entries[i];
        if (!str_starts(entry->address, folder)) break;
        Str name = str_skip(entry->address, folder.len);
        size_t dot = str_rfind(name, '.');
        if (entry->kind != ENTRY_FILE || dot == STR_NONE || str_find(name, '/') != STR_NONE) continue;
        uint32_t type = map_get(&m->types, small_letters(str_skip(name, dot + 1), &m->arena));
        if (type != MAP_NONE) site->files[entry->value].type = (char)type;
    }
}

/* ---- folders ---- */

/* The node of the folder that a file lies in. */
static uint32_t folder_of(const Site *site, Str path) {
    Buf address = {0};
    buf_add_char(&address, '/');
    utf8_nfc(path_folder(path), &address);
    uint32_t node = index_find(&site->index, ENTRY_NODE, buf_str(&address));
    buf_free(&address);
    return node;
}

/* Reads the map again in the charset that is asked for, unless too little of it can be spelled (MENU-03):
 * before it is read nobody knows what it includes. */
static void spell_map(const Menus *m, Mapfile *file, Str text, MapfileMenu *menu) {
    Charset wanted = m->site->render.charset;
    Str rest = buf_str(&menu->map), line;
    CharsetCount count = {0};
    Diag heard = {0}; /* the same as the first time */
    while (str_line(&rest, &line))
        charset_count(wanted, str_head(line, str_find(line, '\t')), &count);
    file->charset = charset_choose(wanted, &count);
    if (file->charset == wanted) {
        mapfile_free(menu);
        mapfile_read(file, text, menu, &heard);
        diag_free(&heard);
        return;
    }
    diag_file(m->diag, file->path);
    diag_add(m->diag, 0, "more than 5 %% of the letters cannot be spelled in %s; Gopher gets UTF-8",
             charset_name(wanted).p);
}

/* Gopher has nothing of an area, so a map in one would only find nothing. */
static bool is_in_area(const Menus *m, Str path) {
    if (m->site->nodes[m->folder].area == AREA_NONE) return false;
    diag_file(m->diag, path);
    diag_add(m->diag, 0, "no menu: it lies in an area, and Gopher has nothing of those");
    return true;
}

static void read_map(Menus *m, Str path) {
    Site *site = m->site;
    Str text;
    MapfileMenu menu;
    m->folder = folder_of(m->site, path);
    if (m->folder == INDEX_NONE || is_in_area(m, path) || !get_text(m, path, &text)) return;
    Node *node = &site->nodes[m->folder];
    const MapfileTree tree = {m, get_text, find_selector, hide, set_type};
    Mapfile file = {path,         node->address, &site->identity, site->render.width,
                    CHARSET_UTF8, tree,          site->plain_maps};
    mapfile_read(&file, text, &menu, m->diag);
    if (site->render.charset != CHARSET_UTF8) spell_map(m, &file, text, &menu);
    if (menu.title.len) node->name = arena_copy(&site->arena, menu.title);
    node->menu = page_new(&(Page){.title = node->name, .gophermap = buf_str(&menu.map)}, NULL);
    node->menu_lists = menu.lists;
    apply_types(m);
    map_free(&m->types);
    m->types = (Map){0};
    mapfile_free(&menu);
}

/* MAP-08: the first line names the folder. */
static void read_tag(Menus *m, Str path) {
    Str text, line = {0};
    uint32_t folder = folder_of(m->site, path);
    if (folder == INDEX_NONE || !get_text(m, path, &text)) return;
    str_line(&text, &line);
    line = str_trim(line);
    if (line.len) m->site->nodes[folder].name = arena_copy(&m->site->arena, line);
}

void menus_load(Site *site, Gather *gather, FileMark *marks) {
    const Walk *walk = &gather->walks[CONTENT];
    Menus m = {.site = site, .gather = gather, .walk = walk, .marks = marks, .diag = gather->diag};
    for (uint32_t i = 0; i < walk->count; i++) {
        Str path = walk->files[i].path; /* sorted: a gophertag comes after the gophermap beside it */
        if (is_named(path, STR("gophermap"))) read_map(&m, path);
        if (is_named(path, STR("gophertag"))) read_tag(&m, path);
    }
    map_free(&m.read);
    free(m.texts);
    arena_free(&m.arena);
}

Page *menus_find(const Site *site, Str path) {
    uint32_t folder = is_named(path, STR("gophermap")) ? folder_of(site, path) : INDEX_NONE;
    return folder == INDEX_NONE ? NULL : site->nodes[folder].menu;
}

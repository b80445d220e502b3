/* Lines are taken off a stack of texts, the map and what it includes, so that includes cost no recursion. A
 * line is asked for a control character first, then for a TAB (MAP-06); whatever it is, what it gives is made
 * by render/mapline and so well-formed. */
#include "site/mapfile.h"

#include "base/path.h"
#include "base/uri.h"
#include "base/utf8.h"
#include "render/charset.h"
#include "render/mapline.h"
#include "site/resolve_url.h"

enum { SHOWN_MAX = 100 }; /* bytes of the author's words in a diagnostic */

typedef struct Level {
    Str path; /* of the text, relative to the content root */
    Str rest;
    uint32_t line;
} Level;

typedef struct Reader {
    const Mapfile *file;
    MapfileMenu *menu;
    Diag *diag;
    Level levels[MAPFILE_DEPTH + 1];
    unsigned depth;
    size_t included; /* bytes so far */
    Buf scratch;
    Buf spelled; /* what is shown, in the map's charset */
} Reader;

typedef struct Item {
    char type;
    Str name, selector, host, port;
} Item;

/* ---- words ---- */

static uint32_t line_of(const Reader *r) {
    return r->levels[r->depth - 1].line;
}

static Str shown(Str s) {
    return utf8_cut(s, SHOWN_MAX);
}

/* MAP-04: other blanks are the author's. */
static Str without_blanks_behind(Str s) {
    while (s.len && s.p[s.len - 1] == ' ')
        s.len--;
    return s;
}

static Str spell(Reader *r, Str s) {
    buf_clear(&r->spelled);
    charset_add(r->file->charset, s, &r->spelled);
    return buf_str(&r->spelled);
}

/* The author's line, but for what clients would act on (MENU-02). */
static void add_info(Reader *r, Str text) {
    text = spell(r, text);
    bool acted_on = str_starts(text, STR("=>")) || str_starts(text, STR("```"));
    for (size_t i = 0; i < text.len; i++)
        if (r->spelled.p[i] == '\t') r->spelled.p[i] = ' ';
    mapline_info(acted_on ? STR(" ") : STR(""), text, &r->menu->map);
}

/* ---- control characters (MAP-06) ---- */

static void set_title(Reader *r, Str title) {
    if (r->menu->title.len == 0) r->menu->title = arena_copy(&r->menu->arena, str_trim(title));
    add_info(r, title);
}

/* A control character that is doubled or has a blank behind it begins a line of text, unless it happens to
 * name something. */
static bool looks_like_text(char control, Str rest) {
    return rest.len && (rest.p[0] == ' ' || rest.p[0] == control);
}

static bool hide(Reader *r, Str name) {
    const MapfileTree *tree = &r->file->tree;
    if (tree->hide(tree->context, name)) return true;
    if (looks_like_text('-', name)) return false;
    diag_add(r->diag, line_of(r), "hides nothing: %.*s; put a blank before a line of text",
             STR_FMT(shown(name)));
    return true;
}

static bool set_type(Reader *r, Str rule) {
    const MapfileTree *tree = &r->file->tree;
    size_t equals = str_find(rule, '=');
    bool good = equals != STR_NONE && equals > 0 && equals + 2 == rule.len && ascii_alnum(rule.p[equals + 1]);
    if (good) tree->set_type(tree->context, str_head(rule, equals), rule.p[equals + 1]);
    return good;
}

/* A path of the author's below the folder that `beside` lies in, or below the root; with a leading slash. */
static bool join_beside(Str beside, Str path, Buf *out) {
    size_t slash = str_rfind(beside, '/');
    buf_clear(out);
    buf_add_char(out, '/');
    if (!str_starts(path, STR("/")) && slash != STR_NONE && !path_join(str_head(beside, slash + 1), out))
        return false;
    return path_join(path, out);
}

static const char *enter(Reader *r, Str path, Str text) {
    for (unsigned i = 0; i < r->depth; i++)
        if (str_eq(r->levels[i].path, path)) return "it includes itself";
    if (r->depth > MAPFILE_DEPTH) return "too many maps that include each other";
    if (text.len > MAPFILE_INCLUDED_MAX - r->included) return "too much is included";
    r->included += text.len;
    r->levels[r->depth++] = (Level){path, text, 0};
    diag_file(r->diag, path);
    return NULL;
}

static bool include(Reader *r, Str name) {
    Str text = {0};
    const char *fault = "there is no such text; leda runs no programs";
    if (join_beside(r->file->path, str_trim(name), &r->scratch)) {
        Str path = arena_copy(&r->menu->arena, str_skip(buf_str(&r->scratch), 1));
        if (r->file->tree.text(r->file->tree.context, path, &text))
            fault = enter(r, path, text);
        else if (looks_like_text('=', name))
            return false;
    }
    if (fault) diag_add(r->diag, line_of(r), "not included: %.*s: %s", STR_FMT(shown(name)), fault);
    return true;
}

/* `*` and `.`; in an included map they end that one alone. */
static bool stop(Reader *r, char why, Str behind) {
    Level *level = &r->levels[r->depth - 1];
    if (behind.len) {
        diag_add(r->diag, level->line, "taken for text: %c ends the menu only on a line of its own", why);
        return false;
    }
    if (why == '*' && r->depth == 1) r->menu->lists = true;
    level->rest = STR("");
    return true;
}

static bool refuse_list(Reader *r, char c, Str behind) {
    const char *what = c == '~' ? "users" : "hosts";
    diag_add(r->diag, line_of(r), "%c: leda has no list of %s", c, what);
    return behind.len == 0;
}

/* False when the line is text or an item. */
static bool read_control(Reader *r, Str line) {
    Str rest = str_skip(line, 1);
    char c = line.len ? line.p[0] : ' ';
    if (c == '#') return true;
    if (line.len > 1 && !str_has_word(rest)) return false;
    switch (c) {
    case '!': set_title(r, rest); return true;
    case '-': return hide(r, rest);
    case ':': return set_type(r, rest);
    case '=': return include(r, rest);
    case '*':
    case '.': return stop(r, c, rest);
    case '~':
    case '%': return refuse_list(r, c, rest);
    default: return false;
    }
}

/* ---- items (MAP-02, MAP-03) ---- */

static Str next_field(Str *rest) {
    Str field = STR("");
    str_cut(rest, '\t', &field);
    return without_blanks_behind(field);
}

static void check_name(Reader *r, const Item *item) {
    if (!mapline_fits(item->name, r->file->width))
        diag_add(r->diag, line_of(r), "wider than %u columns, clients may cut it: %.*s", r->file->width,
                 STR_FMT(shown(item->name)));
}

static void add_item(Reader *r, const Item *item, Str selector) {
    const Target target = {.kind = TARGET_OURS, .type = item->type, .selector = selector};
    mapline_item(spell(r, item->name), &target, &r->menu->map);
}

static void add_url(Reader *r, const Item *item, Str url) {
    const Target target = {.kind = TARGET_ELSEWHERE, .url = url};
    Str scheme = uri_scheme(url);
    if (url_kind(scheme) == URL_SCRIPT) {
        diag_add(r->diag, line_of(r), "link left out: %.*s: is nothing a reader can follow", STR_FMT(scheme));
        add_info(r, item->name);
        return;
    }
    mapline_item(spell(r, item->name), &target, &r->menu->map);
}

/* A remote host without a port: the port of the item's protocol, not ours (MAP-02). */
static void add_remote(Reader *r, const Item *item) {
    bool telnet = item->type == '8' || item->type == 'T';
    uint32_t port = telnet ? 23 : 70, given;
    if (str_to_u32(item->port, &given) && given > 0 && given <= UINT16_MAX)
        port = given;
    else if (item->port.len)
        diag_add(r->diag, line_of(r), "no port: %.*s; taken for %u", STR_FMT(shown(item->port)), port);
    const Target target = {.kind = TARGET_GOPHER,
                           .type = item->type,
                           .selector = item->selector,
                           .host = item->host,
                           .port = (uint16_t)port};
    mapline_item(spell(r, item->name), &target, &r->menu->map);
}

/* A selector that names many files is Bucktooth's (MAP-09). */
static bool is_pattern(const Item *item) {
    return item->selector.len == 0 &&
           (str_find(item->name, '*') != STR_NONE || str_find(item->name, '?') != STR_NONE ||
            str_find(item->name, '[') != STR_NONE);
}

static void check_found(Reader *r, const Item *item, MapfileFound found, Str selector) {
    if (found == MAPFILE_NOTHING)
        diag_add(r->diag, line_of(r), "item leads nowhere: %.*s", STR_FMT(shown(selector)));
    else if (found == MAPFILE_MENU && item->type == '0')
        diag_add(r->diag, line_of(r), "item of type 0 leads to a menu: %.*s; write 1, or .txt behind it",
                 STR_FMT(shown(selector)));
    else if (found == MAPFILE_FILE && item->type == '1')
        diag_add(r->diag, line_of(r), "item of type 1 leads to a file: %.*s", STR_FMT(shown(selector)));
}

static void add_local(Reader *r, const Item *item) {
    const MapfileTree *tree = &r->file->tree;
    Str written = item->selector.len || item->host.len ? item->selector : item->name;
    Str beside = item->host.len ? STR("") : r->file->folder;
    bool inside = join_beside(beside, written, &r->scratch);
    Str selector = arena_copy(&r->menu->arena, inside ? buf_str(&r->scratch) : written);
    MapfileFound found = inside ? tree->find(tree->context, item->type, &selector) : MAPFILE_NOTHING;
    if (found == MAPFILE_NOTHING && item->host.len == 0 && is_pattern(item)) {
        diag_add(r->diag, line_of(r), "leda finds no files by patterns: %.*s", STR_FMT(shown(written)));
        add_info(r, item->name);
        return;
    }
    check_found(r, item, found, selector);
    add_item(r, item, selector);
}

static bool is_ours(const Reader *r, const Item *item) {
    const Identity *identity = r->file->identity;
    uint32_t port = identity->gopher_port;
    if (item->host.len == 0) return true;
    if (!str_eq_nocase(item->host, identity->host)) return false;
    return item->port.len == 0 || (str_to_u32(item->port, &port) && port == identity->gopher_port);
}

/* Types whose selector is no address of ours: errors, telnet, phone books. */
static bool is_opaque(char type) {
    return type == '3' || type == '8' || type == 'T' || type == '2';
}

static void read_item(Reader *r, Str line) {
    Item item = {.type = line.p[0]};
    item.name = str_skip(next_field(&line), 1);
    item.selector = next_field(&line);
    item.host = str_trim(next_field(&line));
    item.port = str_trim(next_field(&line));
    if (item.type == 'i') {
        add_info(r, item.name);
        return;
    }
    Str url = str_starts(item.selector, STR("/")) ? str_skip(item.selector, 1) : item.selector;
    check_name(r, &item);
    if (str_starts(url, STR("URL:")))
        add_url(r, &item, str_skip(url, 4));
    else if (!is_ours(r, &item))
        add_remote(r, &item);
    else if (is_opaque(item.type))
        add_item(r, &item, item.selector);
    else
        add_local(r, &item);
}

/* A type is a printable character: a line that begins with a blank, a letter beyond ASCII or a control
 * character that means nothing is text, TABs and all. */
static void read_line(Reader *r, Str line) {
    bool plain = r->file->plain;
    line = without_blanks_behind(line);
    if (!plain && read_control(r, line)) return;
    bool typed = line.len && line.p[0] > ' ' && line.p[0] < 0x7F;
    if (typed && !plain) typed = !mapline_is_control(line.p[0]);
    if (typed && str_find(line, '\t') != STR_NONE)
        read_item(r, line);
    else
        add_info(r, line);
}

void mapfile_read(const Mapfile *file, Str text, MapfileMenu *menu, Diag *diag) {
    Reader r = {.file = file, .menu = menu, .diag = diag};
    Str line;
    *menu = (MapfileMenu){0};
    r.levels[r.depth++] = (Level){file->path, text, 0};
    diag_file(diag, file->path);
    while (r.depth) {
        Level *level = &r.levels[r.depth - 1];
        if (str_line(&level->rest, &line)) {
            level->line++;
            read_line(&r, line);
        } else if (--r.depth) {
            diag_file(diag, r.levels[r.depth - 1].path);
        }
    }
    charset_encode(file->charset, 0, &menu->map);
    buf_free(&r.scratch);
    buf_free(&r.spelled);
}

void mapfile_free(MapfileMenu *menu) {
    buf_free(&menu->map);
    arena_free(&menu->arena);
    *menu = (MapfileMenu){0};
}

#include "site/resolve.h"

#include "base/map.h"
#include "base/path.h"
#include "base/percent.h"
#include "base/uri.h"
#include "base/utf8.h"
#include "site/resolve_url.h"

#include <stdlib.h>

#define PLACES_MAX 4

typedef struct Answer {
    Found found;
    SiteLinkStep step;
} Answer;

/* What the paths of a page's links were found to lead to of which the first place is not the one: pages
 * repeat their links, and one that leads nowhere costs the most look-ups. */
typedef struct Answers {
    Map seen; /* path -> index of its answer */
    Answer *items;
    uint32_t count, cap;
} Answers;

/* A link of ours, taken apart. */
typedef struct Reference {
    Answers *answers;       /* of plain links of this page; NULL: it is another one */
    Str path;               /* decoded, without query and fragment */
    Str tail;               /* query and fragment as written */
    bool own_url;           /* written as an absolute URL of ours */
    bool by_name;           /* the last name may find it (LNK-01, step 3) */
    bool in_area;           /* it leads into an area from outside of that */
    bool from_root;         /* a template's reference: its path may begin at the content root */
    Str places[PLACES_MAX]; /* the addresses that it can mean, in order */
    unsigned place_count;
    unsigned place_tried; /* those before are none */
} Reference;

static Str arena_take(Arena *arena, Buf *buf) {
    Str copy = arena_copy(arena, buf_str(buf));
    buf_free(buf);
    return copy;
}

Target resolve_node(const Node *node) {
    return (Target){.kind = TARGET_OURS, .type = '1', .url = node->url, .selector = node->address};
}

Target resolve_file(const File *file, Arena *arena) {
    Str url = percent_path_str(file->address, arena);
    return (Target){.kind = TARGET_OURS, .type = file->type, .url = url, .selector = file->address};
}

/* True when no part of the path is empty or begins with a dot. */
static bool is_straight(Str path) {
    for (size_t i = 0; i < path.len; i++)
        if ((i == 0 || path.p[i - 1] == '/') && (path.p[i] == '/' || path.p[i] == '.')) return false;
    return path.len > 0;
}

/* What most links ask for: a path that goes neither up nor round. */
static bool add_straight_place(const Resolver *r, Reference *ref, Str base, Str path) {
    const Str slash = STR("/");
    Str from = str_skip(base, str_starts(base, slash));
    Str to = str_skip(path, from.len == 0 && str_starts(path, slash));
    bool open = from.len && !str_ends(from, slash);
    if (!is_straight(to) || (from.len && !is_straight(from)) || (open && from.len == base.len)) return false;
    Str place = open ? arena_join3(r->arena, base, slash, to) : arena_join3(r->arena, slash, from, to);
    ref->places[ref->place_count++] = place;
    return true;
}

/* The address of `path` below the folder `base`, both decoded, as one more place to look at. */
static void add_place(const Resolver *r, Reference *ref, Str base, Str path) {
    Buf joined = {0};
    if (add_straight_place(r, ref, base, path)) return;
    buf_add_char(&joined, '/');
    bool inside = path_join(base, &joined);
    if (inside && joined.p[joined.len - 1] != '/') buf_add_char(&joined, '/');
    if (inside && path_join(path, &joined)) ref->places[ref->place_count++] = arena_take(r->arena, &joined);
    buf_free(&joined);
}

static void add_first_place(const Resolver *r, Reference *ref) {
    bool rooted = str_starts(ref->path, STR("/"));
    add_place(r, ref, rooted ? STR("") : path_folder(r->path), ref->path);
}

static void add_other_places(const Resolver *r, Reference *ref) {
    Str path = ref->path;
    if (str_starts(path, STR("/"))) {
        Str base = url_base_path(r->site->identity.web);
        if (base.len && str_starts(path, base) && str_starts(str_skip(path, base.len), STR("/")))
            add_place(r, ref, STR(""), str_skip(path, base.len));
    } else {
        add_place(r, ref, r->address, path);
        if (ref->from_root) add_place(r, ref, STR(""), path);
    }
    if (project_path(&r->site->project, path, &path)) add_place(r, ref, STR(""), path);
}

/* Takes a link of ours apart. False for one that names the page itself or asks the home page something: no
 * address of ours takes a query. */
static bool read_reference(const Resolver *r, Str written, Reference *ref) {
    Str path = str_head(written, str_find(written, '#'));
    path = str_head(path, str_find(path, '?'));
    ref->tail = str_skip(written, path.len);
    if (str_starts(ref->tail, STR("?")) && (path.len == 0 || str_eq(path, STR("/")))) return false;
    if (str_starts(path, STR("@/"))) path = str_skip(path, 1);
    ref->path = percent_decode_str(path, r->arena);
    bool markdown = str_ends(ref->path, STR(".md")) || str_ends(ref->path, STR(".markdown"));
    ref->by_name = ref->by_name || ref->own_url || markdown || str_starts(ref->path, STR("/"));
    add_first_place(r, ref);
    return ref->path.len > 0;
}

/* Whether the page may lead to it, which lies in an area of its own, or in none. */
static bool may_tell(const Resolver *r, const Found *found) {
    if (r->site->areas.count == 0) return true;
    uint8_t area = found->node ? found->node->area : found->file->area;
    return area == AREA_NONE || area_shows(area_at(r->site->areas, r->address), area);
}

/* What stands at an address, if the page may lead there. Into an area it leads by the very address that its
 * author wrote: any other one that it had would be told to everybody. */
static Found find_address(const Resolver *r, Str place) {
    Found found = site_find_link(r->site, place);
    if (found.kind == FOUND_NOTHING || may_tell(r, &found)) return found;
    Str own = found.node ? site_address_stem(found.node->address) : found.file->address;
    Buf nfc = {0};
    utf8_nfc(found.node ? site_address_stem(place) : place, &nfc);
    bool same = str_eq(own, buf_str(&nfc));
    buf_free(&nfc);
    bool hollow = found.node && site_is_hollow(r->site, found.node);
    return same && !hollow ? found : (Found){0};
}

static Found find_nocase(const Resolver *r, Str place) {
    Found found = site_find_link_nocase(r->site, place);
    return found.kind == FOUND_NOTHING || may_tell(r, &found) ? found : (Found){0};
}

/* What stands at the first of its places that has anything. */
static Found find_place(const Resolver *r, Reference *ref) {
    Found found = {0};
    while (found.kind == FOUND_NOTHING && ref->place_tried < ref->place_count)
        found = find_address(r, ref->places[ref->place_tried++]);
    return found;
}

/* All places are known. */
static Found search(const Resolver *r, Reference *ref, SiteLinkStep *step) {
    Found found = find_place(r, ref);
    *step = SITE_LINK_ADDRESS;
    if (found.kind != FOUND_NOTHING) return found;
    *step = SITE_LINK_CASE;
    for (unsigned i = 0; i < ref->place_count; i++)
        if ((found = find_nocase(r, ref->places[i])).kind != FOUND_NOTHING) return found;
    *step = SITE_LINK_NAME;
    uint8_t at = area_at(r->site->areas, r->address);
    uint32_t node = ref->by_name ? names_find(&r->site->names, ref->path, at) : NAMES_NONE;
    if (node != NAMES_NONE) return (Found){FOUND_PAGE, &r->site->nodes[node], NULL};
    *step = SITE_LINK_NOWHERE;
    return found;
}

/* Most links lead to their first place. Of others what is known of the page's links is asked before. */
static Found find(const Resolver *r, Reference *ref, SiteLinkStep *step) {
    Answers *known = ref->answers;
    Found found = find_place(r, ref);
    *step = SITE_LINK_ADDRESS;
    if (found.kind != FOUND_NOTHING) return found;
    add_other_places(r, ref);
    if (!known) return search(r, ref, step);
    uint32_t at = map_add(&known->seen, ref->path, known->count);
    if (at == known->count) {
        if (known->count == known->cap) {
            known->cap = known->cap ? known->cap * 2 : 32;
            known->items = mem_grow(known->items, known->cap, sizeof *known->items);
        }
        Answer answer = {.step = SITE_LINK_NOWHERE};
        answer.found = search(r, ref, &answer.step);
        known->items[known->count++] = answer;
    }
    *step = known->items[at].step;
    return known->items[at].found;
}

/* Where the web site has what a source file becomes: `/a/b/` for `/a/b.md` and `/a/b/index.md`. */
static Str page_on_web(Str place, Arena *arena) {
    bool markdown = str_ends(place, STR(".md")) || str_ends(place, STR(".markdown"));
    if (!markdown) return place;
    Str page = str_head(place, str_rfind(place, '.'));
    Str name = str_skip(page, str_rfind(page, '/') + 1);
    bool index = str_eq(name, STR("index")) || str_eq(name, STR("_index"));
    if (index) return str_head(page, page.len - name.len);
    return arena_join(arena, page, STR("/"));
}

/* The web site's page of that path, which has none here; nothing when there is no such site (LNK-02). */
static Target on_web(const Resolver *r, const Reference *ref, Str written) {
    Str web = r->site->identity.web;
    Buf url = {0};
    if (web.len == 0) return (Target){0};
    if (str_starts(written, STR("/"))) {
        buf_add(&url, str_head(web, web.len - url_base_path(web).len));
        buf_add(&url, written);
    } else {
        buf_add(&url, web);
        percent_path(ref->place_count ? page_on_web(ref->places[0], r->arena) : STR("/"), &url);
        buf_add(&url, ref->tail);
    }
    Url there;
    url_read(arena_take(r->arena, &url), &there);
    return url_target(&there, r->arena);
}

static AskedForm form_of(const Reference *ref) {
    if (ref->own_url) return ASKED_URL;
    return ref->from_root ? ASKED_REFERENCE : ASKED_LINK;
}

static Found look_up(const Resolver *r, Str written, Reference *ref) {
    SiteLinkStep step = SITE_LINK_NOWHERE;
    Found found = {0};
    if (read_reference(r, written, ref)) found = find(r, ref, &step);
    if (r->asked) asked_answer(r->asked, form_of(ref), &found, step);
    return found;
}

/* A link of ours. False when it leads nowhere. */
static bool resolve_ours(const Resolver *r, Str written, Reference *ref, Target *target) {
    if (r->asked) asked_question(r->asked, form_of(ref), written);
    Found found = look_up(r, written, ref);
    if (found.kind == FOUND_FILE) *target = resolve_file(found.file, r->arena);
    if (found.kind == FOUND_PAGE) *target = resolve_node(found.node);
    ref->in_area = found.kind != FOUND_NOTHING && !may_tell(r, &found);
    return found.kind != FOUND_NOTHING;
}

static Reference template_reference(void) {
    return (Reference){.by_name = true, .from_root = true};
}

bool resolve_reference(const Resolver *r, Str name, Buf *out) {
    Reference ref = template_reference();
    if (r->asked) asked_question(r->asked, ASKED_REFERENCE, name);
    Found found = look_up(r, name, &ref);
    if (found.kind == FOUND_NOTHING) return false;
    percent_path(found.kind == FOUND_FILE ? found.file->address : found.node->address, out);
    buf_add(out, ref.tail);
    return true;
}

/* Gopher has nothing of areas: a link into one leads to the web site's page or, with a target of nothing, is
 * its words (LNK-02). */
static void set_gopher(const Resolver *r, Target *target, Target instead) {
    Target *gopher = arena_alloc(r->arena, sizeof *gopher);
    *gopher = instead;
    target->gopher = gopher;
}

void resolve_again(const Resolver *r, Str links) {
    AskedForm form;
    Str written;
    while (asked_next(&links, &form, &written)) {
        Reference ref = {.own_url = form == ASKED_URL};
        if (form == ASKED_REFERENCE) ref = template_reference();
        look_up(r, written, &ref);
    }
}

/* An absolute URL: of ours when its host is, and something stands there; as written otherwise. */
static Target resolve_absolute(const Resolver *r, const Url *url) {
    Target target;
    Str path;
    if (!url_is_ours(url, &r->site->identity, &path)) return url_target(url, r->arena);
    Reference ref = {.own_url = true};
    if (!resolve_ours(r, path, &ref, &target)) return url_target(url, r->arena);
    if (ref.in_area) set_gopher(r, &target, url->kind == URL_WEB ? url_target(url, r->arena) : (Target){0});
    return target;
}

static Target resolve_missing(const Resolver *r, const Reference *ref, const Link *link, Str written) {
    bool web = r->site->identity.web.len > 0;
    if (written.len == 0) {
        diag_add(r->diag, link->line, "link without a target: its words stay");
        return (Target){0};
    }
    diag_add(r->diag, link->line, "link leads nowhere%s: %.*s", web ? " here, but to the web site" : "",
             STR_FMT(utf8_cut(written, 200)));
    return on_web(r, ref, written);
}

static Target resolve_relative(const Resolver *r, const Link *link, Answers *answers, Str written) {
    Target target;
    Reference ref = {.answers = answers};
    if (!resolve_ours(r, written, &ref, &target)) return resolve_missing(r, &ref, link, written);
    if (ref.in_area) set_gopher(r, &target, on_web(r, &ref, written));
    return target;
}

static Target resolve_link(const Resolver *r, const Link *link, Answers *answers) {
    Str written = str_trim(link->target);
    Url url;
    if (str_starts(written, STR("#"))) return (Target){0};
    if (str_starts(written, STR("//"))) written = arena_join(r->arena, STR("https:"), written);
    if (uri_scheme(written).len == 0) return resolve_relative(r, link, answers, written);
    url_read(written, &url);
    if (url.kind != URL_SCRIPT) return resolve_absolute(r, &url);
    diag_add(r->diag, link->line, "link left out: %.*s: is nothing a reader can follow",
             STR_FMT(url.parts.scheme));
    return (Target){0};
}

const Target *resolve_links(const Resolver *resolver, const Document *doc) {
    Target *targets = arena_alloc(resolver->arena, (doc->link_count + 1) * sizeof *targets);
    Answers answers = {0};
    for (uint32_t i = 0; i < doc->link_count; i++)
        targets[i] = resolve_link(resolver, &doc->links[i], &answers);
    map_free(&answers.seen);
    free(answers.items);
    return targets;
}

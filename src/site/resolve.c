#include "site/resolve.h"

#include "base/percent.h"
#include "base/utf8.h"
#include "site/resolve_url.h"

typedef enum { RESOLVED, UNRESOLVED } Outcome;

static Str arena_take(Arena *arena, Buf *buf) {
    Str copy = arena_copy(arena, buf_str(buf));
    buf_free(buf);
    return copy;
}

Target resolve_node(const Node *node, Arena *arena) {
    Buf url = {0};
    site_url(node, &url);
    return (Target){
        .kind = TARGET_OURS, .type = '1', .url = arena_take(arena, &url), .selector = node->address};
}

Target resolve_file(const File *file, Arena *arena) {
    Buf url = {0};
    percent_path(file->address, &url);
    return (Target){
        .kind = TARGET_OURS, .type = file->type, .url = arena_take(arena, &url), .selector = file->address};
}

/* Appends `path` to *out, which holds the folder it is relative to, with dot segments resolved; false when it
 * climbs above the root. *out begins with a slash and ends with one if it is a folder. */
static bool resolve_join(Str path, Buf *out) {
    Str segment;
    while (str_cut(&path, '/', &segment)) {
        bool last = path.p == NULL;
        if (str_eq(segment, STR("..")) || str_eq(segment, STR("."))) {
            if (segment.len == 1) continue;
            if (out->len <= 1) return false;
            size_t slash = str_rfind((Str){out->p, out->len - 1}, '/');
            buf_truncate(out, slash + 1);
            continue;
        }
        if (segment.len == 0) continue;
        buf_add(out, segment);
        if (!last) buf_add_char(out, '/');
    }
    return true;
}

/* Looks `path` up as it stands below `base` (both decoded). */
static Outcome resolve_below(const Resolver *r, Str base, Str path, Target *target) {
    Buf joined = {0};
    Outcome outcome = UNRESOLVED;
    buf_add_char(&joined, '/');
    if (resolve_join(base, &joined)) {
        if (joined.p[joined.len - 1] != '/') buf_add_char(&joined, '/');
        Found found = {0};
        if (resolve_join(path, &joined)) found = site_find_link(r->site, buf_str(&joined));
        if (found.kind == FOUND_FILE) *target = resolve_file(found.file, r->arena);
        if (found.kind == FOUND_PAGE) *target = resolve_node(found.node, r->arena);
        if (found.kind != FOUND_NOTHING) outcome = RESOLVED;
    }
    buf_free(&joined);
    return outcome;
}

/* A path of ours, relative or from the root (LNK-01, step 1). */
static Outcome resolve_path(const Resolver *r, Str written, Target *target) {
    size_t end = 0;
    while (end < written.len && written.p[end] != '#' && written.p[end] != '?')
        end++;
    Str path = str_head(written, end);
    bool query = end < written.len && written.p[end] == '?';
    if (query && (path.len == 0 || str_eq(path, STR("/")))) return UNRESOLVED;
    if (str_starts(path, STR("@/"))) path = str_skip(path, 1);
    Buf decoded = {0};
    percent_decode(path, &decoded);
    path = buf_str(&decoded);
    Outcome outcome;
    if (str_starts(path, STR("/"))) {
        outcome = resolve_below(r, STR(""), path, target);
    } else {
        size_t slash = str_rfind(r->path, '/');
        Str folder = slash == STR_NONE ? STR("") : str_head(r->path, slash);
        outcome = resolve_below(r, folder, path, target);
        if (outcome == UNRESOLVED) outcome = resolve_below(r, r->address, path, target);
    }
    buf_free(&decoded);
    return outcome;
}

/* An absolute URL: of ours when its host is, and something stands there; as written otherwise. */
static Target resolve_absolute(const Resolver *r, Str written) {
    Target target = {0};
    Str path;
    if (url_is_ours(written, &r->site->identity, &path) && resolve_path(r, path, &target) == RESOLVED)
        return target;
    return url_target(written, r->arena);
}

static Target resolve_link(const Resolver *r, const Link *link) {
    Target target = {0};
    Str written = str_trim(link->target);
    if (str_starts(written, STR("#"))) return target;
    if (str_starts(written, STR("//"))) written = arena_join(r->arena, STR("https:"), written);
    Str scheme = url_scheme(written);
    if (url_is_script(scheme)) {
        diag_add(r->diag, link->line, "link left out: %.*s: is nothing a reader can follow", STR_FMT(scheme));
        return target;
    }
    if (scheme.len) return resolve_absolute(r, written);
    if (written.len == 0 || resolve_path(r, written, &target) == UNRESOLVED)
        diag_add(r->diag, link->line, "link leads nowhere: %.*s", STR_FMT(utf8_cut(written, 200)));
    return target;
}

const Target *resolve_links(const Resolver *resolver, const Document *doc) {
    Target *targets = arena_alloc(resolver->arena, (doc->link_count + 1) * sizeof *targets);
    for (uint32_t i = 0; i < doc->link_count; i++)
        targets[i] = resolve_link(resolver, &doc->links[i]);
    return targets;
}

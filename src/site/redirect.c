#include "site/redirect.h"

#include "base/percent.h"
#include "base/uri.h"
#include "base/utf8.h"

#include <stdlib.h>

static const Str scheme = STR("gemini://");

/* ---- rules ---- */

static bool take_star(Str *s) {
    bool star = str_ends(*s, STR("/*"));
    if (star) *s = str_head(*s, s->len - 1);
    return star;
}

static bool is_address(Str s) {
    return str_starts(s, STR("/")) && !str_starts(s, STR("//")) && s.len <= SITE_ADDRESS_MAX;
}

/* `gemini://host/...`: with the slash behind it, so that what is appended is no part of the host. */
static const char *url_fault(Str url) {
    Uri uri;
    const char *fault = uri_parse(url, &uri);
    if (fault || uri.host.len == 0) return "no URL that can be requested is behind the =";
    if (uri.has_userinfo || uri.has_fragment) return "a target has no user name and no #";
    if (!str_starts(uri.path, STR("/"))) return "a target has a slash behind its host";
    return NULL;
}

static const char *target_fault(Redirect *r) {
    if (str_find(r->from, '*') != STR_NONE || str_find(r->to, '*') != STR_NONE)
        return "a * stands at the end, behind a slash";
    if (r->keeps && !r->below) return "a * in the target wants one in the address";
    if (str_starts(r->to, STR("//"))) return "two slashes would lead to another host";
    r->away = str_starts(r->to, scheme);
    if (r->away) return url_fault(r->to);
    return is_address(r->to) ? NULL : "an address of this capsule or a gemini:// URL is wanted";
}

const char *redirect_parse(const Rule *rule, Redirect *out) {
    *out = (Redirect){.from = rule->name, .to = rule->value};
    out->temporary = str_starts(out->to, STR("30 "));
    if (out->temporary || str_starts(out->to, STR("31 "))) out->to = str_trim(str_skip(out->to, 3));
    out->below = take_star(&out->from);
    out->keeps = take_star(&out->to);
    if (!is_address(out->from)) return "an address such as /old is wanted before the =";
    if (!out->below) out->from = site_address_stem(out->from);
    return target_fault(out);
}

/* Whether an address that `a` leads to can be one that `b` is for. */
static bool leads_on(const Redirect *a, const Redirect *b) {
    if (a->away) return false;
    if (!a->keeps) return b->below ? str_starts(a->to, b->from) : str_eq(site_address_stem(a->to), b->from);
    if (str_starts(a->to, b->from) && b->below) return true;
    /* Of all that `a` keeps some of is b's. One that makes addresses shorter ends by itself. */
    return a != b && str_starts(b->from, a->to);
}

typedef struct Chains {
    Redirect *items;
    uint8_t *length; /* of the longest that begins with it, as far as was looked */
    uint32_t count;
} Chains;

/* One step further; true when one is too long. */
static bool lengthen(Chains *c, uint8_t *next, uint32_t *which) {
    for (uint32_t i = 0; i < c->count; i++) {
        next[i] = 1;
        for (uint32_t j = 0; j < c->count; j++)
            if (c->length[j] >= next[i] && leads_on(&c->items[i], &c->items[j]))
                next[i] = (uint8_t)(c->length[j] + 1);
        if (next[i] <= REDIRECT_HOPS) continue;
        *which = i;
        return true;
    }
    return false;
}

/* A circle is as long as one looks. */
static bool find_chain(Chains *c, uint32_t *which) {
    uint8_t *next = mem_zero(c->count, 1);
    bool found = false;
    for (int step = 0; step <= REDIRECT_HOPS && !found; step++) {
        found = lengthen(c, next, which);
        uint8_t *old = c->length;
        c->length = next;
        next = old;
    }
    free(next);
    return found;
}

const char *redirects_fault(const Rule *const *rules, const Rule **which) {
    Chains c = {0};
    uint32_t first = 0;
    while (rules && rules[c.count])
        c.count++;
    c.items = mem_zero(c.count, sizeof *c.items);
    c.length = mem_zero(c.count, 1);
    for (uint32_t i = 0; i < c.count; i++)
        redirect_parse(rules[i], &c.items[i]);
    bool found = c.count && find_chain(&c, &first);
    if (found) *which = rules[first];
    free(c.items);
    free(c.length);
    return found ? "leads in a circle, or through more than 5 redirects" : NULL;
}

/* ---- the Site ---- */

static Str copy_nfc(Arena *arena, Str s) {
    Buf nfc = {0};
    utf8_nfc(s, &nfc);
    Str copy = arena_copy(arena, buf_str(&nfc));
    buf_free(&nfc);
    return copy;
}

/* Exact ones first, then the longer ones: the first that fits is the one. */
static int compare(const void *a, const void *b) {
    const Redirect *x = a, *y = b;
    if (x->below != y->below) return x->below ? 1 : -1;
    if (x->from.len != y->from.len) return x->from.len < y->from.len ? 1 : -1;
    return str_cmp(x->from, y->from);
}

void redirects_take(Site *site, const Rule *const *rules) {
    uint32_t count = 0;
    while (rules && rules[count])
        count++;
    Redirect *items = arena_alloc(&site->arena, (count + 1) * sizeof *items);
    for (uint32_t i = 0; i < count; i++) {
        redirect_parse(rules[i], &items[i]);
        items[i].from = copy_nfc(&site->arena, items[i].from);
        items[i].to = copy_nfc(&site->arena, items[i].to);
    }
    if (count) qsort(items, count, sizeof *items, compare);
    site->redirects = items;
    site->redirect_count = count;
}

/* The folder itself is below its prefix, with its slash or without. */
static bool is_below(Str path, Str folder, Str *rest) {
    Str name = str_head(folder, folder.len - 1);
    if (!str_starts(path, name) || (path.len > name.len && path.p[name.len] != '/')) return false;
    *rest = str_skip(path, folder.len);
    return true;
}

static const Redirect *find(const Site *site, Str path, Str *rest) {
    Str stem = site_address_stem(path);
    *rest = (Str){0};
    for (uint32_t i = 0; i < site->redirect_count; i++) {
        const Redirect *r = &site->redirects[i];
        if (r->below ? is_below(path, r->from, rest) : str_eq(r->from, stem)) return r;
    }
    return NULL;
}

/* Behind a URL the rest is encoded; an address of ours is as yet not. */
static void go(const Redirect *r, Str rest, Moved *moved) {
    Buf to = {0};
    buf_add(&to, r->to);
    if (r->keeps && r->away)
        percent_path(rest, &to);
    else if (r->keeps)
        buf_add(&to, rest);
    buf_free(&moved->to);
    moved->to = to;
    moved->away = r->away;
    moved->temporary |= r->temporary;
}

static bool is_there(const Site *site, Str address) {
    Found found = site_find_gemini(site, address);
    return found.kind != FOUND_NOTHING && found.kind != FOUND_GONE;
}

/* A page stands at all forms of its address, also at those that it does not answer. */
bool redirect_follow(const Site *site, Str path, Moved *out) {
    Str rest;
    const Redirect *r;
    *out = (Moved){0};
    if (site->redirect_count == 0 || site_find_link(site, path).kind != FOUND_NOTHING) return false;
    utf8_nfc(path, &out->to);
    for (int hop = 0; (r = find(site, buf_str(&out->to), &rest)); hop++) {
        if (hop == REDIRECT_HOPS) break;
        go(r, rest, out);
        if (out->away || is_there(site, buf_str(&out->to))) return true;
        if (!find(site, buf_str(&out->to), &rest)) return true;
    }
    buf_free(&out->to);
    return false;
}

/* ---- Gopher ---- */

/* What stands at an address of ours, for clients without certificates. */
static Found found_on_gopher(const Site *site, Str address, bool text) {
    Found found = site_find_gopher(site, address);
    if (found.kind == FOUND_NOTHING) found = site_find_gemini(site, address);
    if (found.node && found.node->area == AREA_NONE)
        return (Found){text || found.kind == FOUND_TEXT ? FOUND_TEXT : FOUND_PAGE, found.node, NULL};
    if (found.file && found.file->area == AREA_NONE) return (Found){FOUND_FILE, NULL, found.file};
    return (Found){0};
}

static Found follow_on_gopher(const Site *site, Str path, bool text) {
    Moved moved;
    Found found = {0};
    if (area_at(site->areas, path) != AREA_NONE || !redirect_follow(site, path, &moved)) return found;
    if (!moved.away) found = found_on_gopher(site, buf_str(&moved.to), text);
    buf_free(&moved.to);
    return found;
}

/* `/old`, or `/old.txt` for the text. */
static Found follow_rooted(const Site *site, Str selector) {
    Buf path = {0};
    static const Str twin = STR(".txt");
    if (!str_starts(selector, STR("/"))) buf_add_char(&path, '/');
    buf_add(&path, selector);
    Found found = follow_on_gopher(site, buf_str(&path), false);
    if (found.kind == FOUND_NOTHING && str_ends(buf_str(&path), twin))
        found = follow_on_gopher(site, str_head(buf_str(&path), path.len - twin.len), true);
    buf_free(&path);
    return found;
}

Found redirect_find_gopher(const Site *site, Str selector) {
    if (site->redirect_count == 0 || selector.len > SITE_ADDRESS_MAX) return (Found){0};
    Found found = follow_rooted(site, selector);
    Str typed = str_starts(selector, STR("/")) ? str_skip(selector, 1) : selector;
    bool has_type = typed.len >= 2 && ascii_alnum(typed.p[0]) && typed.p[1] == '/';
    return found.kind == FOUND_NOTHING && has_type ? follow_rooted(site, str_skip(typed, 1)) : found;
}

/* Link names: equal targets and equal words are found in one pass; only a page that has different targets
 * behind the same words goes through more. */
#include "render/link_names.h"

#include "base/path.h"
#include "base/percent.h"
#include "base/seen.h"
#include "base/uri.h"
#include "base/utf8.h"

#include <stdlib.h>

enum { NAMING_LAST = 3 }; /* the attempt that needs no check: an address is nobody else's */

/* The path of an absolute URL: without scheme, authority, query and fragment. */
static Str url_path(Str url) {
    Uri uri;
    uri_split(url, &uri);
    return uri.has_authority ? uri.path : STR("");
}

static bool is_readable(Str s) {
    if (!utf8_valid(s)) return false;
    for (size_t i = 0; i < s.len; i++)
        if (str_control(str_skip(s, i))) return false;
    return s.len > 0;
}

static Str decoded(Str s, Arena *arena) {
    if (str_find(s, '%') == STR_NONE) return s;
    Buf plain = {0};
    percent_decode(s, &plain);
    Str copy = is_readable(buf_str(&plain)) ? arena_copy(arena, buf_str(&plain)) : s;
    buf_free(&plain);
    return copy;
}

/* An address of ours as both protocols have it: not `.gmi`, nor `.txt` where a page is entered as its text.
 */
static Str own_address(const Target *target, Arena *arena) {
    static const Str page = STR(".gmi");
    Str url = target->url;
    return decoded(str_ends(url, page) ? str_head(url, url.len - page.len) : url, arena);
}

static Str path_of(const Target *target, Arena *arena) {
    switch (target->kind) {
    case TARGET_OURS: return own_address(target, arena);
    case TARGET_ELSEWHERE: return decoded(url_path(target->url), arena);
    default: return target->selector;
    }
}

static Str file_name(const Target *target, Arena *arena) {
    Str name = path_last(path_of(target, arena));
    if (name.len == 0) name = target->kind == TARGET_OURS ? target->selector : target->host;
    return name.len ? name : target->url;
}

/* What tells a link from others with the same words: the first of these that no other target among them has.
 */
static Str suffix_of(const Target *target, unsigned attempt, Arena *arena) {
    if (attempt == 0 && target->kind != TARGET_OURS && target->host.len) return target->host;
    if (attempt <= 1) return file_name(target, arena);
    return target->kind == TARGET_OURS ? own_address(target, arena) : target->url;
}

static Str words_of_link(const Links *links, uint32_t i, Arena *arena) {
    const Link *link = &links->doc->links[i];
    if (link->kind == LINK_BARE) return STR("");
    if (link->words.len) return link->words;
    return link->kind == LINK_IMAGE ? file_name(&links->targets[i], arena) : STR("");
}

/* How far a link has come in finding a name of its own: the words alone, or with one of suffix_of's. */
typedef struct Naming {
    Links *links;
    uint8_t *attempt; /* of each link */
    uint32_t *owner;  /* of each link: the first one with the same name in this round */
    uint8_t round;
} Naming;

/* The name that link i tries in this round; false when it takes no part. */
static bool naming_key(Naming *n, uint32_t i, Str *key) {
    LinkLabel *label = &n->links->labels[i];
    if (n->attempt[i] != n->round || label->words.len == 0 || !links_has_target(n->links, i)) return false;
    *key = label->words;
    if (n->round == 0) return true;
    label->suffix = suffix_of(&n->links->targets[i], n->round - 1u, &n->links->arena);
    if (str_eq(label->suffix, label->words)) n->attempt[i]++;
    *key = arena_join3(&n->links->arena, label->words, STR("\n"), label->suffix);
    return n->round < NAMING_LAST && n->attempt[i] == n->round;
}

/* One pass: whoever finds another target behind its name goes on to the next attempt, and so do all that have
 * this name. False when no name was taken twice. */
static bool naming_round(Naming *n) {
    uint32_t count = n->links->doc->link_count;
    bool again = false;
    Seen names;
    seen_start(&names, count);
    for (uint32_t i = 0; i < count; i++) {
        Str key;
        n->owner[i] = i;
        if (!naming_key(n, i, &key)) {
            again = again || n->attempt[i] > n->round;
            continue;
        }
        uint32_t owner = n->owner[i] = seen_add(&names, key, i);
        if (n->links->labels[owner].first == n->links->labels[i].first) continue;
        n->attempt[owner] = (uint8_t)(n->round + 1);
        again = true;
    }
    seen_end(&names);
    for (uint32_t i = 0; i < count; i++)
        if (n->attempt[i] == n->round) n->attempt[i] = n->attempt[n->owner[i]];
    return again;
}

/* Gives a suffix to links that share their words with another target (LNK-04). */
static void tell_apart(Links *links) {
    uint32_t count = links->doc->link_count;
    Naming n = {.links = links, .attempt = mem_zero(count, 1), .owner = mem_zero(count, sizeof(uint32_t))};
    while (naming_round(&n) && n.round < NAMING_LAST)
        n.round++;
    free(n.attempt);
    free(n.owner);
}

void link_names_settle(Links *links) {
    uint32_t count = links->doc->link_count;
    bool clash = false; /* two links share their words but not their target */
    Seen urls, words;
    seen_start(&urls, count);
    seen_start(&words, count);
    for (uint32_t i = 0; i < count; i++) {
        LinkLabel *label = &links->labels[i];
        *label = (LinkLabel){.words = words_of_link(links, i, &links->arena), .first = i};
        if (!links_has_target(links, i)) continue;
        label->first = seen_add(&urls, links->targets[i].url, i);
        if (label->words.len) clash |= links->labels[seen_add(&words, label->words, i)].first != label->first;
    }
    seen_end(&urls);
    seen_end(&words);
    if (clash) tell_apart(links);
}

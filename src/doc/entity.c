/* Entities: see the header.
 *
 * The common names are known here, the rest of HTML5's 2,231 to md4c (doc/markdown_entity), at 0.9 us each
 * (MD4C.md): a page in which every accent is an entity has a few names many times, so they are remembered. */
#include "doc/entity.h"

#include "base/buf.h"
#include "base/utf8.h"
#include "doc/markdown_entity.h"

#include <stdlib.h>
#include <string.h>

static const struct {
    Str name, text;
} common[] = {
    {STR("amp"), STR("&")},        {STR("lt"), STR("<")},         {STR("gt"), STR(">")},
    {STR("quot"), STR("\"")},      {STR("apos"), STR("'")},       {STR("nbsp"), STR("\u00A0")},
    {STR("mdash"), STR("\u2014")}, {STR("ndash"), STR("\u2013")}, {STR("hellip"), STR("\u2026")},
    {STR("rsquo"), STR("\u2019")}, {STR("lsquo"), STR("\u2018")}, {STR("rdquo"), STR("\u201D")},
    {STR("ldquo"), STR("\u201C")}, {STR("laquo"), STR("\u00AB")}, {STR("raquo"), STR("\u00BB")},
    {STR("copy"), STR("\u00A9")},  {STR("rarr"), STR("\u2192")},  {STR("times"), STR("\u00D7")},
};

/* What browsers make of &#128; to &#159;: the characters of Windows-1252, which is what authors meant. */
static const uint16_t windows[32] = {
    0x20AC, 0x81,   0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0x8D,   0x017D, 0x8F,   0x90,   0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x9D,   0x017E, 0x0178,
};

/* The characters of a numeric reference: controls never reach a reader (SRC-09, TXT-04). */
static size_t put_number(uint32_t cp, char out[8]) {
    if (cp >= 0x80 && cp < 0xA0) cp = windows[cp - 0x80];
    if ((cp >= '\t' && cp <= '\r') || cp == 0x2028 || cp == 0x2029) cp = ' ';
    bool control = cp < ' ' || (cp >= 0x7F && cp < 0xA0);
    if (cp != 0 && control) return 0;
    if (cp == 0 || cp > 0x10FFFF || (cp >= 0xD800 && cp < 0xE000)) cp = UTF8_REPLACEMENT;
    return utf8_encode(cp, out);
}

/* `#38;` or `#x26;` with s behind the ampersand. CommonMark allows 7 and 6 digits. */
static size_t number(Str s, char out[8], size_t *out_len) {
    bool hex = s.len > 1 && (s.p[1] == 'x' || s.p[1] == 'X');
    size_t first = hex ? 2 : 1, i = first;
    uint32_t cp = 0;
    for (; i < s.len && i - first < (hex ? 6 : 7); i++) {
        int digit = ascii_hex(s.p[i]);
        if (digit < 0 || (!hex && digit > 9)) break;
        cp = cp * (hex ? 16 : 10) + (uint32_t)digit;
    }
    if (i == first || i == s.len || s.p[i] != ';') return 0;
    *out_len = put_number(cp, out);
    return i + 1;
}

static bool put(Str text, char out[8], size_t *out_len) {
    if (text.len == 0 || text.len > 8) return false;
    memcpy(out, text.p, text.len);
    *out_len = text.len;
    return true;
}

static bool is_common(Str name, char out[8], size_t *out_len) {
    for (size_t i = 0; i < sizeof common / sizeof *common; i++)
        if (str_eq(name, common[i].name)) return put(common[i].text, out, out_len);
    return false;
}

/* The index of a name that is looked up for the first time. */
static uint32_t learn(EntityCache *cache, Str name) {
    EntityText text;
    size_t len;
    if (!cache->text_count) {
        cache->texts = mem_grow(NULL, 1, sizeof *cache->texts);
        cache->text_count = 1;
    }
    if (!markdown_entity(name, text.p, &len)) {
        cache->unknown++;
        return 0;
    }
    text.len = (uint8_t)len;
    cache->texts = mem_grow(cache->texts, cache->text_count + 1, sizeof *cache->texts);
    cache->texts[cache->text_count] = text;
    return cache->text_count++;
}

static bool look_up(EntityCache *cache, Str name, char out[8], size_t *out_len) {
    if (!cache) return markdown_entity(name, out, out_len);
    uint32_t index = map_get(&cache->names, name);
    if (index == MAP_NONE && cache->unknown == ENTITY_UNKNOWN_MAX) {
        if (cache->diag)
            diag_add(cache->diag, cache->lines->line,
                     "more than %d names that are no entity; further ones are taken as text",
                     ENTITY_UNKNOWN_MAX);
        cache->diag = NULL;
        return false;
    }
    if (index == MAP_NONE) {
        index = learn(cache, name);
        map_add(&cache->names, arena_copy(&cache->arena, name), index);
    }
    return index && put((Str){cache->texts[index].p, cache->texts[index].len}, out, out_len);
}

void entity_cache_free(EntityCache *cache) {
    map_free(&cache->names);
    arena_free(&cache->arena);
    free(cache->texts);
    *cache = (EntityCache){0};
}

size_t entity_decode(EntityCache *cache, Str s, char out[8], size_t *out_len) {
    if (s.len < 3 || s.p[0] != '&') return 0;
    Str rest = str_skip(s, 1);
    if (rest.p[0] == '#') {
        size_t used = number(rest, out, out_len);
        return used ? used + 1 : 0;
    }
    size_t n = 0;
    while (n < rest.len && n < ENTITY_NAME_MAX && ascii_alnum(rest.p[n]))
        n++;
    if (n < 2 || n == rest.len || rest.p[n] != ';' || !ascii_alpha(rest.p[0])) return 0;
    Str name = str_head(rest, n);
    if (is_common(name, out, out_len) || look_up(cache, name, out, out_len)) return n + 2;
    return 0;
}

#include "site/area.h"

#include "base/utf8.h"
#include "site/site.h"

#include <stdlib.h>

static const Fingerprint *sorted(const Area *area, Arena *arena) {
    size_t size = area->allowed_count * sizeof *area->allowed;
    Fingerprint *copy = arena_alloc(arena, size + 1);
    if (area->allowed_count == 0) return copy;
    memcpy(copy, area->allowed, size);
    qsort(copy, area->allowed_count, sizeof *copy, fingerprint_order);
    return copy;
}

Areas areas_copy(Areas areas, Arena *arena) {
    uint32_t count = areas.count < AREAS_MAX ? areas.count : AREAS_MAX;
    Area *items = arena_alloc(arena, (count + 1) * sizeof *items);
    Buf nfc = {0};
    for (uint32_t i = 0; i < count; i++) {
        buf_clear(&nfc);
        utf8_nfc(areas.items[i].path, &nfc);
        items[i] = areas.items[i];
        items[i].label = arena_copy(arena, items[i].label);
        items[i].path = arena_copy(arena, site_address_stem(buf_str(&nfc)));
        items[i].allowed = sorted(&areas.items[i], arena);
        items[i].authorities = arena_copy(arena, items[i].authorities);
    }
    buf_free(&nfc);
    return (Areas){items, count};
}

/* `/a.txt` is what Gopher calls the text of `/a`. */
static bool is_in(Str stem, Str path) {
    static const Str text = STR(".txt");
    Str below = str_skip(path, stem.len);
    if (!str_starts(path, stem)) return false;
    return below.len == 0 || below.p[0] == '/' || str_eq(below, text) ||
           str_eq(site_address_stem(path), stem);
}

uint8_t area_at(Areas areas, Str path) {
    uint8_t found = AREA_NONE;
    for (uint32_t i = 0; i < areas.count; i++) {
        Str stem = areas.items[i].path;
        bool longer = found == AREA_NONE || stem.len > areas.items[found - 1].path.len;
        if (longer && is_in(stem, path)) found = (uint8_t)(i + 1);
    }
    return found;
}

bool area_allows(const Area *area, const Fingerprint *fingerprint) {
    return area->allowed_count > 0 &&
           bsearch(fingerprint, area->allowed, area->allowed_count, sizeof *fingerprint, fingerprint_order);
}

/* Glance: see the header. */
#include "doc/glance.h"

#include "doc/extras_search.h"

/* Line feeds are behind the text, so the last step finds nothing beyond it. */
bool glance(Str text, AutolinkHints *hints, Buf *shape) {
    size_t start = shape->len;
    shape_copy(text, shape);
    char *copy = shape->p + start;
    ExtrasSearch search = extras_search_start(text, copy);
    autolink_hints_start(hints, text);
    for (size_t at = 0; at < text.len; at += SCAN_STEP) {
        ScanBytes urls = autolink_bytes(copy + at), extras = extras_search_bytes(copy + at);
        for (unsigned hits = scan_mask(urls | extras); hits; hits &= hits - 1) {
            size_t hit = at + (size_t)__builtin_ctz(hits);
            autolink_hints_at(hints, hit);
            extras_search_at(&search, hit);
        }
    }
    shape_urls(hints, copy);
    return search.found;
}

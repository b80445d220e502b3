/* Entities of HTML5, decoded. */
#ifndef LEDA_DOC_ENTITY_H
#define LEDA_DOC_ENTITY_H

#include "base/arena.h"
#include "base/diag.h"
#include "base/map.h"
#include "doc/lines.h"

#define ENTITY_NAME_MAX    32   /* the longest name of HTML5 has 31 characters */
#define ENTITY_UNKNOWN_MAX 4096 /* names of no entity that a page may ask for; further ones are text */

typedef struct EntityText {
    char p[8];
    uint8_t len;
} EntityText;

/* Names that a page has used: looking one up anew takes about a microsecond, and HTML5 knows some two
 * thousand. A zeroed cache is empty. */
typedef struct EntityCache {
    Map names; /* -> texts; 0: no entity has this name */
    Arena arena;
    EntityText *texts; /* the first one is none */
    uint32_t text_count, unknown;
    Diag *diag; /* told of the limit when set, with the line of `lines` */
    const Lines *lines;
} EntityCache;

void entity_cache_free(EntityCache *cache);

/* Decodes the entity or numeric reference, `&amp;` to `&#x10FFFF;`, at the start of s into out. Returns the
 * bytes of s used, 0 when s starts with none; *out_len tells the bytes written, 0 for a control character
 * (SRC-09). `cache` may be NULL. */
size_t entity_decode(EntityCache *cache, Str s, char out[8], size_t *out_len);

#endif

/* Entities of HTML5, decoded. */
#ifndef LEDA_DOC_ENTITY_H
#define LEDA_DOC_ENTITY_H

#include "base/str.h"

#define ENTITY_SLOTS    64
#define ENTITY_NAME_MAX 32 /* the longest name of HTML5 has 31 characters */

/* Names that a page has used: looking one up anew takes about a microsecond. A zeroed cache is empty. */
typedef struct EntityCache {
    struct {
        char name[ENTITY_NAME_MAX];
        char text[8];
        uint8_t name_len, text_len; /* text_len 0: no entity has this name */
    } slots[ENTITY_SLOTS];
} EntityCache;

/* Decodes the entity or numeric reference, `&amp;` to `&#x10FFFF;`, at the start of s into out. Returns the
 * bytes of s used, 0 when s starts with none; *out_len tells the bytes written, 0 for a control character
 * (SRC-09). `cache` may be NULL. */
size_t entity_decode(EntityCache *cache, Str s, char out[8], size_t *out_len);

#endif

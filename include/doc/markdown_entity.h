/* The names of HTML5's entities, which md4c knows.
 *
 * A paragraph of nothing but the entity, rendered by md_html, tells what it stands for. */
#ifndef LEDA_DOC_MARKDOWN_ENTITY_H
#define LEDA_DOC_MARKDOWN_ENTITY_H

#include "base/str.h"

/* What `&name;` stands for, at most 8 bytes. `name` is at most ENTITY_NAME_MAX letters and digits. False: no
 * entity. */
bool markdown_entity(Str name, char out[8], size_t *out_len);

#endif

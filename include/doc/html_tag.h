/* A tag as text, `<a href="x">`: its name and attributes. */
#ifndef LEDA_DOC_HTML_TAG_H
#define LEDA_DOC_HTML_TAG_H

#include "base/buf.h"
#include "doc/entity.h"

/* The name, without `<` or `</`. */
Str html_tag_name(Str tag);

/* The value of an attribute, entities decoded, blanks at its ends dropped, controls as blanks. False when the
 * tag has none of that name. *value is emptied first; `entities` may be NULL. */
bool html_tag_attribute(EntityCache *entities, Str tag, Str name, Buf *value);

#endif

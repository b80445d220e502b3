/* Tags: which tags a site has, and which page has which (SRC-13). */
#ifndef LEDA_SITE_TAGS_H
#define LEDA_SITE_TAGS_H

#include "site/gather.h"
#include "site/place.h"

/* Bytes of a tag that count for its address; with more it would not fit into a request. */
#define TAGS_NAME_MAX 200

/* Different tags of a tree. Each costs some 1.5 kB, however short it is; those beyond have no list, and a
 * diagnostic says so. */
#define TAGS_MAX 20000

/* Makes `/tags/` and a list for each tag of a page that is served, named as most pages spell it (of equally
 * common spellings the first in path order), and gives each node its tags. Pages have their own and further
 * addresses by then; the index has not been made. */
void tags_place(Place *place, const Gather *gather);

/* Appends NAME of `/tags/NAME/`: in lower case and NFC, with `/`, blanks and control characters as `-`; so is
 * `\`, which no Gemini request may hold (GEM-URI-04), and the whole of a name that is a dot segment. */
void tags_name(Str tag, Buf *out);

#endif

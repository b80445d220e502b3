/* Place: which address belongs to whom while a Site is being loaded (CONVERSION.md section 2).
 *
 * First every page takes its own address, then files theirs, then pages claim further ones. Whoever comes
 * first in path order keeps an address; who comes later is told by a diagnostic. */
#ifndef LEDA_SITE_PLACE_H
#define LEDA_SITE_PLACE_H

#include "base/diag.h"
#include "base/map.h"
#include "site/draw.h"
#include "site/walk.h"

typedef struct Place {
    Site *site;
    Diag *diag;
    Map nodes;   /* address of a node -> its index */
    Map files;   /* address of a file -> its index */
    Map further; /* stem of a further address -> the node that has it */
    uint32_t node_cap, file_cap;
    uint32_t gone_count;
} Place;

/* An empty Site gets its home, node 0, and room for about so many pages. */
void place_start(Place *place, Site *site, Diag *diag, uint32_t pages);
void place_end(Place *place);

/* Gives the page its own address and makes the folders above it: the node's index, or NODE_NONE when another
 * page has that address. Pages come in path order. */
uint32_t place_page(Place *place, const PageSource *page);

/* Remembers the address of a page that has expired, or was taken away for good (SRC-07, [gone]): clients are
 * told so while nothing else stands there. In any form, in NFC or not. */
void place_gone(Place *place, Str address);

/* Adds a file that is served as it is; `walk` says where it was found. One that waits is published by
 * place_publish, and the folders above it are made then. */
void place_file(Place *place, const Walk *walk, uint32_t file, bool waits);

/* Adds a file that leda makes, with a copy of its address. NULL when a file of the author's is there; one
 * that waits goes before it only if it is published. NULL, and a diagnostic, when a page has the address for
 * its text on Gopher. The File is good until the next one is added. */
File *place_made(Place *place, const File *made);

/* Makes the folders above a file that has no address itself. */
void place_folder_of(Place *place, Str path);

/* Claims the further addresses of a page (SRC-04). All pages have their own by then. */
void place_further(Place *place, uint32_t node, const PageSource *page);

/* Makes `node` the version of the page `original` in another language. */
void place_translation(Place *place, uint32_t original, uint32_t node);

/* Makes a list of leda's own at `folder` (an address with a slash at its end), or beside it the one that has
 * the entries in `lang`, which is then its translation. An author's folder or page that stands there keeps
 * its address and gets the list as well. The node's index, or NODE_NONE when a further address of a page has
 * that place or one above it. `name` is copied. */
typedef struct PlaceList {
    Str folder, lang, name;
    ListKind kind;
} PlaceList;

uint32_t place_list(Place *place, const PlaceList *list);

/* Puts all of it into the Site's index. */
void place_index(Place *place);

/* When all links are known: files that waited for one and have none go, marks (one for each file) says which
 * have. No index of a file stays what it was. */
void place_publish(Place *place, const FileMark *marks);

#endif

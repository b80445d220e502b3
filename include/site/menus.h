/* Menus: the `gophermap` and `gophertag` files of a tree, put in the place of what leda would draw (SRC-02,
 * MAP-01 to -10). */
#ifndef LEDA_SITE_MENUS_H
#define LEDA_SITE_MENUS_H

#include "base/diag.h"
#include "site/draw.h"
#include "site/gather.h"

/* True for the files that only these menus are made of: they are neither pages nor served. */
bool menus_are_made_of(Str path);

/* Reads all of them. The Site's addresses are known and nothing is drawn yet: a folder gets its menu, and its
 * name where it has no page; files get the item types that a map gives them; what a map hides stands in no
 * list. A map that cannot be used is a diagnostic and leaves the folder as it is. */
void menus_load(Site *site, Gather *gather, FileMark *marks);

/* The menu that was made of the file at `path`, or NULL. Borrowed. */
Page *menus_find(const Site *site, Str path);

#endif

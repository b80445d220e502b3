/* Hollow folders: those outside of all areas that are there for nothing but what lies in one. Their names
 * would tell of it, so they belong to it as well. */
#ifndef LEDA_SITE_HOLLOW_H
#define LEDA_SITE_HOLLOW_H

#include "site/site.h"

/* Puts them into the area of what lies below them (see site_is_hollow), and takes out those that are hollow
 * no more. The index is there. Called again when nodes or files have come or gone. */
void hollow_mark(Site *site);

#endif

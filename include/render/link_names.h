/* Link names: what each link line of a page says (LNK-04, LNK-07). */
#ifndef LEDA_RENDER_LINK_NAMES_H
#define LEDA_RENDER_LINK_NAMES_H

#include "render/links.h"

/* Makes the labels, with `first`, `words` and `suffix`: words are the link's own, an image's file name where
 * it has none; a suffix tells links with equal words and different targets apart: the host, else the file
 * name, else the address. */
void link_names_settle(Links *links);

#endif

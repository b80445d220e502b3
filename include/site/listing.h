/* Listing: every public address and what is behind it, for an author to look at before publishing (SRC-03).
 *
 * One line for each address, sorted by bytes, four fields with a TAB between them, and a fifth for what lies
 * in an area:
 *
 *     PROTOCOL  ADDRESS  WHAT  FILE  [AREA]
 *
 * PROTOCOL: `gemini` or `gopher`. ADDRESS: the path of its URL, percent-encoded; on Gopher with the item type
 * first (`/1/posts/hello`). WHAT: `page`; `text`, a page as plain text on Gopher; `list`, a folder without a
 * page of its own or a list of leda's (a tag, an archive); `file`; `made`, a file that leda makes; `further`,
 * a further address of a page (SRC-04), which leads there. FILE: relative to the content root, `-` for what
 * leda makes. AREA: the label of the one that it lies in. The forms that every page answers besides
 * (CONVERSION.md section 2) are not listed. */
#ifndef LEDA_SITE_LISTING_H
#define LEDA_SITE_LISTING_H

#include "site/site.h"

/* Appends all lines. */
void site_listing(const Site *site, Buf *out);

#endif

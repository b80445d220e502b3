/* A page on its way to a Gopher client: one pull source for its menu or its text twin. */
#ifndef LEDA_PROTO_GOPHER_VIEW_H
#define LEDA_PROTO_GOPHER_VIEW_H

#include "proto/response.h"
#include "site/site.h"

/* Draws the node piece by piece: title line, lines under the title, text, the folder's list, foot. As a menu
 * it ends with the dot (GOP-MENU-04), as text with nothing (K-7). Borrows from the Site. */
Source *gopher_view(const Site *site, const Node *node, bool menu);

/* A file of type 0 that is held in memory, with CRLF line ends (GOP-TXT-03). Borrows `data`. */
Source *gopher_view_text(Str data);

/* The same for one that is streamed: LF becomes CR LF, a CR LF stays, nothing is stuffed and no dot added
 * (GOP-TXT-02, K-7). A FileFilter. */
void gopher_view_crlf(Str in, char *last, Buf *out);

#endif

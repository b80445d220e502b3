/* What surrounds a page, drawn when it is asked for (CONVERSION.md section 5).
 *
 * First "Linked from": the pages whose text leads here. Then the foot: the date (Gemini), each tag, previous
 * and next post of its section, up, its translations, a reply to a post's author [reply], the page in the
 * other protocol. [foot] makes it shorter or leaves it out. On Gopher the date and, in the menu, the text
 * twin stand under the title instead. */
#ifndef LEDA_SITE_FOOT_H
#define LEDA_SITE_FOOT_H

#include "site/site.h"

/* Appends the foot, beginning with a blank line; nothing when it would say nothing. */
void foot_gemtext(const Site *site, const Node *node, Buf *out);
void foot_gophermap(const Site *site, const Node *node, Buf *out);

/* Appends the gophermap lines under the title; `menu` tells whether the view has live items. */
void foot_under_title(const Site *site, const Node *node, bool menu, Buf *out);

#endif

/* What surrounds a page, drawn when it is asked for (CONVERSION.md section 5).
 *
 * The foot: the date (Gemini), previous and next post of its section, up, its translations,
 * the page in the other protocol. On
 * Gopher the date and, in the menu, the text twin stand under the title instead. */
#ifndef LEDA_SITE_FOOT_H
#define LEDA_SITE_FOOT_H

#include "site/site.h"

/* Appends the foot, beginning with a blank line; nothing when it would say nothing. */
void foot_gemtext(const Site *site, const Node *node, Buf *out);
void foot_gophermap(const Site *site, const Node *node, Buf *out);

/* Appends the gophermap lines under the title; `menu` tells whether the view has live items. */
void foot_under_title(const Site *site, const Node *node, bool menu, Buf *out);

#endif

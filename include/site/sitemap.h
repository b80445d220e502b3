/* Sitemap: the URLs of all pages and posts in one protocol, a line each, in the order of addresses. */
#ifndef LEDA_SITE_SITEMAP_H
#define LEDA_SITE_SITEMAP_H

#include "site/site.h"

#define SITEMAP_ADDRESS "/sitemap.txt"

/* Appends what the entry *step of the Site's index has to say; false behind the last, else *step is one more.
 */
bool sitemap_draw(const Site *site, World world, uint32_t *step, Buf *out);

#endif

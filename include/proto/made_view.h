/* A file that leda makes, drawn while it is sent: one pull source for feeds and the sitemap. */
#ifndef LEDA_PROTO_MADE_VIEW_H
#define LEDA_PROTO_MADE_VIEW_H

#include "proto/response.h"
#include "site/site.h"

/* `file` is a FILE_FEED or FILE_SITEMAP. On Gopher lines end with CRLF (GOP-TXT-03). Borrows from the Site.
 */
Source *made_view(const Site *site, const File *file, World world);

#endif

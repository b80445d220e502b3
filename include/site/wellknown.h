/* Well-known files: those that programs look for under fixed names, made where the author has none (C.3,
 * C.4).
 *
 * /robots.txt, /sitemap.txt, and what the options ask for: /favicon.txt, /.well-known/security.txt,
 * /certificate.txt. (caps.txt is proto/gopher's.) */
#ifndef LEDA_SITE_WELLKNOWN_H
#define LEDA_SITE_WELLKNOWN_H

#include "site/place.h"

/* Gives them their addresses, before addresses are sorted. `now` is the second of the load: security.txt
 * expires half a year later, and the Site changes by itself before that. */
void wellknown_place(Place *place, const WellknownOptions *options, int64_t now);

/* Sets the text of /certificate.txt, if the Site has one of ours, before it is shared: a certificate is
 * opened when everything else is ready. */
void wellknown_certificate(Site *site, Str text);

#endif

/* Absolute URLs that authors write: whose they are, and what each protocol makes of them (LNK-01, LNK-03). */
#ifndef LEDA_SITE_RESOLVE_URL_H
#define LEDA_SITE_RESOLVE_URL_H

#include "base/uri.h"
#include "render/target.h"
#include "site/site.h"

/* What a URL is by its scheme. */
typedef enum {
    URL_OTHER,
    URL_WEB, /* http, https */
    URL_GEMINI,
    URL_GOPHER,
    URL_TELNET,
    URL_SCRIPT, /* javascript, vbscript and data: what no client of ours opens */
} UrlKind;

UrlKind url_kind(Str scheme);

/* True for a URL of the web that names a host. */
bool url_is_web(Str url);

/* The path of the web site's URL, without a slash at its end: `/blog`, mostly empty. */
Str url_base_path(Str web);

/* A URL as it is written, and what every question here begins with: its parts (uri_split) and its kind. */
typedef struct Url {
    Str written;
    Uri parts;
    UrlKind kind;
} Url;

void url_read(Str written, Url *url);

/* True when `url` names this capsule (our port or none) or its web site (http and https alike, `www.`
 * ignored; below its base path). *path is then what follows, from its slash on (`/` when there is nothing), a
 * gopher item type taken off. */
bool url_is_ours(const Url *url, const Identity *identity, Str *path);

/* The target of a URL elsewhere, which borrows from what is written; whatever no URI may hold is
 * percent-encoded. */
Target url_target(const Url *url, Arena *arena);

#endif

/* A folder of files -> a sealed Site.
 *
 * Runs on a thread that may block. Nothing that is wrong in one file stops the rest: it becomes a diagnostic.
 */
#ifndef LEDA_SITE_LOAD_H
#define LEDA_SITE_LOAD_H

#include "base/diag.h"
#include "site/site.h"

#define LOAD_MEMORY_MAX (256u << 10) /* larger files are streamed */

/* Loads `content` (a path). NULL with a message in *error when the folder cannot be read at all; otherwise
 * the caller owns the one reference. */
Site *site_load(const char *content, const SiteOptions *options, Diag *diag, Buf *error);

/* One page as `leda render` shows it: its links resolved in the tree `content`, nothing that the Site adds.
 * `path` names it relative to the root, or is the address that a text from standard input takes; `text` is
 * its source. A `gophermap` gives the menu of its folder, without the list that it may ask for. NULL with
 * *error when there is no such page. The caller owns the reference. */
Page *site_render(const char *content, Str path, Str text, const SiteOptions *options, Diag *diag,
                  Buf *error);

#endif

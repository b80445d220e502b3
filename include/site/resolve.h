/* Resolve: where each link of a page leads, for both protocols (CONVERSION.md section 3). */
#ifndef LEDA_SITE_RESOLVE_H
#define LEDA_SITE_RESOLVE_H

#include "base/diag.h"
#include "doc/document.h"
#include "render/target.h"
#include "site/site.h"

typedef struct Resolver {
    const Site *site; /* its addresses are sorted; it need not be sealed */
    Str path;         /* the page's file, relative to the content root: relative links start there ... */
    Str address;      /* ... or at the page's own address as a folder (LNK-01) */
    Arena *arena;     /* for what the targets hold */
    Diag *diag;
} Resolver;

/* One Target for each link of doc, in the resolver's arena. Links that lead nowhere are diagnostics (LNK-02).
 */
const Target *resolve_links(const Resolver *resolver, const Document *doc);

/* The target of a node or a file of ours. */
Target resolve_node(const Node *node, Arena *arena);
Target resolve_file(const File *file, Arena *arena);

#endif

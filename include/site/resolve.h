/* Resolve: where each link of a page leads, for both protocols (CONVERSION.md section 3).
 *
 * The one resolver for links of every kind (LNK-01): an address as a reader could type it, the same ignoring
 * case, then the last name. Each is a look-up in a sorted table. */
#ifndef LEDA_SITE_RESOLVE_H
#define LEDA_SITE_RESOLVE_H

#include "base/diag.h"
#include "doc/document.h"
#include "render/target.h"
#include "site/asked.h"

typedef struct Resolver {
    const Site *site; /* its addresses are sorted; it need not be sealed */
    Str path;         /* the page's file, relative to the content root: relative links start there ... */
    Str address;      /* ... or at the page's own address as a folder (LNK-01) */
    Arena *arena;     /* for what the targets hold */
    Diag *diag;
    Asked *asked; /* notes links of ours; may be NULL */
} Resolver;

/* One Target for each link of doc, in the resolver's arena; they borrow from doc. A link of ours that leads
 * nowhere leads to the web site if that is known, and is a diagnostic (LNK-02). */
const Target *resolve_links(const Resolver *resolver, const Document *doc);

/* What a template's reference names (SRC-08): a file's path or a page's name, `2019-01-02-hello`,
 * `posts/hello.md#part`. Appends its address, percent-encoded, with the fragment as written; false when there
 * is none or it names several. */
bool resolve_reference(const Resolver *resolver, Str name, Buf *out);

/* Answers in resolver->asked what a page asked before, as if it were drawn; its links are left out. */
void resolve_again(const Resolver *resolver, Str links);

/* The target of a node or a file of ours, which borrows from it; the arena is for what is encoded. */
Target resolve_node(const Node *node);
Target resolve_file(const File *file, Arena *arena);

#endif

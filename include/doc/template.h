/* template: the template code of site generators, resolved in a page's source before it is read as markdown
 * (SRC-08). */
#ifndef LEDA_DOC_TEMPLATE_H
#define LEDA_DOC_TEMPLATE_H

#include "base/buf.h"
#include "base/diag.h"

/* What a page's surroundings know. The functions append to `out` and return true, or return false for what
 * they do not know. */
typedef struct TemplateHost {
    void *context; /* theirs */
    /* The address (from `/`, percent-encoded) of the page that `name` means, as an author writes it for
     * post_url, link, ref, relref or get_url; a fragment of it stays. */
    bool (*page)(void *context, Str name, Buf *out);
    /* The scalar `key` of the configuration (`scope` is "site") or of the page's front matter ("page"). */
    bool (*value)(void *context, Str scope, Str key, Buf *out);
    uint32_t line; /* of the author's file on which the text begins */
    Diag *diag;    /* hears once of each kind of template code that is left out */
} TemplateHost;

/* Appends `text` with its template code resolved to *out; lines keep their numbers, but for text that follows
 * in the paragraph of a tag over several lines, code that shares its line with `highlight`, and what follows
 * one in HTML. False, and nothing appended, when there is none: the text stands as it is. Total, linear,
 * valid UTF-8 stays valid. */
bool template_resolve(Str text, const TemplateHost *host, Buf *out);

#endif

/* Asked: the links of ours that a page has, as they are written, and what became of them.
 *
 * What a page looks like depends on its links only through this: whether each leads somewhere, to which
 * address, as which item type, and how it was found. While pages are drawn it is noted; when addresses have
 * changed, what was written is resolved again, and only a page whose hash comes out otherwise is drawn anew.
 */
#ifndef LEDA_SITE_ASKED_H
#define LEDA_SITE_ASKED_H

#include "base/buf.h"
#include "base/hash.h"
#include "site/site.h"

typedef enum {
    ASKED_LINK,      /* a reference as authors write it */
    ASKED_URL,       /* the path of an absolute URL of ours */
    ASKED_REFERENCE, /* a template's: its link stands in the text as well */
} AskedForm;

/* Added to the index of a file where a page leads to nodes and files. */
#define LEAD_FILE 0x80000000u

typedef struct Asked {
    Buf links;        /* for asked_next */
    Hash hash;        /* of what they resolved to */
    const Site *site; /* that is asked */
    uint32_t *leads;  /* what links, not references, lead to, in their order: nodes or LEAD_FILE + files */
    uint32_t lead_count, lead_cap;
    uint32_t steps[SITE_LINK_STEPS]; /* of links, counted by how they were found */
} Asked;

/* Begins anew and keeps the memory. */
void asked_start(Asked *asked, const Site *site);
void asked_free(Asked *asked);

/* Notes a question, and what was found by which step. */
void asked_question(Asked *asked, AskedForm form, Str written);
void asked_answer(Asked *asked, AskedForm form, const Found *found, SiteLinkStep step);

/* Adds leads that are known. */
void asked_leads(Asked *asked, const uint32_t *leads, uint32_t count);

/* Takes the first question off *links. False when there is none. */
bool asked_next(Str *links, AskedForm *form, Str *written);

#endif

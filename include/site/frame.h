/* Frame: what generations of a Site share while nothing but the text of pages changes: who has which address,
 * what is listed where, who links to whom, and what there is to say of all that.
 *
 * Made by a load of everything, immutable from then on, reference-counted: the Sites that stand in it have
 * copies of its tables' heads, and nodes and files of their own. */
#ifndef LEDA_SITE_FRAME_H
#define LEDA_SITE_FRAME_H

#include "base/diag.h"
#include "site/record.h"

typedef struct Frame {
    atomic_uint refs;
    Index index, folded;
    Names names;
    Record **records; /* that names borrow from */
    uint32_t record_count;
    uint32_t *leads;    /* of all pages, as Known has them; indexes as they were before files went */
    uint64_t addresses; /* hash of all that the answer to a link depends on */
    bool steady;        /* text alone may change in it: nothing waits, and no area hides a folder */
    bool whole;         /* drawing looks links up in what is served: no file went, no folder came */
    int64_t time;       /* the second at which it was made */
    Diag findings;      /* about none of the pages' texts */
    Arena arena;        /* addresses and whatever else nodes and files point to */
} Frame;

Frame *frame_new(void);
Frame *frame_ref(Frame *frame);
void frame_unref(Frame *frame); /* NULL is ignored */

/* Moves into site->frame what the Site has made so far: tables, and its arena. */
void frame_seal(Site *site);

#endif

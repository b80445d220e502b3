/* Glance: the first look at a text that is to be parsed. It makes the shape (doc/shape), notes where bytes
 * stand that may mean something (doc/marks) and where bare URLs may (doc/autolink), and says whether there
 * may be extras (doc/extras). */
#ifndef LEDA_DOC_GLANCE_H
#define LEDA_DOC_GLANCE_H

#include "doc/autolink.h"
#include "doc/marks.h"
#include "doc/shape.h"

/* A zeroed one holds no memory but what is borrowed. */
typedef struct Glance {
    Buf *shape;   /* with what is markup in bare URLs hidden; borrowed */
    Marks *marks; /* borrowed */
    AutolinkHints hints;
    bool extras; /* false: none can be found in the text */
} Glance;

/* Starts anew with `text`, which is borrowed. */
void glance(Glance *g, Str text);
void glance_free(Glance *g); /* but for what is borrowed */

#endif

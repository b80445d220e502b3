/* Glance: the first look at a text that is to be parsed. It makes the shape (doc/shape), notes where bare
 * URLs may stand (doc/autolink) and says whether there may be extras (doc/extras). All of these look for a
 * few rare bytes each; a look of its own for each takes 1.8 times as many instructions. */
#ifndef LEDA_DOC_GLANCE_H
#define LEDA_DOC_GLANCE_H

#include "doc/autolink.h"
#include "doc/shape.h"

/* Appends the shape of `text`, which is borrowed, to *shape, with what is markup in bare URLs hidden, and
 * sets the hints. False when no extra can be found in the text. */
bool glance(Str text, AutolinkHints *hints, Buf *shape);

#endif

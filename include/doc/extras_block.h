/* Extras that have lines of their own: the text of a footnote, display math, what is dropped. Only for
 * doc/extras's own files. */
#ifndef LEDA_DOC_EXTRAS_BLOCK_H
#define LEDA_DOC_EXTRAS_BLOCK_H

#include "doc/extras_finder.h"

/* Takes the line, and those behind it that belong to the same. False: it is nothing of the kind. */
bool extras_block_take(ExtrasFinder *f, const OutlineLine *line);

#endif

/* Extras within a line: references to footnotes, notes in the sentence, dollars, attribute lists. Only for
 * doc/extras's own files. */
#ifndef LEDA_DOC_EXTRAS_INLINE_H
#define LEDA_DOC_EXTRAS_INLINE_H

#include "doc/extras_finder.h"

/* Takes those that begin in the line. */
void extras_inline_take(ExtrasFinder *f, const OutlineLine *line);

#endif

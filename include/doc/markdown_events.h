/* md4c's reports -> Document. Only for doc/markdown's own files. */
#ifndef LEDA_DOC_MARKDOWN_EVENTS_H
#define LEDA_DOC_MARKDOWN_EVENTS_H

#include "doc/markdown_state.h"

/* Parses m->text by way of m->shape into m->doc; `tables` tells whether tables are read. m is set up but for
 * what this needs itself. False when the budget was spent or memory failed: what was added has to be taken
 * back. */
bool markdown_events_run(Markdown *m, bool tables);

#endif

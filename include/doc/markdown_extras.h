/* Extras (doc/extras) where md4c reports what it took them for. Only for doc/markdown's own files. */
#ifndef LEDA_DOC_MARKDOWN_EXTRAS_H
#define LEDA_DOC_MARKDOWN_EXTRAS_H

#include "doc/markdown_state.h"

/* A list begins. True: it is no list but definitions or notes, and nothing is opened for it. */
bool markdown_extras_list(Markdown *m, BlockKind kind);

/* A list ends. True: nothing was opened for it. */
bool markdown_extras_list_end(Markdown *m);

/* What an item of the innermost list is. */
BlockKind markdown_extras_item(const Markdown *m);

/* The words at the start of `source` that no extra follows or covers. */
Str markdown_extras_words(Markdown *m, Str source);

/* Takes the extra at the start of `source`, which may begin before it. Returns the bytes used; *shown is what
 * is shown in their place. */
size_t markdown_extras_take(Markdown *m, Str source, Str *shown);

/* The line ends in front of m->next. True: nothing is to be done, as an extra has taken the line or a term
 * ends. */
bool markdown_extras_break(Markdown *m);

/* True for a place that an extra has taken already. */
bool markdown_extras_settled(Markdown *m, const char *p);

#endif

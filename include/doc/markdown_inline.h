/* Spans and text as md4c reports them. Only for doc/markdown's own files. */
#ifndef LEDA_DOC_MARKDOWN_INLINE_H
#define LEDA_DOC_MARKDOWN_INLINE_H

#include "doc/markdown_state.h"

#include <md4c.h>

/* md4c's callbacks; `context` is a Markdown. */
int markdown_enter_span(MD_SPANTYPE type, void *detail, void *context);
int markdown_leave_span(MD_SPANTYPE type, void *detail, void *context);
int markdown_text(MD_TEXTTYPE type, const MD_CHAR *p, MD_SIZE size, void *context);

#endif

/* template_highlight: the block `highlight` becomes code (SRC-08). */
#ifndef LEDA_DOC_TEMPLATE_HIGHLIGHT_H
#define LEDA_DOC_TEMPLATE_HIGHLIGHT_H

#include "doc/template_state.h"

/* At its opening tag: a code span when it is in one line, else a fenced block. The language is the first
 * argument. */
void template_highlight_open(TemplateState *t, const TemplateTag *tag, const TemplatePair *pair);

/* At the start of a line of the block: gives the line the indent and marks that keep it in what the block
 * stands in. */
void template_highlight_line(TemplateState *t, Str line);

/* At its closing tag. */
void template_highlight_close(TemplateState *t);

#endif

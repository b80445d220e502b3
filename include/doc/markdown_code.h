/* Code blocks and code spans as md4c reports them. Only for doc/markdown's own files. */
#ifndef LEDA_DOC_MARKDOWN_CODE_H
#define LEDA_DOC_MARKDOWN_CODE_H

#include "doc/markdown_state.h"

/* A code block: opened with its language, fed what md4c says of it (`source` is where `said` lies in the
 * text, p NULL for what stands nowhere), closed. */
void markdown_code_start(Markdown *m, Str language);
void markdown_code_text(Markdown *m, Str said, Str source);
void markdown_code_end(Markdown *m);

/* A code span within a leaf. */
void markdown_code_span_start(Markdown *m);
void markdown_code_span_text(Markdown *m, Str source);
void markdown_code_span_end(Markdown *m);

#endif

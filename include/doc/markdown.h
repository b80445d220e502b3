/* markdown -> Document. The only user of md4c.
 *
 * md4c sees a shape (doc/shape) of equal length and never the text itself (MD-01, MD-05); runs are taken from
 * the text at the same offsets. Spans that md4c leaves open are closed, closes without an open ignored
 * (MD-03). */
#ifndef LEDA_DOC_MARKDOWN_H
#define LEDA_DOC_MARKDOWN_H

#include "base/diag.h"
#include "doc/document.h"

/* Appends the blocks of `text` to doc, which borrows from text. `text` is cleaned (utf8_clean) and without
 * its front matter; `line` is the line of the author's file at which it begins (from 1). Total: whatever
 * cannot be parsed within the limits of MD4C.md is taken as plain text, with a diagnostic. */
void markdown_parse(Str text, uint32_t line, Document *doc, Diag *diag);

#endif

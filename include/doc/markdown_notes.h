/* Footnotes as a text of their own. Only for doc/markdown's own files. */
#ifndef LEDA_DOC_MARKDOWN_NOTES_H
#define LEDA_DOC_MARKDOWN_NOTES_H

#include "doc/notes.h"

/* The text of the notes with the numbers from `first` up to `last`: a numbered list that md4c reads, below
 * the link definitions of `page`. In the arena, with the number of each of its lines and one more in *lines.
 */
Str markdown_notes_text(const Notes *notes, uint32_t first, uint32_t last, Str definitions, Arena *arena,
                        uint32_t **lines);

/* The link definitions of a page, each with its line end; appended to *out. */
void markdown_notes_definitions(Str page, Buf *out);

#endif

/* Gemtext: a page that its author wrote in text/gemini -> Document (PROTOCOLS.md B, GMI-01 to -13).
 *
 * On Gemini such a page is served as it is (SRC-02); the Document is what Gopher's rendering, the title and
 * the resolver need of it. */
#ifndef LEDA_DOC_GEMTEXT_H
#define LEDA_DOC_GEMTEXT_H

#include "doc/document.h"

/* Parses `text` (cleaned by utf8_clean; borrowed, it has to outlive the Document) into *doc, which is empty.
 * Total, in one pass. Blank lines are kept as far as there is one or none (TXT-02): a block that follows the
 * one before it without any is `joined`, but for headings. Text lines without a blank line between them are
 * one paragraph with hard breaks, since gemtext never joins lines; each link line is a paragraph of its own;
 * lines of a list or of a quote that follow each other are one list, one quote. A link without words is
 * LINK_BARE. The alt text of a preformatted block is the language of a BLOCK_CODE. */
void gemtext_parse(Str text, Document *doc);

/* True when `text` has a heading of level 1 (SRC-12). */
bool gemtext_has_title(Str text);

#endif

/* Front matter of nothing but plain lines, read without a YAML parser. Only for doc/frontmatter's own files.
 *
 * Most front matter is `key: value` line by line, and to set up libyaml for it costs a tenth of what parsing
 * the page does. What is read here has one meaning in YAML; everything else is libyaml's. */
#ifndef LEDA_DOC_FRONTMATTER_LINES_H
#define LEDA_DOC_FRONTMATTER_LINES_H

#include "doc/frontmatter_fields.h"

/* Reads `key: value` lines, values plain, in quotes or `[a, b]` lists, blank lines and comments between them.
 * `line` is the first one's in the author's file. False, with nothing set, when a line is anything else. */
bool frontmatter_lines(Str source, uint32_t line, Fields *fields);

#endif

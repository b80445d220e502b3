/* HTML elements whose content is markdown because they say so: `<div markdown="1">`, also `block`, `span`, or
 * no value, as kramdown and Python-Markdown have it. md4c would take what follows the tag for HTML, up to a
 * blank line. Only for doc/extras's own files. */
#ifndef LEDA_DOC_EXTRAS_HTML_H
#define LEDA_DOC_EXTRAS_HTML_H

#include "doc/extras_finder.h"

/* True when s begins with a tag of such an element, for whoever looks for the first of a page. */
bool extras_html_begins(Str s);

/* Lets HTML blocks end where markdown begins: behind the tag, and within the element wherever a block's own
 * elements are closed. Comes for each line of HTML or code. */
void extras_html_take(ExtrasFinder *f, const OutlineLine *line);

#endif

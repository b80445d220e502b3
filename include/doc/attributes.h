/* Attribute lists, which other processors give to HTML and readers never see: `{: .class #id key="v"}` and
 * `{::options /}` (kramdown), `{#id .class key=v}` (Pandoc, Hugo). */
#ifndef LEDA_DOC_ATTRIBUTES_H
#define LEDA_DOC_ATTRIBUTES_H

#include "base/str.h"

#define ATTRIBUTES_MAX 1000 /* bytes of a list that is taken for one */

/* The length of the attribute list at the start of s, or 0: other text in braces, and what goes over a line
 * end. `colon`: it has to begin with `{:`. */
size_t attributes_length(Str s, bool colon);

/* Where the attribute list that ends a heading's text begins, blanks before it included; s.len when there is
 * none. A row of `#` may follow it. */
size_t attributes_at_end(Str s);

#endif

/* Inline elements of raw HTML: links, images, marks, code, quotations, ruby, raised and lowered digits.
 * Only for doc/html's own files. */
#ifndef LEDA_DOC_HTML_INLINE_H
#define LEDA_DOC_HTML_INLINE_H

#include "doc/html.h"

void html_link(Html *html, Str tag, bool closes);

/* The end of the link that is open, if one is. */
void html_link_end(Html *html);

/* Something stands in the link that is open. */
bool html_link_holds(const Html *html);
void html_image(Html *html, Str tag);
void html_mark(Html *html, RunKind kind, bool closes);
void html_code(Html *html, Str tag, bool closes);
void html_quotation(Html *html, bool closes);

/* ELEMENT_RUBY, ELEMENT_RUBY_TEXT or ELEMENT_RUBY_PAREN. */
void html_ruby(Html *html, Element kind, bool closes);

/* sup or sub: `name`; `from` is what follows the tag in the source. */
void html_script(Html *html, Str name, const char *from);

/* The class, `lang` or `data-lang` of pre and code tells the language of the code. */
void html_language(Html *html, Str tag);

/* A leaf ends while its inline elements go on; another begins. */
void html_inline_pause(Html *html);
void html_inline_resume(Html *html);

/* All that are open end, but for a link that is closed later on the page. */
void html_inline_end(Html *html);

#endif

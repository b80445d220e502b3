/* template_link: tags that show or lead to something, as links and images (SRC-08). */
#ifndef LEDA_DOC_TEMPLATE_LINK_H
#define LEDA_DOC_TEMPLATE_LINK_H

#include "doc/template.h"
#include "doc/template_tag.h"

/* Appends the link or image that the tag stands for, on one line: with `src`, `url` or a path among its
 * arguments, or as `gist`, `youtube` or `vimeo`: in markdown, or as elements where `html` says that it stands
 * in a block of HTML. False when it is neither. */
bool template_link_add(const TemplateHost *host, const TemplateTag *tag, bool html, Buf *out);

#endif

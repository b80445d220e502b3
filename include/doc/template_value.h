/* template_value: template code that stands for a few words (SRC-08). */
#ifndef LEDA_DOC_TEMPLATE_VALUE_H
#define LEDA_DOC_TEMPLATE_VALUE_H

#include "doc/template.h"
#include "doc/template_tag.h"

/* Appends what {{ site.key }}, {{ page.key }} or {{ "literal" | filter }} stands for. False when nothing is
 * known of the key. */
bool template_value_add(const TemplateHost *host, const TemplateTag *tag, Buf *out);

/* Appends an argument's value, with values of the kinds above in it resolved. */
void template_value_arg(const TemplateHost *host, Str value, Buf *out);

/* True for tags that stand for a page's address; *name is then the page's, as written. */
bool template_value_names_page(const TemplateTag *tag, Str *name);

/* Appends the address of the page that `name` means, its fragment kept; `name` as written when there is none
 * (LNK-02 reports it). Whatever could end a link's target is percent-encoded. */
void template_value_page(const TemplateHost *host, Str name, Buf *out);

#endif

/* template_host: what a page's template code can ask of its site (SRC-08). */
#ifndef LEDA_SITE_TEMPLATE_HOST_H
#define LEDA_SITE_TEMPLATE_HOST_H

#include "site/resolve.h"
#include "site/source.h"

typedef struct TemplatePage {
    const Resolver *resolver; /* finds pages; its diag hears of what is left out */
    const PageSource *source; /* what `page.` means */
} TemplatePage;

/* `text`, which begins at `line` of the page's file, with its template code resolved: either as it came or in
 * *out, which is emptied first. */
Str template_host_text(const TemplatePage *page, Str text, uint32_t line, Buf *out);

#endif

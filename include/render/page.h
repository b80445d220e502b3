/* RenderPage: what the renderings of one page are drawn from. */
#ifndef LEDA_RENDER_PAGE_H
#define LEDA_RENDER_PAGE_H

#include "base/diag.h"
#include "doc/document.h"
#include "render/options.h"
#include "render/target.h"

typedef struct RenderPage {
    const Document *doc;
    const Target *targets; /* one for each link of doc */
    const RenderOptions *options;
    Diag *diag; /* what a limit changed, the file named already; NULL: nobody wants to know */
} RenderPage;

#endif

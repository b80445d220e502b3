/* Document -> text/gemini (CONVERSION.md sections 3 and 4, column "gemtext"; GMI-*). */
#ifndef LEDA_RENDER_GEMTEXT_H
#define LEDA_RENDER_GEMTEXT_H

#include "base/buf.h"
#include "render/page.h"

/* Appends the whole page to *out: the title line if there is a title, then the blocks. Ends with one newline;
 * an empty document gives nothing (TXT-02). */
void gemtext_render(const RenderPage *page, Buf *out);

/* Appends one link line; bytes of `url` that would end it are percent-encoded, control characters of `label`
 * become blanks. Without a label the line is the URL alone. */
void gemtext_link(Str url, Str label, Buf *out);

#endif

/* Document -> text/gemini (CONVERSION.md sections 3 and 4, column "gemtext"; GMI-*). */
#ifndef LEDA_RENDER_GEMTEXT_H
#define LEDA_RENDER_GEMTEXT_H

#include "base/buf.h"
#include "render/flow.h"
#include "render/table.h"

/* Appends the whole page to *out: the title line if there is a title, then the blocks. Ends with one newline;
 * an empty document gives nothing (TXT-02). */
void gemtext_render(const RenderPage *page, Buf *out);

/* The same a step at a time, for whoever walks over a page for more than one rendering. A zeroed one is ready
 * for gemtext_start, and so is one that drew another page, whose memory it keeps. */
typedef struct Gemtext {
    const Flow *flow;
    Table table;
    size_t start; /* bytes of *out that are not ours */
    Buf *out;
} Gemtext;

void gemtext_start(Gemtext *g, const Flow *flow, Buf *out);
void gemtext_step(Gemtext *g, const Step *step);
void gemtext_free(Gemtext *g);

/* Appends one link line; bytes of `url` that would end it are percent-encoded, control characters of `label`
 * become blanks. Without a label the line is the URL alone. */
void gemtext_link(Str url, Str label, Buf *out);

#endif

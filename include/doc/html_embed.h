/* What a browser would load into the page: iframe, video, audio, object, embed become links to their source.
 * Only for doc/html's own files. */
#ifndef LEDA_DOC_HTML_EMBED_H
#define LEDA_DOC_HTML_EMBED_H

#include "doc/html.h"

/* An element with content: its words are the link's, unless it has a title. */
void html_embed(Html *html, Str tag, bool closes);

/* `embed`, `frame`: without content. Inside an object that has a link already it is the same thing again. */
void html_embed_void(Html *html, Str tag);

/* `source`: the first one of a video or audio without `src` counts; those of a picture do not. */
void html_embed_source(Html *html, Str tag);

/* Ends the one that is open. */
void html_embed_end(Html *html);

#endif

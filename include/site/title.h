/* Title: what a page is called (SRC-05). */
#ifndef LEDA_SITE_TITLE_H
#define LEDA_SITE_TITLE_H

#include "doc/document.h"
#include "site/source.h"

#define TITLE_PARAGRAPH_MAX 120 /* characters of a first paragraph that can be a title */

/* Sets doc->title from front matter, else the first level-1 heading (in gemtext: else the first heading),
 * else, for home, the title of the whole site, else a short first paragraph, else the file name. The block
 * that it was taken from, and a first heading with the title's words, become BLOCK_TITLE. */
void title_choose(const PageSource *source, const Identity *identity, Document *doc);

/* True for words of at most TITLE_PARAGRAPH_MAX characters. */
bool title_is_short(Str words);

#endif

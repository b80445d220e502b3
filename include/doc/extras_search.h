/* Whether a text may hold extras at all: most have none, and their lines need not be read one by one. Only
 * for doc/glance. */
#ifndef LEDA_DOC_EXTRAS_SEARCH_H
#define LEDA_DOC_EXTRAS_SEARCH_H

#include "base/str.h"

/* A search. What stands around a mark is looked at, not what it is part of; but what stands in a block of
 * code that is one to everybody does not count, as code is full of dollars and brackets. */
typedef struct ExtrasSearch {
    Str text;
    const char *shape;
    bool found;  /* the text may hold one; nothing more is looked at */
    bool opened; /* a dollar has come that may begin math */
    bool lost;   /* whether a fence opens or closes a block is not known any more */
    size_t seen; /* the blocks of code are known up to here */
    size_t code; /* where the block ends that was passed last */
} ExtrasSearch;

/* Begins with a look at the tags. `shape` is a copy of the text with SHAPE_TAIL behind it. */
ExtrasSearch extras_search_start(Str text, const char *shape);

/* Looks at a `$`, `^`, `:`, `{` or `[`. They come in order. */
void extras_search_at(ExtrasSearch *s, size_t at);

#endif

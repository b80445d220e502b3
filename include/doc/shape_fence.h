/* shape_fence: fences of code and HTML blocks that are none.
 *
 * A line that is indented by four columns more than the words above it goes on with their paragraph. md4c
 * takes backticks, tildes and tags there for the start of a block all the same, and no fence indented as much
 * for its end: all that follows in the container would be code. So the last blank before them is hidden. */
#ifndef LEDA_DOC_SHAPE_FENCE_H
#define LEDA_DOC_SHAPE_FENCE_H

#include "base/str.h"

/* Since the last blank line. */
typedef struct ShapeFence {
    size_t column; /* from this one on they are words; 0: none has come yet */
} ShapeFence;

/* Whether the line at `at` of a text, below another, which begins with a backtick, a tilde or `<` at
 * `content`, is words. In code and HTML the answer does not matter. */
bool shape_fence_is_words(ShapeFence *fence, Str text, size_t at, size_t content);

#endif

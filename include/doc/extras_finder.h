/* What the files of doc/extras share while they look. Only for them.
 */
#ifndef LEDA_DOC_EXTRAS_FINDER_H
#define LEDA_DOC_EXTRAS_FINDER_H

#include "doc/extras.h"
#include "doc/math.h"
#include "doc/outline.h"

typedef struct ExtrasFinder {
    Extras *extras;
    Str text;
    char *shape;
    Lines lines; /* counts the lines */
    Diag *diag;
    Outline outline;
    OutlineLine last; /* the line before */
    Math math;
    size_t special;     /* the next byte that may begin an extra within a line */
    size_t skip;        /* up to here everything is settled */
    size_t unclosed;    /* no `^[` before this place is closed */
    bool told;          /* of HTML that never ends */
    bool no_comment;    /* no `{:/comment}` follows */
    bool html_went_on;  /* a block of HTML goes on behind the line before */
    uint32_t html_open; /* elements that asked for markdown (doc/extras_html) and are open */
    int html_nest;      /* elements that the block has open */
} ExtrasFinder;

void extras_finder_add(ExtrasFinder *f, Extra extra);

/* Fills bytes of the shape but for line ends and the marks of quotes before them: md4c sees words. */
void extras_finder_fill(ExtrasFinder *f, size_t from, size_t to);

/* Shows md4c another byte when nobody counts the shape's lines any more. */
void extras_finder_show(ExtrasFinder *f, size_t at, char as);

/* What a line has behind `columns` columns of its container; *pad: blanks of a tab that is cut in two. */
Str extras_finder_strip(const ExtrasFinder *f, const OutlineLine *line, uint32_t columns, unsigned *pad);

/* The next line of the outline, counted. False: there is none. */
bool extras_finder_next(ExtrasFinder *f, OutlineLine *line);

#endif

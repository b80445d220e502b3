/* Extras: what authors write that md4c does not know (MD-08, MD-10) - footnotes, definition lists, math,
 * attribute lists, abbreviations, tables of contents;
 * and what it misreads: HTML that never ends, code within HTML, and markdown within HTML.
 *
 * One pass over the lines of a text notes where they stand and changes the shape that md4c is shown, at equal
 * length. Nothing is decided for good: each place counts only where md4c reports ordinary text there, so what
 * stands in code stays code. */
#ifndef LEDA_DOC_EXTRAS_H
#define LEDA_DOC_EXTRAS_H

#include "base/diag.h"
#include "doc/lines.h"
#include "doc/notes.h"

typedef enum {
    EXTRA_NONE,
    EXTRA_DROP,       /* nothing of it is shown */
    EXTRA_LINE,       /* the same, a line of its own: it ends a paragraph */
    EXTRA_AFTER_SPAN, /* the same right behind a link, image, code span or emphasis; else it is text */
    EXTRA_NOTE,       /* a footnote's number stands here */
    EXTRA_MATH,       /* display math */
} ExtraKind;

typedef struct Extra {
    uint8_t kind;   /* ExtraKind */
    uint32_t note;  /* EXTRA_NOTE: which */
    size_t at, end; /* bytes of the text */
    size_t inner;   /* EXTRA_MATH: where its lines begin in Extras.math ... */
    size_t inner_end;
} Extra;

/* A definition, `: text`. */
typedef struct ExtraTerm {
    size_t term; /* where its terms begin */
    size_t mark; /* the colon, which md4c is shown as a `+` */
} ExtraTerm;

/* A byte that md4c is shown in place of the text's. */
typedef struct ExtraByte {
    size_t at;
    char as;
} ExtraByte;

typedef struct Extras {
    Extra *items; /* in the order of the text */
    size_t count, cap;
    ExtraTerm *terms;
    size_t term_count, term_cap;
    ExtraByte *late; /* line ends that come or go in HTML blocks */
    size_t late_count, late_cap;
    Buf math;
    Notes *notes;
    bool main;      /* notes with labels are defined here; else they are only referred to */
    bool notes_end; /* and there are no notes within sentences */
} Extras;

/* Looks for extras in a text, whose copy `shape` is; adds to *extras, whose notes, main and notes_end are
 * set. Reads the lines one by one: of most texts doc/glance knows that there are none. */
void extras_find(Extras *extras, Str text, Lines lines, char *shape, Diag *diag);

/* Joins and parts lines of the shape: md4c would end an HTML block in the midst of a `pre`, and not where
 * markdown begins. Comes when nobody counts the shape's lines any more. */
void extras_set_lines(const Extras *extras, char *shape);

void extras_free(Extras *extras);

#endif

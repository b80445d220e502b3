/* Notes: the footnotes of a page (MD-08), `[^label]: text` and `^[text]`.
 *
 * A page's Notes gather the text of each note, without the marks and indent around it, and give numbers in
 * order of first use. */
#ifndef LEDA_DOC_NOTES_H
#define LEDA_DOC_NOTES_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/map.h"

#define NOTES_LABEL_MAX 100 /* bytes of a label */
#define NOTES_NONE      UINT32_MAX

typedef struct Note {
    Str label;             /* as written; empty: a note within its sentence */
    uint32_t line;         /* in the author's file */
    uint32_t number;       /* 0: not referred to yet */
    size_t body, body_end; /* its lines, each with its LF, in Notes.body */
    uint32_t body_line;    /* the first of them in Notes.lines */
} Note;

typedef struct Notes {
    Note *items;
    uint32_t count, cap;
    uint32_t *order; /* notes by number, from 1 */
    uint32_t used, order_cap;
    Map labels;
    Buf body;
    uint32_t *lines; /* in the author's file: of each line of body */
    uint32_t line_count, line_cap;
    Arena arena;
} Notes;

void notes_free(Notes *notes);

/* The length of `[^label]` at the start of s, or 0. A label has no blanks or brackets. */
size_t notes_reference(Str s, Str *label);

/* Begins a note; its text is added by notes_line. The label is ignored (as an empty one is) when there is a
 * note of that label, in any case: false then. */
bool notes_begin(Notes *notes, Str label, uint32_t line);

/* Adds a line to the note that was begun last: `pad` blanks, then text. Blank lines before the first text are
 * left out. */
void notes_line(Notes *notes, unsigned pad, Str text, uint32_t line);

/* The note of that label, or NOTES_NONE. */
uint32_t notes_find(const Notes *notes, Str label);

/* The number of a note, given at its first use. */
uint32_t notes_use(Notes *notes, uint32_t note);

/* Takes back the numbers above `used`. */
void notes_unuse(Notes *notes, uint32_t used);

/* Drops the notes from `count` on, which have no numbers, and no labels unless it is all of them. */
void notes_drop(Notes *notes, uint32_t count);

#endif

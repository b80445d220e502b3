/* Outline: the lines of a markdown text, each with where it stands.
 *
 * For what md4c does not know (MD-08, MD-10): which list and quote marks a line has, whether it is code or
 * HTML, and whether it goes on with a paragraph. As CommonMark has it but for a few rare cases; whoever uses
 * it must lose no word when md4c sees a line otherwise. Linear: a line costs its bytes and at most
 * OUTLINE_DEPTH steps. */
#ifndef LEDA_DOC_OUTLINE_H
#define LEDA_DOC_OUTLINE_H

#include "base/str.h"
#include "doc/html_ahead.h"

#define OUTLINE_DEPTH     32 /* containers within each other; a mark beyond is text (SHAPE_MARKS_MAX) */
#define OUTLINE_TERMS_MAX 5  /* lines of terms above a definition */

typedef enum { CONTAINER_QUOTE, CONTAINER_ITEM, CONTAINER_DEFINITION } ContainerKind;

typedef struct OutlineContainer {
    uint8_t kind;    /* ContainerKind */
    uint32_t column; /* where the content of an item begins */
} OutlineContainer;

typedef struct Outline {
    Str text;
    size_t at; /* the next line */
    OutlineContainer stack[OUTLINE_DEPTH];
    uint32_t depth;
    uint32_t paragraph;     /* lines of the paragraph that is open; 0: none */
    size_t paragraph_start; /* its first byte */
    size_t single; /* paragraph of one line that the line before, a blank one, ended; STR_NONE: none */
    uint32_t single_depth; /* containers around it */
    char fence;            /* in fenced code: its character */
    size_t fence_len;
    uint32_t raw_depth;     /* containers around the fence or HTML block */
    const char *html_end;   /* in an HTML block: what its last line holds; "": a blank line ends it */
    AheadKind verbatim_end; /* within that: the end tag of the `pre` or `textarea` that is open, or 0 */
    HtmlAhead ahead;
    bool verbatim; /* set by the user: no line begins a container or block of its own */
} Outline;

typedef struct OutlineLine {
    size_t start, end;  /* without the line end */
    size_t blanks;      /* behind the marks of the containers that are open already */
    size_t content;     /* first byte of its text; `end` in a blank line */
    uint32_t column;    /* of the byte at `blanks` */
    uint32_t base;      /* column at which the content of the innermost of those containers begins */
    uint32_t indent;    /* columns of blanks before the content, within its container */
    uint32_t depth;     /* containers around it */
    uint32_t paragraph; /* lines of its paragraph before it */
    bool blank;
    bool raw;      /* code, HTML, and the fences around code */
    bool kept;     /* blank, in a `pre` or `textarea` within an HTML block: it does not end the block */
    bool unclosed; /* begins with a comment, `script` or `style` that never ends: text behind its opener */
    bool lazy;     /* goes on with a paragraph whose marks it lacks */
    bool marks;    /* begins containers */
    bool leaf;     /* a heading or rule, the line under a heading */
    size_t term;   /* a definition (`: text`): where its terms begin; else STR_NONE */
    size_t mark;   /* ... and its colon */
} OutlineLine;

Outline outline_start(Str text);

/* The next line. False: there is none. */
bool outline_next(Outline *o, OutlineLine *line);

#endif

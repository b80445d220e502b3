/* template_state: what the parts of doc/template share while a text is read. */
#ifndef LEDA_DOC_TEMPLATE_STATE_H
#define LEDA_DOC_TEMPLATE_STATE_H

#include "doc/lines.h"
#include "doc/template.h"
#include "doc/template_code.h"
#include "doc/template_pair.h"

#define TEMPLATE_KINDS_MAX 32 /* kinds that are reported of one text */

typedef struct TemplateState {
    Str text;
    const TemplateHost *host;
    Buf *out;
    Lines lines;
    size_t at;     /* read up to here ... */
    size_t copied; /* ... and taken over or left out up to here */
    /* the line of the text being read, and what came of it so far */
    size_t line;     /* where it begins, */
    size_t margin;   /* where what it owes to quotes and items ends, */
    size_t content;  /* and where its text begins, behind its own indent */
    size_t out_line; /* where it begins in out ... */
    size_t out_text; /* ... and its text */
    bool code_line;  /* the whole line is code */
    bool left_out;   /* something of it was left out */
    long owed;       /* line breaks that were left out and still have to come; below 0: that came too early */
    TemplateReader reader;
    TemplatePairs pairs;
    TemplateCode code;
    TemplateTicks ticks;
    size_t code_end;               /* what stands before is code */
    const TemplatePair *raw;       /* the one that is open, or NULL */
    const TemplatePair *highlight; /* the same; its fence is that long */
    size_t fence;
    Str prefix;      /* of its first line up to the margin ... */
    Str indent;      /* ... and up to its text */
    bool indents;    /* its lines have that indent */
    bool no_html[5]; /* elements that nothing closes from here on */
    Str kinds[TEMPLATE_KINDS_MAX];
    unsigned kind_count;
    bool kinds_over; /* there were more */
} TemplateState;

/* Takes over the text up to t->at. */
void template_copy(TemplateState *t);

/* Goes on at `end` without taking over what stands before it; its line breaks are owed. */
void template_skip(TemplateState *t, size_t end);

/* True when nothing but indent and marks came of the line so far. */
bool template_line_empty(const TemplateState *t);

#endif

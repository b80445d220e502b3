/* template_pair: template code that goes or stays together with what stands behind it, and where it ends
 * (SRC-08). */
#ifndef LEDA_DOC_TEMPLATE_PAIR_H
#define LEDA_DOC_TEMPLATE_PAIR_H

#include "doc/template_tag.h"

typedef enum {
    TEMPLATE_RAW,       /* nothing in it is template code */
    TEMPLATE_HIGHLIGHT, /* its content is code */
    TEMPLATE_COMMENT,   /* this one and those below go with their content */
    TEMPLATE_FOR,
    TEMPLATE_IF,
    TEMPLATE_UNLESS,
    TEMPLATE_CASE,
    TEMPLATE_CAPTURE,
    TEMPLATE_PAIR_KINDS
} TemplatePairKind;

typedef struct TemplatePair {
    size_t open, inside; /* its opening tag, and where that ends */
    size_t close, end;   /* its closing tag; end is 0 when nothing closes it */
    TemplatePairKind kind;
} TemplatePair;

typedef struct TemplatePairs {
    TemplatePair *items; /* in the order of the text */
    size_t count, cap, next;
} TemplatePairs;

/* The pairs of a text; those of one kind nest. Linear. To be freed. */
void template_pair_find(Str text, TemplatePairs *pairs);
void template_pair_free(TemplatePairs *pairs);

/* The closed pair whose opening tag begins at `open`, or NULL. Asked at rising places. */
const TemplatePair *template_pair_at(TemplatePairs *pairs, size_t open);

#endif

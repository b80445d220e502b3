/* template_code: where markdown has code, in which template code is not resolved (SRC-08).
 *
 * A light reading of CommonMark's blocks, line by line: quotes and lists, fences, indents, paragraphs. It
 * follows markdown as far as the question "is this line code" needs. */
#ifndef LEDA_DOC_TEMPLATE_CODE_H
#define LEDA_DOC_TEMPLATE_CODE_H

#include "base/str.h"

#define TEMPLATE_DEPTH_MAX 32 /* quotes and items within each other; deeper ones are taken as text */
#define TEMPLATE_TICKS_MAX 32 /* backticks of a code span, as md4c has it */

typedef enum { TEMPLATE_BLANK, TEMPLATE_TEXT, TEMPLATE_LINE_OF_CODE } TemplateLineKind;

typedef struct TemplateLine {
    TemplateLineKind kind;
    size_t margin;  /* bytes of what it owes to the quotes and items that it stands in */
    size_t content; /* bytes before its text: its own indent too */
    bool continues; /* it goes on with the paragraph, table or HTML of the line before */
} TemplateLine;

typedef struct TemplateBlock {
    uint32_t width; /* columns of an item's indent; 0 for a quote */
} TemplateBlock;

/* The state between lines. Zeroed at the start of a text. */
typedef struct TemplateCode {
    TemplateBlock blocks[TEMPLATE_DEPTH_MAX];
    unsigned depth;
    bool paragraph; /* the line before may be continued */
    bool html;      /* in an HTML block: up to the next blank line */
    char fence;     /* its character, inside a fenced block ... */
    size_t fence_len;
    unsigned fence_depth; /* ... that many blocks deep */
} TemplateCode;

/* Reads the next line (without its newline). */
TemplateLine template_code_line(TemplateCode *code, Str line);

/* Says that the lines so far ended what could be continued. */
void template_code_break(TemplateCode *code);

/* Code spans: what is known of the backticks of the paragraph being read. Zeroed at the start of a text. */
typedef struct TemplateTicks {
    size_t until;                        /* runs up to here have been seen, by a search that failed */
    size_t last[TEMPLATE_TICKS_MAX + 1]; /* the last run of each length among them */
} TemplateTicks;

/* The end of the code span that opens with the backticks at `at`, or of the backticks when nothing in the
 * paragraph closes it. Asked at rising places. Linear over a text. */
size_t template_code_span(TemplateTicks *ticks, Str text, size_t at);

#endif

/* template_tag: one piece of template code as it is written (SRC-08), and its arguments. */
#ifndef LEDA_DOC_TEMPLATE_TAG_H
#define LEDA_DOC_TEMPLATE_TAG_H

#include "base/buf.h"

#define TEMPLATE_TAG_MAX 8192 /* bytes of the longest tag; what is longer is text */

typedef enum {
    TEMPLATE_SHORTCODE, /* {{< name args >}}, {{% name args %}} */
    TEMPLATE_WORD,      /* {% name args %} */
    TEMPLATE_CALL,      /* {{ name(args) }} */
    TEMPLATE_VALUE,     /* {{ site.key }}, {{ page.key }}: name is site or page, args the key */
    TEMPLATE_LITERAL,   /* {{ "args" | filters }}: name is what follows the literal */
    TEMPLATE_ESCAPED,   /* a short-code that is to be shown: its inside stands between comment signs */
} TemplateForm;

typedef struct TemplateTag {
    TemplateForm form;
    size_t start, end; /* in the text */
    Str name;          /* without what marks a closing tag; empty for `{% end %}` */
    Str args;          /* as written */
    bool closes;
} TemplateTag;

/* Reads tags of one text, at rising places: what it knows of the text behind them makes reading linear. */
typedef struct TemplateReader {
    Str text;
    size_t next_end[4]; /* where each of the four endings comes next; STR_NONE: nowhere */
    size_t plain_until; /* tags that begin before: quotes in them do not count, they pair up wrongly */
    bool cut;           /* the last one ends beyond TEMPLATE_TAG_MAX, if it is one */
} TemplateReader;

void template_tag_start(TemplateReader *reader, Str text);

/* Reads the tag at `at`, which holds a `{`. False for what is text. */
bool template_tag_read(TemplateReader *reader, size_t at, TemplateTag *tag);

/* The end of `{% name %}` without arguments at `at` (blanks and `-` as one likes), or 0. */
size_t template_tag_word(Str text, size_t at, Str name);

typedef struct TemplateArg {
    Str key;   /* empty for a positional one */
    Str value; /* between its quotes, escapes as written */
    bool quoted;
} TemplateArg;

/* Takes the next argument off *args: `key=value`, `key: value` or a value, each quoted with `"`, `'` or a
 * backtick or not. False at the end or at a filter's bar. */
bool template_arg_next(Str *args, TemplateArg *arg);

/* The value of the first argument named `key` (ignoring case), or the empty Str. */
Str template_arg_named(Str args, Str key);

/* The n-th positional value, from 0, or the empty Str. */
Str template_arg_at(Str args, unsigned n);

/* Appends a value with its escapes resolved and each run of blanks with a line break in it as one space. */
void template_arg_text(Str value, Buf *out);

#endif

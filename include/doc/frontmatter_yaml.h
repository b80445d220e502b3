/* YAML front matter through libyaml's events. Only for doc/frontmatter's own files. */
#ifndef LEDA_DOC_FRONTMATTER_YAML_H
#define LEDA_DOC_FRONTMATTER_YAML_H

#include "doc/frontmatter_fields.h"

typedef enum {
    FRONTMATTER_READ,  /* a map, or nothing at all */
    FRONTMATTER_TEXT,  /* something else: not front matter */
    FRONTMATTER_BROKEN /* cannot be read; *fault says where and why */
} FrontmatterResult;

typedef struct FrontmatterFault {
    uint32_t line;   /* in the author's file */
    const char *why; /* a literal */
} FrontmatterFault;

/* Reads what stands between the fences; it begins at line `line` of the author's file. */
FrontmatterResult frontmatter_yaml(Str source, uint32_t line, Fields *fields, FrontmatterFault *fault);

#endif

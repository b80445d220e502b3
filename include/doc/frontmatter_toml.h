/* TOML front matter. Only for doc/frontmatter's own files.
 *
 * What Hugo and Zola write: pairs, tables, strings of all four kinds, lists over several lines, inline
 * tables; dates and numbers are taken as they stand. */
#ifndef LEDA_DOC_FRONTMATTER_TOML_H
#define LEDA_DOC_FRONTMATTER_TOML_H

#include "doc/frontmatter_yaml.h"

/* As frontmatter_yaml. */
FrontmatterResult frontmatter_toml(Str source, uint32_t line, Fields *fields, FrontmatterFault *fault);

#endif

/* Rule: what an operator wrote as a line or a section of its own, with where it stands. */
#ifndef LEDA_SITE_RULE_H
#define LEDA_SITE_RULE_H

#include "base/str.h"

/* Every struct that is made from a section begins with one. */
typedef struct Rule {
    Str name;      /* of a line what stands before its `=`, of a section its label */
    Str value;     /* of a line; empty for a section */
    uint32_t line; /* of the configuration file */
} Rule;

#endif

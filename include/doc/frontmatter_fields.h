/* Fields: the keys of front matter that mean something, whatever they were written in. Only for
 * doc/frontmatter's own files: the YAML and the TOML reader call fields_set for each value they come across.
 */
#ifndef LEDA_DOC_FRONTMATTER_FIELDS_H
#define LEDA_DOC_FRONTMATTER_FIELDS_H

#include "base/buf.h"
#include "doc/frontmatter.h"

#define FIELDS_LIST_MAX 256 /* items of a list that are kept */

/* One scalar: of `key`, or of `sub` in a map of that name, or an item of a list there. */
typedef struct Field {
    Str key, sub, value;
    uint32_t line; /* in the author's file */
    bool in_list;
} Field;

typedef struct Fields {
    Arena *arena;
    Diag *diag;
    Meta *meta;
    Buf clean; /* the value that is being read, if it had to be cleaned */
    /* When set, hears of every value in place of what is above. */
    void (*hear)(void *context, const Field *field);
    void *context;
} Fields;

/* Nothing is read yet. Ends with fields_finish. */
void fields_start(Fields *fields, Arena *arena, Diag *diag, Meta *meta);

/* True for a key whose map is looked into, one level. */
bool fields_wants_map(Str key);

/* Takes a value over, copied; of an unknown key only the pair is kept, an empty value does nothing, one that
 * cannot be read is a diagnostic. */
void fields_set(Fields *fields, const Field *field);

/* Frees what is not in the arena. */
void fields_finish(Fields *fields);

#endif

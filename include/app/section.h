/* Sections of the configuration file.
 *
 * Keys before any section are of the process and of the first capsule. `[capsule LABEL]` begins a further
 * capsule; every other section belongs to the capsule in whose part of the file it stands. A section of this
 * table either has keys of its own, which are rows as those of the settings are, and makes one struct; or
 * each of its lines is a rule, with whatever stands before the `=`. To add one: its row here, its field among
 * SiteOptions, its lines in contrib/leda.conf. */
#ifndef LEDA_APP_SECTION_H
#define LEDA_APP_SECTION_H

#include "app/settings.h"
#include "site/rule.h"

#define SECTION_KINDS_MAX 16
#define SECTION_NAME_MAX  49 /* bytes between the brackets: inih cuts more (app/config) */

typedef struct SectionSpec {
    const char *name;
    bool labelled;   /* [name LABEL], repeatable; else [name], once in a capsule's part */
    uint16_t offset; /* in Capsule: of a NULL-ended array of pointers to what is made, or NULL for none */
    uint16_t size;   /* of the struct of a section with keys; it begins with a Rule */
    uint32_t most;   /* things made in one capsule */
    const SettingSpec *rows; /* the keys; offsets are in that struct. NULL: each line is a Rule */
    size_t row_count;
    /* Of a section of rules: whether a rule is good on its own; *why gets what is wanted. */
    bool (*good)(const Rule *rule, Buf *why);
} SectionSpec;

extern const SectionSpec section_table[];
extern const size_t section_count;

/* The name of the section that begins a capsule. */
#define SECTION_CAPSULE "capsule"

/* The kind of section, or NULL. */
const SectionSpec *section_find(Str name);

/* The name that was probably meant, or NULL. */
const char *section_guess(Str name);

/* What a capsule has of a kind: a NULL-ended array, or NULL. */
const Rule *const *section_items(const Capsule *capsule, const SectionSpec *spec);

/* The one of that label (of rules: of that name), or NULL. */
const Rule *section_item(const Capsule *capsule, const SectionSpec *spec, Str name);

/* What a section or a line makes, in the arena and not yet in its capsule: spec->size bytes with the defaults
 * of its rows, or a Rule. */
void *section_make(Config *config, const SectionSpec *spec, const Rule *rule);

/* Adds it to its capsule. False when that has as many as it can have. */
bool section_add(Config *config, Capsule *capsule, const SectionSpec *spec, const void *item);

/* Appends all sections of a capsule but its own line. */
void section_print(const Capsule *capsule, Buf *out);

#endif

/* Settings: the values of a site generator's configuration file, YAML, TOML or JSON (SRC-10).
 *
 * Only what stands on the first level is read, and of that only values and lists of values: it is what
 * template code of a page can name, and what tells a site's title, language and place on the web. */
#ifndef LEDA_DOC_FRONTMATTER_SETTINGS_H
#define LEDA_DOC_FRONTMATTER_SETTINGS_H

#include "base/arena.h"
#include "base/diag.h"

#define SETTINGS_MAX 1024 /* values that are kept; the others are passed over, with a diagnostic */

typedef struct Setting {
    Str key, value;
    bool in_list; /* one of several values of its key */
} Setting;

typedef struct Settings {
    Setting *items; /* in the arena that they were read into */
    uint32_t count, cap;
} Settings;

/* Adds what `source` (cleaned) says, copied into the arena. What cannot be read is a diagnostic about the
 * current file of `diag`; what stands before it counts. JSON is read as the YAML that it is. */
void settings_read(Str source, bool toml, Arena *arena, Diag *diag, Settings *settings);

/* The first value of a key, in any case, that is no list. False: there is none, *value is left alone. */
bool settings_value(const Settings *settings, Str key, Str *value);

#endif

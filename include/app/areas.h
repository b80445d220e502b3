/* Areas: what `[area LABEL]` says, and the files that it names. */
#ifndef LEDA_APP_AREAS_H
#define LEDA_APP_AREAS_H

#include "app/settings.h"
#include "site/rule.h"

#define AREAS_FINGERPRINTS 1000       /* lines `fingerprint = ` of one area; a file can have more */
#define AREAS_FILE_MAX     (1u << 20) /* bytes of a file of fingerprints or of authorities */

/* A section, as app/section makes it. */
struct AreaSection {
    Rule rule; /* its name is the label */
    Str path;
    const char *const *fingerprints; /* as written, NULL-ended; or NULL */
    Str file;                        /* of more of them */
    Str authorities;                 /* a PEM file */
    bool any;                        /* [allow] */
};

/* Fills in site.areas of every capsule: where areas are, and the fingerprints that stand in the
 * configuration. Whoever serves also opens what files say; until then an area with files lets in fewer, never
 * more. False with one line in *error when sections contradict each other or themselves. */
bool areas_make(Config *config, Buf *error);

/* Reads the files of all areas, after areas_make. False with one line in *error when one cannot be read or
 * has something else in it. */
bool areas_open(Config *config, Buf *error);

/* Whether any capsule has an area. */
bool areas_any(const Config *config);

/* Says on standard error in which areas of a site nothing lies: a path with a mistake in it keeps nobody out.
 */
void areas_report(const char *about, const Site *site);

/* Says on standard error which areas of a capsule let nobody in. */
void areas_warn(const Config *config, const Capsule *capsule);

#endif

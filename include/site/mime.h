/* Mime: what an operator says of files by their names (`[mime]`): type, language, charset, item type.
 *
 *     .gpx = application/gpx+xml
 *     /fi/ = lang=fi
 *     /old/ = charset=iso-8859-1; lang=de
 *     notes.log = text/plain; gopher=0
 *
 * Before the `=` stands a pattern, as those of what is ignored (base/glob): it names files, or a folder with
 * all below it; `.gpx` is short for all names that end so. Every rule that names a file counts, the last one
 * that says something of it wins. Of pages the language alone counts, and what a page says itself goes before
 * it. */
#ifndef LEDA_SITE_MIME_H
#define LEDA_SITE_MIME_H

#include "base/arena.h"
#include "base/buf.h"
#include "site/rule.h"

#define MIME_RULES 1000 /* in a capsule */

/* What is said; empty: nothing. */
typedef struct Mime {
    Str type, lang, charset;
    char item; /* Gopher's; 0: nothing */
} Mime;

typedef struct MimeRule {
    Str pattern;
    Mime says;
} MimeRule;

typedef struct Mimes {
    const MimeRule *items;
    uint32_t count;
} Mimes;

/* What is wrong with a rule, in a few words, or NULL: then *out is what it says, in slices of it. */
const char *mime_parse(const Rule *rule, MimeRule *out);

/* Copies good rules (NULL-ended, or NULL). */
Mimes mimes_copy(const Rule *const *rules, Arena *arena);

/* What is said of a file: `path` is relative to the content root; with a slash at its end it is a folder, of
 * which its own rules and those of folders above it count. */
Mime mimes_find(Mimes mimes, Str path);

/* Appends the parameters of a Gemini meta: `; charset=utf-8; lang=fi`. Not quoted: mime_parse lets nothing
 * pass that would have to be, but for several languages, which are (GEM-MIME-04). */
void mime_parameters(const Mime *mime, Buf *out);

#endif

/* Record: what one source says of itself, as far as it decides which address it has and who may find it.
 *
 * Made when a source is read; the next generation of the Site takes it over by reference as long as the file
 * stays what it was, so that placing a page needs neither its file nor libyaml. What only drawing asks for is
 * not in it: a page that is drawn is read. One reference-counted block that never changes. */
#ifndef LEDA_SITE_RECORD_H
#define LEDA_SITE_RECORD_H

#include "site/source.h"

#include <stdatomic.h>

typedef struct Record {
    atomic_uint refs;
    bool good;  /* the source was understood; else only hash and findings count */
    bool plain; /* markdown without front matter */
    bool gemtext, titled, translation, draft;
    int32_t zone;
    uint64_t hash; /* of the file's bytes (base/hash) */
    int64_t from, until;
    Date date;
    Str address, name, lang, title;
    Str slugs; /* as names_make makes them */
    StrList tags, addresses;
    MetaPair slug; /* the one key that addresses ask for; an empty value: there is none */
    Str findings;  /* of reading it, as diag_pack leaves them */
} Record;

/* What there is to keep of `source`, which source_read has filled in (`good` says with what success) from
 * bytes of this hash. */
Record *record_new(const PageSource *source, bool good, uint64_t hash, Str findings);
Record *record_ref(Record *record);
void record_unref(Record *record); /* NULL is ignored */

/* True when the record is one of a source that would be read under the same circumstances. */
bool record_fits(const Record *record, const PageSource *source);

/* What placing a page asks for, of the record instead of its own: there it lies side by side with that of
 * others, not between texts. */
void record_lend(const Record *record, PageSource *source);

/* Fills in what the record says; path and circumstances stay. *source borrows from it and has no text. */
void record_open(const Record *record, PageSource *source);

#endif

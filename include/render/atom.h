/* Atom: a feed as XML (RFC 4287; PROTOCOLS.md C.2).
 *
 * Written entry by entry into one Buf. Which posts stand in a feed, their addresses and ids are site/'s. */
#ifndef LEDA_RENDER_ATOM_H
#define LEDA_RENDER_ATOM_H

#include "base/buf.h"

/* Where something is read: an absolute URL; without one the link is left out. The type may be empty, but two
 * alternates of one entry may not have the same (RFC 4287 section 4.1.2). */
typedef struct AtomLink {
    Str url, type;
} AtomLink;

/* The reader's own protocol first (C.2). */
typedef struct AtomLinks {
    AtomLink first, second;
} AtomLinks;

typedef struct AtomFeed {
    Str id;                            /* an absolute IRI that never changes (RFC 4287 section 4.2.6) */
    AtomLink self;                     /* the feed's own */
    Str title, subtitle, author, lang; /* all but the title may be empty; without an author the title is it */
    AtomLinks links;
    int64_t updated; /* of its newest entry, seconds since 1970 */
} AtomFeed;

typedef struct AtomEntry {
    Str id;
    Str title, lang; /* lang may be empty */
    AtomLinks links;
    Str author;      /* may be empty: the feed's then */
    const Str *tags; /* plain words */
    uint32_t tag_count;
    int64_t published, updated;
    Str summary;               /* words; may be empty */
    Str content, content_type; /* text and its MIME type; may be empty */
} AtomEntry;

/* Appends the feed up to its first entry, an entry, the end. Characters that XML 1.0 does not have go. */
void atom_start(const AtomFeed *feed, Buf *out);
void atom_entry(const AtomEntry *entry, Buf *out);
void atom_end(Buf *out);

#endif

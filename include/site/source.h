/* Source: one page's file, read and cleaned, with what it says of itself (CONVERSION.md section 1). */
#ifndef LEDA_SITE_SOURCE_H
#define LEDA_SITE_SOURCE_H

#include "base/pool.h"
#include "doc/document.h"
#include "doc/frontmatter.h"
#include "site/site.h"

typedef struct PageSource {
    Str path;         /* relative to the content root; borrowed; set by who reads it */
    Str lang;         /* of its name: `fi` for `hello.fi.md`; borrowed; set by who reads it, may be empty */
    bool translation; /* ... of the page beside it: the language stays in the address; set by who reads it */
    Str address;      /* `/posts/hello`, or `/posts/` for a folder's index; in the arena */
    Str name;         /* `hello`; an index has its folder's; empty for home */
    Pool *pool;       /* where its bytes go; set by who reads it */
    Str text;         /* the whole file, cleaned */
    PoolChunk *home;  /* of the text */
    bool gemtext;     /* written by hand for Gemini: no front matter is looked for (SRC-02) */
    Str gemini; /* what Gemini gets as it is, its own bytes or those of the .gmi beside it (SRC-12); p is NULL
                   when the page is drawn */
    bool titled;   /* gemtext that has a title line of its own */
    bool untitled; /* ... but for a title line, which is put before it */
    PoolChunk *gemini_home;
    size_t body; /* where its text begins behind the front matter; 0: there is none */
    uint32_t body_line;
    Meta meta;
    int32_t zone; /* of dates with a time and without a zone, in seconds east of UTC; set by its reader */
    Date date;    /* of the post (SRC-06); unset for a page */
    bool date_in_text; /* the date is a paragraph of the text, which stays */
    bool open;         /* Gemini serves the source as well; set by who places it */
    int64_t from;      /* the second at which it is due; INT64_MIN: always */
    int64_t until;     /* the second at which it expires; INT64_MAX: never */
    Arena arena;       /* begins in its home */
} PageSource;

/* True for names of pages: *.md, *.markdown, *.gmi, *.gemini, ignoring case (SRC-02). */
bool source_is_page(Str path);

/* True for the last two: pages that are written by hand for Gemini. */
bool source_is_gemtext(Str path);

/* Joins two pages of one address, when `page` is markdown and `gemtext` is gemtext: what they say of
 * themselves and Gopher's text are `page`'s, Gemini gets the bytes of the other, which has to stay (SRC-12).
 * False when they are not such a pair. */
bool source_join(PageSource *page, const PageSource *gemtext);

/* Parses `text`, which is the page's text or made from it without moving a line, as what the page is written
 * in. doc borrows from it. */
void source_parse(const PageSource *source, Str text, Document *doc, Diag *diag);

/* What the place of a file says of it (SRC-11). */
typedef enum {
    SOURCE_ANYWHERE,
    SOURCE_SPECIAL, /* in a folder `_x/`: no content but markdown with a title, or with a date in its name */
    SOURCE_NEVER,   /* its own name begins with `_`, and it is no `_index.*` */
} SourcePlace;

SourcePlace source_place(Str path);

/* A page's path without its extension. */
Str source_stem(Str path);

/* The stem without the language in it, which goes to *lang; the stem as it is, and an empty *lang, when there
 * is none (SRC-11). */
Str source_without_lang(Str stem, Str *lang);

/* True for `index` and `_index`, which stand for their folder. */
bool source_is_index(Str stem);

/* Where a file of so many bytes may be read to: source_read keeps them there, if that is what it is given. */
char *source_room(PageSource *source, size_t size);

/* Copies `raw` (a file's bytes) and reads its front matter; *source is zero but for what its reader sets.
 * False when the page cannot be understood: a diagnostic says why. *source has to be freed either way. */
bool source_read(PageSource *source, Str raw, Diag *diag);

/* Frees what it read; what its text lay in goes to `to` for use again, or, where that is NULL, to the system.
 */
void source_free(PageSource *source, Pool *to);

/* The text behind the front matter. */
Str source_body(const PageSource *source);

/* True when the page has a title in its front matter, or a date in its name. */
bool source_is_named(const PageSource *source);

/* A name made readable: without date prefix and extension, `-` and `_` as blanks, the first letter large
 * (SRC-05). */
Str source_readable(Str name, Arena *arena);

#endif

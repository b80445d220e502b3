/* Source: one page's file, read and cleaned, with what it says of itself (CONVERSION.md section 1). */
#ifndef LEDA_SITE_SOURCE_H
#define LEDA_SITE_SOURCE_H

#include "doc/document.h"
#include "doc/frontmatter.h"
#include "site/site.h"

typedef struct PageSource {
    Str path;     /* relative to the content root; borrowed */
    Str address;  /* `/posts/hello`, or `/posts/` for a folder's index; in the arena */
    Buf text;     /* the whole file, cleaned */
    bool gemtext; /* written by hand for Gemini: no front matter is looked for (SRC-02) */
    Str gemini; /* what Gemini gets as it is, its own bytes or those of the .gmi beside it (SRC-12); p is NULL
                   when the page is drawn */
    bool untitled; /* ... but for a title line, which is put before it */
    Buf raw;       /* behind `gemini` */
    size_t body;   /* where its text begins behind the front matter */
    uint32_t body_line;
    Meta meta;
    Date date;         /* of the post (SRC-06); unset for a page */
    bool date_in_text; /* the date is a paragraph of the text, which stays */
    int64_t from;      /* the second at which it is due; INT64_MIN: always */
    int64_t until;     /* the second at which it expires; INT64_MAX: never */
    Arena arena;
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

/* Takes ownership of `raw` (a file's bytes) and reads its front matter. False when the page cannot be
 * understood: a diagnostic says why. *source has to be freed either way. */
bool source_read(Str path, Buf *raw, PageSource *source, Diag *diag);
void source_free(PageSource *source);

/* The text behind the front matter. */
Str source_body(const PageSource *source);

/* A name made readable: without date prefix and extension, `-` and `_` as blanks, the first letter large
 * (SRC-05). */
Str source_readable(Str name, Arena *arena);

#endif

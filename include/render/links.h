/* Links: the link lines of a page, for both renderers (CONVERSION.md section 3).
 *
 * What each link is called, which ones a block has, each target once, all in linear time: targets and words
 * are compared once for the page, so a block costs no memory of its own. */
#ifndef LEDA_RENDER_LINKS_H
#define LEDA_RENDER_LINKS_H

#include "base/buf.h"
#include "doc/document.h"
#include "render/target.h"

typedef struct LinkLabel {
    Str words;  /* what the link line says; empty for a bare URL and a link without words */
    Str suffix; /* tells links with equal words apart (LNK-04): host, file name or address; mostly empty */
    uint32_t first; /* the first link of the page with the same URL */
    uint32_t group; /* at such a first one: the last group that got the URL ... */
    uint32_t place; /* ... and its place among the pending links, */
    uint32_t last;  /* that of the link with other words that got it last */
    bool in_text;   /* a run belongs to it */
    bool taken;     /* it was pending once */
} LinkLabel;

typedef struct Links {
    const Document *doc;
    const Target *targets;
    LinkLabel *labels;           /* one for each link of the document */
    uint32_t *pending;           /* links that wait for their line, in order */
    uint32_t pending_count, cap; /* cap: links that labels and pending have room for */
    uint32_t group;              /* links of one group show a target once; 0: every time */
    uint32_t cursor;             /* links below it that no run belongs to are taken */
    bool all_words; /* in this group a target is repeated for other words: nothing else shows them */
    Arena arena;    /* suffixes and file names */
} Links;

/* Begins a page. *links is zeroed, or was another page's, whose memory it keeps. */
void links_init(Links *links, const Document *doc, const Target *targets);
void links_free(Links *links);

/* False for a link whose words alone are drawn. */
bool links_has_target(const Links *links, uint32_t link);

/* Makes the links of a leaf block's runs pending, and those without any run that stand between them. */
void links_collect(Links *links, const Block *block);

/* links_collect for a block that is drawn before those in front of it: their links wait. */
void links_collect_title(Links *links, const Block *block);

/* Makes pending the links that no run belongs to (one around an image alone) and that stand before the
 * author's line `line`; UINT32_MAX: all that are left. */
void links_collect_before(Links *links, uint32_t line);

/* Begins a group: what is taken from here on does not remember what was drawn before. */
void links_next_group(Links *links, bool all_words);

/* True for a paragraph that is nothing but links and blanks, and for a list in which every item at every
 * level is such a paragraph (LNK-05): link lines can replace it. */
bool links_only(const Links *links, uint32_t block);

#endif

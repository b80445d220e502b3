/* Front matter: what a page says of itself before its text (SRC-04). YAML is read by libyaml. */
#ifndef LEDA_DOC_FRONTMATTER_H
#define LEDA_DOC_FRONTMATTER_H

#include "base/arena.h"
#include "base/date.h"
#include "base/diag.h"

typedef struct StrList {
    Str *items;
    uint32_t count;
} StrList;

/* A key of the first level that has one value, for template code that asks for it (SRC-08). */
typedef struct MetaPair {
    Str key;   /* as written */
    Str value; /* in one line; its markup stays */
} MetaPair;

typedef struct Meta {
    Str title; /* plain words: markup, tags, entities resolved; empty: not given */
    Str summary;
    Str lang;
    Date date, updated, publish, expiry;
    StrList authors;
    StrList tags;      /* tags, categories and taxonomies as written, in order, without repeats */
    StrList addresses; /* further addresses as written: url, permalink, path, slug, aliases, redirect_from */
    MetaPair *pairs;   /* every key of the first level whose value is no list, map or empty, in order */
    uint32_t pair_count;
    int32_t weight;
    bool draft;
} Meta;

/* Reads the front matter at the start of `source` (cleaned) into *meta, which starts zeroed; strings go to
 * the arena. Returns the bytes that it takes with its fences and the newline after them, 0 when there is
 * none, -1 when a fence is open that never closes or the YAML cannot be read (a diagnostic says where). A
 * value that cannot be read is a diagnostic and left empty. */
long frontmatter_read(Str source, Arena *arena, Diag *diag, Meta *meta);

/* The value of a key of the first level, in any case; of a key that stands there twice, the last one. False:
 * it has none, *value is left alone. */
bool meta_scalar(const Meta *meta, Str key, Str *value);

/* The words of a title or a summary: without markup, tags and entities (SRC-04). In the arena. */
Str frontmatter_words(Str value, Arena *arena);

#endif

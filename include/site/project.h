/* Project: what kind of site a folder holds, and where its content lies (SRC-10).
 *
 * A folder written for leda is its own content. One that Hugo, Zola, Jekyll or Eleventy makes a web site from
 * is recognised by its configuration, of which only the first level is read. */
#ifndef LEDA_SITE_PROJECT_H
#define LEDA_SITE_PROJECT_H

#include "doc/frontmatter_settings.h"

typedef enum {
    PROJECT_NONE,    /* a folder written for leda */
    PROJECT_CONTENT, /* Hugo, Zola: content/, with static/ laid over its root */
    PROJECT_JEKYLL,
    PROJECT_ELEVENTY,
} ProjectKind;

typedef struct Project {
    ProjectKind kind;
    const char *content;   /* absolute, without links */
    const char *overlay;   /* files laid over the content's root, the same way; NULL: none */
    const char *places[4]; /* folders that its configuration may lie in, as content; NULL-ended */
    Str folder;            /* the content's name in the project; empty where the project is its own content */
    Str title;             /* of the site; these may be empty */
    Str lang;              /* of pages that do not say theirs: a language tag */
    Str web;               /* as Identity has it */
    Settings settings;
    Str *ignore; /* patterns (base/glob.h) of what belongs to the generator and not to the content */
    uint32_t ignore_count;
} Project;

/* Finds out what `given` (a path) is: a project, the content folder of one, or neither. Strings go to the
 * arena. False with a message in *error when the folder cannot be found at all. */
bool project_find(const char *given, Project *project, Arena *arena, Diag *diag, Buf *error);

/* The value of `key` on the first level of the configuration: what `site.key` is in template code (SRC-08).
 */
bool project_value(const Project *project, Str key, Str *value);

/* A path as generators' tags write it, from the project's folder: *below is what it means from the content's
 * root, `img/x.png` for `static/img/x.png`, `./src/img/x.png` and `/content/img/x.png`. False for any other.
 */
bool project_path(const Project *project, Str path, Str *below);

#endif

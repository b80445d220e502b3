/* Textpost: plain text whose name begins with a date, a post in lists and feeds like any other (SRC-02). */
#ifndef LEDA_SITE_TEXTPOST_H
#define LEDA_SITE_TEXTPOST_H

#include "site/site.h"

/* The date of a file of that name; unset when it is no such post. */
Date textpost_date(Str path);

/* What such a post is called: the first line that says something, when it is short enough for a title
 * (SRC-05) and `data` is there; else the file's name made readable. */
Str textpost_title(const File *file, Arena *arena);

#endif

/* shape_table: tables that begin in the midst of a paragraph.
 *
 * To md4c a table's header is the first line of its paragraph. To GitHub, Hugo and Eleventy it may stand
 * below lines of words, so authors leave the blank line out. Here one is made: a line end in place of the
 * header's first bar, or of a blank before it. */
#ifndef LEDA_DOC_SHAPE_TABLE_H
#define LEDA_DOC_SHAPE_TABLE_H

#include "base/str.h"

/* Since the last blank line or list mark. */
typedef struct ShapeTable {
    bool begun;  /* a table's row of dashes has come: what follows are its rows */
    bool closed; /* HTML, in which there are none */
    bool item;   /* a list mark has come, with words behind it, that is sure to be none in code */
} ShapeTable;

/* Whether the list mark behind the indent at p is none in code, whatever is around it. */
static inline bool shape_table_item(const char *p) {
    return !(p[0] == '\t' ||
             (ascii_blank(p[0]) && ascii_blank(p[1]) && ascii_blank(p[2]) && ascii_blank(p[3])));
}

/* Whether what begins with `<` at p is a declaration or comment that ends with its line (doc/extras_html
 * shows tags as such). */
bool shape_table_is_declaration(const char *p);

/* Whether the line below a header, or below words, is the row of dashes that makes a table of it. */
bool shape_table_begins(const char *p, size_t content);

/* Whether a heading, code or HTML begins at `content`: these end a table. */
bool shape_table_ends(const char *p, size_t content);

/* Ends the table of which the line above `at` is a row. False: there is no byte to spare. */
bool shape_table_end(char *p, size_t at);

/* The line at `at`, behind other lines of its paragraph, begins with a bar at `content`. `p` is the shape, of
 * which SHAPE_TAIL line feeds follow the last line. Returns where the header's text goes on when a table was
 * parted from the paragraph, or 0. */
size_t shape_table_part(ShapeTable *table, char *p, size_t at, size_t content);

#endif

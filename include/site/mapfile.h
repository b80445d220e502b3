/* Mapfile: a menu that its author wrote by hand, a `gophermap`, brought into the form that we keep (MAP-01 to
 * -10, K-8: the dialect of gophernicus without execution, globbing, user and host lists; or Bucktooth's, in
 * which no line means more than its TAB says). */
#ifndef LEDA_SITE_MAPFILE_H
#define LEDA_SITE_MAPFILE_H

#include "base/diag.h"
#include "site/site.h"

#define MAPFILE_MAX          (4u << 20)   /* bytes of a map */
#define MAPFILE_INCLUDED_MAX (256u << 10) /* bytes of all that it includes, each as often as it does */
#define MAPFILE_DEPTH        4            /* maps that include each other (MAP-06) */

/* What a selector of ours leads to. */
typedef enum { MAPFILE_NOTHING, MAPFILE_MENU, MAPFILE_FILE } MapfileFound;

/* What a map asks of the tree that it stands in. */
typedef struct MapfileTree {
    void *context;
    /* The cleaned text of the file `path`, relative to the content root, valid as long as the tree; false
     * when there is none that can be shown. */
    bool (*text)(void *context, Str path, Str *text);
    /* What *selector (with its leading slash) leads to. One that is no selector but the name of a source
     * (`/hello.md`) becomes the selector for an item of this type. */
    MapfileFound (*find)(void *context, char type, Str *selector);
    /* `-name`: the folder's list leaves the name out; false when there is none. */
    bool (*hide)(void *context, Str name);
    /* `:ext=T`: the item type of the folder's files with this extension. */
    void (*set_type)(void *context, Str extension, char type);
} MapfileTree;

typedef struct Mapfile {
    Str path;   /* relative to the content root */
    Str folder; /* the selector of its folder, with the slash at its end */
    const Identity *identity;
    unsigned width;  /* columns: the name of an item that is wider is a diagnostic */
    Charset charset; /* of what is shown (MENU-03) */
    MapfileTree tree;
    bool plain; /* control characters are text (MAP-06) */
} Mapfile;

typedef struct MapfileMenu {
    Buf map;    /* as render/gophermap describes it */
    bool lists; /* `*`: the list of the folder goes behind it */
    Str title;  /* of the first `!`, or empty */
    Arena arena;
} MapfileMenu;

/* Reads `text` (cleaned by utf8_clean) into *menu, which the caller frees. Total; every line that cannot be
 * what it seems to be is a diagnostic. A line that begins with a control character of MAP-06 and cannot mean
 * what that stands for is text: `-----`, `== Title ==`, `- item` that hides nothing, `* item`. */
void mapfile_read(const Mapfile *file, Str text, MapfileMenu *menu, Diag *diag);
void mapfile_free(MapfileMenu *menu);

#endif

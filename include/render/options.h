/* What an operator may choose about both renderings. */
#ifndef LEDA_RENDER_OPTIONS_H
#define LEDA_RENDER_OPTIONS_H

#include <stdbool.h>

#define RENDER_WIDTH      67 /* columns of a gophermap line (CONVERSION.md section 4) */
#define RENDER_WIDTH_MIN  20
#define RENDER_WIDTH_MAX  200
#define RENDER_WIDTH_SAFE 69 /* clients add columns of their own: some break wider lines */

/* Deepest nesting that is drawn as such; deeper levels look like the deepest (MD4C.md). */
#define RENDER_DEPTH_MAX 16

typedef enum { CHARSET_UTF8, CHARSET_LATIN1, CHARSET_ASCII } Charset;

typedef struct RenderOptions {
    unsigned width;     /* RENDER_WIDTH_MIN to RENDER_WIDTH_MAX */
    bool links_at_end;  /* [links = end]: link lines at the end of the page instead of after their block */
    bool keep_emphasis; /* [emphasis = keep] */
    Charset charset;    /* of what Gopher shows (MENU-03) */
} RenderOptions;

static inline RenderOptions render_defaults(void) {
    return (RenderOptions){.width = RENDER_WIDTH};
}

#endif

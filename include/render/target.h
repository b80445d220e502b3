/* Target: where a link leads, as site/resolve found it, for both protocols at once.
 *
 * Renderers get one Target for each Link of a Document and ask nobody anything. */
#ifndef LEDA_RENDER_TARGET_H
#define LEDA_RENDER_TARGET_H

#include "base/str.h"

typedef enum {
    TARGET_NONE,     /* leads nowhere (LNK-02, LNK-03): only the words are drawn */
    TARGET_OURS,     /* of this site: url for Gemini, type and selector for Gopher */
    TARGET_GOPHER,   /* a gopher:// URL: url, type, selector, host and port */
    TARGET_ELSEWHERE /* any other URL: url; on Gopher an `h` item with selector URL:... */
} TargetKind;

typedef struct Target Target;
struct Target {
    uint8_t kind;  /* TargetKind */
    char type;     /* Gopher item type of OURS and GOPHER: one of 0 1 3 7 8 9 I g h s (K-9) */
    uint16_t port; /* of GOPHER */
    Str url;       /* a URI reference, percent-encoded: `/posts/a.gmi` for OURS, absolute for the others */
    Str selector;  /* raw bytes without TAB, CR, LF; OURS with a leading slash */
    Str host;      /* of GOPHER: the host. Of ELSEWHERE: the host for ` (host)` (LNK-10), may be empty */
    const Target *gopher; /* what Gopher gets in its place; NULL: the same. Renderers do not look at it */
};

#endif

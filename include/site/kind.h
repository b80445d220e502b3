/* What kind of file a name is: MIME type for Gemini, item type for Gopher (GEM-MIME-07, D.4, K-9). */
#ifndef LEDA_SITE_KIND_H
#define LEDA_SITE_KIND_H

#include "base/str.h"

typedef struct FileKind {
    Str mime;  /* `image/png`; text types without charset */
    char type; /* one of 0 9 g I s */
} FileKind;

/* By the last extension, ignoring ASCII case; unknown: application/octet-stream, 9. */
FileKind file_kind(Str name);

#endif

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

/* Of a type that is known some other way: the item type is that of names which have it, else that of its kind.
 * `mime` stays in it. */
FileKind file_kind_of_mime(Str mime);

#endif

/* Diag: what is to be said about the author's files.
 *
 * Loading never stops at a fault in one file: it collects `file:line: message`, once per cause, and the
 * program prints them sorted. A Diag belongs to one thread; the loader appends those of its threads. */
#ifndef LEDA_BASE_DIAG_H
#define LEDA_BASE_DIAG_H

#include "base/arena.h"
#include "base/buf.h"

#define DIAG_FILE_MAX    100 /* findings kept about one file */
#define DIAG_MESSAGE_MAX 500 /* bytes of one message; what is longer is cut */

typedef struct DiagItem {
    Str file;      /* relative to the content root; empty when it is about the whole */
    uint32_t line; /* from 1; 0 when there is none */
    Str message;   /* without file, line or a final stop */
    bool once;     /* of all files' findings with this message the first is enough */
} DiagItem;

typedef struct Diag {
    DiagItem *items;
    size_t count, cap;
    Str file;            /* what diag_add speaks of; set with diag_file */
    uint32_t file_count; /* findings about it, at most DIAG_FILE_MAX + 1 */
    Arena arena;
} Diag;

/* Names the file that the following diag_add calls are about. The name is copied.
 * Naming the current file again goes on counting. */
void diag_file(Diag *d, Str file);

/* Adds one finding about the current file. A file's 101st finding becomes "more findings left out", the ones
 * after it nothing. */
void diag_add(Diag *d, uint32_t line, const char *format, ...) __attribute__((format(printf, 3, 4)));

/* The same for what is worth a word once for the whole tree: diag_sort keeps the first of equal messages. */
void diag_add_once(Diag *d, uint32_t line, const char *format, ...) __attribute__((format(printf, 3, 4)));

/* Moves all findings of `from` behind those of `to`; `from` is empty afterwards. */
void diag_append(Diag *to, Diag *from);

/* Appends the findings from the `from`th on in a form that diag_unpack reads; their file is left out. */
void diag_pack(const Diag *d, size_t from, Buf *out);

/* Adds what was packed as findings about `file`, all of them. */
void diag_unpack(Diag *d, Str file, Str packed);

/* Adds the findings of `from` from the `first`th on. */
void diag_copy(Diag *to, const Diag *from, size_t first);

/* Sorts by file, line, message and drops repeated ones, those of diag_add_once in whatever file. */
void diag_sort(Diag *d);

/* `file:line: message` LF for each finding; control characters appear as \xNN. */
void diag_print(const Diag *d, Buf *out);

/* The same for those that are not in `known`. Both are sorted. */
void diag_print_fresh(const Diag *d, const Diag *known, Buf *out);

void diag_free(Diag *d);

#endif

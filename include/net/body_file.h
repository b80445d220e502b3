/* BodyFile: a file's bytes, read ahead by one chunk on libuv's thread pool. */
#ifndef LEDA_NET_BODY_FILE_H
#define LEDA_NET_BODY_FILE_H

#include "proto/response.h"

#include <uv.h>

#define BODY_FILE_CHUNK 65536

/* Who is told, on the loop, that a read has ended. */
typedef struct BodyFileHost {
    uv_loop_t *loop;
    void (*ready)(void *owner);
    void *owner;
} BodyFileHost;

typedef struct BodyFile BodyFile;

typedef enum { BODY_FILE_MORE, BODY_FILE_LAST, BODY_FILE_WAIT, BODY_FILE_FAILED } BodyFileState;

/* Begins to open and read. The size at opening is what will be sent: a file that grows is cut there, one that
 * shrinks fails. */
BodyFile *body_file_open(const FilePart *part, BodyFileHost host);

/* What body_file_next would say, without taking anything. */
BodyFileState body_file_state(const BodyFile *file);

/* The next chunk, valid until the call after it; reading of the one behind it begins. */
BodyFileState body_file_next(BodyFile *file, Str *chunk);

/* Frees it, or, when a read is under way, leaves that to its end. True in the second case. */
bool body_file_close(BodyFile *file);

#endif

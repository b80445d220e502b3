/* Response: what goes over the wire, before any transport.
 *
 * A small inline head and up to four parts, in order. Parts borrow from the Site (which the connection pins
 * for as long as it sends), or own a Buf, or produce bytes when pulled, or name a file that the transport
 * side reads. */
#ifndef LEDA_PROTO_RESPONSE_H
#define LEDA_PROTO_RESPONSE_H

#include "base/buf.h"

#define RESPONSE_HEAD_MAX 128
#define RESPONSE_PARTS    4

/* A pull source: bytes made while they are sent. Lives on the heap, owned by the Response. */
typedef struct Source Source;
struct Source {
    /* Appends about `want` bytes, at least one unless it is at its end. False: nothing will follow. Never
     * blocks. */
    bool (*fill)(Source *source, size_t want, Buf *out);
    void (*close)(Source *source);
};

/* Changes the bytes of a file or a source on their way: appends what becomes of `in` to *out. `last` is 0
 * before the first call and kept between calls; an empty `in` ends the file. */
typedef void (*FileFilter)(Str in, char *last, Buf *out);

/* The bytes of `inner` on their way through a filter. Takes ownership of `inner`. */
Source *source_filtered(Source *inner, FileFilter filter);

typedef enum { PART_STR, PART_BUF, PART_SOURCE, PART_FILE } PartKind;

typedef struct FilePart {
    int root;          /* directory descriptor, borrowed from the Site */
    Str path;          /* below it, borrowed from the Site */
    FileFilter filter; /* NULL: bytes as they are */
} FilePart;

typedef struct Part {
    PartKind kind;
    union {
        Str str;
        Buf buf;
        Source *source;
        FilePart file;
    };
} Part;

typedef struct Response {
    uint16_t status; /* for the log: the Gemini status; Gopher: 20 or 51 and their like */
    uint8_t count;   /* parts */
    uint8_t head_len;
    bool noise; /* the request was none of this protocol: the log keeps it apart */
    char head[RESPONSE_HEAD_MAX];
    Part parts[RESPONSE_PARTS];
} Response;

/* An empty Response. response_free frees what its parts own. */
void response_init(Response *r);
void response_free(Response *r);

/* Sets the head, before any part is added: inline when it fits into RESPONSE_HEAD_MAX, else as a part of its
 * own. */
void response_head(Response *r, Str head);

/* Appends a part. The caller keeps to RESPONSE_PARTS; empty Strs and Bufs are dropped (a Buf is freed). */
void response_add_str(Response *r, Str s);
void response_add_buf(Response *r, Buf b); /* takes ownership */
void response_add_source(Response *r, Source *source);
void response_add_file(Response *r, FilePart file);

/* Appends the whole answer at once, for tests and for `render`: false when a part is a file, which is left
 * out. Sources are used up by it. */
bool response_collect(Response *r, Buf *out);

#endif

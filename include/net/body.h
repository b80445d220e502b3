/* Body: the bytes of a Response in order, one flight at a time.
 *
 * Head, borrowed parts and owned parts are lent where they lie; a pull source is asked while sending; a file
 * is opened and read on libuv's thread pool, never on the loop, one chunk ahead of what is sent. A file is
 * opened before anything is lent, so that an answer whose file is gone never begins. */
#ifndef LEDA_NET_BODY_H
#define LEDA_NET_BODY_H

#include "net/body_file.h"
#include "proto/response.h"

#define BODY_SLICES (RESPONSE_PARTS + 1)

typedef enum {
    BODY_MORE,  /* the flight is not the last */
    BODY_LAST,  /* nothing follows; the flight may be empty */
    BODY_WAIT,  /* nothing yet: `ready` will be called */
    BODY_FAILED /* the rest cannot be had: a file that is gone or has shrunk */
} BodyState;

/* Bytes to send, in order. They lie where they are until the next body_next or body_close. */
typedef struct Flight {
    Str slices[BODY_SLICES];
    unsigned count;
    size_t total;
} Flight;

typedef struct Body {
    Response response; /* owned */
    bool head_sent;
    uint8_t part;   /* the one whose bytes come next */
    size_t offset;  /* in it, for what lies in memory */
    Buf pulled;     /* what the source gave for this flight */
    BodyFile *file; /* of part `file_part`; NULL when none is open */
    uint8_t file_part;
    BodyFileHost host;
} Body;

/* Takes what `response` owns; it is empty afterwards. */
void body_open(Body *body, Response *response, BodyFileHost host);

/* The next flight of about `want` bytes. The one before it is done with. */
BodyState body_next(Body *body, size_t want, Flight *flight);

/* Frees everything but a read that is under way. True when there is one: the host's `ready` is then called
 * once more, and what the read needs (the Site's root) must stay until it is. */
bool body_close(Body *body);

#endif

/* Conn: one connection's life, from accept to the last close callback. For net/ alone.
 *
 *   REQUEST   until there is a whole request, or there will be none
 *   SENDING   until all of the answer is with the kernel
 *   DRAINING  until the client's end, or 2 s
 *   CLOSING   until libuv lets go
 *
 * Every state can go to CLOSING, and conn_close is the only way there. The memory goes when the socket's
 * close callback has run and no read of a file is under way. */
#ifndef LEDA_NET_CONN_H
#define LEDA_NET_CONN_H

#include "net/body.h"
#include "net/transport.h"
#include "net/worker.h"

typedef enum { CONN_REQUEST, CONN_SENDING, CONN_DRAINING, CONN_CLOSING } ConnState;

typedef struct ConnWrite ConnWrite;
typedef struct ConnVisit ConnVisit;

typedef struct Conn {
    uv_tcp_t tcp;
    Deadline deadline;
    Worker *worker;
    const Endpoint *endpoint;
    Transport transport; /* none before the first bytes: a silent client costs no more than this struct */
    const Site *site;    /* pinned when `serve` is first called, until the end */
    Body *body;          /* of the answer, while it is sent */
    ConnWrite *writing;  /* what libuv has not sent yet */
    Buf plain;           /* the request so far, at most the protocol's max_request */
    Buf out;             /* wire bytes that wait for the socket */
    const char *why;     /* it ended, for the log */
    ConnVisit *visit;    /* of the answer, while it is sent and answers are logged */
    size_t queued;       /* what libuv had not sent when the deadline was last looked at */
    uint32_t discarded;  /* bytes that came after the request */
    uint16_t status;
    uint8_t state;    /* ConnState */
    uint8_t holds;    /* the socket, a file's read: who still needs this memory */
    bool busy;        /* let in only to be told that there is no room */
    bool input_ended; /* no more plaintext will come */
    bool eof;         /* the client's FIN is here */
    bool paused;      /* reading is stopped */
    bool last;        /* the last flight is sealed */
} Conn;

/* Owns the accepted socket from then on; it was counted in at the gate. */
void conn_accept(Listener *listener, int fd, bool busy);

/* The only exit, from any state, any number of times; only the first `why` counts. */
void conn_close(Conn *c, const char *why);

/* conn_close, and such that the client can tell that its answer is cut: no close_notify, and a reset for a
 * transport that has none. */
void conn_abort(Conn *c, const char *why);

/* Its deadline has come: it is moved or dropped. */
void conn_expire(Conn *c);

/* The server stops, and this one owes us its request. */
void conn_dismiss(Conn *c);

Conn *conn_of(Deadline *deadline);

/* One reference to the memory less. */
void conn_release(Conn *c);

/* conn_log.c: the answer's line in the access log, if there is one. It begins when the answer does, counts
 * what is handed on of it, and is written when all is with the kernel or the connection ends; the first time
 * counts. */
void conn_log_begin(Conn *c, const Response *response);
void conn_log_bytes(Conn *c, size_t n);
void conn_log_end(Conn *c);

/* conn_send.c: everything that leaves. */

/* Begins to send an answer; takes what `response` owns. */
void conn_send(Conn *c, Response *response);

/* An orderly end without an answer: alerts and close_notify leave before the socket closes. */
void conn_end(Conn *c, const char *why);

/* Sends what the transport said by itself, and stops reading while the client does not take it. */
void conn_flush(Conn *c);

/* No more of the body will be sent. */
void conn_drop_body(Conn *c);

/* Stops reading, starts it. */
void conn_pause(Conn *c);
void conn_resume(Conn *c);

#endif

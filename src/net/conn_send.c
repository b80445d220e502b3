/* The pump: body -> transport -> socket, one flight at a time.
 *
 * A flight is sealed when the one before it has left for the kernel, whose buffer is what keeps the wire busy
 * meanwhile; sealing further ahead would only cost memory with a slow client. The first flight goes out with
 * a plain write of the loop's turn, so that header, body and close_notify of a small page are one system
 * call; those behind it through libuv's queue, so that one fast client cannot keep the loop for the length of
 * a large file. */
#include "net/conn.h"

#include <stdlib.h>
#include <sys/socket.h>

enum {
    FLIGHT = 65536,            /* plaintext of one flight through TLS: whole records */
    FLIGHT_PLAIN = 4 * FLIGHT, /* lent, not copied, so it costs nothing */
    OUT_PAUSE =
        64 * 1024, /* wire bytes that wait: reading stops (a client that asks for key updates without end) */
    OUT_MAX = 128 * 1024 /* and the connection ends */
};

struct ConnWrite {
    uv_write_t request;
    Conn *conn;
    Buf bytes; /* sealed bytes on their way; empty when the body lends */
};

static void conn_pump(Conn *c);

static uv_stream_t *conn_stream(Conn *c) {
    return (uv_stream_t *)&c->tcp;
}

static void conn_on_ready(void *owner);

void conn_drop_body(Conn *c) {
    if (!c->body) return;
    if (body_close(c->body)) c->holds++; /* until conn_on_ready */
    free(c->body);
    c->body = NULL;
}

/* A file's read has ended: of the body that is sent, or of one that was dropped meanwhile. */
static void conn_on_ready(void *owner) {
    Conn *c = owner;
    if (!c->body)
        conn_release(c);
    else if (c->state == CONN_SENDING)
        conn_pump(c);
}

static void conn_take(Conn *c, Response *response) {
    c->status = response->status;
    c->body = mem_alloc(sizeof *c->body);
    body_open(c->body, response,
              (BodyFileHost){.loop = &c->worker->loop, .ready = conn_on_ready, .owner = c});
}

/* Everything is on its way. GEM-TX-06, GOP-CLOSE-01: closing with input unread would make the kernel send a
 * reset, and that can overtake the answer; so our end is said, and the client's is waited for. */
static void conn_drain(Conn *c) {
    uv_os_fd_t fd;
    conn_log_end(c);
    conn_drop_body(c);
    transport_close(&c->transport);
    buf_free(&c->out);
    buf_free(&c->plain);
    c->state = CONN_DRAINING;
    if (c->eof || uv_fileno((uv_handle_t *)&c->tcp, &fd) < 0 || shutdown(fd, SHUT_WR) < 0) {
        conn_close(c, "done");
        return;
    }
    c->discarded = 0;
    worker_wait(c->worker, &c->deadline, WAIT_DRAIN);
    if (c->paused) conn_resume(c);
}

static void conn_on_written(uv_write_t *request, int status) {
    ConnWrite *write = (ConnWrite *)request;
    Conn *c = write->conn;
    c->writing = NULL;
    if (c->state == CONN_SENDING && c->out.cap == 0) {
        c->out = write->bytes;
        buf_clear(&c->out);
    } else {
        buf_free(&write->bytes);
    }
    free(write);
    if (status < 0) {
        conn_close(c, "gone while we sent");
    } else if (c->state == CONN_SENDING) {
        conn_pump(c);
    } else if (c->state == CONN_REQUEST) {
        conn_flush(c);
    }
}

/* The buffers without their first n bytes; returns how many are left. */
static unsigned skip_bytes(uv_buf_t *bufs, unsigned count, size_t n) {
    unsigned first = 0;
    while (first < count && n >= bufs[first].len)
        n -= bufs[first++].len;
    for (unsigned i = first; i < count; i++)
        bufs[i - first] = bufs[i];
    if (first == count) return 0;
    bufs[0].base += n;
    bufs[0].len -= n;
    return count - first;
}

/* Leaves to libuv what the socket did not take. c->out, if that is what is sent, goes along. */
static void conn_queue(Conn *c, uv_buf_t *bufs, unsigned count) {
    ConnWrite *write = mem_zero(1, sizeof *write);
    write->conn = c;
    write->bytes = c->out;
    c->out = (Buf){0};
    c->writing = write;
    int failed = uv_write(&write->request, conn_stream(c), bufs, count, conn_on_written);
    if (failed < 0) {
        c->writing = NULL;
        buf_free(&write->bytes);
        free(write);
        conn_close(c, "gone while we sent");
        return;
    }
    c->queued = uv_stream_get_write_queue_size(conn_stream(c));
}

static void conn_write(Conn *c, uv_buf_t *bufs, unsigned count, bool at_once) {
    size_t total = 0;
    for (unsigned i = 0; i < count; i++)
        total += bufs[i].len;
    if (total == 0) return;
    int taken = at_once ? uv_try_write(conn_stream(c), bufs, count) : 0;
    if (taken < 0 && taken != UV_EAGAIN) {
        conn_close(c, "gone while we sent");
        return;
    }
    count = skip_bytes(bufs, count, taken > 0 ? (size_t)taken : 0);
    if (count > 0)
        conn_queue(c, bufs, count);
    else if (c->state == CONN_SENDING)
        buf_clear(&c->out);
    else
        buf_free(&c->out); /* a client that thinks about its request holds no memory for our handshake */
}

static void conn_write_out(Conn *c, bool at_once) {
    uv_buf_t buf = uv_buf_init(c->out.p, (unsigned)c->out.len);
    conn_write(c, &buf, 1, at_once);
}

void conn_flush(Conn *c) {
    if (!c->writing) conn_write_out(c, true);
    if (c->state != CONN_REQUEST) return;
    size_t waiting = c->out.len + uv_stream_get_write_queue_size(conn_stream(c));
    if (waiting > OUT_MAX)
        conn_close(c, "asks and does not listen");
    else if (waiting > OUT_PAUSE && !c->paused)
        conn_pause(c);
    else if (waiting <= OUT_PAUSE && c->paused)
        conn_resume(c);
}

/* Sends a flight, the last one with the transport's mark of the end. */
static void conn_fly(Conn *c, const Flight *flight, bool at_once) {
    const TransportOps *ops = c->transport.ops;
    conn_log_bytes(c, flight->total);
    if (ops->seal) {
        bool sealed = ops->seal(c->transport.state, flight->slices, flight->count, &c->out);
        if (!sealed) {
            conn_close(c, "cannot be sealed for");
            return;
        }
        if (c->last) ops->finish(c->transport.state, &c->out);
        conn_write_out(c, at_once);
        return;
    }
    uv_buf_t bufs[BODY_SLICES];
    for (unsigned i = 0; i < flight->count; i++)
        bufs[i] = uv_buf_init((char *)(uintptr_t)flight->slices[i].p, (unsigned)flight->slices[i].len);
    conn_write(c, bufs, flight->count, at_once);
}

/* The file of the answer cannot be read: while nothing has left, the protocol can say so in words; an answer
 * that was begun ends such that the client can tell. */
static bool conn_instead(Conn *c) {
    if (c->body->head_sent) {
        conn_abort(c, "its file was cut");
        return false;
    }
    Response response;
    response_init(&response);
    c->endpoint->protocol->unreadable(&response);
    conn_drop_body(c);
    conn_take(c, &response);
    return true;
}

/* False when there is nothing to send before a file's next chunk is read. */
static bool conn_next_flight(Conn *c, bool at_once) {
    Flight flight;
    switch (body_next(c->body, c->transport.ops->seal ? FLIGHT : FLIGHT_PLAIN, &flight)) {
    case BODY_WAIT: return false;
    case BODY_FAILED: return conn_instead(c);
    case BODY_LAST: c->last = true; break;
    case BODY_MORE: break;
    }
    conn_fly(c, &flight, at_once);
    return true;
}

/* Called when something has moved: at the start, when a flight has left, when a file's chunk is there. */
static void conn_pump(Conn *c) {
    bool at_once = true;
    if (!c->writing) worker_wait(c->worker, &c->deadline, WAIT_SEND);
    while (c->state == CONN_SENDING && !c->writing) {
        if (!c->last) {
            if (!conn_next_flight(c, at_once)) return;
        } else if (c->out.len > 0) {
            conn_write_out(c, at_once);
        } else {
            conn_drain(c);
        }
        at_once = false;
    }
}

void conn_send(Conn *c, Response *response) {
    c->state = CONN_SENDING;
    if (response->status == 0) c->why = "asked for nothing";
    conn_log_begin(c, response);
    conn_take(c, response);
    conn_pump(c);
}

void conn_end(Conn *c, const char *why) {
    const TransportOps *ops = c->transport.ops;
    if (c->state == CONN_CLOSING) return;
    if (ops) ops->finish(c->transport.state, &c->out);
    if (c->out.len == 0 && !c->writing) {
        conn_close(c, why);
        return;
    }
    c->why = why;
    c->state = CONN_SENDING;
    c->last = true;
    worker_wait(c->worker, &c->deadline, WAIT_SEND);
    c->queued = uv_stream_get_write_queue_size(conn_stream(c));
    conn_pump(c);
}

/* What comes from the client, and the end. What goes to it is in conn_send.c. */
#include "net/conn.h"

#include "base/log.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
    DISCARD_MAX = 1 << 20, /* bytes behind a request that are taken, so that no reset eats the answer */
    PATIENT_MAX = 4096     /* wire bytes that may wait for the answer */
};

/* The end. */

Conn *conn_of(Deadline *deadline) {
    return (Conn *)((char *)deadline - offsetof(Conn, deadline));
}

static void conn_free(Conn *c) {
    transport_close(&c->transport);
    buf_free(&c->plain);
    buf_free(&c->out);
    worker_left(c->worker, c->site);
    free(c);
}

void conn_release(Conn *c) {
    if (--c->holds == 0) conn_free(c);
}

/* libuv has cancelled its writes by now, so nothing refers to the body any more. */
static void conn_on_close(uv_handle_t *handle) {
    Conn *c = handle->data;
    conn_drop_body(c);
    conn_release(c);
}

static bool conn_leave(Conn *c, const char *why) {
    if (c->state == CONN_CLOSING) return false;
    if (!c->why) c->why = why;
    bool whole = c->status && c->state == CONN_DRAINING;
    if (!whole)
        log_debug("%s: %s: %s", c->endpoint->protocol->name, c->status ? "an answer was cut" : "no answer",
                  c->why);
    conn_log_end(c);
    c->state = CONN_CLOSING;
    deadline_drop(&c->deadline);
    return true;
}

void conn_close(Conn *c, const char *why) {
    if (conn_leave(c, why)) uv_close((uv_handle_t *)&c->tcp, conn_on_close);
}

void conn_abort(Conn *c, const char *why) {
    bool secure = c->transport.ops && c->transport.ops->secure;
    if (!conn_leave(c, why)) return;
    if (secure || uv_tcp_close_reset(&c->tcp, conn_on_close) < 0)
        uv_close((uv_handle_t *)&c->tcp, conn_on_close);
}

/* A write that moves, however slowly, is no fault: libuv's queue shows it between two callbacks. */
static void conn_expire_sending(Conn *c) {
    size_t queued = uv_stream_get_write_queue_size((uv_stream_t *)&c->tcp);
    if (!c->writing || queued == c->queued) {
        conn_close(c, "took nothing for too long");
        return;
    }
    c->queued = queued;
    worker_wait(c->worker, &c->deadline, WAIT_SEND);
}

void conn_expire(Conn *c) {
    switch (c->state) {
    case CONN_REQUEST: conn_end(c, "no request in time"); break;
    case CONN_SENDING: conn_expire_sending(c); break;
    default: conn_close(c, "did not close in time");
    }
}

void conn_dismiss(Conn *c) {
    conn_end(c, "the server stops");
    conn_close(c, "the server stops");
}

/* The request. */

static void conn_refuse(Conn *c) {
    Response response;
    response_init(&response);
    c->endpoint->protocol->busy(&response);
    conn_send(c, &response);
}

/* A client whose system holds its request back until the end of the handshake is acknowledged (Nagle) would
 * wait 40 ms for our delayed acknowledgement, since we send nothing that could carry one. */
static void conn_acknowledge(const Conn *c) {
    uv_os_fd_t fd;
    int on = 1;
    if (uv_fileno((const uv_handle_t *)&c->tcp, &fd) == 0)
        setsockopt(fd, IPPROTO_TCP, TCP_QUICKACK, &on, sizeof on);
}

/* serve has not seen a whole request. What the transport has to say waits for the answer while nobody waits
 * for it, so that tickets, answer and close_notify are one write. */
static void conn_unserved(Conn *c) {
    if (c->input_ended)
        conn_end(c, "no request");
    else if (c->plain.len >= c->endpoint->protocol->max_request)
        conn_end(c, "no request in its first bytes");
    else if (!c->transport.ops->patient(c->transport.state) || c->out.len > PATIENT_MAX)
        conn_flush(c);
    else
        conn_acknowledge(c);
}

/* Plain bytes name no host: whose the endpoint is says which Site it is (GOP-REQ-07). */
static void conn_pin(Conn *c, Str sni) {
    const SiteSet *sites = c->worker->sites;
    uint32_t place = c->endpoint->capsule;
    if (c->site) return;
    if (c->endpoint->tls && sni.len) place = site_set_find(sites, sni, place);
    c->site = site_ref(sites->sites[place]);
}

static void conn_serve(Conn *c) {
    const Protocol *protocol = c->endpoint->protocol;
    Peer peer = {.sni = c->transport.ops->sni(c->transport.state),
                 .tls = c->transport.ops->secure,
                 .ended = c->input_ended,
                 .ops = c->transport.ops->peer,
                 .transport = c->transport.state};
    Response response;
    response_init(&response);
    conn_pin(c, peer.sni);
    if (protocol->serve(c->site, &peer, buf_str(&c->plain), &response) != 0) {
        conn_send(c, &response);
        return;
    }
    response_free(&response);
    conn_unserved(c);
}

/* Looks at what the transport has made of the last bytes. */
static void conn_consider(Conn *c) {
    if (!c->transport.ops->ready(c->transport.state)) {
        if (c->input_ended)
            conn_close(c, "left in the handshake");
        else
            conn_flush(c);
    } else if (c->busy) {
        conn_refuse(c);
    } else if (c->plain.len > 0 || c->input_ended) {
        conn_serve(c);
    } else {
        conn_unserved(c);
    }
}

/* Chosen by the first bytes; none are a plain client's. False when it wants TLS and there is no certificate:
 * then it is let go at once, so that it can try without. */
static bool conn_choose_transport(Conn *c, Str first) {
    if (c->transport.ops) return true;
    bool tls = c->endpoint->tls || (c->endpoint->tls_too && first.len > 0 && tls_begins(first.p[0]));
    if (tls && !c->worker->tls) {
        conn_close(c, "speaks TLS, and there is no certificate");
        return false;
    }
    Str host = c->worker->sites->sites[c->endpoint->capsule]->identity.host;
    c->transport = tls ? tls_transport(c->worker->tls, host) : transport_plain();
    return true;
}

static void conn_receive(Conn *c, Str wire) {
    if (!conn_choose_transport(c, wire)) return;
    TransportSink sink = {
        .plain = &c->plain, .plain_max = c->endpoint->protocol->max_request, .wire = &c->out};
    switch (c->transport.ops->receive(c->transport.state, wire, &sink)) {
    case TRANSPORT_FAILED: conn_end(c, "spoke no TLS of ours"); return;
    case TRANSPORT_ENDED: c->input_ended = true; break;
    case TRANSPORT_OPEN: break;
    }
    conn_consider(c);
}

/* Bytes behind the request are undefined (GEM-TX-07) and taken unread, up to a bound. */
static void conn_discard(Conn *c, size_t n) {
    c->discarded += (uint32_t)n;
    if (c->discarded <= DISCARD_MAX) return;
    if (c->state == CONN_DRAINING)
        conn_close(c, "sent more than a request");
    else
        conn_pause(c);
}

/* While the answer is sent, the client's end changes nothing: it gets the whole of it. */
static void conn_on_eof(Conn *c) {
    c->eof = c->input_ended = true;
    if (c->state == CONN_DRAINING) conn_close(c, "done");
    if (c->state != CONN_REQUEST || !conn_choose_transport(c, (Str){0})) return;
    conn_consider(c);
}

static void conn_on_read(uv_stream_t *stream, ssize_t n, const uv_buf_t *buf) {
    Conn *c = stream->data;
    if (n == UV_EOF)
        conn_on_eof(c);
    else if (n < 0)
        conn_close(c, "reset by the client");
    else if (n > 0 && c->state == CONN_REQUEST)
        conn_receive(c, (Str){buf->base, (size_t)n});
    else if (n > 0)
        conn_discard(c, (size_t)n);
}

static void conn_on_alloc(uv_handle_t *handle, size_t size, uv_buf_t *buf) {
    (void)size;
    Conn *c = handle->data;
    *buf = uv_buf_init(c->worker->scratch, sizeof c->worker->scratch);
}

void conn_pause(Conn *c) {
    c->paused = true;
    uv_read_stop((uv_stream_t *)&c->tcp);
}

void conn_resume(Conn *c) {
    c->paused = false;
    if (uv_read_start((uv_stream_t *)&c->tcp, conn_on_alloc, conn_on_read) < 0) conn_close(c, "cannot read");
}

/* Where no TLS is possible a client that finds no room is told before it says anything. */
void conn_accept(Listener *listener, int fd, bool busy) {
    Conn *c = mem_zero(1, sizeof *c);
    Worker *w = listener->worker;
    c->worker = w;
    c->endpoint = listener->endpoint;
    c->busy = busy;
    c->holds = 1;
    c->tcp.data = c;
    w->conns++;
    uv_tcp_init(&w->loop, &c->tcp);
    if (uv_tcp_open(&c->tcp, fd) < 0) {
        close(fd);
        conn_close(c, "cannot be accepted");
        return;
    }
    worker_wait(w, &c->deadline, WAIT_REQUEST);
    conn_resume(c);
    if (!busy || c->endpoint->tls || c->endpoint->tls_too || c->state != CONN_REQUEST) return;
    if (conn_choose_transport(c, (Str){0})) conn_refuse(c);
}

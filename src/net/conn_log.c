/* One answer of a connection, for the access log. Without one nothing of this costs memory or a system call.
 */
#include "net/conn.h"

#include "net/access_line.h"
#include "net/access_log.h"

#include <stdlib.h>

/* What the line needs and the connection does not keep. */
struct ConnVisit {
    struct sockaddr_storage client;
    uint64_t began; /* the loop's clock */
    uint64_t bytes;
    const char *protocol;
    Buf target;
};

static const char *conn_protocol(const Conn *c, const Response *response) {
    if (response->noise) return "noise";
    const Protocol *protocol = c->endpoint->protocol;
    bool secure = c->transport.ops && c->transport.ops->secure;
    return secure && protocol->name_tls ? protocol->name_tls : protocol->name;
}

/* Who is let in only to be told that there is no room has asked for nothing yet. */
static void conn_target(const Conn *c, Buf *out) {
    const Protocol *protocol = c->endpoint->protocol;
    Buf url = {0};
    if (!c->site) return;
    if (protocol->url)
        protocol->url(c->site, buf_str(&c->plain), &url);
    else
        buf_add(&url, buf_str(&c->plain));
    access_target(buf_str(&url), out);
    buf_free(&url);
}

void conn_log_begin(Conn *c, const Response *response) {
    if (!c->worker->access || response->status == 0) return;
    ConnVisit *visit = mem_zero(1, sizeof *visit);
    int size = (int)sizeof visit->client;
    if (uv_tcp_getpeername(&c->tcp, (struct sockaddr *)&visit->client, &size) < 0)
        visit->client.ss_family = AF_UNSPEC;
    visit->began = uv_now(&c->worker->loop);
    visit->protocol = conn_protocol(c, response);
    conn_target(c, &visit->target);
    c->visit = visit;
}

void conn_log_bytes(Conn *c, size_t n) {
    if (c->visit) c->visit->bytes += n;
}

void conn_log_end(Conn *c) {
    ConnVisit *visit = c->visit;
    if (!visit) return;
    access_log_add(c->worker->access, &(AccessAnswer){.protocol = visit->protocol,
                                                      .client = &visit->client,
                                                      .status = c->status,
                                                      .bytes = visit->bytes,
                                                      .milliseconds = uv_now(&c->worker->loop) - visit->began,
                                                      .target = buf_str(&visit->target)});
    buf_free(&visit->target);
    free(visit);
    c->visit = NULL;
}

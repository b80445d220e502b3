/* Server: binds, starts, swaps, stops. What runs is in worker.c and conn.c. */
#include "net/server.h"

#include "base/log.h"
#include "net/worker.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>

enum {
    WORKERS_MAX = 64,
    WORKER_FDS = 8, /* of a loop: epoll, wake-up, libuv's reserve, and some */
    LISTENER_FDS = 1
};

struct Server {
    SiteSet *sites;        /* what was posted last */
    ServerOptions options; /* ours: endpoints copied; sites and tls only borrowed by server_start */
    Endpoint *endpoints;
    Gate gate;
    unsigned opened, started; /* workers */
    Worker *workers[WORKERS_MAX];
};

static void server_free(Server *s) {
    for (unsigned i = 0; i < s->opened; i++) {
        worker_close(s->workers[i]);
        free(s->workers[i]);
    }
    site_set_unref(s->sites);
    free(s->endpoints);
    free(s);
}

static Server *server_new(const ServerOptions *options) {
    Server *s = mem_zero(1, sizeof *s);
    s->options = *options;
    if (s->options.workers < 1) s->options.workers = 1;
    if (s->options.workers > WORKERS_MAX) s->options.workers = WORKERS_MAX;
    s->endpoints = mem_zero(options->endpoint_count, sizeof *s->endpoints);
    if (options->endpoint_count > 0)
        memcpy(s->endpoints, options->endpoints, options->endpoint_count * sizeof *s->endpoints);
    s->options.endpoints = s->endpoints;
    s->sites = site_set_ref(options->sites);
    return s;
}

static void server_open_gate(Server *s) {
    unsigned fds = s->options.workers * (WORKER_FDS + LISTENER_FDS * (unsigned)s->options.endpoint_count);
    unsigned wanted = s->options.limits.connections, cap = gate_capacity(wanted, fds);
    if (cap < wanted)
        log_info("room for %u connections at once, not %u: raise the limit of open files (LimitNOFILE)", cap,
                 wanted);
    gate_init(&s->gate, cap);
}

bool server_probe(Endpoint *endpoints, size_t *count, Buf *error) {
    size_t kept = 0;
    for (size_t i = 0; i < *count; i++) {
        int failed = listener_probe(&endpoints[i]);
        if (listener_excused(&endpoints[i], failed)) continue;
        if (failed < 0) {
            listener_explain(&endpoints[i], failed, error);
            return false;
        }
        endpoints[kept++] = endpoints[i];
    }
    *count = kept;
    if (kept == 0)
        buf_add(error,
                STR("nothing to listen on: this machine has none of the addresses; give one with --listen"));
    return kept > 0;
}

static int server_bind(Server *s, Worker *w, Buf *error) {
    for (size_t i = 0; i < s->options.endpoint_count; i++) {
        int fd;
        int failed = listener_socket(&s->endpoints[i], &fd);
        if (failed == 0) failed = worker_listen(w, &s->endpoints[i], fd);
        if (failed == 0) continue;
        listener_explain(&s->endpoints[i], failed, error);
        return failed;
    }
    return 0;
}

static int server_open_workers(Server *s, Buf *error) {
    for (; s->opened < s->options.workers; s->opened++) {
        Worker *w = mem_zero(1, sizeof *w);
        s->workers[s->opened] = w;
        int failed = worker_open(w, &s->options, &s->gate);
        if (failed == 0) continue;
        buf_add_format(error, "cannot start worker %u: %s; try fewer with --workers", s->opened + 1,
                       strerror(-failed));
        free(w);
        return failed;
    }
    for (unsigned i = 0; i < s->opened; i++) {
        int failed = server_bind(s, s->workers[i], error);
        if (failed < 0) return failed;
    }
    return 0;
}

static void server_stop_workers(Server *s) {
    for (unsigned i = 0; i < s->started; i++)
        worker_post_stop(s->workers[i]);
    for (unsigned i = 0; i < s->started; i++)
        worker_join(s->workers[i]);
    s->started = 0;
}

/* Signals are for the thread that called us. */
static int server_start_workers(Server *s, Buf *error) {
    sigset_t all, before;
    int failed = 0;
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, &before);
    while (failed == 0 && s->started < s->opened) {
        failed = worker_start(s->workers[s->started]);
        if (failed == 0) s->started++;
    }
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (failed < 0)
        buf_add_format(error, "cannot start worker %u: %s; try fewer with --workers", s->started + 1,
                       strerror(-failed));
    return failed;
}

Server *server_start(const ServerOptions *options, Buf *error) {
    Server *s = server_new(options);
    signal(SIGPIPE, SIG_IGN);
    server_open_gate(s);
    if (server_probe(s->endpoints, &s->options.endpoint_count, error) && server_open_workers(s, error) == 0 &&
        server_start_workers(s, error) == 0)
        return s;
    server_stop_workers(s);
    server_free(s);
    return NULL;
}

void server_swap_site(Server *s, uint32_t capsule, const Site *site) {
    SiteSet *old = s->sites;
    s->sites = site_set_with(old, capsule, site);
    for (unsigned i = 0; i < s->opened; i++)
        worker_post_sites(s->workers[i], site_set_ref(s->sites));
    site_set_unref(old);
}

void server_swap_tls(Server *s, TlsContext *tls) {
    for (unsigned i = 0; i < s->opened; i++)
        worker_post_tls(s->workers[i], tls_context_ref(tls));
}

void server_stop(Server *s) {
    if (!s) return;
    server_stop_workers(s);
    server_free(s);
}

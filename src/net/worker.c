/* A worker's loop: who comes in, what is due, what was posted, and the end. */
#include "net/worker.h"

#include "base/log.h"
#include "net/conn.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
    BACKLOG = 1024,
    RETRY_MS = 50, /* between looks for room, while clients wait and none of our own leaves */
    COMPLAIN_MS = 60000,
    DRAIN_MS = 2000
};

/* Deadlines. */

static void worker_on_timer(uv_timer_t *timer);

static void worker_arm(Worker *w, uint64_t due) {
    if (due >= w->armed) return;
    uint64_t now = uv_now(&w->loop);
    w->armed = due;
    uv_timer_start(&w->timer, worker_on_timer, due > now ? due - now : 0, 0);
}

static void worker_on_timer(uv_timer_t *timer) {
    Worker *w = timer->data;
    uint64_t now = uv_now(&w->loop);
    Deadline *first;
    w->armed = DEADLINE_NEVER;
    for (int i = 0; i < WAIT_KINDS; i++) {
        while ((first = deadline_first(&w->queues[i])) && first->due <= now)
            conn_expire(conn_of(first));
        if (first) worker_arm(w, first->due);
    }
}

void worker_wait(Worker *w, Deadline *deadline, WaitKind kind) {
    deadline_set(deadline, &w->queues[kind], uv_now(&w->loop));
    worker_arm(w, deadline->due);
}

static void worker_open_queues(Worker *w) {
    const Limits *l = w->limits;
    deadline_init(&w->queues[WAIT_REQUEST], 1000 * (uint64_t)(l->request_seconds ? l->request_seconds : 1));
    deadline_init(&w->queues[WAIT_SEND], 1000 * (uint64_t)(l->send_seconds ? l->send_seconds : 1));
    deadline_init(&w->queues[WAIT_DRAIN], DRAIN_MS);
    w->armed = DEADLINE_NEVER;
}

/* Who comes in. */

static void worker_on_later(uv_timer_t *timer);
static void worker_on_client(uv_poll_t *poll, int status, int events);

/* Without room or descriptors: tries again when a connection of ours leaves, or a little later. */
static void worker_postpone(Listener *listener) {
    Worker *w = listener->worker;
    if (!listener->waiting) uv_poll_stop(&listener->poll);
    listener->waiting = true;
    uv_timer_start(&w->later, worker_on_later, RETRY_MS, 0);
}

static void worker_complain(Worker *w, int failed) {
    uint64_t now = uv_now(&w->loop);
    if (w->complained && now - w->complained < COMPLAIN_MS) return;
    w->complained = now;
    log_error("cannot accept connections: %s; raise the limit of open files (LimitNOFILE)", strerror(failed));
}

/* Takes one client. Polling is level-triggered: it brings us back for the next, after the others' turn. */
static void worker_admit(Listener *listener) {
    Worker *w = listener->worker;
    GateAnswer answer = gate_enter(w->gate);
    if (answer == GATE_FULL) {
        worker_postpone(listener);
        return;
    }
    int fd = accept4(listener->fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd >= 0) {
        conn_accept(listener, fd, answer == GATE_BUSY);
        return;
    }
    gate_leave(w->gate);
    if (errno != EMFILE && errno != ENFILE && errno != ENOBUFS && errno != ENOMEM) return;
    worker_complain(w, errno);
    worker_postpone(listener);
}

static void worker_on_client(uv_poll_t *poll, int status, int events) {
    (void)events;
    if (status == 0) worker_admit(poll->data);
}

static void worker_admit_waiting(Worker *w) {
    for (size_t i = 0; i < w->listener_count; i++) {
        Listener *listener = &w->listeners[i];
        if (!listener->waiting) continue;
        listener->waiting = uv_poll_start(&listener->poll, UV_READABLE, worker_on_client) < 0;
        worker_admit(listener);
    }
}

/* The end. */

static void worker_finish(Worker *w) {
    uv_close((uv_handle_t *)&w->wake, NULL);
    uv_close((uv_handle_t *)&w->timer, NULL);
    uv_close((uv_handle_t *)&w->later, NULL);
}

static void worker_close_queue(Worker *w, WaitKind kind, const char *why) {
    Deadline *first;
    while ((first = deadline_first(&w->queues[kind])))
        conn_close(conn_of(first), why);
}

static void worker_on_later(uv_timer_t *timer) {
    Worker *w = timer->data;
    if (!w->stopping) {
        worker_admit_waiting(w);
        return;
    }
    worker_close_queue(w, WAIT_SEND, "the server stops");
    worker_close_queue(w, WAIT_DRAIN, "the server stops");
}

static void worker_stop(Worker *w) {
    Deadline *first;
    if (w->stopping) return;
    w->stopping = true;
    for (size_t i = 0; i < w->listener_count; i++) {
        w->listeners[i].waiting = false;
        uv_close((uv_handle_t *)&w->listeners[i].poll, NULL);
        close(w->listeners[i].fd);
    }
    while ((first = deadline_first(&w->queues[WAIT_REQUEST])))
        conn_dismiss(conn_of(first));
    if (w->conns == 0)
        worker_finish(w);
    else
        uv_timer_start(&w->later, worker_on_later, 1000 * (uint64_t)w->limits->grace_seconds, 0);
}

/* The Sites. */

typedef struct Retired {
    uv_work_t work;
    const Site *site;
    SiteSet *sites;
} Retired;

static void retire(Retired *r) {
    site_unref(r->site);
    site_set_unref(r->sites);
    r->site = NULL;
    r->sites = NULL;
}

static void retire_work(uv_work_t *work) {
    retire(work->data);
}

static void retire_done(uv_work_t *work, int status) {
    (void)status;
    retire(work->data);
    free(work->data);
}

/* The last reference to an old Site frees all of it, which would stop the loop for milliseconds: that is the
 * pool's work. */
static void worker_retire(Worker *w, const Site *site, SiteSet *sites) {
    Retired *r = mem_zero(1, sizeof *r);
    r->site = site;
    r->sites = sites;
    r->work.data = r;
    if (uv_queue_work(&w->loop, &r->work, retire_work, retire_done) < 0) retire_done(&r->work, UV_ECANCELED);
}

/* While the Site is among the worker's own, a connection's reference is never the last. */
static void worker_drop_site(Worker *w, const Site *site) {
    if (!site || site_set_has(w->sites, site))
        site_unref(site);
    else
        worker_retire(w, site, NULL);
}

void worker_left(Worker *w, const Site *site) {
    w->conns--;
    gate_leave(w->gate);
    worker_drop_site(w, site);
    worker_admit_waiting(w);
    if (w->stopping && w->conns == 0) worker_finish(w);
}

/* The mail. */

static void worker_on_wake(uv_async_t *wake) {
    Worker *w = wake->data;
    pthread_mutex_lock(&w->lock);
    WorkerMail mail = w->mail;
    w->mail = (WorkerMail){.stop = mail.stop};
    pthread_mutex_unlock(&w->lock);
    if (mail.sites) {
        worker_retire(w, NULL, w->sites);
        w->sites = mail.sites;
    }
    if (mail.tls) {
        tls_context_unref(w->tls);
        w->tls = mail.tls;
    }
    if (mail.stop) worker_stop(w);
}

void worker_post_sites(Worker *w, SiteSet *sites) {
    pthread_mutex_lock(&w->lock);
    SiteSet *unread = w->mail.sites;
    w->mail.sites = sites;
    pthread_mutex_unlock(&w->lock);
    uv_async_send(&w->wake);
    site_set_unref(unread);
}

void worker_post_tls(Worker *w, TlsContext *tls) {
    pthread_mutex_lock(&w->lock);
    TlsContext *unread = w->mail.tls;
    w->mail.tls = tls;
    pthread_mutex_unlock(&w->lock);
    uv_async_send(&w->wake);
    tls_context_unref(unread);
}

void worker_post_stop(Worker *w) {
    pthread_mutex_lock(&w->lock);
    w->mail.stop = true;
    pthread_mutex_unlock(&w->lock);
    uv_async_send(&w->wake);
}

/* Life. */

int worker_open(Worker *w, const ServerOptions *options, Gate *gate) {
    w->gate = gate;
    w->limits = &options->limits;
    w->access = options->access;
    int failed = uv_loop_init(&w->loop);
    if (failed < 0) return failed;
    failed = uv_async_init(&w->loop, &w->wake, worker_on_wake);
    if (failed < 0) {
        uv_loop_close(&w->loop);
        return failed;
    }
    uv_timer_init(&w->loop, &w->timer);
    uv_timer_init(&w->loop, &w->later);
    w->wake.data = w->timer.data = w->later.data = w;
    pthread_mutex_init(&w->lock, NULL);
    worker_open_queues(w);
    w->listeners = mem_zero(options->endpoint_count, sizeof *w->listeners);
    w->sites = site_set_ref(options->sites);
    w->tls = options->tls ? tls_context_ref(options->tls) : NULL;
    return 0;
}

int worker_listen(Worker *w, const Endpoint *endpoint, int fd) {
    Listener *listener = &w->listeners[w->listener_count];
    *listener = (Listener){.fd = fd, .worker = w, .endpoint = endpoint};
    int failed = listen(fd, BACKLOG) < 0 ? -errno : uv_poll_init(&w->loop, &listener->poll, fd);
    if (failed < 0) {
        close(fd);
        return failed;
    }
    w->listener_count++;
    listener->poll.data = listener;
    return uv_poll_start(&listener->poll, UV_READABLE, worker_on_client);
}

static void *worker_main(void *argument) {
    Worker *w = argument;
    uv_run(&w->loop, UV_RUN_DEFAULT);
    return NULL;
}

int worker_start(Worker *w) {
    return -pthread_create(&w->thread, NULL, worker_main, w);
}

void worker_join(Worker *w) {
    pthread_join(w->thread, NULL);
}

void worker_close(Worker *w) {
    if (!w->stopping) {
        worker_stop(w);
        uv_run(&w->loop, UV_RUN_DEFAULT);
    }
    uv_loop_close(&w->loop);
    pthread_mutex_destroy(&w->lock);
    site_set_unref(w->sites);
    site_set_unref(w->mail.sites);
    tls_context_unref(w->tls);
    tls_context_unref(w->mail.tls);
    free(w->listeners);
}

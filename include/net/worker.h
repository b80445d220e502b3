/* Worker: a thread with a loop, its listeners and its connections.
 *
 * Everything here belongs to the worker's own thread once it runs, but for the mail (worker_post_*), which
 * any one other thread may send. */
#ifndef LEDA_NET_WORKER_H
#define LEDA_NET_WORKER_H

#include "net/deadline.h"
#include "net/gate.h"
#include "net/listener.h"

#include <pthread.h>

#define WORKER_SCRATCH 65536

/* What a connection can be waiting for; each has a deadline queue. */
typedef enum {
    WAIT_REQUEST, /* handshake and request together */
    WAIT_SEND,    /* progress while sending */
    WAIT_DRAIN,   /* the client's end, after ours (GEM-TX-06) */
    WAIT_KINDS
} WaitKind;

/* What was posted and not taken yet. */
typedef struct WorkerMail {
    SiteSet *sites;
    TlsContext *tls;
    bool stop;
} WorkerMail;

struct Worker {
    uv_loop_t loop;
    uv_async_t wake;
    uv_timer_t timer;    /* the first deadline */
    uv_timer_t later;    /* room for clients that wait; when stopping: the end of grace */
    uint64_t armed;      /* when `timer` rings, or DEADLINE_NEVER */
    uint64_t complained; /* about a lack of descriptors, last */
    DeadlineQueue queues[WAIT_KINDS];
    Listener *listeners;
    size_t listener_count;
    Gate *gate;
    const Limits *limits;
    SiteSet *sites;
    TlsContext *tls;   /* NULL when no endpoint needs it */
    AccessLog *access; /* NULL: answers are not logged */
    unsigned conns;
    bool stopping;
    pthread_t thread;
    pthread_mutex_t lock; /* of the mail */
    WorkerMail mail;
    char scratch[WORKER_SCRATCH]; /* libuv reads into it for whichever connection is at hand */
};

/* Opens the loop and its handles in zeroed memory. Takes references of its own; `options` and `gate` outlive
 * the Worker. 0 or a negative UV_E*; after a failure there is nothing to close. */
int worker_open(Worker *worker, const ServerOptions *options, Gate *gate);

/* Listens on a bound socket, which it owns from then on. Before worker_start. 0 or -errno. */
int worker_listen(Worker *worker, const Endpoint *endpoint, int fd);

/* Starts the thread. 0 or -errno. */
int worker_start(Worker *worker);

/* Both take over the reference. */
void worker_post_sites(Worker *worker, SiteSet *sites);
void worker_post_tls(Worker *worker, TlsContext *tls);
void worker_post_stop(Worker *worker);

/* Waits for a started worker's thread, after worker_post_stop. */
void worker_join(Worker *worker);

/* Frees a Worker whose thread has ended or was never started. */
void worker_close(Worker *worker);

/* For connections: sets or moves a deadline. */
void worker_wait(Worker *worker, Deadline *deadline, WaitKind kind);

/* For connections: one is gone, and with it its reference to `site`, which may be NULL. */
void worker_left(Worker *worker, const Site *site);

#endif

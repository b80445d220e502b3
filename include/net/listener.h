/* Listener: one worker's socket for one endpoint, and the sockets that several workers share a port with. */
#ifndef LEDA_NET_LISTENER_H
#define LEDA_NET_LISTENER_H

#include "net/server.h"

#include <uv.h>

typedef struct Worker Worker;

/* The socket is watched and accepted from by ourselves. uv_listen would do both, but when descriptors run out
 * and another thread snatches the one that libuv keeps for that case, it calls accept() for ever without
 * returning to the loop. */
typedef struct Listener {
    uv_poll_t poll;
    int fd;
    Worker *worker;
    const Endpoint *endpoint;
    bool waiting; /* not watched: there is no room, and clients wait in the kernel's backlog */
} Listener;

/* 0 when the endpoint's address is free, else -errno. A server of ours holds its port with SO_REUSEPORT,
 * which would let us in beside it; the probe goes without, so that the kernel refuses. */
int listener_probe(const Endpoint *endpoint);

/* A bound socket that shares the address with those of other workers. 0 or -errno. */
int listener_socket(const Endpoint *endpoint, int *fd);

/* True when the failure means that the machine lacks the address family and the endpoint may do without. */
bool listener_excused(const Endpoint *endpoint, int failed);

/* Appends what, where and what to do. */
void listener_explain(const Endpoint *endpoint, int failed, Buf *error);

#endif

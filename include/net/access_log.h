/* The access log: a line for each answer, written by a thread of its own.
 *
 * Workers leave lines in a queue and never wait for a file or a terminal. The queue has a bound: when what it
 * is written to takes nothing, lines are dropped, and how many is said through the logger. */
#ifndef LEDA_NET_ACCESS_LOG_H
#define LEDA_NET_ACCESS_LOG_H

#include "net/access_address.h"

#define ACCESS_QUEUE_MAX (256u << 10) /* bytes of lines that wait */

typedef struct AccessOptions {
    const char *path; /* `stdout`, `stderr`, or a file that is appended to and made when it is not there */
    AccessForm form;
} AccessOptions;

/* An answer that has left, or was cut. */
typedef struct AccessAnswer {
    const char *protocol; /* as in AccessLine */
    const struct sockaddr_storage *client;
    unsigned status;
    uint64_t bytes, milliseconds;
    Str target; /* access_target's */
} AccessAnswer;

typedef struct AccessLog AccessLog;

/* NULL with a line in *error when the file cannot be opened or the thread not be started. */
AccessLog *access_log_open(const AccessOptions *options, Buf *error);

/* Any thread. Never blocks, but for the time in which another thread does the same. */
void access_log_add(AccessLog *log, const AccessAnswer *answer);

/* What was added so far goes to the file that is open; then its path is opened anew, since somebody has moved
 * the file away (rotation). When that fails the open one stays and the logger says so. Any thread. */
void access_log_reopen(AccessLog *log);

/* Writes what waits, for two seconds at most, and frees. Nobody adds any more. NULL is ignored. */
void access_log_close(AccessLog *log);

#endif

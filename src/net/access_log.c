/* One writer, many workers. Workers hold the lock for as long as it takes to put a line together; the writer
 * takes the whole queue and writes without it. */
#include "net/access_log.h"

#include "base/clock.h"
#include "base/log.h"
#include "net/access_line.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum {
    POLL_MS = 200,
    PATIENCE_MS = 2000, /* of access_log_close with what takes nothing */
    COMPLAIN_S = 60,    /* between two lines about what was lost */
    CLIENT_MAX = 64
};

struct AccessLog {
    pthread_mutex_t lock; /* of what stands before the thread */
    pthread_cond_t wake;
    Buf queue;
    AccessSalt salt;
    uint64_t dropped; /* lines that found no room */
    bool reopen, ending;
    pthread_t thread;
    AccessForm form;
    char *path; /* NULL: standard output or error, which are not ours to close */
    const char *name;
    int fd;
    Buf writing;       /* the writer's from here on */
    uint64_t lost;     /* lines that were dropped or could not be written, not yet said */
    int failed;        /* errno of the last failure, 0 when only room was missing */
    time_t complained; /* monotonic; 0: never */
    bool torn;         /* the last write ended within a line */
};

/* The writer. */

static time_t seconds(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec;
}

static void say_lost(AccessLog *log) {
    if (log->failed)
        log_error("cannot write the access log %s: %s; %llu lines are lost", log->name, strerror(log->failed),
                  (unsigned long long)log->lost);
    else
        log_error("the access log %s takes lines too slowly; %llu are lost", log->name,
                  (unsigned long long)log->lost);
    log->complained = seconds();
    log->lost = 0;
    log->failed = 0;
}

/* Standard error may be what takes nothing, and the logger would wait for it. */
static bool can_say(void) {
    struct pollfd poll_fd = {.fd = STDERR_FILENO, .events = POLLOUT};
    return poll(&poll_fd, 1, 0) > 0;
}

static void complain(AccessLog *log) {
    bool early = log->complained && seconds() - log->complained < COMPLAIN_S;
    if (log->lost && !early && can_say()) say_lost(log);
}

/* Counts what found no room. True when the log is about to be closed. */
static bool look(AccessLog *log) {
    pthread_mutex_lock(&log->lock);
    bool ending = log->ending;
    log->lost += log->dropped;
    log->dropped = 0;
    pthread_mutex_unlock(&log->lock);
    return ending;
}

/* Waits until a line can be written: a pipe that polls as writable takes a line without blocking, and a file
 * always polls so. False when nobody has time for it any more. */
static bool wait_writable(AccessLog *log) {
    struct pollfd poll_fd = {.fd = log->fd, .events = POLLOUT};
    for (int waited = 0; waited < PATIENCE_MS;) {
        int n = poll(&poll_fd, 1, POLL_MS);
        if (n > 0 || (n < 0 && errno != EINTR)) return true;
        if (look(log)) waited += POLL_MS;
        complain(log);
    }
    return false;
}

/* Whole lines, at most PIPE_BUF bytes, so that the lines of others that write to the same pipe come between
 * them and not into them. */
static Str take_lines(Str *rest) {
    Str lines = str_head(*rest, PIPE_BUF);
    if (lines.len < rest->len) lines = str_head(lines, str_rfind(lines, '\n') + 1);
    *rest = str_skip(*rest, lines.len);
    return lines;
}

static void count_lost(AccessLog *log, Str lines, int failed) {
    for (size_t i = 0; i < lines.len; i++)
        log->lost += lines.p[i] == '\n';
    log->failed = failed;
}

static void write_lines(AccessLog *log, Str lines) {
    if (log->torn) {
        if (write(log->fd, "\n", 1) < 0) {
            count_lost(log, lines, errno);
            return;
        }
        log->torn = false;
    }
    while (lines.len > 0) {
        ssize_t n = write(log->fd, lines.p, lines.len);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0 && errno == EAGAIN && wait_writable(log)) continue;
        if (n < 0) {
            count_lost(log, lines, errno);
            return;
        }
        log->torn = n > 0 && lines.p[n - 1] != '\n';
        lines = str_skip(lines, (size_t)n);
    }
}

static void write_all(AccessLog *log) {
    Str rest = buf_str(&log->writing);
    bool good = true;
    while (rest.len > 0) {
        Str lines = take_lines(&rest);
        good = good && wait_writable(log);
        if (good)
            write_lines(log, lines);
        else
            count_lost(log, lines, 0);
    }
    buf_clear(&log->writing);
}

/* Files only; the descriptor or -errno. A log tells who was where: it is not for everybody to read. */
static int open_file(const char *path) {
    int fd = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY | O_NONBLOCK, 0640);
    return fd < 0 ? -errno : fd;
}

static void reopen(AccessLog *log) {
    if (!log->path) return;
    int fd = open_file(log->path);
    if (fd < 0) {
        log_error("cannot open the access log %s anew: %s; the one before it stays", log->path,
                  strerror(-fd));
        return;
    }
    close(log->fd);
    log->fd = fd;
    log->torn = false;
}

/* Takes what waits. False when that was all and nothing will come. */
static bool take(AccessLog *log, bool *again) {
    pthread_mutex_lock(&log->lock);
    while (log->queue.len == 0 && !log->reopen && !log->ending)
        pthread_cond_wait(&log->wake, &log->lock);
    Buf empty = log->writing;
    log->writing = log->queue;
    log->queue = empty;
    *again = log->reopen;
    log->reopen = false;
    log->lost += log->dropped;
    log->dropped = 0;
    bool more = log->writing.len > 0 || *again || !log->ending;
    pthread_mutex_unlock(&log->lock);
    return more;
}

static void *write_log(void *argument) {
    AccessLog *log = argument;
    bool again;
    while (take(log, &again)) {
        write_all(log);
        if (again) reopen(log);
        complain(log);
    }
    if (log->lost && can_say()) say_lost(log);
    return NULL;
}

/* Everybody else. */

static void access_log_free(AccessLog *log) {
    if (log->path) close(log->fd);
    pthread_mutex_destroy(&log->lock);
    pthread_cond_destroy(&log->wake);
    buf_free(&log->queue);
    buf_free(&log->writing);
    free(log->path);
    free(log);
}

static AccessLog *access_log_new(const AccessOptions *options) {
    AccessLog *log = mem_zero(1, sizeof *log);
    bool out = strcmp(options->path, "stdout") == 0, error = strcmp(options->path, "stderr") == 0;
    pthread_mutex_init(&log->lock, NULL);
    pthread_cond_init(&log->wake, NULL);
    log->form = options->form;
    log->path = out || error ? NULL : mem_string(str_of(options->path));
    log->name = log->path ? log->path : out ? "(standard output)" : "(standard error)";
    log->fd = log->path ? open_file(log->path) : out ? STDOUT_FILENO : STDERR_FILENO;
    return log;
}

/* Signals are for the thread that called us. */
static int start_writer(AccessLog *log) {
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, &before);
    int failed = pthread_create(&log->thread, NULL, write_log, log);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return failed;
}

AccessLog *access_log_open(const AccessOptions *options, Buf *error) {
    AccessLog *log = access_log_new(options);
    int failed = log->fd < 0 ? -log->fd : start_writer(log);
    if (failed == 0) return log;
    buf_add_format(error, "cannot open the access log %s: %s; give a file that this user may write",
                   log->name, strerror(failed));
    if (log->fd < 0) log->fd = -1;
    access_log_free(log);
    return NULL;
}

void access_log_add(AccessLog *log, const AccessAnswer *answer) {
    AccessLine line = {.at = clock_milliseconds(),
                       .protocol = answer->protocol,
                       .status = answer->status,
                       .bytes = answer->bytes,
                       .milliseconds = answer->milliseconds,
                       .target = answer->target};
    Buf client = {0};
    pthread_mutex_lock(&log->lock);
    bool idle = log->queue.len == 0;
    if (log->queue.len + ACCESS_LINE_MAX > ACCESS_QUEUE_MAX) {
        log->dropped++;
    } else {
        access_address(&log->salt, log->form, line.at, answer->client, &client);
        line.client = buf_str(&client);
        access_line(&line, &log->queue);
    }
    if (idle) pthread_cond_signal(&log->wake);
    pthread_mutex_unlock(&log->lock);
    buf_free(&client);
}

void access_log_reopen(AccessLog *log) {
    pthread_mutex_lock(&log->lock);
    log->reopen = true;
    pthread_cond_signal(&log->wake);
    pthread_mutex_unlock(&log->lock);
}

void access_log_close(AccessLog *log) {
    if (!log) return;
    pthread_mutex_lock(&log->lock);
    log->ending = true;
    pthread_cond_signal(&log->wake);
    pthread_mutex_unlock(&log->lock);
    pthread_join(log->thread, NULL);
    access_log_free(log);
}

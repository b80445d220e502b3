#include "base/parallel.h"

#include <sched.h>
#include <stdatomic.h>
#include <sys/resource.h>
#include <unistd.h>

/* Items taken at once at most: enough to make the shared counter cheap. Of few items, which are large, a
 * thread takes one, so that all end together. */
#define BATCH 8
#define FEW   1024

#define BEHIND 10 /* added to niceness: a tenth of the time beside others that want all of it */

typedef struct ParallelJob {
    ParallelFn *fn;
    void *context;
    uint32_t count, batch;
    atomic_uint next;
} ParallelJob;

typedef struct ParallelThread {
    ParallelJob *job;
    unsigned worker;
    pthread_t id;
} ParallelThread;

unsigned parallel_cores(void) {
    cpu_set_t set;
    if (sched_getaffinity(0, sizeof set, &set) != 0) return 1;
    int cores = CPU_COUNT(&set);
    return cores < 1 ? 1 : cores > PARALLEL_MAX ? PARALLEL_MAX : (unsigned)cores;
}

unsigned parallel_spare_cores(void) {
    unsigned cores = parallel_cores();
    return cores > 1 ? cores - 1 : 1;
}

/* On Linux each thread has a niceness of its own. Not SCHED_IDLE, which would wait less politely but stand
 * still on a machine that is busy. */
void parallel_behind(void) {
    int first = getpriority(PRIO_PROCESS, (id_t)getpid()); /* the first thread's */
    setpriority(PRIO_PROCESS, 0, first + BEHIND);
}

static void *thread_main(void *argument) {
    ParallelThread *thread = argument;
    ParallelJob *job = thread->job;
    for (;;) {
        uint32_t first = atomic_fetch_add(&job->next, job->batch);
        if (first >= job->count) return NULL;
        uint32_t end = job->count - first > job->batch ? first + job->batch : job->count;
        for (uint32_t i = first; i < end; i++)
            job->fn(job->context, thread->worker, i);
    }
}

static void *call_apart(void *argument) {
    const ParallelApart *apart = argument;
    apart->fn(apart->context);
    return NULL;
}

bool parallel_begin(ParallelApart *apart) {
    return pthread_create(&apart->thread, NULL, call_apart, apart) == 0;
}

void parallel_await(ParallelApart *apart) {
    pthread_join(apart->thread, NULL);
}

bool parallel_run_apart(void (*fn)(void *context), void *context) {
    ParallelApart apart = {.fn = fn, .context = context};
    if (!parallel_begin(&apart)) return false;
    parallel_await(&apart);
    return true;
}

void parallel_run_beside(const ParallelItems *items, void (*meanwhile)(void *context), void *context) {
    uint32_t count = items->count;
    ParallelJob job = {items->fn, items->context, count, .batch = count < FEW ? 1 : BATCH};
    ParallelThread pool[PARALLEL_MAX];
    unsigned started = 1, threads = items->threads < PARALLEL_MAX ? items->threads : PARALLEL_MAX;
    atomic_init(&job.next, 0);
    for (; started < threads && started * BATCH < count; started++) {
        pool[started] = (ParallelThread){.job = &job, .worker = started};
        if (pthread_create(&pool[started].id, NULL, thread_main, &pool[started]) != 0) break;
    }
    meanwhile(context);
    pool[0] = (ParallelThread){.job = &job};
    thread_main(&pool[0]);
    for (unsigned i = 1; i < started; i++)
        pthread_join(pool[i].id, NULL);
}

static void nothing(void *context) {
    (void)context;
}

void parallel_run(unsigned threads, uint32_t count, ParallelFn *fn, void *context) {
    const ParallelItems items = {threads, count, fn, context};
    parallel_run_beside(&items, nothing, NULL);
}

/* What hostile pages cost on their whole way (CONVERSION.md section 7, MD4C.md): processor time, memory,
 * output of each pattern at sizes that double four times up to 4 MiB, the most a page may have.
 *
 *   hostile [WORD]     all patterns, or those whose name holds WORD
 *
 * A pattern offends when a doubling costs more than 2.3 times as much, in any of the three, or when it takes
 * more than 0.2 s per MiB. Each measurement is the least of several in a process of its own, on a heap that
 * is warm. What offends is taken again together with the size before it, and counts only when it offends
 * every time: other work on the machine comes and goes, a pattern's growth stays. Below the floors a figure
 * is the machine's, not the pattern's. */
#include "hostile_patterns.h"
#include "way.h"

#include <limits.h>
#include <malloc.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/wait.h>

#define SIZES           5
#define SIZE_FIRST      ((size_t)255 << 10) /* 256 K less a little: buffers double where a page would end */
#define DOUBLING_MAX    2.3
#define SECONDS_PER_MIB 0.2
#define SECONDS_FLOOR   0.004
#define BYTES_FLOOR     ((double)(2 << 20))
#define SECONDS_STOP    60u /* a measurement that takes longer ends */
#define RUNS            2
#define RETRIES         8

/* --- memory: everything that is allocated, md4c's and libyaml's too --- */

extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *p, size_t size);
extern void __libc_free(void *p);

static _Atomic size_t memory_used, memory_peak;

static void *memory_count(void *p) {
    if (!p) return p;
    size_t used = atomic_fetch_add(&memory_used, malloc_usable_size(p)) + malloc_usable_size(p);
    if (used > memory_peak) memory_peak = used;
    return p;
}

static void memory_forget(void *p) {
    if (p) atomic_fetch_sub(&memory_used, malloc_usable_size(p));
}

void *malloc(size_t size) {
    return memory_count(__libc_malloc(size));
}

void *calloc(size_t count, size_t size) {
    return memory_count(__libc_calloc(count, size));
}

void *realloc(void *p, size_t size) {
    memory_forget(p);
    return memory_count(__libc_realloc(p, size));
}

void free(void *p) {
    memory_forget(p);
    __libc_free(p);
}

/* --- measuring --- */

typedef struct Cost {
    double seconds, memory, output;
    bool stopped; /* took too long, or crashed */
} Cost;

static void measure_here(const char *folder, const Pattern *pattern, size_t size, int to) {
    Buf page = {0};
    Cost cost = {.seconds = 1e9};
    bool gemtext = str_starts(str_of(pattern->name), STR("gemtext: "));
    Str name = gemtext ? STR("page.gmi") : STR("page.md");
    pieces_make(pattern->pieces, size, &page);
    for (int i = 0; i < RUNS; i++) {
        size_t before = memory_used;
        memory_peak = before;
        double start = way_clock();
        cost.output = (double)way_run(folder, name, buf_str(&page));
        double seconds = way_clock() - start;
        if (seconds < cost.seconds) cost.seconds = seconds;
        cost.memory = (double)(memory_peak - before);
    }
    _exit(write(to, &cost, sizeof cost) == sizeof cost ? 0 : 1);
}

static Cost measure(const char *folder, const Pattern *pattern, size_t size) {
    int ends[2];
    Cost cost;
    if (pipe(ends) != 0) abort();
    pid_t child = fork();
    if (child == 0) {
        alarm(SECONDS_STOP);
        measure_here(folder, pattern, size, ends[1]);
    }
    close(ends[1]);
    if (child < 0 || read(ends[0], &cost, sizeof cost) != sizeof cost) cost = (Cost){.stopped = true};
    close(ends[0]);
    waitpid(child, NULL, 0);
    return cost;
}

static double growth(double from, double to, double floor) {
    return to / (from > floor ? from : floor);
}

/* What is wrong with a cost and the one at half the size, or NULL. */
static const char *offence(const Cost *half, const Cost *cost, size_t size) {
    if (cost->stopped) return "stopped";
    if (cost->seconds > SECONDS_PER_MIB * (double)size / (1 << 20)) return "slow";
    if (!half) return NULL;
    if (growth(half->seconds, cost->seconds, SECONDS_FLOOR) > DOUBLING_MAX) return "time grows";
    if (growth(half->memory, cost->memory, BYTES_FLOOR) > DOUBLING_MAX) return "memory grows";
    if (growth(half->output, cost->output, BYTES_FLOOR) > DOUBLING_MAX) return "output grows";
    return NULL;
}

/* Fills the costs up to the first size that had to be stopped. Returns the first offence, or NULL. */
static const char *measure_pattern(const char *folder, const Pattern *pattern, Cost costs[SIZES]) {
    const char *wrong = NULL;
    for (int i = 0; i < SIZES && !(i && costs[i - 1].stopped); i++) {
        size_t size = SIZE_FIRST << i;
        costs[i] = measure(folder, pattern, size);
        const char *why = offence(i ? &costs[i - 1] : NULL, &costs[i], size);
        for (int k = 0; k < RETRIES && why && !costs[i].stopped; k++) {
            if (i) costs[i - 1] = measure(folder, pattern, size / 2);
            costs[i] = measure(folder, pattern, size);
            why = offence(i ? &costs[i - 1] : NULL, &costs[i], size);
        }
        if (!wrong) wrong = why;
    }
    return wrong;
}

/* --- the table --- */

static void show_row(const Pattern *pattern, const Cost costs[SIZES], const char *wrong) {
    printf("%-38.38s", pattern->name);
    double worst = 0;
    const Cost *last = &costs[0];
    for (int i = 0; i < SIZES && !costs[i].stopped; i++) {
        double by = i ? growth(costs[i - 1].seconds, costs[i].seconds, SECONDS_FLOOR) : 0;
        if (by > worst) worst = by;
        printf(" %7.1f", costs[i].seconds * 1e3);
        last = &costs[i];
    }
    double source = (double)(SIZE_FIRST << (last - costs));
    printf("  %5.2f  %6.3f  %6.1f  %6.2f", worst, last->seconds / source * (1 << 20), last->memory / source,
           last->output / source);
    printf("%s%s\n", wrong ? "  OFFENDS: " : "", wrong ? wrong : "");
    fflush(stdout);
}

int main(int argc, char **argv) {
    char folder[] = "/tmp/leda-hostile-XXXXXX";
    unsigned shown = 0, offending = 0;
    way_folder(folder);
    mallopt(M_MMAP_MAX, 0);
    mallopt(M_TRIM_THRESHOLD, INT_MAX);
    printf("%-38s %7s %7s %7s %7s %7s  %5s  %6s  %6s  %6s\n", "milliseconds of processor time at", "256 K",
           "512 K", "1 M", "2 M", "4 M", "worst", "s/MiB", "memory", "output");
    for (size_t i = 0; i < sizeof patterns / sizeof *patterns; i++) {
        Cost costs[SIZES] = {{.stopped = false}};
        if (argc > 1 && !strstr(patterns[i].name, argv[1])) continue;
        const char *wrong = measure_pattern(folder, &patterns[i], costs);
        show_row(&patterns[i], costs, wrong);
        shown++;
        offending += wrong != NULL;
    }
    printf("%u patterns, %u offend (a doubling costs more than %.1f times as much, or more than %.1f s per "
           "MiB)\n",
           shown, offending, DOUBLING_MAX, SECONDS_PER_MIB);
    printf(
        "worst: of the four doublings; memory and output: bytes per byte of source, at the largest size\n");
    rmdir(folder);
    return offending > 0;
}

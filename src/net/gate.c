/* One counter for all workers: a share for each would turn clients away while others have room. */
#include "net/gate.h"

#include <sys/resource.h>

enum {
    RESERVE =
        64, /* the program's own: standard streams, content root, a load that walks the tree, certificates */
    FILE_SHARE = 4 /* one descriptor of so many is kept for files that are being sent */
};

static uint64_t raise_file_limit(void) {
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) < 0) return RESERVE;
    rlim_t soft = limit.rlim_cur;
    limit.rlim_cur = limit.rlim_max;
    return setrlimit(RLIMIT_NOFILE, &limit) == 0 ? limit.rlim_cur : soft;
}

unsigned gate_capacity(unsigned wanted, unsigned fixed) {
    uint64_t limit = raise_file_limit(), kept = (uint64_t)RESERVE + GATE_BUSY_EXTRA + fixed;
    uint64_t rest = limit > kept ? limit - kept : 0;
    rest -= rest / FILE_SHARE;
    if (rest == 0) rest = 1;
    return rest < wanted ? (unsigned)rest : wanted;
}

void gate_init(Gate *gate, unsigned cap) {
    atomic_init(&gate->inside, 0);
    gate->cap = cap;
}

GateAnswer gate_enter(Gate *gate) {
    unsigned before = atomic_fetch_add_explicit(&gate->inside, 1, memory_order_relaxed);
    if (before < gate->cap) return GATE_WELCOME;
    if (before - gate->cap < GATE_BUSY_EXTRA) return GATE_BUSY;
    gate_leave(gate);
    return GATE_FULL;
}

void gate_leave(Gate *gate) {
    atomic_fetch_sub_explicit(&gate->inside, 1, memory_order_relaxed);
}

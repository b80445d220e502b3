#include "site/gather.h"

static void fetch(void *context) {
    GatherMemory *memory = context;
    Gather *g = memory->gather;
    size_t got = 0;
    for (unsigned i = 0; memory->wanted - got >= POOL_CHUNK && !atomic_load(&memory->enough); i++) {
        pool_prepare(&g->workers[i % g->threads].pool);
        got += POOL_CHUNK;
    }
}

void gather_memory_begin(GatherMemory *memory) {
    memory->apart = (ParallelApart){.fn = fetch, .context = memory};
    atomic_init(&memory->enough, false);
    memory->begun =
        memory->wanted >= POOL_CHUNK && memory->gather->threads > 1 && parallel_begin(&memory->apart);
}

void gather_memory_end(GatherMemory *memory) {
    atomic_store(&memory->enough, true);
    if (memory->begun) parallel_await(&memory->apart);
}

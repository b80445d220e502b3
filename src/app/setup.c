#include "app/setup.h"

#include "app/areas.h"
#include "base/file.h"
#include "base/hash.h"

/* What is done with each path. */
typedef void SetupFn(void *context, const char *path);

static void each_of_areas(const Config *config, SetupFn *fn, void *context) {
    for (size_t i = 0; i < config->capsule_count; i++) {
        const AreaSection *const *area = config->capsules[i]->areas;
        for (; area && *area; area++) {
            if ((*area)->file.len) fn(context, (*area)->file.p);
            if ((*area)->authorities.len) fn(context, (*area)->authorities.p);
        }
    }
}

static void each(const Setup *setup, SetupFn *fn, void *context) {
    const ConfigAsk *ask = setup->ask;
    if (ask->file) {
        fn(context, ask->file);
    } else {
        fn(context, setup->config->near.p);
        fn(context, ask->system ? ask->system : CONFIG_SYSTEM);
    }
    each_of_areas(setup->config, fn, context);
    for (size_t i = 0; i < setup->certs->count; i++) {
        fn(context, setup->certs->pairs[i].certificate);
        fn(context, setup->certs->pairs[i].key);
    }
}

static void add_place(void *context, const char *path) {
    watch_list_path(context, path);
}

void setup_places(const Setup *setup, WatchList *list) {
    each(setup, add_place, list);
}

static void add_state(void *context, const char *path) {
    struct stat st;
    if (stat(path, &st) != 0) {
        hash_number(context, 0);
        return;
    }
    const FileStamp stamp = file_stamp(&st);
    hash_number(context, stamp.inode);
    hash_number(context, (uint64_t)stamp.size);
    hash_number(context, (uint64_t)stamp.modified);
    hash_number(context, (uint64_t)stamp.changed);
}

uint64_t setup_state(const Setup *setup) {
    Hash hash = hash_start();
    each(setup, add_state, &hash);
    return hash.state;
}

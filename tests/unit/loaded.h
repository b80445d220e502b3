/* A Site of a temporary tree, for tests of what a load makes. */
#ifndef LEDA_TESTS_UNIT_LOADED_H
#define LEDA_TESTS_UNIT_LOADED_H

#include "site/load.h"
#include "tree.h"
#include "unit.h"

typedef struct Loaded {
    Tree tree;
    Site *site;
    Diag diag;
} Loaded;

/* The options without which no test is: example.org on its standard ports, one thread. */
static inline SiteOptions loaded_options(void) {
    return (SiteOptions){.identity = {.host = STR("example.org"), .gemini_port = 1965, .gopher_port = 70},
                         .render = render_defaults(),
                         .threads = 1};
}

static inline Loaded loaded(Tree tree, const SiteOptions *options) {
    Loaded l = {.tree = tree};
    Buf error = {0};
    l.site = site_load(tree.path, options, &l.diag, &error);
    assert_non_null(l.site);
    buf_free(&error);
    return l;
}

static inline void unload(Loaded *l) {
    site_unref(l->site);
    diag_free(&l->diag);
    tree_remove(&l->tree);
}

static inline const Node *find(const Loaded *l, const char *address) {
    uint32_t index = index_find(&l->site->index, ENTRY_NODE, str_of(address));
    return index == INDEX_NONE ? NULL : &l->site->nodes[index];
}

static inline const Node *node(const Loaded *l, const char *address) {
    const Node *found = find(l, address);
    assert_non_null(found);
    return found;
}

static inline void assert_text(Str text, const char *expected) {
    Buf z = {0};
    buf_add(&z, text);
    buf_add_char(&z, 0);
    assert_string_equal(z.p, expected);
    buf_free(&z);
}

#endif

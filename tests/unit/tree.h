/* A folder of files for one test, made below /tmp and removed with it. */
#ifndef LEDA_TESTS_UNIT_TREE_H
#define LEDA_TESTS_UNIT_TREE_H

#include "base/buf.h"

#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct Tree {
    char path[64];
} Tree;

static inline Tree tree_make(void) {
    Tree tree = {"/tmp/leda-tree-XXXXXX"};
    if (!mkdtemp(tree.path)) abort();
    return tree;
}

/* The path of `name` in the tree, good until the next call. */
static inline const char *tree_path(const Tree *tree, const char *name) {
    static char path[1200];
    snprintf(path, sizeof path, "%s/%s", tree->path, name);
    return path;
}

/* Writes a file and the folders above it; lists show it as of 2026-01-02. */
static inline void tree_write(const Tree *tree, const char *name, const char *text) {
    char path[1200];
    snprintf(path, sizeof path, "%s/%s", tree->path, name);
    for (char *p = path + strlen(tree->path) + 1; *p; p++) {
        if (*p != '/') continue;
        *p = 0;
        mkdir(path, 0755);
        *p = '/';
    }
    FILE *file = fopen(path, "w");
    if (!file || fputs(text, file) < 0 || fclose(file) != 0) abort();
    chmod(path, 0644);
    const struct timespec times[2] = {{.tv_sec = 1767312000}, {.tv_sec = 1767312000}};
    utimensat(AT_FDCWD, path, times, 0);
}

static inline int tree_remove_one(const char *path, const struct stat *st, int kind, struct FTW *where) {
    (void)st;
    (void)kind;
    (void)where;
    return remove(path);
}

static inline void tree_remove(const Tree *tree) {
    nftw(tree->path, tree_remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

#endif

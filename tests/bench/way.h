/* A page's whole way: source bytes -> front matter, Document, title, links, both renderings, both views. For
 * the programs that measure what hostile pages cost. */
#ifndef LEDA_TESTS_BENCH_WAY_H
#define LEDA_TESTS_BENCH_WAY_H

#include "render/gopherview.h"
#include "site/load.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

/* Seconds of processor time of this process. */
static inline double way_clock(void) {
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* An empty content folder in `path`, a buffer for mkdtemp. */
static inline void way_folder(char *path) {
    if (mkdtemp(path)) return;
    perror(path);
    exit(2);
}

/* Draws the page `name` as `leda render` and a load do. Returns the bytes of both renderings and both views,
 * 0 for a page that cannot be drawn (front matter that does not close). */
static inline size_t way_run(const char *folder, Str name, Str text) {
    static const GopherHome home = {STR("localhost"), 70};
    const SiteOptions options = {
        .identity = {.host = STR("localhost"), .gemini_port = 1965, .gopher_port = 70},
        .render = render_defaults(),
        .threads = 1};
    Diag diag = {0};
    Buf error = {0}, menu = {0}, plain = {0};
    size_t bytes = 0;
    Page *page = site_render(folder, name, text, &options, &diag, &error);
    if (page) {
        Str map = page->gophermap;
        gopherview_menu(&map, &home, SIZE_MAX, &menu);
        map = page->gophermap;
        gopherview_text(&map, &home, SIZE_MAX, &plain);
        bytes = page->gemtext.len + page->gophermap.len + menu.len + plain.len;
    }
    page_unref(page);
    buf_free(&menu);
    buf_free(&plain);
    buf_free(&error);
    diag_free(&diag);
    return bytes;
}

#endif

#include "app/render.h"

#include "base/file.h"
#include "base/path.h"
#include "render/gopherview.h"
#include "site/gather.h"
#include "site/load.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The whole of standard input, up to the cap of a page. */
static int read_input(size_t most, Buf *out) {
    while (out->len <= most) {
        ssize_t n = read(STDIN_FILENO, buf_reserve(out, 65536), 65536);
        if (n <= 0) return n == 0 ? 0 : -errno;
        out->len += (size_t)n;
    }
    return -EFBIG;
}

/* What the page is called in its tree: its path relative to the content of the root, or its bare name outside
 * of it. */
static void name_in_root(const Command *c, const char *root, Buf *name) {
    char file[PATH_MAX];
    Project project;
    Arena arena = {0};
    Diag unheard = {0};
    Buf error = {0};
    Str inside = {0};
    if (project_find(root, &project, &arena, &unheard, &error) && realpath(c->file, file)) {
        Str content = str_of(project.content);
        inside = str_of(file);
        bool below = str_starts(inside, content) && content.len < inside.len && file[content.len] == '/';
        inside = below ? str_skip(inside, content.len + 1) : (Str){0};
    }
    Str given = str_of(c->file);
    buf_add(name, inside.len ? inside : path_last(given));
    arena_free(&arena);
    diag_free(&unheard);
    buf_free(&error);
}

static void write_out(RenderAs as, const Identity *identity, const Page *page) {
    const GopherHome home = {identity->host, identity->gopher_port};
    Buf out = {0};
    Str map = page->gophermap;
    switch (as) {
    case RENDER_GEMTEXT: buf_add(&out, page->gemtext); break;
    case RENDER_GOPHERMAP: buf_add(&out, map); break;
    case RENDER_MENU:
        gopherview_menu(&map, &home, SIZE_MAX, &out);
        gopherview_menu_end(&out);
        break;
    case RENDER_TEXT: gopherview_text(&map, &home, SIZE_MAX, &out); break;
    }
    fwrite(out.p, 1, out.len, stdout);
    buf_free(&out);
}

/* Only what is about this page: the rest of the tree is loaded for its addresses. */
static void print_findings(const Diag *diag, Str name) {
    Diag own = *diag;
    Buf text = {0};
    for (size_t i = 0; i < diag->count; i++) {
        if (!str_eq(diag->items[i].file, name)) continue;
        own.items = &diag->items[i];
        own.count = 1;
        diag_print(&own, &text);
    }
    fwrite(text.p, 1, text.len, stderr);
    buf_free(&text);
}

static int complain(const char *file, const char *why) {
    fprintf(stderr, "leda: cannot render %s: %s\n", file, why);
    return 1;
}

static int read_source(const Command *c, size_t most, Buf *out) {
    return strcmp(c->file, "-") == 0 ? read_input(most, out) : file_read_path(c->file, most, out);
}

int render_run(const Command *c, Config *config) {
    Buf text = {0}, name = {0}, error = {0};
    const Capsule *capsule = config->chosen;
    SiteOptions options = capsule->site;
    int status = read_source(c, options.page_max, &text);
    if (status != 0) return complain(c->file, strerror(-status));
    if (strcmp(c->file, "-") == 0)
        buf_add(&name, STR("stdin.md"));
    else
        name_in_root(c, c->root, &name);
    options.identity = config_identity(capsule, (uint16_t)config->gemini_port, config_gopher_port(capsule));
    options.private_paths = config_private(config, config);
    config_warn(config, capsule);
    Diag diag = {0};
    Page *page = site_render(c->root, buf_str(&name), buf_str(&text), &options, &diag, &error);
    print_findings(&diag, buf_str(&name));
    if (page)
        write_out(c->as, &options.identity, page);
    else
        fprintf(stderr, "leda: %.*s\n", STR_FMT(buf_str(&error)));
    int code = page && fflush(stdout) == 0 ? 0 : 1;
    page_unref(page);
    diag_free(&diag);
    buf_free(&text);
    buf_free(&name);
    buf_free(&error);
    return code;
}

/* A request against a small Site: what `serve` answers has a form that does not depend on how the request is
 * cut, on what follows it, or on how the answer is drawn. */
#ifndef LEDA_TESTS_FUZZ_SERVED_H
#define LEDA_TESTS_FUZZ_SERVED_H

#include "../unit/tree.h"
#include "../wire/answer.h"
#include "fuzz.h"
#include "proto/protocol.h"
#include "site/load.h"

#include <string.h>

typedef struct Served {
    long consumed;
    unsigned status;
    bool whole; /* no part was a file */
    Buf bytes;
} Served;

static Site *fuzz_site_loaded;

static inline void fuzz_site_end(void) {
    site_unref(fuzz_site_loaded);
}

/* One thing of every kind that can be asked for. What the folder held is gone: only a streamed file would
 * need it. */
static inline void fuzz_write_site(const Tree *tree) {
    static char big[(256 << 10) + 2];
    memset(big, 'x', sizeof big - 1);
    tree_write(tree, "index.md", "---\ntitle: Home\n---\nWelcome, [hello](hello.md).\n");
    tree_write(tree, "hello.md", "---\ntitle: Hello\nlang: en\nalias: /old\n---\n.dot\n\n=> no link\n");
    tree_write(tree, "posts/2026-01-02-one.md", "---\ntags: [walks, \"50% off\"]\n---\n# One\nWords.\n");
    tree_write(tree, "posts/2026-01-03-zwei.de.md", "---\ntags: [walks]\n---\n# Zwei\n");
    tree_write(tree, "by-hand/gophermap", "Welcome\n0Hello\t/hello.txt\n*\n");
    tree_write(tree, "note.txt", "one\r\n.two\n\nthree");
    tree_write(tree, "empty.txt", "");
    tree_write(tree, "as-it-is.gmi", "\xEF\xBB\xBF# As it is\n=> /hello\n");
    tree_write(tree, "pic.png", "\x89PNG\r\n\n");
    tree_write(tree, "big.txt", big);
    tree_write(tree, "big.gmi", big);
}

static inline const Site *fuzz_site(void) {
    static const char *const gone[] = {"/gone", NULL};
    if (fuzz_site_loaded) return fuzz_site_loaded;
    Tree tree = tree_make();
    Diag diag = {0};
    Buf error = {0};
    const SiteOptions options = {
        .identity = {.host = STR("localhost"), .gemini_port = 1965, .gopher_port = 70},
        .render = render_defaults(),
        .sources = true,
        .gone = gone,
        .threads = 1};
    fuzz_write_site(&tree);
    fuzz_site_loaded = site_load(tree.path, &options, &diag, &error);
    fuzz_check(fuzz_site_loaded != NULL);
    tree_remove(&tree);
    diag_free(&diag);
    buf_free(&error);
    atexit(fuzz_site_end);
    return fuzz_site_loaded;
}

/* A source is asked for `step` bytes at a time. */
static inline void fuzz_collect(Response *response, size_t step, Served *served) {
    buf_add(&served->bytes, (Str){response->head, response->head_len});
    for (size_t i = 0; i < response->count; i++) {
        Part *part = &response->parts[i];
        if (part->kind == PART_STR) buf_add(&served->bytes, part->str);
        if (part->kind == PART_BUF) buf_add(&served->bytes, buf_str(&part->buf));
        if (part->kind == PART_FILE) served->whole = false;
        if (part->kind != PART_SOURCE) continue;
        while (part->source->fill(part->source, step, &served->bytes))
            ;
    }
}

static inline Served fuzz_serve(const Protocol *protocol, const Peer *peer, Str in, size_t step) {
    Served served = {.whole = true};
    Response response;
    served.consumed = protocol->serve(fuzz_site(), peer, in, &response);
    fuzz_check(served.consumed >= -1 && served.consumed <= (long)in.len);
    fuzz_check(served.consumed != 0 || (!peer->ended && in.len < protocol->max_request));
    if (served.consumed == 0) return served;
    served.status = response.status;
    fuzz_collect(&response, step, &served);
    response_free(&response);
    return served;
}

static inline void fuzz_same(const Served *a, const Served *b) {
    fuzz_check(a->consumed == b->consumed && a->status == b->status && a->whole == b->whole);
    fuzz_check(str_eq(buf_str(&a->bytes), buf_str(&b->bytes)));
}

/* The same request to a client that sends it byte by byte. */
static inline void fuzz_cut(const Protocol *protocol, const Peer *peer, Str in, const Served *whole) {
    const Peer open = {.sni = peer->sni, .tls = peer->tls};
    for (size_t n = 0; n <= in.len; n++) {
        Served cut = fuzz_serve(protocol, &open, str_head(in, n), 65536);
        bool decided = cut.consumed != 0;
        if (decided) fuzz_same(&cut, whole);
        buf_free(&cut.bytes);
        if (decided) return;
    }
    fuzz_check(peer->ended || whole->consumed == 0);
}

/* The first byte says who asks and how the answer is drawn, the rest is what is sent. The answer is the
 * caller's to look at and to free. */
static inline Served fuzz_request(const Protocol *protocol, bool tls, Str input, Str *request) {
    static const Str names[] = {STR(""), STR("localhost"), STR("LocalHost."), STR("other.example")};
    unsigned first = input.len ? (unsigned char)input.p[0] : 0;
    const Peer peer = {.sni = tls ? names[first & 3] : (Str){0}, .tls = tls, .ended = first & 4};
    *request = str_skip(input, 1);
    Served whole = fuzz_serve(protocol, &peer, *request, 65536);
    Served again = fuzz_serve(protocol, &peer, *request, first & 8 ? 1 : 61);
    fuzz_same(&whole, &again);
    buf_free(&again.bytes);
    fuzz_cut(protocol, &peer, *request, &whole);
    return whole;
}

#endif

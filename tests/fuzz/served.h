/* A request against a small Site: what `serve` answers has a form that does not depend on how the request is
 * cut, on what follows it, or on how the answer is drawn. */
#ifndef LEDA_TESTS_FUZZ_SERVED_H
#define LEDA_TESTS_FUZZ_SERVED_H

#include "../unit/tree.h"
#include "../wire/answer.h"
#include "fuzz.h"
#include "net/access_line.h"
#include "proto/protocol.h"
#include "site/load.h"

#include <string.h>

typedef struct Served {
    long consumed;
    unsigned status;
    bool whole; /* no part was a file */
    Buf bytes;
} Served;

/* In every page of the area, and asked for by nobody who does not send it. */
#define FUZZ_SECRET "xyzzy"

static Site *fuzz_sites[2]; /* the second one sends texts as RFC 1436 has them */

static inline void fuzz_sites_end(void) {
    site_unref(fuzz_sites[0]);
    site_unref(fuzz_sites[1]);
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
    tree_write(tree, "den/index.md",
               "---\ntitle: xyzzy\ntags: [xyzzy, walks]\n---\nxyzzy [hello](../hello.md)\n");
    tree_write(tree, "den/2026-01-04-xyzzy.md", "---\ntags: [walks]\n---\n# xyzzy\n");
    tree_write(tree, "den/xyzzy.txt", ".xyzzy\n");
    tree_write(tree, "note.txt", "one\r\n.two\n\nthree");
    tree_write(tree, "empty.txt", "");
    tree_write(tree, "as-it-is.gmi", "\xEF\xBB\xBF# As it is\n=> /hello\n");
    tree_write(tree, "pic.png", "\x89PNG\r\n\n");
    tree_write(tree, "big.txt", big);
    tree_write(tree, "big.gmi", big);
}

/* Moves to all kinds of places, the area among them, and types. */
static const Rule fuzz_rules[] = {
    {STR("/moved"), STR("/hello"), 1},    {STR("/below/*"), STR("/posts/*"), 2},
    {STR("/up/*"), STR("/*"), 3},         {STR("/away/*"), STR("gemini://other.example/x/*"), 4},
    {STR("/chain"), STR("30 /moved"), 5}, {STR("/to-den/*"), STR("/den/*"), 6},
    {STR("/note"), STR("/note.txt"), 7},  {STR("*.txt"), STR("lang=en,fi; charset=us-ascii"), 8},
    {STR("/posts/"), STR("lang=de"), 9},
};

static inline Site *fuzz_load(const Tree *tree, bool rfc1436) {
    static const char *const gone[] = {"/gone", NULL}, *const also[] = {"www.localhost", NULL};
    static const Rule *const moves[] = {&fuzz_rules[0], &fuzz_rules[1], &fuzz_rules[2], &fuzz_rules[3],
                                        &fuzz_rules[4], &fuzz_rules[5], &fuzz_rules[6], NULL};
    static const Rule *const mimes[] = {&fuzz_rules[7], &fuzz_rules[8], NULL};
    static const Area den = {.label = STR("den"), .path = STR("/den"), .any = true};
    Diag diag = {0};
    Buf error = {0};
    const SiteOptions options = {
        .identity = {.host = STR("localhost"), .also = also, .gemini_port = 1965, .gopher_port = 70},
        .render = render_defaults(),
        .sources = true,
        .areas = {&den, 1},
        .gone = gone,
        .redirects = moves,
        .mimes = mimes,
        .rfc1436 = rfc1436,
        .threads = 1};
    Site *site = site_load(tree->path, &options, &diag, &error);
    fuzz_check(site != NULL);
    diag_free(&diag);
    buf_free(&error);
    return site;
}

static inline const Site *fuzz_site(bool rfc1436) {
    if (fuzz_sites[0]) return fuzz_sites[rfc1436];
    Tree tree = tree_make();
    fuzz_write_site(&tree);
    fuzz_sites[0] = fuzz_load(&tree, false);
    fuzz_sites[1] = fuzz_load(&tree, true);
    tree_remove(&tree);
    atexit(fuzz_sites_end);
    return fuzz_sites[rfc1436];
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

/* Who asks whom. */
typedef struct Asking {
    const Protocol *protocol;
    const Site *site;
    Peer peer;
} Asking;

static inline Served fuzz_serve(const Asking *asking, Str in, size_t step) {
    Served served = {.whole = true};
    Response response;
    const Protocol *protocol = asking->protocol;
    const Peer *peer = &asking->peer;
    served.consumed = protocol->serve(asking->site, peer, in, &response);
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
static inline void fuzz_cut(const Asking *asking, Str in, const Served *whole) {
    Asking open = *asking;
    open.peer.ended = false;
    for (size_t n = 0; n <= in.len; n++) {
        Served cut = fuzz_serve(&open, str_head(in, n), 65536);
        bool decided = cut.consumed != 0;
        if (decided) fuzz_same(&cut, whole);
        buf_free(&cut.bytes);
        if (decided) return;
    }
    fuzz_check(asking->peer.ended || whole->consumed == 0);
}

/* The client's certificate: a sound one when `transport` is there. */
static inline bool fuzz_certificate(const void *transport, PeerCertificate *out) {
    *out = (PeerCertificate){.sound = transport != NULL};
    return true;
}

static inline bool fuzz_is_signed(const void *transport, Str authorities) {
    (void)transport;
    (void)authorities;
    return false;
}

static inline bool fuzz_has(Str s, Str part) {
    for (; s.len >= part.len; s = str_skip(s, 1))
        if (str_eq_nocase(str_head(s, part.len), part)) return true;
    return false;
}

static inline Asking fuzz_asking(const Protocol *protocol, unsigned first) {
    static const PeerOps ops = {.certificate = fuzz_certificate, .is_signed = fuzz_is_signed};
    static const Str names[] = {STR(""), STR("localhost"), STR("LocalHost."), STR("other.example")};
    bool tls = protocol->name_tls == NULL;
    Asking asking = {.protocol = protocol,
                     .site = fuzz_site(first & 16),
                     .peer = {.sni = tls ? names[first & 3] : (Str){0}, .tls = tls, .ended = first & 4}};
    if (tls && first & 32) asking.peer.ops = &ops;
    if (tls && first & 128) asking.peer.transport = &ops;
    return asking;
}

/* What the access log has of it is visible ASCII without quotes, and not long. */
static inline void fuzz_logged(const Asking *asking, Str request) {
    Buf url = {0}, target = {0};
    if (asking->protocol->url)
        asking->protocol->url(asking->site, request, &url);
    else
        buf_add(&url, request);
    access_target(buf_str(&url), &target);
    fuzz_check(target.len <= ACCESS_TARGET_MAX);
    for (size_t i = 0; i < target.len; i++)
        fuzz_check(target.p[i] > 0x20 && target.p[i] < 0x7F && !memchr("\"'`<>\\?", target.p[i], 7));
    buf_free(&url);
    buf_free(&target);
}

/* The first byte says who asks and how the answer is drawn, the rest is what is sent. The answer is the
 * caller's to look at and to free. */
static inline Served fuzz_request(const Protocol *protocol, Str input, Asking *asking, Str *request) {
    unsigned first = input.len ? (unsigned char)input.p[0] : 0;
    *asking = fuzz_asking(protocol, first);
    *request = str_skip(input, 1);
    Served whole = fuzz_serve(asking, *request, 65536);
    Served again = fuzz_serve(asking, *request, first & 8 ? 1 : 61);
    fuzz_same(&whole, &again);
    buf_free(&again.bytes);
    fuzz_cut(asking, *request, &whole);
    fuzz_logged(asking, *request);
    bool shown = fuzz_has(buf_str(&whole.bytes), STR(FUZZ_SECRET));
    fuzz_check(!shown || asking->peer.transport || fuzz_has(*request, STR(FUZZ_SECRET)));
    return whole;
}

#endif

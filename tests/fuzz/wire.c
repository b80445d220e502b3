/* Any bytes, in any pieces, on one connection of a worker's: with TLS and without it. Whatever comes, the
 * connection ends, nothing of it is left, and what it answered has its form.
 *
 * The input is a script, a line for each step, because bytes alone would never come past a handshake: a
 * client of OpenSSL's makes some of them, and the script cuts, spoils, drops and mixes what it says. The
 * first line chooses the endpoint; the steps are in `step` below. A step without a meaning is nothing. */
#include "net/cert.h"
#include "net/conn.h"
#include "proto/gemini.h"
#include "proto/gopher.h"
#include "served.h"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <signal.h>
#include <sys/socket.h>

enum {
    STEPS_MAX = 400,
    KINDS = 4,
    IDLE_SPINS = 50, /* turns of the loop that need no waiting */
    SPINS_MAX = 20000
};

typedef struct Bench {
    Worker worker;
    Gate gate;
    Endpoint endpoints[KINDS];
    ServerOptions options;
    SSL_CTX *client;
    SSL_SESSION *sessions[2]; /* of TLS 1.2 and 1.3, to resume */
    bool open;
} Bench;

typedef struct Talk {
    SSL *ssl; /* the client's, over memory */
    int fd;   /* the client's end, -1 when it is closed */
    Buf pending, heard, plain;
    bool secure, marked;
} Talk;

static Bench bench;

/* By the first letter of a script: Gemini, the same without TLS, Gopher in clear and over TLS. */
static const struct {
    char letter;
    const Protocol *protocol;
    bool tls, tls_too;
} kinds[KINDS] = {{'g', &protocol_gemini, true, false},
                  {'p', &protocol_gemini, false, false},
                  {'o', &protocol_gopher, false, true},
                  {'t', &protocol_gopher, false, true}};

static TlsContext *make_context(void) {
    Tree tree = tree_make();
    Buf warning = {0}, error = {0};
    bool made;
    fuzz_check(cert_ensure(tree.path, STR("localhost"), &made, &error) == 0);
    char *certificate = mem_string(str_of(tree_path(&tree, "localhost.crt")));
    const TlsPair pair = {
        .certificate = certificate, .key = tree_path(&tree, "localhost.key"), .host = STR("localhost")};
    TlsContext *context = tls_context_open(&(TlsOrder){.pairs = &pair, .count = 1}, &warning, &error);
    free(certificate);
    fuzz_check(context != NULL);
    tree_remove(&tree);
    return context;
}

static void bench_end(void) {
    worker_close(&bench.worker);
    tls_context_unref(bench.options.tls);
    site_set_unref(bench.options.sites);
    SSL_CTX_free(bench.client);
    for (int i = 0; i < 2; i++)
        SSL_SESSION_free(bench.sessions[i]);
}

/* The client's side. */

/* What it has to say joins what waits to be sent. */
static void take_said(Talk *t) {
    char *bytes;
    BIO *bio = SSL_get_wbio(t->ssl);
    long n = BIO_get_mem_data(bio, &bytes);
    if (n > 0) buf_add(&t->pending, (Str){bytes, (size_t)n});
    (void)BIO_reset(bio);
}

static void take_plain(Talk *t) {
    char piece[4096];
    int n;
    ERR_clear_error();
    if (!SSL_is_init_finished(t->ssl)) SSL_do_handshake(t->ssl);
    while ((n = SSL_read(t->ssl, piece, sizeof piece)) > 0)
        buf_add(&t->plain, (Str){piece, (size_t)n});
    if (SSL_get_error(t->ssl, n) == SSL_ERROR_ZERO_RETURN) t->marked = true;
    ERR_clear_error();
    take_said(t);
}

/* What the server has sent so far. */
static void hear(Talk *t) {
    char piece[65536];
    ssize_t n = 0;
    bool any = false;
    while (t->fd >= 0 && (n = recv(t->fd, piece, sizeof piece, MSG_DONTWAIT)) > 0) {
        any = true;
        if (t->secure)
            BIO_write(SSL_get_rbio(t->ssl), piece, (int)n);
        else
            buf_add(&t->heard, (Str){piece, (size_t)n});
    }
    if (any && t->secure) take_plain(t);
}

static void turn(Talk *t) {
    for (int i = 0; i < 3; i++)
        uv_run(&bench.worker.loop, UV_RUN_NOWAIT);
    hear(t);
}

/* Sends what waits, or its first bytes. */
static void deliver(Talk *t, size_t n) {
    Str out = str_head(buf_str(&t->pending), n);
    if (t->fd < 0 || out.len == 0) return;
    ssize_t sent = send(t->fd, out.p, out.len, MSG_DONTWAIT | MSG_NOSIGNAL);
    Buf rest = {0};
    buf_add(&rest, str_skip(buf_str(&t->pending), sent > 0 ? (size_t)sent : out.len));
    buf_free(&t->pending);
    t->pending = rest;
    turn(t);
}

static void say(Talk *t, Str text, bool line) {
    Buf words = {0};
    buf_add(&words, text);
    if (line) buf_add(&words, STR("\r\n"));
    ERR_clear_error();
    if (words.len && SSL_is_init_finished(t->ssl)) SSL_write(t->ssl, words.p, (int)words.len);
    buf_free(&words);
    take_said(t);
}

static void spoil(Talk *t, size_t at) {
    if (t->pending.len) t->pending.p[at % t->pending.len] ^= (char)(1 + at % 255);
}

static void drop(Talk *t, size_t n) {
    buf_truncate(&t->pending, n < t->pending.len ? t->pending.len - n : 0);
}

static void leave(Talk *t) {
    if (t->fd >= 0) close(t->fd);
    t->fd = -1;
}

static void end_input(Talk *t) {
    if (t->fd >= 0) shutdown(t->fd, SHUT_WR);
    turn(t);
}

/* The bytes that `text` has in front: decimal, all of them when there is no number. */
static size_t number(Str text) {
    uint32_t n = 0;
    return str_to_u32(str_trim(text), &n) ? n : SIZE_MAX;
}

static void step(Talk *t, char letter, Str text) {
    switch (letter) {
    case 'h': SSL_do_handshake(t->ssl), take_said(t); break;
    case 'w': say(t, text, true); break;
    case 'v': say(t, text, false); break;
    case 'n': SSL_shutdown(t->ssl), take_said(t); break;
    case 'k': SSL_key_update(t->ssl, SSL_KEY_UPDATE_REQUESTED), say(t, text, false); break;
    case 'r': buf_add(&t->pending, text); break;
    case 'l': buf_add(&t->pending, text), buf_add(&t->pending, STR("\r\n")); break;
    case 'b': buf_add_char(&t->pending, '\n'); break;
    case 's': deliver(t, number(text)); break;
    case 'x': spoil(t, number(text)); break;
    case 'd': drop(t, number(text)); break;
    case 'u': turn(t); break;
    case 'e': end_input(t); break;
    case 'q': leave(t); break;
    default: break;
    }
    ERR_clear_error();
}

/* `form`: the rest of the first line; 2 for TLS 1.2, r to resume, b for a server that has no room. */
static Talk talk_open(size_t kind, Str form) {
    int ends[2];
    Talk t = {.secure = kinds[kind].tls || kinds[kind].letter == 't'};
    Listener listener = {.worker = &bench.worker, .endpoint = &bench.endpoints[kind]};
    bool old = str_find(form, '2') != STR_NONE, resumed = str_find(form, 'r') != STR_NONE;
    fuzz_check(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends) == 0);
    t.fd = ends[0];
    t.ssl = SSL_new(bench.client);
    SSL_set_bio(t.ssl, BIO_new(BIO_s_mem()), BIO_new(BIO_s_mem()));
    SSL_set_connect_state(t.ssl);
    SSL_set_tlsext_host_name(t.ssl, "localhost");
    if (old) SSL_set_max_proto_version(t.ssl, TLS1_2_VERSION);
    if (resumed && bench.sessions[!old]) SSL_set_session(t.ssl, bench.sessions[!old]);
    fuzz_check(gate_enter(&bench.gate) == GATE_WELCOME);
    conn_accept(&listener, ends[1], str_find(form, 'b') != STR_NONE);
    turn(&t);
    return t;
}

/* The client leaves in the end, and then so does the server's side. */
static void talk_settle(Talk *t) {
    end_input(t);
    for (unsigned spins = 0; bench.worker.conns > 0; spins++) {
        fuzz_check(spins < SPINS_MAX);
        if (spins > IDLE_SPINS) usleep(100);
        turn(t);
    }
    hear(t);
    leave(t);
}

static void talk_free(Talk *t) {
    leave(t);
    SSL_free(t->ssl);
    buf_free(&t->pending);
    buf_free(&t->heard);
    buf_free(&t->plain);
    ERR_clear_error();
}

static void check_answer(size_t kind, const Talk *t) {
    Str answer = buf_str(t->secure ? &t->plain : &t->heard);
    if (kinds[kind].protocol == &protocol_gemini && answer.len && (!t->secure || t->marked))
        fuzz_check(gemini_problem(answer) == NULL);
    if (!t->secure) fuzz_check(t->plain.len == 0);
    fuzz_check(atomic_load(&bench.gate.inside) == 0);
}

static void play(Str script) {
    Str line = {0};
    bool first = str_line(&script, &line);
    size_t kind = KINDS - 1;
    while (kind > 0 && !(first && line.len && line.p[0] == kinds[kind].letter))
        kind--;
    Talk t = talk_open(kind, line);
    for (unsigned i = 0; i < STEPS_MAX && str_line(&script, &line); i++)
        if (line.len) step(&t, line.p[0], str_skip(line, 1));
    talk_settle(&t);
    check_answer(kind, &t);
    talk_free(&t);
}

/* A whole visit each, for its ticket. */
static void fetch_session(int which) {
    Talk t = talk_open(0, which ? STR("g") : STR("g2"));
    step(&t, 'h', (Str){0});
    for (int i = 0; i < 4; i++)
        step(&t, 's', (Str){0});
    step(&t, 'w', STR("gemini://localhost/"));
    step(&t, 's', (Str){0});
    talk_settle(&t);
    fuzz_check(t.marked && str_starts(buf_str(&t.plain), STR("20 ")));
    bench.sessions[which] = SSL_get1_session(t.ssl);
    fuzz_check(SSL_SESSION_is_resumable(bench.sessions[which]));
    talk_free(&t);
}

static void bench_open(void) {
    TlsContext *context = make_context();
    bench.open = true;
    for (size_t i = 0; i < KINDS; i++)
        bench.endpoints[i] =
            (Endpoint){.protocol = kinds[i].protocol, .tls = kinds[i].tls, .tls_too = kinds[i].tls_too};
    bench.options = (ServerOptions){
        .endpoints = bench.endpoints,
        .endpoint_count = KINDS,
        .workers = 1,
        .limits = {.connections = 10, .request_seconds = 15, .send_seconds = 30, .grace_seconds = 5},
        .sites = site_set_new((const Site *const[]){fuzz_site(false)}, 1),
        .tls = context};
    signal(SIGPIPE, SIG_IGN);
    gate_init(&bench.gate, 10);
    fuzz_check(worker_open(&bench.worker, &bench.options, &bench.gate) == 0);
    bench.client = SSL_CTX_new(TLS_client_method());
    SSL_CTX_set_session_cache_mode(bench.client, SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
    fetch_session(0);
    fetch_session(1);
    atexit(bench_end);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
    if (!bench.open) bench_open();
    play((Str){(const char *)bytes, size});
    return 0;
}

/* handshake: what a visit over TLS costs the server, in microseconds of processor time.
 *
 *   handshake [VISITS]     2000 of each kind
 *
 * A visit is a handshake, a request, an answer of 1 KiB and the end, with a client in memory whose own time
 * is left out: full and resumed, TLS 1.3 and 1.2, by our transport and by OpenSSL as it comes (the bare
 * loop). */
#include "net/cert.h"
#include "net/tls.h"

#include <openssl/ssl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { WIRE = 1 << 16, BODY = 1024, REPEATS = 5 };

/* The server's side of one visit: takes what the client sent, leaves what it answers. */
typedef struct Side {
    Transport transport; /* ours */
    SSL *bare;           /* or this */
    Buf plain, out;
    bool answered;
} Side;

static TlsContext *ours;
static SSL_CTX *theirs, *client_context;
static SSL_SESSION *ticket;
static double spent;

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

static const char body[BODY] = "20 text/gemini\r\n";

static void take_ours(Side *s, Str wire) {
    const TransportSink sink = {.plain = &s->plain, .plain_max = 1026, .wire = &s->out};
    const TransportOps *ops = s->transport.ops;
    ops->receive(s->transport.state, wire, &sink);
    if (s->answered || s->plain.len == 0) return;
    const Str answer = {body, BODY};
    ops->seal(s->transport.state, &answer, 1, &s->out);
    ops->finish(s->transport.state, &s->out);
    s->answered = true;
}

static void take_bare(Side *s, Str wire) {
    char request[1026], *bytes;
    BIO_write(SSL_get_rbio(s->bare), wire.p, (int)wire.len);
    if (SSL_accept(s->bare) == 1 && SSL_read(s->bare, request, sizeof request) > 0) {
        SSL_write(s->bare, body, BODY);
        SSL_shutdown(s->bare);
        s->answered = true;
    }
    long n = BIO_get_mem_data(SSL_get_wbio(s->bare), &bytes);
    if (n > 0) buf_add(&s->out, (Str){bytes, (size_t)n});
    (void)BIO_reset(SSL_get_wbio(s->bare));
}

static void open_side(Side *s, bool bare) {
    *s = (Side){0};
    if (!bare) {
        s->transport = tls_transport(ours, STR("localhost"));
        return;
    }
    s->bare = SSL_new(theirs);
    SSL_set_bio(s->bare, BIO_new(BIO_s_mem()), BIO_new(BIO_s_mem()));
    SSL_set_accept_state(s->bare);
}

static void close_side(Side *s) {
    SSL_free(s->bare);
    if (s->transport.ops) transport_close(&s->transport);
    buf_free(&s->plain);
    buf_free(&s->out);
}

static int on_ticket(SSL *ssl, SSL_SESSION *session) {
    (void)ssl;
    SSL_SESSION_free(ticket);
    ticket = session;
    return 1;
}

/* What the client says goes in, what the server says comes back; false when neither has more to say. */
static bool exchange(SSL *client, Side *s, bool bare) {
    char wire[WIRE];
    int n = BIO_read(SSL_get_wbio(client), wire, sizeof wire);
    if (n <= 0) return false;
    double start = now();
    if (bare)
        take_bare(s, (Str){wire, (size_t)n});
    else
        take_ours(s, (Str){wire, (size_t)n});
    spent += now() - start;
    if (s->out.len) BIO_write(SSL_get_rbio(client), s->out.p, (int)s->out.len);
    buf_clear(&s->out);
    return true;
}

/* Whether the session was resumed. Ends the program when the visit fails. */
static bool visit(int version, bool bare, SSL_SESSION *session) {
    Side side;
    char answer[BODY];
    SSL *client = SSL_new(client_context);
    SSL_set_min_proto_version(client, version);
    SSL_set_max_proto_version(client, version);
    SSL_set_tlsext_host_name(client, "localhost");
    if (session) SSL_set_session(client, session);
    SSL_set_bio(client, BIO_new(BIO_s_mem()), BIO_new(BIO_s_mem()));
    SSL_set_connect_state(client);
    double start = now();
    open_side(&side, bare);
    spent += now() - start;
    while (SSL_do_handshake(client) != 1)
        if (!exchange(client, &side, bare)) break;
    SSL_write(client, "gemini://localhost/\r\n", 21);
    exchange(client, &side, bare);
    int got = SSL_read(client, answer, sizeof answer);
    bool reused = SSL_session_reused(client) == 1;
    start = now();
    close_side(&side);
    spent += now() - start;
    SSL_shutdown(client);
    SSL_free(client);
    if (got == BODY) return reused;
    fprintf(stderr, "handshake: a visit failed\n");
    exit(1);
}

/* Microseconds of a visit. *resumed counts. */
static double measure(int version, bool bare, bool offer, int visits, int *resumed) {
    SSL_SESSION_free(ticket);
    ticket = NULL;
    visit(version, bare, NULL);
    spent = 0;
    for (int i = 0; i < visits; i++) {
        SSL_SESSION *session = offer ? ticket : NULL;
        if (session) SSL_SESSION_up_ref(session);
        *resumed += visit(version, bare, session);
        SSL_SESSION_free(session);
    }
    return spent / visits;
}

static void compare(const char *name, int version, bool offer, int visits) {
    double best[2] = {1e9, 1e9};
    int resumed[2] = {0, 0};
    for (int i = 0; i < REPEATS; i++) {
        for (int bare = 0; bare < 2; bare++) {
            double cost = measure(version, bare, offer, visits / REPEATS, &resumed[bare]);
            if (cost < best[bare]) best[bare] = cost;
        }
    }
    printf("%-16s ours %6.1f us, bare %6.1f us, ratio %.2f; resumed %.1f %% and %.1f %%\n", name, best[0],
           best[1], best[0] / best[1], 100.0 * resumed[0] / visits, 100.0 * resumed[1] / visits);
}

static void open_contexts(const char *folder) {
    char certificate[256], key[256];
    bool made;
    Buf said = {0};
    snprintf(certificate, sizeof certificate, "%s/localhost.crt", folder);
    snprintf(key, sizeof key, "%s/localhost.key", folder);
    const TlsPair pair = {.certificate = certificate, .key = key, .host = STR("localhost")};
    const TlsOrder order = {.pairs = &pair, .count = 1};
    if (cert_ensure(folder, STR("localhost"), &made, &said) == 0)
        ours = tls_context_open(&order, &said, &said);
    theirs = SSL_CTX_new(TLS_server_method());
    client_context = SSL_CTX_new(TLS_client_method());
    SSL_CTX_set_session_cache_mode(client_context, SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
    SSL_CTX_sess_set_new_cb(client_context, on_ticket);
    bool good = ours && SSL_CTX_use_certificate_file(theirs, certificate, SSL_FILETYPE_PEM) == 1 &&
                SSL_CTX_use_PrivateKey_file(theirs, key, SSL_FILETYPE_PEM) == 1;
    unlink(certificate);
    unlink(key);
    buf_free(&said);
    if (good) return;
    fprintf(stderr, "handshake: no certificate in %s\n", folder);
    exit(1);
}

int main(int argc, char **argv) {
    int visits = argc > 1 ? atoi(argv[1]) : 2000;
    char folder[] = "/tmp/leda-bench-XXXXXX";
    if (visits < REPEATS || !mkdtemp(folder)) return 2;
    open_contexts(folder);
    rmdir(folder);
    compare("1.3 full", TLS1_3_VERSION, false, visits);
    compare("1.3 resumed", TLS1_3_VERSION, true, visits);
    compare("1.2 full", TLS1_2_VERSION, false, visits);
    compare("1.2 resumed", TLS1_2_VERSION, true, visits);
    SSL_SESSION_free(ticket);
    SSL_CTX_free(client_context);
    SSL_CTX_free(theirs);
    tls_context_unref(ours);
    return 0;
}

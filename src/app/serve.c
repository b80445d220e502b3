#include "app/serve.h"

#include "app/reload.h"
#include "app/report.h"
#include "base/log.h"
#include "net/cert.h"
#include "proto/gemini.h"
#include "proto/gopher.h"

#include <arpa/inet.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define GOPHER_FALLBACK 7070
#define ENDPOINTS_MAX   (2 * OPTIONS_LISTEN_MAX)
#define SIGNALS         3

typedef struct Serve {
    const ServeOptions *options;
    SiteOptions site_options;
    uint16_t gopher_port; /* that is listened on */
    char certs[PATH_MAX];
    Endpoint endpoints[ENDPOINTS_MAX];
    size_t endpoint_count;
    TlsContext *tls;
    Site *site;
    Server *server;
    uint64_t started;
    uv_loop_t loop;
    uv_signal_t signals[SIGNALS];
    Reload reload;
} Serve;

/* Whether the system lets us bind the port at all; that it is in use is server_start's to say. */
static bool port_is_permitted(uint16_t port) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0) return true;
    bool denied = bind(fd, (const struct sockaddr *)&address, sizeof address) != 0 && errno == EACCES;
    close(fd);
    return !denied;
}

static void choose_ports(Serve *s) {
    const ServeOptions *o = s->options;
    Identity *identity = &s->site_options.identity;
    s->gopher_port = o->gopher_port;
    if (!o->gopher_port_given && !port_is_permitted(s->gopher_port)) {
        s->gopher_port = GOPHER_FALLBACK;
        log_info("port %u is not permitted: Gopher is on port %u", o->gopher_port, s->gopher_port);
    }
    *identity = (Identity){.host = o->host, .gemini_port = o->gemini_port, .gopher_port = s->gopher_port};
    if (o->gemini_port && o->public_gemini_port) identity->gemini_port = o->public_gemini_port;
    if (s->gopher_port && o->public_gopher_port) identity->gopher_port = o->public_gopher_port;
}

/* `literal` is an IPv4 or IPv6 address, the latter with or without brackets. */
static void set_address(const char *literal, uint16_t port, struct sockaddr_storage *out) {
    char bare[64];
    Str s = str_of(literal);
    if (str_starts(s, STR("["))) s = str_slice(s, 1, s.len - 1);
    snprintf(bare, sizeof bare, "%.*s", STR_FMT(s));
    struct sockaddr_in *v4 = (struct sockaddr_in *)out;
    struct sockaddr_in6 *v6 = (struct sockaddr_in6 *)out;
    memset(out, 0, sizeof *out);
    if (inet_pton(AF_INET, bare, &v4->sin_addr) == 1) {
        v4->sin_family = AF_INET;
        v4->sin_port = htons(port);
    } else if (inet_pton(AF_INET6, bare, &v6->sin6_addr) == 1) {
        v6->sin6_family = AF_INET6;
        v6->sin6_port = htons(port);
    }
}

static void add_endpoint(Serve *s, const char *address, bool optional) {
    const ServeOptions *o = s->options;
    if (o->gemini_port) {
        Endpoint *e = &s->endpoints[s->endpoint_count++];
        *e = (Endpoint){.protocol = &protocol_gemini, .tls = true, .optional = optional};
        set_address(address, o->gemini_port, &e->address);
    }
    if (s->gopher_port) {
        Endpoint *e = &s->endpoints[s->endpoint_count++];
        *e = (Endpoint){.protocol = &protocol_gopher, .optional = optional};
        set_address(address, s->gopher_port, &e->address);
    }
}

/* Without a host name only this machine is served; an address family that the machine lacks is no error then.
 */
static void choose_endpoints(Serve *s) {
    const ServeOptions *o = s->options;
    for (unsigned i = 0; i < o->listen_count; i++)
        add_endpoint(s, o->listen[i], false);
    if (o->listen_count) return;
    add_endpoint(s, o->public_host ? "::" : "::1", true);
    add_endpoint(s, o->public_host ? "0.0.0.0" : "127.0.0.1", false);
}

static bool open_certificate(Serve *s) {
    bool made = false;
    Buf error = {0}, warning = {0};
    Str host = s->options->host;
    if (!s->options->gemini_port) return true;
    if (cert_ensure(s->certs, host, &made, &error) == 0)
        s->tls = tls_context_open(s->certs, host, &warning, &error);
    if (made)
        log_info("made a certificate for %.*s: %s/%.*s.crt and .key; keep both", STR_FMT(host), s->certs,
                 STR_FMT(host));
    if (warning.len) log_info("%.*s", STR_FMT(buf_str(&warning)));
    if (!s->tls) log_error("%.*s", STR_FMT(buf_str(&error)));
    buf_free(&error);
    buf_free(&warning);
    return s->tls != NULL;
}

static bool load_site(Serve *s) {
    Diag diag = {0};
    Buf error = {0};
    s->site = site_load(s->options->content, &s->site_options, &diag, &error);
    report_load(s->site, &diag, s->options->verbose);
    if (!s->site) log_error("%.*s", STR_FMT(buf_str(&error)));
    diag_free(&diag);
    buf_free(&error);
    return s->site != NULL;
}

/* Nothing is made for a server that cannot start. */
static bool probe_endpoints(Serve *s) {
    Buf error = {0};
    bool good = server_probe(s->endpoints, &s->endpoint_count, &error);
    if (!good) log_error("%.*s", STR_FMT(buf_str(&error)));
    buf_free(&error);
    return good;
}

static bool start_server(Serve *s) {
    Buf error = {0};
    const ServerOptions options = {
        .endpoints = s->endpoints,
        .endpoint_count = s->endpoint_count,
        .workers = s->options->workers,
        .limits = {.connections = 10000, .request_seconds = 15, .send_seconds = 30, .grace_seconds = 5},
        .site = s->site,
        .tls = s->tls,
    };
    s->server = server_start(&options, &error);
    if (!s->server) log_error("%.*s", STR_FMT(buf_str(&error)));
    buf_free(&error);
    return s->server != NULL;
}

static void add_root_url(Buf *line, const Protocol *protocol, Str host, uint16_t port) {
    if (port == 0) return;
    buf_add_format(line, " %s://%.*s", protocol->name, STR_FMT(host));
    if (port != protocol->port) buf_add_format(line, ":%u", port);
    buf_add_char(line, '/');
}

static void say_ready(const Serve *s) {
    Buf line = {0};
    const Identity *identity = &s->site->identity;
    add_root_url(&line, &protocol_gemini, identity->host, identity->gemini_port);
    add_root_url(&line, &protocol_gopher, identity->host, identity->gopher_port);
    if (!s->options->public_host && s->options->listen_count == 0)
        log_info("serving this machine only; to go public: leda serve %s --host YOUR.NAME",
                 s->options->content);
    log_info("ready%.*s (%u pages, %llu ms)", STR_FMT(buf_str(&line)), s->site->page_count,
             (unsigned long long)((uv_hrtime() - s->started) / 1000000));
    buf_free(&line);
}

static void on_signal(uv_signal_t *handle, int number) {
    Serve *s = handle->data;
    if (number == SIGHUP)
        reload_request(&s->reload);
    else
        uv_stop(&s->loop);
}

static void loop_run(Serve *s) {
    const char *certs = s->options->gemini_port ? s->certs : NULL;
    s->reload = (Reload){.loop = &s->loop,
                         .server = s->server,
                         .content = s->options->content,
                         .certs = certs,
                         .options = &s->site_options,
                         .verbose = s->options->verbose};
    reload_start(&s->reload, s->site);
    site_unref(s->site); /* the server has its own reference */
    s->site = NULL;
    uv_run(&s->loop, UV_RUN_DEFAULT);
    reload_end(&s->reload);
}

/* Signals are caught before anything is announced: one that comes right after the ready line counts. */
static bool loop_open(Serve *s) {
    static const int numbers[SIGNALS] = {SIGTERM, SIGINT, SIGHUP};
    if (uv_loop_init(&s->loop) != 0) {
        log_error("cannot make an event loop");
        return false;
    }
    for (size_t i = 0; i < SIGNALS; i++) {
        uv_signal_init(&s->loop, &s->signals[i]);
        s->signals[i].data = s;
        uv_signal_start(&s->signals[i], on_signal, numbers[i]);
    }
    return true;
}

/* Handles live in *s: their close callbacks run before it is freed. */
static void loop_close(Serve *s) {
    for (size_t i = 0; i < SIGNALS; i++)
        uv_close((uv_handle_t *)&s->signals[i], NULL);
    uv_run(&s->loop, UV_RUN_DEFAULT);
    uv_loop_close(&s->loop);
}

static int serve(Serve *s) {
    const ServeOptions *o = s->options;
    options_certs(o->content, o->certs, s->certs);
    choose_ports(s);
    s->site_options.render = o->render;
    options_warn(&o->render);
    s->site_options.drafts = o->drafts;
    s->site_options.ignore = o->ignore;
    s->site_options.private_paths[0] = s->certs;
    choose_endpoints(s);
    if (!probe_endpoints(s) || !load_site(s) || !open_certificate(s) || !start_server(s)) return 1;
    say_ready(s);
    loop_run(s);
    server_stop(s->server);
    return 0;
}

int serve_run(const ServeOptions *options) {
    Serve *s = mem_zero(1, sizeof *s);
    s->options = options;
    s->started = uv_hrtime();
    log_set_level(options->quiet ? LOG_QUIET : options->verbose ? LOG_VERBOSE : LOG_NORMAL);
    int code = 1;
    if (loop_open(s)) {
        code = serve(s);
        loop_close(s);
    }
    site_unref(s->site);
    tls_context_unref(s->tls);
    free(s);
    return code;
}

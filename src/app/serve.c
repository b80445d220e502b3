#include "app/serve.h"

#include "app/areas.h"
#include "app/certs.h"
#include "app/certs_timer.h"
#include "app/reload.h"
#include "app/report.h"
#include "base/log.h"
#include "base/parallel.h"
#include "base/uri.h"
#include "net/tls_fingerprint.h"
#include "proto/gemini.h"
#include "proto/gopher.h"
#include "site/wellknown.h"

#include <arpa/inet.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define GOPHER_FALLBACK 7070
#define ENDPOINTS_MAX   (2 * SETTINGS_LISTEN)
#define WORKERS_DEFAULT 8 /* at most */
#define SIGNALS         3

typedef struct Serve {
    const ConfigAsk *ask;
    const Config *config; /* that it was started with */
    const Capsule *capsule;
    Config fresh; /* of the last reload that had one; zeroed before */
    bool reread;  /* the next load is with a new one */
    bool public_host;
    SiteOptions site_options;
    uint16_t gopher_port; /* that is listened on */
    char certs[PATH_MAX];
    Endpoint endpoints[ENDPOINTS_MAX];
    size_t endpoint_count;
    Certs pairs;
    CertsNotes notes; /* these three are reload's, once that runs */
    TlsContext *tls;
    Buf fingerprint;
    Site *site;
    Diag told;         /* reload's, once that runs */
    AccessLog *access; /* NULL: answers are not logged */
    Server *server;
    uint64_t started;
    uv_loop_t loop;
    uv_signal_t signals[SIGNALS];
    Reload reload;
    CertsTimer certs_timer;
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

static void choose_gopher_port(Serve *s) {
    s->gopher_port = config_gopher_port(s->capsule);
    if (s->capsule->gopher_port != SETTINGS_AUTO || port_is_permitted(s->gopher_port)) return;
    log_info("port %u is not permitted: Gopher is on port %u", s->gopher_port, GOPHER_FALLBACK);
    s->gopher_port = GOPHER_FALLBACK;
}

/* Whether answers go to a file: no is a setting's word, the other two are access_log_open's. */
static bool access_file(const Config *config) {
    Str to = config->access_log;
    return !str_eq(to, STR("no")) && !str_eq(to, STR("stdout")) && !str_eq(to, STR("stderr"));
}

/* From the configuration that is wanted, but for what is what it was when the server started. */
static void choose_site_options(Serve *s, const Config *config) {
    const Capsule *wanted = config->capsules[0];
    Identity *identity = &s->site_options.identity;
    s->site_options = wanted->site;
    *identity = config_identity(wanted, (uint16_t)s->config->gemini_port, s->gopher_port);
    identity->host = s->capsule->site.identity.host;
    size_t hidden = config_private(config, wanted, s->certs, &s->site_options);
    if (access_file(s->config)) s->site_options.private_paths[hidden] = s->config->access_log.p;
    s->site_options.wellknown.certificate = s->config->gemini_port != 0;
    config_warn(config, wanted);
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
    uint16_t gemini_port = (uint16_t)s->config->gemini_port;
    if (gemini_port) {
        Endpoint *e = &s->endpoints[s->endpoint_count++];
        *e = (Endpoint){.protocol = &protocol_gemini, .tls = true, .optional = optional};
        set_address(address, gemini_port, &e->address);
    }
    if (s->gopher_port) {
        Endpoint *e = &s->endpoints[s->endpoint_count++];
        *e = (Endpoint){.protocol = &protocol_gopher, .tls_too = true, .optional = optional};
        set_address(address, s->gopher_port, &e->address);
    }
}

/* Without a host name only this machine is served; an address family that the machine lacks is no error then.
 */
static void choose_endpoints(Serve *s) {
    const char *const *listen = s->capsule->listen;
    for (size_t i = 0; listen && listen[i]; i++)
        add_endpoint(s, listen[i], false);
    if (listen) return;
    add_endpoint(s, s->public_host ? "::" : "::1", true);
    add_endpoint(s, s->public_host ? "0.0.0.0" : "127.0.0.1", false);
}

static bool open_certificates(Serve *s) {
    Str host = s->capsule->site.identity.host;
    certs_list(s->config, s->config, &s->pairs);
    if (s->pairs.count == 0) return true;
    s->tls = certs_open(&s->pairs, NULL, &s->notes);
    certs_log(&s->notes);
    if (!s->tls) return false;
    tls_fingerprint(s->tls, host, &s->fingerprint);
    wellknown_certificate(s->site, buf_str(&s->fingerprint));
    return true;
}

static bool load_site(Serve *s) {
    Buf error = {0};
    s->site = site_load(s->capsule->content.p, &s->site_options, &s->told, &error);
    report_load(s->site, &s->told, s->config->log == LOG_VERBOSE);
    if (!s->site) log_error("%.*s", STR_FMT(buf_str(&error)));
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

static bool open_access(Serve *s) {
    Buf error = {0};
    const AccessOptions options = {.path = s->config->access_log.p, .form = s->config->address};
    if (strcmp(options.path, "no") == 0) return true;
    s->access = access_log_open(&options, &error);
    if (!s->access) log_error("%.*s", STR_FMT(buf_str(&error)));
    buf_free(&error);
    return s->access != NULL;
}

static unsigned choose_workers(const Serve *s) {
    unsigned cores = parallel_cores();
    if (s->config->workers != SETTINGS_AUTO) return s->config->workers;
    return cores < WORKERS_DEFAULT ? cores : WORKERS_DEFAULT;
}

static bool start_server(Serve *s) {
    Buf error = {0};
    SiteSet *sites = site_set_new((const Site *const[]){s->site}, 1);
    const ServerOptions options = {
        .endpoints = s->endpoints,
        .endpoint_count = s->endpoint_count,
        .workers = choose_workers(s),
        .limits = s->config->limits,
        .sites = sites,
        .tls = s->tls,
        .access = s->access,
    };
    s->server = server_start(&options, &error);
    site_set_unref(sites);
    if (!s->server) log_error("%.*s", STR_FMT(buf_str(&error)));
    buf_free(&error);
    return s->server != NULL;
}

static void add_root_url(Buf *line, const Protocol *protocol, Str host, uint16_t port) {
    if (port == 0) return;
    buf_add_format(line, " %s://", protocol->name);
    uri_authority(host, port, protocol->port, line);
    buf_add_char(line, '/');
}

static void say_ready(const Serve *s) {
    Buf line = {0};
    const Identity *identity = &s->site->identity;
    add_root_url(&line, &protocol_gemini, identity->host, identity->gemini_port);
    add_root_url(&line, &protocol_gopher, identity->host, identity->gopher_port);
    if (!s->public_host && !s->capsule->listen)
        log_info("serving this machine only; to go public: leda serve %s --host YOUR.NAME",
                 s->capsule->content.p);
    log_info("ready%.*s (%u pages, %llu ms)", STR_FMT(buf_str(&line)), s->site->page_count,
             (unsigned long long)((uv_hrtime() - s->started) / 1000000));
    buf_free(&line);
}

static void on_signal(uv_signal_t *handle, int number) {
    Serve *s = handle->data;
    if (number != SIGHUP) {
        uv_stop(&s->loop);
        return;
    }
    if (s->access) access_log_reopen(s->access);
    s->reread = true;
    certs_forget(&s->reload.notes);
    reload_request(&s->reload);
}

/* A configuration that is broken changes nothing, content and certificate included. */
static bool reconfigure(void *owner) {
    Serve *s = owner;
    Config fresh;
    Buf error = {0}, restart = {0};
    if (!s->reread) return true;
    s->reread = false;
    bool good = config_make(s->ask, &fresh, &error) == CONFIG_GOOD;
    if (good) {
        settings_restart(s->config, &fresh, &restart);
        settings_free(&s->fresh);
        s->fresh = fresh;
        choose_site_options(s, &s->fresh);
        certs_list(s->config, &s->fresh, &s->pairs);
    }
    if (!good) log_error("%.*s; everything stays as it was", STR_FMT(buf_str(&error)));
    if (restart.len) log_info("changed, but not before a restart: %.*s", STR_FMT(buf_str(&restart)));
    buf_free(&error);
    buf_free(&restart);
    return good;
}

static void loop_run(Serve *s) {
    s->reload = (Reload){.loop = &s->loop,
                         .server = s->server,
                         .content = s->capsule->content.p,
                         .certs = &s->pairs,
                         .tls = s->tls,
                         .notes = s->notes,
                         .options = &s->site_options,
                         .fingerprint = s->fingerprint,
                         .prepare = reconfigure,
                         .owner = s,
                         .verbose = s->config->log == LOG_VERBOSE,
                         .watch = (WatchMode)s->config->watch,
                         .poll_seconds = s->config->poll_seconds,
                         .told = s->told};
    s->told = (Diag){0};
    s->fingerprint = (Buf){0};
    s->notes = (CertsNotes){0};
    s->tls = NULL;
    reload_start(&s->reload, s->site);
    site_unref(s->site); /* the server has its own reference */
    s->site = NULL;
    certs_timer_start(&s->certs_timer, &s->reload);
    uv_run(&s->loop, UV_RUN_DEFAULT);
    certs_timer_end(&s->certs_timer);
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
    config_certs(s->capsule, s->certs);
    choose_gopher_port(s);
    choose_site_options(s, s->config);
    choose_endpoints(s);
    if (!probe_endpoints(s) || !load_site(s) || !open_certificates(s) || !open_access(s) || !start_server(s))
        return 1;
    say_ready(s);
    loop_run(s);
    server_stop(s->server);
    return 0;
}

int serve_run(const ConfigAsk *ask, const Config *config) {
    if (config->capsule_count > 1) {
        log_error("%.*s:%u: one capsule is served; start another leda for this one", STR_FMT(config->file),
                  config->capsules[1]->line);
        return 1;
    }
    Serve *s = mem_zero(1, sizeof *s);
    s->ask = ask;
    s->config = config;
    s->capsule = config->capsules[0];
    s->public_host = !str_eq(s->capsule->site.identity.host, STR("localhost"));
    s->started = uv_hrtime();
    log_set_level(config->log);
    if (config->file.len) log_info("configuration: %s", config->file.p);
    int code = 1;
    if (loop_open(s)) {
        code = serve(s);
        loop_close(s);
    }
    access_log_close(s->access);
    site_unref(s->site);
    tls_context_unref(s->tls);
    settings_free(&s->fresh);
    certs_free(&s->pairs);
    certs_notes_free(&s->notes);
    buf_free(&s->fingerprint);
    diag_free(&s->told);
    free(s);
    return code;
}

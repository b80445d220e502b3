#include "app/serve.h"

#include "app/certs_timer.h"
#include "app/endpoints.h"
#include "app/hosted.h"
#include "app/setup.h"
#include "base/log.h"
#include "base/parallel.h"
#include "base/uri.h"
#include "proto/gemini.h"
#include "proto/gopher.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define WORKERS_DEFAULT 8 /* at most */
#define SIGNALS         3

typedef struct Serve {
    const ConfigAsk *ask;
    const Config *config; /* that it was started with */
    Hosting hosting;
    Hosted hosted[SETTINGS_CAPSULES];
    size_t count; /* of them that are open */
    Endpoints endpoints;
    Certs pairs;
    CertsNotes notes;
    CertsTimer certs_timer;
    Watch watch; /* of the configuration and certificates */
    uint64_t setup_state;
    AccessLog *access; /* NULL: answers are not logged */
    uint64_t started;
    uv_loop_t loop;
    uv_signal_t signals[SIGNALS];
} Serve;

static bool complain(Buf *error) {
    if (error->len) log_error("%.*s", STR_FMT(buf_str(error)));
    buf_free(error);
    return false;
}

/* ---- the start ---- */

/* Nothing is made for a server that cannot start. */
static bool choose_endpoints(Serve *s) {
    Buf error = {0};
    Endpoints *e = &s->endpoints;
    return (endpoints_choose(s->config, e, &error) && server_probe(e->items, &e->count, &error)) ||
           complain(&error);
}

/* A capsule that cannot be loaded is the end of the start: a folder that is not there is a mistake that
 * should be seen at once, and a capsule that is missing would be found out by its readers. */
static bool load_sites(Serve *s) {
    for (; s->count < s->config->capsule_count; s->count++) {
        Hosted *h = &s->hosted[s->count];
        hosted_open(h, &s->hosting, (uint32_t)s->count, s->endpoints.gopher_ports[s->count]);
        if (hosted_load(h)) continue;
        s->count++;
        return false;
    }
    return true;
}

static void prepare_tls(void *context) {
    (void)context;
    tls_prepare();
}

/* OpenSSL's own start is over by the time that pages are. */
static bool load_and_prepare(Serve *s) {
    ParallelApart tls = {.fn = prepare_tls};
    certs_list(s->config, s->config, &s->pairs);
    bool begun = s->pairs.count > 0 && parallel_begin(&tls);
    bool loaded = load_sites(s);
    if (begun) parallel_await(&tls);
    return loaded;
}

static bool open_certificates(Serve *s) {
    if (s->pairs.count == 0) return true;
    s->hosting.tls = certs_open(&s->pairs, NULL, &s->notes);
    certs_log(&s->notes);
    for (size_t i = 0; s->hosting.tls && i < s->count; i++)
        hosted_certify(&s->hosted[i]);
    return s->hosting.tls != NULL;
}

static bool open_access(Serve *s) {
    Buf error = {0};
    const AccessOptions options = {.path = s->config->access_log.p, .form = s->config->address};
    if (strcmp(options.path, "no") == 0) return true;
    s->access = access_log_open(&options, &error);
    return s->access || complain(&error);
}

static unsigned choose_workers(const Serve *s) {
    unsigned cores = parallel_cores();
    if (s->config->workers != SETTINGS_AUTO) return s->config->workers;
    return cores < WORKERS_DEFAULT ? cores : WORKERS_DEFAULT;
}

static SiteSet *make_set(const Serve *s) {
    const Site *sites[SETTINGS_CAPSULES];
    for (size_t i = 0; i < s->count; i++)
        sites[i] = s->hosted[i].site;
    return site_set_new(sites, (uint32_t)s->count);
}

static bool start_server(Serve *s) {
    Buf error = {0};
    SiteSet *sites = make_set(s);
    const ServerOptions options = {
        .endpoints = s->endpoints.items,
        .endpoint_count = s->endpoints.count,
        .workers = choose_workers(s),
        .limits = s->config->limits,
        .sites = sites,
        .tls = s->hosting.tls,
        .access = s->access,
    };
    s->hosting.server = server_start(&options, &error);
    site_set_unref(sites);
    return s->hosting.server || complain(&error);
}

static void add_root_url(Buf *line, const Protocol *protocol, Str host, uint16_t port) {
    if (port == 0) return;
    buf_add_format(line, " %s://", protocol->name);
    uri_authority(host, port, protocol->port, line);
    buf_add_char(line, '/');
}

static void add_roots(const Hosted *h, Buf *line) {
    const Identity *identity = &h->site->identity;
    add_root_url(line, &protocol_gemini, identity->host, identity->gemini_port);
    add_root_url(line, &protocol_gopher, identity->host, identity->gopher_port);
}

/* A line for each further capsule, and that all are there. */
static void say_ready(const Serve *s) {
    uint64_t pages = 0, ms = (uv_hrtime() - s->started) / 1000000;
    Buf line = {0};
    for (size_t i = 0; i < s->count; i++) {
        const Hosted *h = &s->hosted[i];
        pages += h->site->page_count;
        if (i == 0) continue;
        buf_clear(&line);
        add_roots(h, &line);
        log_info("%s%.*s (%u page%s)", h->about.p, STR_FMT(str_skip(buf_str(&line), 1)), h->site->page_count,
                 h->site->page_count == 1 ? "" : "s");
    }
    if (endpoints_are_local(s->config))
        log_info("serving this machine only; to go public: leda serve %s --host YOUR.NAME",
                 s->config->capsules[0]->content.p);
    buf_clear(&line);
    add_roots(&s->hosted[0], &line);
    log_info("ready%.*s (%llu page%s, %llu ms)", STR_FMT(buf_str(&line)), (unsigned long long)pages,
             pages == 1 ? "" : "s", (unsigned long long)ms);
    buf_free(&line);
}

/* ---- another configuration, other certificates ---- */

/* Certificates are all capsules' together: the next ones are opened here and not on a thread of a load. What
 * is broken keeps the old one (K-14). This loop serves nobody and may take its time. */
static void reopen_certificates(Serve *s) {
    if (!s->hosting.tls) return;
    certs_list(s->config, &s->hosting.wanted->config, &s->pairs);
    TlsContext *next = certs_open(&s->pairs, s->hosting.tls, &s->notes);
    certs_log(&s->notes);
    if (!next) return;
    server_swap_tls(s->hosting.server, next);
    tls_context_unref(s->hosting.tls);
    s->hosting.tls = next;
}

/* A configuration that is broken changes nothing, content and certificates included. */
static bool reread(Serve *s) {
    Config fresh;
    Buf error = {0}, restart = {0};
    if (config_make(s->ask, &fresh, &error) != CONFIG_GOOD) {
        buf_add(&error, STR("; everything stays as it was"));
        return complain(&error);
    }
    settings_restart(s->config, &fresh, &restart);
    if (restart.len) log_info("changed, but not before a restart: %.*s", STR_FMT(buf_str(&restart)));
    buf_free(&restart);
    reading_leave(s->hosting.wanted);
    s->hosting.wanted = reading_new(&fresh, s->config);
    return true;
}

/* Pages tell of certificates, so both go together. */
static void request_all(Serve *s, bool empty) {
    reopen_certificates(s);
    for (size_t i = 0; i < s->count; i++)
        reload_request(&s->hosted[i].reload, empty);
}

static void reload_all(void *owner) {
    request_all(owner, false);
}

static Setup setup_of(const Serve *s) {
    return (Setup){s->ask, &s->hosting.wanted->config, &s->pairs};
}

static void watch_setup(Serve *s) {
    const Setup setup = setup_of(s);
    WatchList list = {0};
    setup_places(&setup, &list);
    watch_set(&s->watch, &list);
    watch_list_free(&list);
}

/* Without what the file says everything would have its default and private areas would be public, which is
 * what nobody means who saves in two steps. */
static bool is_gone(const Serve *s) {
    struct stat st;
    const Str file = s->hosting.wanted->config.file;
    bool there = file.len == 0 || stat(file.p, &st) == 0;
    if (file.len == 0 || (there && st.st_size > 0)) return false;
    log_error("%s is %s: everything stays as it was until SIGHUP, or until it is saved", file.p,
              there ? "empty" : "gone");
    return true;
}

/* What changes while it is read is another change: the state is that of before. */
static void take_setup(Serve *s, uint64_t state, bool empty) {
    s->setup_state = state;
    if (reread(s)) request_all(s, empty);
    watch_setup(s);
}

static void on_setup_changed(void *owner) {
    Serve *s = owner;
    const Setup setup = setup_of(s);
    uint64_t state = setup_state(&setup);
    if (state == s->setup_state) return;
    if (!is_gone(s)) {
        take_setup(s, state, false);
        return;
    }
    s->setup_state = state;
    watch_setup(s);
}

static void on_signal(uv_signal_t *handle, int number) {
    Serve *s = handle->data;
    if (number != SIGHUP) {
        uv_stop(&s->loop);
        return;
    }
    if (s->access) access_log_reopen(s->access);
    certs_forget(&s->notes);
    const Setup setup = setup_of(s);
    take_setup(s, setup_state(&setup), true);
}

/* ---- the loop ---- */

/* Before the contents take all that the system lets a user watch. */
static void start_watch(Serve *s) {
    const Setup setup = setup_of(s);
    s->setup_state = setup_state(&setup);
    s->watch = (Watch){.loop = &s->loop,
                       .about = NULL, /* the capsules say it */
                       .mode = (WatchMode)s->config->watch,
                       .poll_seconds = s->config->poll_seconds,
                       .changed = on_setup_changed,
                       .owner = s};
    watch_start(&s->watch);
    watch_setup(s);
}

static void loop_run(Serve *s) {
    start_watch(s);
    for (size_t i = 0; i < s->count; i++)
        hosted_start(&s->hosted[i]);
    s->certs_timer = (CertsTimer){.loop = &s->loop,
                                  .certs = &s->pairs,
                                  .notes = &s->notes,
                                  .tls = &s->hosting.tls,
                                  .reopen = reload_all,
                                  .owner = s};
    certs_timer_start(&s->certs_timer);
    uv_run(&s->loop, UV_RUN_DEFAULT);
    certs_timer_end(&s->certs_timer);
    watch_end(&s->watch);
    for (size_t i = 0; i < s->count; i++)
        hosted_end(&s->hosted[i]);
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
    if (!choose_endpoints(s) || !load_and_prepare(s) || !open_certificates(s) || !open_access(s) ||
        !start_server(s))
        return 1;
    say_ready(s);
    loop_run(s);
    server_stop(s->hosting.server);
    return 0;
}

static void serve_free(Serve *s) {
    access_log_close(s->access);
    for (size_t i = 0; i < s->count; i++)
        hosted_free(&s->hosted[i]);
    tls_context_unref(s->hosting.tls);
    reading_leave(s->hosting.wanted);
    reading_leave(s->hosting.started);
    certs_free(&s->pairs);
    certs_notes_free(&s->notes);
    endpoints_free(&s->endpoints);
    free(s);
}

int serve_run(const ConfigAsk *ask, Config *config) {
    Serve *s = mem_zero(1, sizeof *s);
    mem_keep_little();
    s->ask = ask;
    s->hosting = (Hosting){.loop = &s->loop, .started = reading_new(config, NULL)};
    s->hosting.wanted = reading_use(s->hosting.started);
    s->config = &s->hosting.started->config;
    s->started = uv_hrtime();
    log_set_level(s->config->log);
    if (s->config->file.len) log_info("configuration: %s", s->config->file.p);
    int code = 1;
    if (loop_open(s)) {
        code = serve(s);
        loop_close(s);
    }
    serve_free(s);
    return code;
}

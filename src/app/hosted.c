#include "app/hosted.h"

#include "app/report.h"
#include "base/log.h"
#include "net/tls_fingerprint.h"
#include "site/wellknown.h"

#include <stdlib.h>

/* ---- configurations in use ---- */

Reading *reading_new(Config *config, const Config *started) {
    Reading *r = mem_zero(1, sizeof *r);
    r->config = *config;
    r->users = 1;
    *config = (Config){0};
    r->hidden = config_private(&r->config, started ? started : &r->config);
    return r;
}

Reading *reading_use(Reading *reading) {
    reading->users++;
    return reading;
}

void reading_leave(Reading *reading) {
    if (!reading || --reading->users > 0) return;
    settings_free(&reading->config);
    free(reading);
}

/* ---- one capsule ---- */

/* From the configuration that is wanted, but for what is what it was when the server started. A capsule that
 * is not there any more stays as it is until the end. */
static void take_options(Hosted *h, Reading *wanted) {
    const Config *config = &wanted->config, *started = &h->hosting->started->config;
    const Capsule *capsule = settings_find_capsule(config, h->capsule->label);
    if (!capsule || h->reading == wanted) return;
    reading_leave(h->reading);
    h->reading = reading_use(wanted);
    h->options = capsule->site;
    Identity *identity = &h->options.identity;
    *identity = config_identity(capsule, (uint16_t)started->gemini_port, h->gopher_port);
    identity->host = h->capsule->site.identity.host;
    identity->also = h->capsule->site.identity.also;
    identity->was = h->capsule->site.identity.was;
    h->options.private_paths = wanted->hidden;
    h->options.wellknown.certificate = started->gemini_port != 0;
    config_warn(config, capsule);
}

void hosted_open(Hosted *h, const Hosting *hosting, uint32_t place, uint16_t gopher_port) {
    const Config *started = &hosting->started->config;
    h->hosting = hosting;
    h->place = place;
    h->capsule = started->capsules[place];
    h->gopher_port = gopher_port;
    config_about(started, h->capsule, &h->about);
    buf_add_char(&h->about, 0);
    take_options(h, hosting->started);
}

void hosted_free(Hosted *h) {
    site_unref(h->site);
    diag_free(&h->told);
    buf_free(&h->about);
    reading_leave(h->reading);
}

bool hosted_load(Hosted *h) {
    Buf error = {0};
    h->site = site_load(h->capsule->content.p, &h->options, &h->told, &error);
    const ReportAbout about = {h->about.p, h->hosting->started->config.log == LOG_VERBOSE};
    report_load(&about, h->site, &h->told);
    if (!h->site) log_error("%s%.*s", h->about.p, STR_FMT(buf_str(&error)));
    buf_free(&error);
    return h->site != NULL;
}

static void add_fingerprint(const Hosted *h, Buf *out) {
    if (h->hosting->tls) tls_fingerprint(h->hosting->tls, h->capsule->site.identity.host, out);
}

void hosted_certify(Hosted *h) {
    Buf text = {0};
    add_fingerprint(h, &text);
    if (text.len) wellknown_certificate(h->site, buf_str(&text));
    buf_free(&text);
}

/* The operator asked for a load: with the configuration and the certificate of now. */
static void prepare(void *owner) {
    Hosted *h = owner;
    take_options(h, h->hosting->wanted);
    buf_clear(&h->reload.fingerprint);
    add_fingerprint(h, &h->reload.fingerprint);
}

void hosted_start(Hosted *h) {
    const Config *started = &h->hosting->started->config;
    h->reload = (Reload){.loop = h->hosting->loop,
                         .server = h->hosting->server,
                         .place = h->place,
                         .about = {h->about.p, started->log == LOG_VERBOSE},
                         .content = h->capsule->content.p,
                         .options = &h->options,
                         .prepare = prepare,
                         .owner = h,
                         .watch = (WatchMode)started->watch,
                         .poll_seconds = started->poll_seconds,
                         .told = h->told};
    h->told = (Diag){0};
    add_fingerprint(h, &h->reload.fingerprint);
    reload_start(&h->reload, h->site);
    h->reloads = true;
    site_unref(h->site); /* the server has its own reference */
    h->site = NULL;
}

void hosted_end(Hosted *h) {
    if (h->reloads) reload_end(&h->reload);
    h->reloads = false;
}

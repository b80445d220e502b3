#include "app/reload.h"

#include "app/report.h"

#include "base/clock.h"
#include "base/log.h"
#include "net/tls_fingerprint.h"
#include "site/wellknown.h"

/* How soon a clock that jumps is noticed: the timer counts monotonic time, posts the calendar's. */
#define DUE_CHECK_SECONDS 10

static void due_check(uv_timer_t *timer);
static void load_begin(Reload *r);

static void due_arm(Reload *r) {
    uint64_t wait = DUE_CHECK_SECONDS * 1000;
    int64_t now = clock_milliseconds();
    if (r->next_change <= now / 1000)
        wait = 0;
    else if (r->next_change - now / 1000 <= DUE_CHECK_SECONDS)
        wait = (uint64_t)(r->next_change * 1000 - now);
    uv_timer_start(&r->due, due_check, wait, 0);
}

/* A clock that went back to before the last change makes that one due again. What is due is no reason to read
 * the configuration, and a broken one none to keep it back. */
static void due_check(uv_timer_t *timer) {
    Reload *r = timer->data;
    int64_t now = clock_now();
    if (r->running) return;
    if (now >= r->next_change || now < r->last_change)
        load_begin(r);
    else
        due_arm(r);
}

/* A broken certificate keeps the old one, and what is said of it (K-14). */
static void load_certificates(Reload *r) {
    if (!r->tls) return;
    r->next_tls = certs_open(r->certs, r->tls, &r->notes);
    if (!r->next_tls) return;
    buf_clear(&r->fingerprint);
    tls_fingerprint(r->next_tls, r->options->identity.host, &r->fingerprint);
}

static void load_main(void *argument) {
    Reload *r = argument;
    const LoadRequest request = {r->content, r->options, r->served, LOAD_SETTLE};
    r->result = site_reload(&request, &r->diag, &r->error);
    load_certificates(r);
    if (r->result.site) wellknown_certificate(r->result.site, buf_str(&r->fingerprint));
    uv_async_send(&r->done);
}

static void load_begin(Reload *r) {
    r->running = true;
    r->started = uv_hrtime();
    if (uv_thread_create(&r->thread, load_main, r) == 0) return;
    r->running = false;
    log_error("cannot reload: no thread to be had; the site stays as it was");
}

static void load_anew(Reload *r) {
    r->again = false;
    if (r->prepare(r->owner))
        load_begin(r);
    else
        due_arm(r);
}

static void swap_site(Reload *r) {
    Site *site = r->result.site;
    report_load(site, &r->diag, r->verbose);
    if (!site) {
        log_error("%.*s; the site stays as it was", STR_FMT(buf_str(&r->error)));
        if (r->next_change != INT64_MAX) r->next_change = clock_now() + DUE_CHECK_SECONDS;
        return;
    }
    r->last_change = site->last_change;
    r->next_change = site->next_change;
    log_info("reloaded %u pages in %llu ms", site->page_count,
             (unsigned long long)((uv_hrtime() - r->started) / 1000000));
    server_swap_site(r->server, site);
    site_unref(r->served); /* this loop serves nobody: it may take its time */
    r->served = site;
    r->result = (LoadResult){0};
}

static void swap_certificates(Reload *r) {
    certs_log(&r->notes);
    if (!r->next_tls) return;
    server_swap_tls(r->server, r->next_tls);
    tls_context_unref(r->tls);
    r->tls = r->next_tls;
    r->next_tls = NULL;
}

static void load_done(uv_async_t *async) {
    Reload *r = async->data;
    if (!r->running) return;
    uv_thread_join(&r->thread);
    r->running = false;
    swap_site(r);
    swap_certificates(r);
    diag_free(&r->diag);
    r->diag = (Diag){0};
    buf_clear(&r->error);
    if (r->again)
        load_anew(r);
    else
        due_arm(r);
}

void reload_start(Reload *r, const Site *site) {
    r->served = site_ref(site);
    r->last_change = site->last_change;
    r->next_change = site->next_change;
    uv_async_init(r->loop, &r->done, load_done);
    uv_timer_init(r->loop, &r->due);
    r->done.data = r;
    r->due.data = r;
    due_arm(r);
}

void reload_request(Reload *r) {
    if (r->ending) return;
    if (r->running)
        r->again = true;
    else
        load_anew(r);
}

void reload_end(Reload *r) {
    r->ending = true;
    if (r->running) uv_thread_join(&r->thread);
    r->running = false;
    site_unref(r->result.site);
    site_unref(r->served);
    tls_context_unref(r->tls);
    tls_context_unref(r->next_tls);
    certs_notes_free(&r->notes);
    diag_free(&r->diag);
    buf_free(&r->error);
    buf_free(&r->fingerprint);
    uv_close((uv_handle_t *)&r->done, NULL);
    uv_close((uv_handle_t *)&r->due, NULL);
}

#include "app/reload.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/parallel.h"
#include "site/wellknown.h"

/* How soon a clock that jumps is noticed: the timer counts monotonic time, posts the calendar's. */
#define DUE_CHECK_SECONDS 10

static void due_check(uv_timer_t *timer);
static void on_later(uv_timer_t *timer);
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
    if (now >= r->next_change || now < r->last_change) {
        r->unsure = true;
        load_begin(r);
    } else
        due_arm(r);
}

static void load(void *argument) {
    Reload *r = argument;
    const Touched touched = {r->touched.paths, r->touched.count};
    const LoadRequest request = {.content = r->content,
                                 .options = r->options,
                                 .previous = r->served,
                                 .same_options = !r->reconfigured,
                                 .settle = LOAD_SETTLE,
                                 .behind = true,
                                 .touched = r->touched.all ? NULL : &touched};
    r->result = site_reload(&request, &r->diag, &r->error);
    if (r->result.site && r->fingerprint.len) wellknown_certificate(r->result.site, buf_str(&r->fingerprint));
}

/* Whoever tells the loop must not be nicer than it: while uv_async_send is not over, the loop that it has
 * woken spins. */
static void load_main(void *argument) {
    Reload *r = argument;
    if (!parallel_run_apart(load, r)) load(r);
    uv_async_send(&r->done);
}

static void load_begin(Reload *r) {
    r->running = true;
    r->changed = false;
    r->started = uv_hrtime();
    watch_take(&r->watching, &r->touched);
    r->touched.all |= r->unsure || r->asked;
    r->unsure = false;
    if (uv_thread_create(&r->thread, load_main, r) == 0) return;
    r->running = r->asked = false;
    r->unsure = true;
    watch_told_free(&r->touched);
    log_error("%scannot reload: no thread to be had; the site stays as it was", r->about.name);
    uv_timer_start(&r->later, on_later, DUE_CHECK_SECONDS * 1000, 0);
}

/* Begins what was asked for meanwhile. */
static void load_next(Reload *r) {
    r->asked = r->again;
    r->reconfigured = r->reconfigured || r->asked;
    r->take_empty = r->empty_next;
    r->again = r->empty_next = false;
    if (r->asked) r->prepare(r->owner);
    if (r->asked || r->changed)
        load_begin(r);
    else
        due_arm(r);
}

/* ---- changes ---- */

static void on_changed(void *owner) {
    Reload *r = owner;
    r->changed = true;
    if (!r->running && !r->ending) load_next(r);
}

static void on_later(uv_timer_t *timer) {
    on_changed(timer->data);
}

/* Watches what the Site was read from. True when there were folders in which something may have changed since
 * it was. */
static bool watch(Reload *r, const Site *site) {
    WatchList list = {0};
    if (r->watch != WATCH_EVENTS) return false;
    watch_list_path(&list, r->content);
    watch_list_site(&list, site);
    bool added = watch_set(&r->watching, &list);
    watch_list_free(&list);
    return added;
}

/* ---- what was made ---- */

/* A folder with nothing in it is more often one that is not mounted yet than one that was emptied. */
static bool is_held_back(Reload *r) {
    bool held = r->result.emptied && !r->take_empty;
    if (held && !r->held)
        log_error(
            "%snothing is left in %s: the site stays as it was until SIGHUP, or until there is something",
            r->about.name, r->content);
    r->held = held;
    return held;
}

static void report(Reload *r) {
    const ReportLoad load = {.before = r->served,
                             .after = r->result.site,
                             .told = &r->told,
                             .changed = r->result.changed,
                             .milliseconds = (uv_hrtime() - r->started) / 1000000,
                             .asked = r->asked};
    report_reload(&r->about, &load, &r->diag);
    diag_free(&r->told);
    r->told = r->diag;
    r->diag = (Diag){0};
}

/* The one that was served is given back here: this loop serves nobody and may take its time. */
static void swap_site(Reload *r) {
    Site *site = r->result.site;
    report(r);
    r->last_change = site->last_change;
    r->next_change = site->next_change;
    server_swap_site(r->server, r->place, site);
    site_unref(r->served);
    r->served = site_ref(site);
    r->reconfigured = false;
}

static void complain(Reload *r) {
    if (!r->failed || r->asked)
        log_error("%s%.*s; the site stays as it was", r->about.name, STR_FMT(buf_str(&r->error)));
    if (r->next_change != INT64_MAX) r->next_change = clock_now() + DUE_CHECK_SECONDS;
}

static void take_site(Reload *r) {
    Site *site = r->result.site;
    bool held = site && is_held_back(r);
    if (!site)
        complain(r);
    else if (!held)
        swap_site(r);
    r->failed = !site;
    r->unsure |= !site || held || r->result.again;
    if (!r->result.told && watch(r, site ? site : r->served)) r->changed = true;
    if (r->result.again) uv_timer_start(&r->later, on_later, r->result.again, 0);
    site_unref(site);
    r->result = (LoadResult){0};
}

static void load_done(uv_async_t *async) {
    Reload *r = async->data;
    if (!r->running) return;
    uv_thread_join(&r->thread);
    r->running = false;
    take_site(r);
    diag_free(&r->diag);
    buf_clear(&r->error);
    watch_told_free(&r->touched);
    load_next(r);
}

void reload_start(Reload *r, const Site *site) {
    r->served = site_ref(site);
    r->last_change = site->last_change;
    r->next_change = site->next_change;
    uv_async_init(r->loop, &r->done, load_done);
    uv_timer_init(r->loop, &r->due);
    uv_timer_init(r->loop, &r->later);
    r->done.data = r->due.data = r->later.data = r;
    r->watching = (Watch){.loop = r->loop,
                          .about = r->about.name,
                          .mode = r->watch,
                          .poll_seconds = r->poll_seconds,
                          .changed = on_changed,
                          .owner = r};
    watch_start(&r->watching);
    r->changed = watch(r, site);
    load_next(r);
}

void reload_request(Reload *r, bool empty) {
    r->again = true;
    r->empty_next |= empty;
    if (!r->running && !r->ending) load_next(r);
}

void reload_end(Reload *r) {
    r->ending = true;
    if (r->running) uv_thread_join(&r->thread);
    r->running = false;
    site_unref(r->result.site);
    site_unref(r->served);
    diag_free(&r->diag);
    diag_free(&r->told);
    buf_free(&r->error);
    buf_free(&r->fingerprint);
    watch_told_free(&r->touched);
    watch_end(&r->watching);
    uv_close((uv_handle_t *)&r->done, NULL);
    uv_close((uv_handle_t *)&r->due, NULL);
    uv_close((uv_handle_t *)&r->later, NULL);
}

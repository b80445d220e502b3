#include "app/certs_timer.h"

#include "base/clock.h"

#define CHECK_SECONDS 5

/* The loop's own thread reads the files: it serves nobody. */
static void try_again(CertsTimer *t) {
    Reload *r = t->reload;
    if (r->notes.said_error.len == 0) {
        t->broken = 0;
        return;
    }
    size_t broken = certs_broken(r->certs);
    bool better = broken == 0 || broken < t->broken;
    t->broken = broken;
    if (better) reload_request(r);
}

/* The notes and *certs are the load's while one runs. */
static void on_timer(uv_timer_t *timer) {
    CertsTimer *t = timer->data;
    Reload *r = t->reload;
    tls_context_tick(r->tls);
    if (r->running) return;
    tls_context_review(r->tls, clock_now(), &r->notes.warning);
    certs_warn(&r->notes);
    try_again(t);
}

void certs_timer_start(CertsTimer *t, Reload *reload) {
    *t = (CertsTimer){.reload = reload};
    uv_timer_init(reload->loop, &t->timer);
    t->timer.data = t;
    if (reload->tls) uv_timer_start(&t->timer, on_timer, CHECK_SECONDS * 1000, CHECK_SECONDS * 1000);
}

void certs_timer_end(CertsTimer *t) {
    uv_close((uv_handle_t *)&t->timer, NULL);
}

#include "app/certs_timer.h"

#include "base/clock.h"

#define CHECK_SECONDS 5

/* The loop's own thread reads the files: it serves nobody. */
static void try_again(CertsTimer *t) {
    if (t->notes->said_error.len == 0) {
        t->broken = 0;
        return;
    }
    size_t broken = certs_broken(t->certs);
    bool better = broken == 0 || broken < t->broken;
    t->broken = broken;
    if (better) t->reopen(t->owner);
}

static void on_timer(uv_timer_t *timer) {
    CertsTimer *t = timer->data;
    tls_context_tick(*t->tls);
    tls_context_review(*t->tls, clock_now(), &t->notes->warning);
    certs_warn(t->notes);
    try_again(t);
}

void certs_timer_start(CertsTimer *t) {
    uv_timer_init(t->loop, &t->timer);
    t->timer.data = t;
    if (*t->tls) uv_timer_start(&t->timer, on_timer, CHECK_SECONDS * 1000, CHECK_SECONDS * 1000);
}

void certs_timer_end(CertsTimer *t) {
    uv_close((uv_handle_t *)&t->timer, NULL);
}

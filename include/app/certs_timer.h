/* What time does to certificates while leda runs: ticket keys are changed, what ends soon is told once a day,
 * and a pair that was broken when it was opened last, as one is between two writes of a tool that renews it,
 * is tried again. */
#ifndef LEDA_APP_CERTS_TIMER_H
#define LEDA_APP_CERTS_TIMER_H

#include "app/certs.h"

#include <uv.h>

typedef struct CertsTimer {
    uv_loop_t *loop;
    const Certs *certs;
    CertsNotes *notes;
    TlsContext *const *tls;      /* what is served; NULL there: no Gemini */
    void (*reopen)(void *owner); /* called when fewer pairs are broken than before */
    void *owner;
    /* private from here */
    uv_timer_t timer;
    size_t broken; /* pairs, when last looked at; 0: not since they were opened */
} CertsTimer;

/* Fills in the private part. The memory is free once the loop has run after certs_timer_end. */
void certs_timer_start(CertsTimer *timer);
void certs_timer_end(CertsTimer *timer);

#endif

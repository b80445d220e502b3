/* What time does to certificates while leda runs: ticket keys are changed, what ends soon is told once a day,
 * and a pair that was broken at the last reload, as one is between two writes of a tool that renews it, is
 * tried again. */
#ifndef LEDA_APP_CERTS_TIMER_H
#define LEDA_APP_CERTS_TIMER_H

#include "app/reload.h"

typedef struct CertsTimer {
    uv_timer_t timer;
    Reload *reload;
    size_t broken; /* pairs, when last looked at; 0: not since the last reload */
} CertsTimer;

/* Between reload_start and reload_end; nothing without Gemini. The memory is free once the loop has run. */
void certs_timer_start(CertsTimer *timer, Reload *reload);
void certs_timer_end(CertsTimer *timer);

#endif

/* Endpoints: the addresses that a configuration listens on, and whose each of them is. */
#ifndef LEDA_APP_ENDPOINTS_H
#define LEDA_APP_ENDPOINTS_H

#include "app/config.h"
#include "net/server.h"

typedef struct Endpoints {
    Endpoint *items;
    size_t count;
    uint16_t gopher_ports[SETTINGS_CAPSULES]; /* that are listened on; 0: none */
} Endpoints;

/* Chooses them: Gemini's are shared by all capsules, told apart by name, and one that only a further capsule
 * listens on has that one as its own; Gopher's are one capsule's each (GOP-REQ-07). Logs where Gopher is not
 * where it would be looked for. False with one line in *error when two capsules want the same. *out is given
 * back with endpoints_free in either case. */
bool endpoints_choose(const Config *config, Endpoints *out, Buf *error);
void endpoints_free(Endpoints *endpoints);

/* Whether all listen on this machine alone because none has a public name. */
bool endpoints_are_local(const Config *config);

#endif

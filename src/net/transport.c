/* The plain transport: the identity, so it has no state. */
#include "net/transport.h"

static TransportState plain_receive(void *state, Str wire, const TransportSink *sink) {
    (void)state;
    size_t room = sink->plain_max > sink->plain->len ? sink->plain_max - sink->plain->len : 0;
    buf_add(sink->plain, str_head(wire, room));
    return TRANSPORT_OPEN;
}

static bool plain_ready(const void *state) {
    (void)state;
    return true;
}

static bool plain_patient(const void *state) {
    (void)state;
    return false;
}

static Str plain_sni(const void *state) {
    (void)state;
    return (Str){0};
}

static void plain_finish(void *state, Buf *wire) {
    (void)state;
    (void)wire;
}

static void plain_close(void *state) {
    (void)state;
}

static const TransportOps plain_ops = {
    .secure = false,
    .receive = plain_receive,
    .ready = plain_ready,
    .patient = plain_patient,
    .sni = plain_sni,
    .seal = NULL,
    .finish = plain_finish,
    .close = plain_close,
};

Transport transport_plain(void) {
    return (Transport){.ops = &plain_ops};
}

void transport_close(Transport *t) {
    if (t->ops) t->ops->close(t->state);
    *t = (Transport){0};
}

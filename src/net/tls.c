/* One connection's TLS. The connection owns the buffers; this holds the SSL object and, before there is one,
 * the beginning of the first record: half a ClientHello inside OpenSSL costs more than 47 kB, here what was
 * received. */
#include "net/tls.h"

#include "net/tls_authority.h"
#include "net/tls_client.h"
#include "net/tls_context.h"

#include <openssl/err.h>
#include <stdlib.h>
#include <string.h>

enum {
    RECORD_HEAD = 5,
    RECORD_MAX = 16384,   /* plaintext of one record */
    RECORD_ROOM = 64,     /* more than a record adds to its plaintext in any cipher suite */
    RECORD_HANDSHAKE = 22 /* 0x16, the first byte that a TLS client sends */
};

typedef struct Tls {
    TlsContext *context; /* until there is an SSL object, which holds OpenSSL's part of it; kept for the BIO's
                            method */
    size_t standard;     /* the place of what clients get that name no host of ours */
    SSL *ssl;
    TlsPipe pipe;
    Buf first; /* the first record as far as it came */
    bool over, patient, failed;
} Tls;

/* The length of the record that begins `in`, 0 when that cannot be told yet, -1 when no TLS client begins so.
 */
static long tls_record(Str in) {
    if (in.len > 0 && !tls_begins(in.p[0])) return -1;
    if (in.len > 1 && in.p[1] != 3) return -1;
    if (in.len < RECORD_HEAD) return 0;
    long length = (long)(unsigned char)in.p[3] << 8 | (unsigned char)in.p[4];
    return length == 0 || length > RECORD_MAX ? -1 : RECORD_HEAD + length;
}

bool tls_begins(char first) {
    return first == RECORD_HANDSHAKE;
}

static TransportState tls_fail(Tls *t) {
    t->failed = true;
    return TRANSPORT_FAILED;
}

/* What OpenSSL's refusal of a call means. The BIO never blocks a write, so "want write" does not occur. */
static TransportState tls_outcome(Tls *t, int result) {
    switch (SSL_get_error(t->ssl, result)) {
    case SSL_ERROR_WANT_READ: return TRANSPORT_OPEN;
    case SSL_ERROR_ZERO_RETURN: return TRANSPORT_ENDED;
    default: return tls_fail(t);
    }
}

static TransportState tls_handshake(Tls *t) {
    ERR_clear_error();
    int result = SSL_do_handshake(t->ssl);
    if (result != 1) return tls_outcome(t, result);
    t->over = true;
    t->patient = SSL_version(t->ssl) == TLS1_3_VERSION;
    return TRANSPORT_OPEN;
}

/* Small pieces on the stack, so that a connection which has sent no request yet holds no memory for one. */
static TransportState tls_read(Tls *t, const TransportSink *sink) {
    char piece[2048];
    while (sink->plain->len < sink->plain_max) {
        size_t room = sink->plain_max - sink->plain->len;
        ERR_clear_error();
        int result = SSL_read(t->ssl, piece, (int)(room < sizeof piece ? room : sizeof piece));
        if (result <= 0) return tls_outcome(t, result);
        buf_add(sink->plain, (Str){piece, (size_t)result});
    }
    return TRANSPORT_OPEN;
}

static TransportState tls_drive(Tls *t, Str wire, const TransportSink *sink) {
    t->pipe = (TlsPipe){.in = wire, .out = sink->wire};
    TransportState state = t->over ? TRANSPORT_OPEN : tls_handshake(t);
    if (t->over) state = tls_read(t, sink);
    t->pipe = (TlsPipe){0};
    return state;
}

/* The first bytes. GEM-TLS-09: what is not TLS fails here, without an alert. */
static TransportState tls_begin(Tls *t, Str wire, const TransportSink *sink) {
    if (t->first.len > 0) {
        buf_add(&t->first, wire);
        wire = buf_str(&t->first);
    }
    long length = tls_record(wire);
    if (length < 0) return tls_fail(t);
    if (length == 0 || wire.len < (size_t)length) {
        if (t->first.len == 0) buf_add(&t->first, wire);
        return TRANSPORT_OPEN;
    }
    t->ssl = tls_context_ssl(t->context, &t->pipe, t->standard);
    if (!t->ssl) return tls_fail(t);
    TransportState state = tls_drive(t, wire, sink);
    buf_free(&t->first);
    return state;
}

static TransportState tls_receive(void *state, Str wire, const TransportSink *sink) {
    Tls *t = state;
    if (t->failed) return TRANSPORT_FAILED;
    return t->ssl ? tls_drive(t, wire, sink) : tls_begin(t, wire, sink);
}

static bool tls_ready(const void *state) {
    const Tls *t = state;
    return t->over && !t->failed;
}

static bool tls_patient(const void *state) {
    const Tls *t = state;
    return t->patient && !t->failed;
}

static Str tls_sni(const void *state) {
    const Tls *t = state;
    return t->ssl ? str_of(SSL_get_servername(t->ssl, TLSEXT_NAMETYPE_host_name)) : (Str){0};
}

/* Read after the handshake alone, so that nothing about a certificate can end one (GEM-TLS-04). */
static X509 *tls_client(const void *state) {
    const Tls *t = state;
    return t->ssl && t->over ? SSL_get0_peer_certificate(t->ssl) : NULL;
}

static bool tls_certificate(const void *state, PeerCertificate *out) {
    X509 *certificate = tls_client(state);
    if (certificate) tls_client_read(certificate, out);
    return certificate != NULL;
}

static bool tls_is_signed(const void *state, Str authorities) {
    X509 *certificate = tls_client(state);
    return certificate && tls_authority_signs(authorities, certificate);
}

static const PeerOps tls_peer = {.certificate = tls_certificate, .is_signed = tls_is_signed};

static bool tls_write(Tls *t, Str plain) {
    if (plain.len == 0) return true;
    ERR_clear_error();
    int result = SSL_write(t->ssl, plain.p, (int)plain.len);
    if (result > 0 && (size_t)result == plain.len) return true;
    t->failed = true;
    return false;
}

/* Room for all of it at once: growing would copy what is sealed already. Exact, where Buf would double. */
static void tls_make_room(const Str *slices, size_t count, Buf *wire) {
    size_t total = 0;
    for (size_t i = 0; i < count; i++)
        total += slices[i].len;
    size_t need = wire->len + total + (total / RECORD_MAX + 3) * RECORD_ROOM;
    if (need <= wire->cap) return;
    wire->p = mem_grow(wire->p, need, 1);
    wire->cap = need;
}

/* GEM-RSP-07: small slices share records, so the header travels with the first bytes of the body; what fills
 * whole records by itself is sealed from where it lies. */
static bool tls_seal_slices(Tls *t, const Str *slices, size_t count) {
    char record[RECORD_MAX];
    size_t filled = 0;
    for (size_t i = 0; i < count; i++) {
        Str rest = slices[i];
        while (rest.len > 0) {
            if (filled == 0 && rest.len >= RECORD_MAX) {
                Str whole = str_head(rest, rest.len - rest.len % RECORD_MAX);
                if (!tls_write(t, whole)) return false;
                rest = str_skip(rest, whole.len);
                continue;
            }
            Str part = str_head(rest, RECORD_MAX - filled);
            memcpy(record + filled, part.p, part.len);
            filled += part.len;
            rest = str_skip(rest, part.len);
            if (filled < RECORD_MAX) continue;
            if (!tls_write(t, (Str){record, filled})) return false;
            filled = 0;
        }
    }
    return tls_write(t, (Str){record, filled});
}

static bool tls_seal(void *state, const Str *slices, size_t count, Buf *wire) {
    Tls *t = state;
    if (!tls_ready(t)) return false;
    tls_make_room(slices, count, wire);
    t->pipe.out = wire;
    bool sealed = tls_seal_slices(t, slices, count);
    t->pipe.out = NULL;
    return sealed;
}

static void tls_finish(void *state, Buf *wire) {
    Tls *t = state;
    if (!tls_ready(t)) return;
    t->pipe.out = wire;
    ERR_clear_error();
    SSL_shutdown(t->ssl);
    t->pipe.out = NULL;
    ERR_clear_error();
}

static void tls_close(void *state) {
    Tls *t = state;
    SSL_free(t->ssl);
    ERR_clear_error();
    buf_free(&t->first);
    tls_context_unref(t->context);
    free(t);
}

static const TransportOps tls_ops = {
    .secure = true,
    .receive = tls_receive,
    .ready = tls_ready,
    .patient = tls_patient,
    .sni = tls_sni,
    .peer = &tls_peer,
    .seal = tls_seal,
    .finish = tls_finish,
    .close = tls_close,
};

Transport tls_transport(TlsContext *context, Str host) {
    Tls *t = mem_zero(1, sizeof *t);
    t->context = tls_context_ref(context);
    t->standard = tls_context_place(context, host);
    return (Transport){.ops = &tls_ops, .state = t};
}

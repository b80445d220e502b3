#include "app/certs.h"

#include "app/areas.h"
#include "base/clock.h"
#include "base/log.h"
#include "net/cert.h"

#include <unistd.h>

enum { DAY = 86400 };

static void add_own(Certs *certs, const Capsule *capsule, Str host) {
    char dir[PATH_MAX];
    TlsPair *pair = &certs->pairs[certs->count];
    config_certs(capsule, dir);
    pair->certificate = arena_format(&certs->arena, "%s/%.*s.crt", dir, STR_FMT(host)).p;
    pair->key = arena_format(&certs->arena, "%s/%.*s.key", dir, STR_FMT(host)).p;
    certs->dirs[certs->count] = arena_format(&certs->arena, "%s", dir).p;
}

static void add_named(Certs *certs, const Capsule *capsule) {
    TlsPair *pair = &certs->pairs[certs->count];
    Str key = capsule->key.len ? capsule->key : capsule->certificate;
    pair->certificate = arena_format(&certs->arena, "%.*s", STR_FMT(capsule->certificate)).p;
    pair->key = arena_format(&certs->arena, "%.*s", STR_FMT(key)).p;
}

/* A further name that always had a certificate of ours keeps it; one that has none takes the capsule's when
 * that is for it, too. */
static void add_pair(Certs *certs, const Capsule *capsule, const Capsule *fresh, Str host) {
    bool first = str_eq(host, capsule->site.identity.host), named = fresh->certificate.len > 0;
    add_own(certs, capsule, host);
    if (named && !first)
        named = access(certs->pairs[certs->count].certificate, F_OK) != 0 &&
                cert_covers(fresh->certificate.p, host);
    if (named) add_named(certs, fresh);
    certs->own[certs->count] = !named;
    certs->pairs[certs->count++].host = arena_copy(&certs->arena, host);
}

static size_t names_of(const Config *config) {
    size_t names = 0;
    for (size_t i = 0; i < config->capsule_count; i++)
        for (size_t j = 0; config_name(config->capsules[i], j); j++)
            names++;
    return names;
}

void certs_list(const Config *running, const Config *wanted, Certs *certs) {
    const char *name;
    certs_free(certs);
    certs->asks = areas_any(wanted);
    if (!running->gemini_port) return;
    certs->pairs = arena_alloc(&certs->arena, names_of(running) * sizeof *certs->pairs);
    certs->dirs = arena_alloc(&certs->arena, names_of(running) * sizeof *certs->dirs);
    certs->own = arena_alloc(&certs->arena, names_of(running) * sizeof *certs->own);
    for (size_t i = 0; i < running->capsule_count; i++) {
        const Capsule *capsule = running->capsules[i];
        const Capsule *fresh = settings_find_capsule(wanted, capsule->label);
        for (size_t j = 0; (name = config_name(capsule, j)); j++)
            add_pair(certs, capsule, fresh ? fresh : capsule, str_of(name));
    }
}

void certs_free(Certs *certs) {
    arena_free(&certs->arena);
    *certs = (Certs){0};
}

static void log_lines(const Buf *lines, bool wrong) {
    Str rest = buf_str(lines), line;
    while (str_line(&rest, &line)) {
        if (wrong)
            log_error("%.*s", STR_FMT(line));
        else
            log_info("%.*s", STR_FMT(line));
    }
}

/* Whether to say it; then it counts as said. Takes what *lines holds. */
static bool is_news(Buf *lines, Buf *said, int64_t *when) {
    int64_t now = clock_now();
    bool same = str_eq(buf_str(lines), buf_str(said)) && now >= *when && now - *when < DAY;
    if (!same) *when = now;
    Buf old = *said;
    *said = *lines;
    *lines = old;
    buf_clear(lines);
    return !same;
}

void certs_warn(CertsNotes *notes) {
    if (is_news(&notes->warning, &notes->said_warning, &notes->warned))
        log_lines(&notes->said_warning, false);
}

void certs_log(CertsNotes *notes) {
    log_lines(&notes->made, false);
    buf_clear(&notes->made);
    certs_warn(notes);
    if (is_news(&notes->error, &notes->said_error, &notes->complained)) log_lines(&notes->said_error, true);
}

void certs_forget(CertsNotes *notes) {
    buf_clear(&notes->said_warning);
    buf_clear(&notes->said_error);
}

void certs_notes_free(CertsNotes *notes) {
    buf_free(&notes->made);
    buf_free(&notes->warning);
    buf_free(&notes->error);
    buf_free(&notes->said_warning);
    buf_free(&notes->said_error);
}

/* False when there should be a pair of ours and there cannot be. */
static bool ensure(const char *dir, const TlsPair *pair, CertsNotes *notes) {
    bool made = false, good = cert_ensure(dir, pair->host, &made, &notes->error) == 0;
    if (!good) buf_add_char(&notes->error, '\n');
    if (made)
        buf_add_format(&notes->made, "made a certificate for %.*s: %s and .key; keep both\n",
                       STR_FMT(pair->host), pair->certificate);
    return good;
}

TlsContext *certs_open(const Certs *certs, const TlsContext *last, CertsNotes *notes) {
    for (size_t i = 0; i < certs->count; i++) {
        const TlsPair *pair = &certs->pairs[i];
        if (!certs->own[i] || (last && tls_context_serves(last, pair))) continue;
        if (!ensure(certs->dirs[i], pair, notes) && !last) return NULL;
    }
    const TlsOrder order = {.pairs = certs->pairs, .count = certs->count, .last = last};
    TlsContext *context = tls_context_open(&order, &notes->warning, &notes->error);
    if (context && certs->asks) tls_context_ask(context);
    return context;
}

size_t certs_broken(const Certs *certs) {
    size_t broken = 0;
    Buf said = {0};
    for (size_t i = 0; i < certs->count; i++)
        broken += !tls_pair_check(&certs->pairs[i], &said, &said);
    buf_free(&said);
    return broken;
}

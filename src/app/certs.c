#include "app/certs.h"

#include "app/areas.h"
#include "base/log.h"
#include "net/cert.h"

static void add_own(Certs *certs, const Capsule *capsule, Str host) {
    char dir[PATH_MAX];
    TlsPair *pair = &certs->pairs[certs->count];
    config_certs(capsule, dir);
    pair->host = arena_copy(&certs->arena, host);
    pair->certificate = arena_format(&certs->arena, "%s/%.*s.crt", dir, STR_FMT(host)).p;
    pair->key = arena_format(&certs->arena, "%s/%.*s.key", dir, STR_FMT(host)).p;
    certs->dirs[certs->count++] = arena_format(&certs->arena, "%s", dir).p;
}

void certs_list(const Config *config, Certs *certs) {
    size_t most = 0;
    const char *name;
    certs_free(certs);
    if (!config->gemini_port) return;
    for (size_t i = 0; i < config->capsule_count; i++)
        for (size_t j = 0; config_name(config->capsules[i], j); j++)
            most++;
    certs->pairs = arena_alloc(&certs->arena, most * sizeof *certs->pairs);
    certs->dirs = arena_alloc(&certs->arena, most * sizeof *certs->dirs);
    certs->asks = areas_any(config);
    for (size_t i = 0; i < config->capsule_count; i++)
        for (size_t j = 0; (name = config_name(config->capsules[i], j)); j++)
            add_own(certs, config->capsules[i], str_of(name));
}

void certs_free(Certs *certs) {
    arena_free(&certs->arena);
    *certs = (Certs){0};
}

static void log_lines(Buf *lines, bool wrong) {
    Str rest = buf_str(lines), line;
    while (str_line(&rest, &line)) {
        if (wrong)
            log_error("%.*s", STR_FMT(line));
        else
            log_info("%.*s", STR_FMT(line));
    }
    buf_clear(lines);
}

void certs_log(CertsNotes *notes) {
    log_lines(&notes->made, false);
    log_lines(&notes->warning, false);
    log_lines(&notes->error, true);
}

void certs_notes_free(CertsNotes *notes) {
    buf_free(&notes->made);
    buf_free(&notes->warning);
    buf_free(&notes->error);
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
        if (!certs->dirs[i] || (last && tls_context_serves(last, pair->host))) continue;
        if (!ensure(certs->dirs[i], pair, notes) && !last) return NULL;
    }
    const TlsOrder order = {.pairs = certs->pairs, .count = certs->count, .last = last};
    TlsContext *context = tls_context_open(&order, &notes->warning, &notes->error);
    if (context && certs->asks) tls_context_ask(context);
    return context;
}

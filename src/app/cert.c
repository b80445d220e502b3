#include "app/cert.h"

#include "app/certs.h"
#include "base/host.h"
#include "net/cert.h"
#include "net/cert_replace.h"
#include "net/cert_show.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { KEPT_MAX = 15 }; /* certificates that another took the place of, in what is shown of a host */

typedef struct Work {
    const Command *command;
    Certs certs;
    Str host; /* that is asked about; empty: all */
    Buf host_text, out, error;
} Work;

/* ---- show ---- */

static int newest_first(const void *a, const void *b) {
    return strcmp(*(char *const *)b, *(char *const *)a);
}

/* The files that `leda cert new` kept of the host, the newest first: NAME.crt.DATE. Returns how many. */
static size_t list_kept(const char *dir, Str host, char *kept[KEPT_MAX]) {
    size_t count = 0;
    struct dirent *entry;
    Buf prefix = {0}, path = {0};
    DIR *folder = opendir(dir);
    buf_add_format(&prefix, "%.*s.crt.", STR_FMT(host));
    while (folder && count < KEPT_MAX && (entry = readdir(folder))) {
        Str name = str_of(entry->d_name), rest = str_skip(name, prefix.len);
        if (!str_starts(name, buf_str(&prefix)) || rest.len == 0 || !ascii_digit(rest.p[0])) continue;
        if (str_ends(name, STR(".tmp"))) continue;
        buf_clear(&path);
        buf_add_format(&path, "%s/%s", dir, entry->d_name);
        kept[count++] = mem_string(buf_str(&path));
    }
    if (folder) closedir(folder);
    if (count) qsort(kept, count, sizeof *kept, newest_first);
    buf_free(&prefix);
    buf_free(&path);
    return count;
}

/* One from elsewhere took the place of ours, if there is one. */
static void show_files(Work *w, const TlsPair *pair, const char *dir, bool own) {
    const char *paths[KEPT_MAX + 2] = {pair->certificate};
    char *kept[KEPT_MAX];
    size_t count = 1, kept_count = list_kept(dir, pair->host, kept);
    Buf ours = {0};
    buf_add_format(&ours, "%s/%.*s.crt", dir, STR_FMT(pair->host));
    if (!own && access(ours.p, F_OK) == 0) paths[count++] = ours.p;
    for (size_t i = 0; i < kept_count; i++)
        paths[count++] = kept[i];
    cert_show(paths, count, &w->out);
    for (size_t i = 0; i < kept_count; i++)
        free(kept[i]);
    buf_free(&ours);
}

/* False when it cannot be served. */
static bool show_pair(Work *w, const TlsPair *pair, const char *dir, bool own) {
    Buf warning = {0}, error = {0};
    Str rest, line;
    if (w->out.len) buf_add_char(&w->out, '\n');
    buf_add_format(&w->out, "%.*s\n", STR_FMT(pair->host));
    bool absent = own && access(pair->certificate, F_OK) != 0 && access(pair->key, F_OK) != 0;
    bool good = absent || tls_pair_check(pair, &warning, &error);
    if (absent)
        buf_add_format(&w->out, "  not made yet: leda serve makes it when it starts, in %s\n", dir);
    else
        show_files(w, pair, dir, own);
    if (!good) buf_add_format(&w->error, "%s%.*s", w->error.len ? "\n" : "", STR_FMT(buf_str(&error)));
    for (rest = buf_str(&warning); str_line(&rest, &line);)
        buf_add_format(&w->out, "  note        %.*s\n", STR_FMT(line));
    buf_free(&warning);
    buf_free(&error);
    return good;
}

static bool show(Work *w) {
    bool good = true, found = false;
    for (size_t i = 0; i < w->certs.count; i++) {
        const TlsPair *pair = &w->certs.pairs[i];
        if (w->host.len && !str_eq(w->host, pair->host)) continue;
        found = true;
        good = show_pair(w, pair, w->certs.dirs[i], w->certs.own[i]) && good;
    }
    if (found) return good;
    buf_add_format(&w->error, "--host %.*s: the configuration does not have that host", STR_FMT(w->host));
    return false;
}

/* ---- new ---- */

/* What the certificate is for: a place in the list. False with a line in *error. */
static bool choose(Work *w, size_t *place) {
    if (w->host.len == 0 && w->certs.count == 1) {
        *place = 0;
        return true;
    }
    for (*place = 0; *place < w->certs.count; ++*place)
        if (str_eq(w->host, w->certs.pairs[*place].host)) return true;
    if (w->host.len)
        buf_add_format(&w->error, "--host %.*s: the configuration does not have that host", STR_FMT(w->host));
    else
        buf_add(&w->error, STR("there are several hosts; say for which one: --host NAME"));
    return false;
}

/* Root makes files for whoever the folder belongs to, which is whom leda runs as. */
static bool hand_over(const char *dir, const char *path, Buf *error) {
    struct stat folder;
    if (!path || geteuid() != 0 || stat(dir, &folder) < 0) return true;
    if (lchown(path, folder.st_uid, folder.st_gid) == 0) return true;
    buf_add_format(error, "cannot give %s to the owner of %s", path, dir);
    return false;
}

static bool make_pair(Work *w, const TlsPair *pair, const char *dir) {
    bool made;
    if (cert_ensure(dir, pair->host, &made, &w->error) < 0) return false;
    if (!made) {
        buf_add_format(
            &w->error,
            "%s is there, and readers' clients remember it; for a new certificate with the same key: "
            "--key %s; for a new key move both files away first",
            pair->certificate, pair->key);
        return false;
    }
    buf_add(&w->out, STR("Made, with a new key. Keep both files: readers' clients remember them.\n"));
    return hand_over(dir, pair->certificate, &w->error) && hand_over(dir, pair->key, &w->error);
}

static void tell_difference(Work *w, const TlsPair *pair, const CertReplaced *kept) {
    if (kept->certificate.len == 0) {
        buf_add(&w->out, STR("Made. Clients that remember the key take it for the one that they know.\n"));
        return;
    }
    if (cert_compare(kept->certificate.p, pair->certificate) == CERT_OTHER_KEY)
        buf_add(&w->out,
                STR("Made, with another key than before: every client that knows this host will warn its "
                    "reader. Tell\nreaders the new fingerprints by another road.\n"));
    else
        buf_add(&w->out,
                STR("Made, with the key that it had: clients that remember the key (Lagrange, Amfora) notice "
                    "nothing, those\nthat remember the whole certificate warn once.\n"));
    buf_add_format(&w->out, "Kept: %s%s%s\n", kept->certificate.p, kept->key.len ? ", " : "",
                   kept->key.len ? kept->key.p : "");
}

static bool replace_pair(Work *w, const TlsPair *pair, const char *dir) {
    CertReplaced kept = {0};
    bool good = cert_replace(dir, pair->host, w->command->key, &kept, &w->error) == 0;
    if (good) tell_difference(w, pair, &kept);
    const char *const files[] = {pair->certificate, pair->key, kept.certificate.p, kept.key.p};
    for (size_t i = 0; good && i < sizeof files / sizeof *files; i++)
        good = hand_over(dir, files[i] && *files[i] ? files[i] : NULL, &w->error);
    cert_replaced_free(&kept);
    return good;
}

static bool make(Work *w) {
    size_t place;
    if (!choose(w, &place)) return false;
    const TlsPair *pair = &w->certs.pairs[place];
    const char *dir = w->certs.dirs[place];
    if (!w->certs.own[place]) {
        buf_add_format(&w->error, "%.*s is served with %s, as the configuration says; take that out first",
                       STR_FMT(pair->host), pair->certificate);
        return false;
    }
    bool good = w->command->key ? replace_pair(w, pair, dir) : make_pair(w, pair, dir);
    return good && show_pair(w, pair, dir, true);
}

/* ---- the command ---- */

static bool read_host(Work *w) {
    const char *host = w->command->host;
    if (!host) return true;
    if (!host_ascii(str_of(host), &w->host_text)) {
        buf_add_format(&w->error, "--host %s: not a host name", host);
        return false;
    }
    w->host = buf_str(&w->host_text);
    return true;
}

static bool work(Work *w, const Config *config) {
    if (!read_host(w)) return false;
    certs_list(config, config, &w->certs);
    if (w->certs.count) return w->command->make ? make(w) : show(w);
    buf_add(&w->error, STR("gemini-port = 0: without Gemini there are no certificates"));
    return false;
}

int cert_run(const Command *command, const Config *config) {
    Work w = {.command = command};
    Str rest, line;
    bool good = work(&w, config);
    fwrite(w.out.p ? w.out.p : "", 1, w.out.len, stdout);
    for (rest = buf_str(&w.error); str_line(&rest, &line);)
        fprintf(stderr, "leda: %.*s\n", STR_FMT(line));
    certs_free(&w.certs);
    buf_free(&w.host_text);
    buf_free(&w.out);
    buf_free(&w.error);
    return good && fflush(stdout) == 0 ? 0 : 1;
}

/* Replays the conversations of a folder against `serve` alone: whole, cut at every point, and drawn in small
 * steps. Prints TAP. Usage: wire FOLDER, which holds *.conv and site/. */
#include "answer.h"
#include "conversation.h"

#include "app/config.h"
#include "site/load.h"

#include <glob.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { BIG_BYTES = 300000, PROBLEM_BYTES = 400 };

typedef struct Runner {
    Site *site;
    Place place;
    unsigned count, failed;
} Runner;

/* Runs `sh -c script sh first second`. */
static bool run_shell(const char *script, const char *first, const char *second) {
    int status = 0;
    pid_t pid = fork();
    if (pid == 0) {
        execl("/bin/sh", "sh", "-c", script, "sh", first, second, (char *)NULL);
        _exit(127);
    }
    return pid > 0 && waitpid(pid, &status, 0) == pid && status == 0;
}

static void write_big(const char *folder, const char *name, const Buf *content) {
    char path[4096];
    snprintf(path, sizeof path, "%s/site/%s", folder, name);
    if (file_create(path, 0644, buf_str(content)) != 0) conversation_fail("cannot write", str_of(path));
}

/* Files that are streamed instead of held in memory, so that the repository need not hold them. */
static void write_big_files(const char *folder) {
    Buf bytes = {0}, lines = {0}, gemtext = {0};
    for (uint32_t i = 0, x = 1; i < BIG_BYTES; i++, x = x * 1664525u + 1013904223u)
        buf_add_char(&bytes, (char)(x >> 24));
    for (unsigned i = 0; lines.len < BIG_BYTES; i++)
        buf_add_format(&lines, i % 5 ? "line %u of a large text\n" : ".line %u\r\n\n", i);
    buf_add(&gemtext, STR("\xEF\xBB\xBF"));
    buf_add(&gemtext, buf_str(&lines));
    write_big(folder, "big.bin", &bytes);
    write_big(folder, "big.txt", &lines);
    write_big(folder, "big.gmi", &gemtext);
    buf_free(&bytes);
    buf_free(&lines);
    buf_free(&gemtext);
}

/* Appends a file part's bytes in pieces of `step`, as the transport side would. */
static bool drain_file(const FilePart *part, size_t step, Buf *out) {
    struct stat st;
    Buf bytes = {0};
    char last = 0;
    int fd;
    if (file_open(part->root, part->path, &st, &fd) != 0) return false;
    bool good = file_read(fd, 64u << 20, &bytes) == 0;
    close(fd);
    for (Str rest = buf_str(&bytes); rest.len; rest = str_skip(rest, step)) {
        if (part->filter)
            part->filter(str_head(rest, step), &last, out);
        else
            buf_add(out, str_head(rest, step));
    }
    if (part->filter) part->filter((Str){0}, &last, out);
    buf_free(&bytes);
    return good;
}

/* Appends the whole answer; every source is asked for `step` bytes at a time. */
static bool drain(const Response *response, size_t step, Buf *out) {
    bool good = true;
    buf_add(out, (Str){response->head, response->head_len});
    for (size_t i = 0; i < response->count; i++) {
        const Part *part = &response->parts[i];
        if (part->kind == PART_STR) buf_add(out, part->str);
        if (part->kind == PART_BUF) buf_add(out, buf_str(&part->buf));
        if (part->kind == PART_FILE) good = drain_file(&part->file, step, out) && good;
        if (part->kind != PART_SOURCE) continue;
        while (part->source->fill(part->source, step, out))
            ;
    }
    return good;
}

typedef struct Exchange {
    const Site *site;
    const Conversation *conversation;
    size_t step;
    bool ended;
} Exchange;

/* What serve returns for the first `n` bytes; the answer goes to *out. */
static long exchange(const Exchange *e, Str in, Buf *out) {
    const Conversation *c = e->conversation;
    const Peer peer = {.sni = buf_str(&c->sni), .tls = c->protocol == &protocol_gemini, .ended = e->ended};
    Response response;
    long n = c->protocol->serve(e->site, &peer, in, &response);
    if (n == 0) return 0;
    if (!drain(&response, e->step, out)) n = -2;
    response_free(&response);
    return n;
}

/* Whether the answer holds the chunks in order, the first at its start and the last at its end. */
static bool matches(const Conversation *c, Str got) {
    if (c->wants == 0) return got.len == 0;
    Str first = buf_str(&c->want[0]), last = buf_str(&c->want[c->wants - 1]);
    if (c->wants == 1) return str_eq(got, first);
    if (!str_starts(got, first)) return false;
    got = str_skip(got, first.len);
    for (size_t i = 1; i + 1 < c->wants; i++) {
        size_t at = str_search(got, buf_str(&c->want[i]));
        if (at == STR_NONE) return false;
        got = str_skip(got, at + c->want[i].len);
    }
    return str_ends(got, last);
}

static void add_escaped(Str s, Buf *out) {
    for (size_t i = 0; i < s.len && i < PROBLEM_BYTES; i++) {
        unsigned char c = (unsigned char)s.p[i];
        if (c >= 0x20 && c < 0x7F)
            buf_add_char(out, s.p[i]);
        else
            buf_add_format(out, "\\x%02x", c);
    }
    if (s.len > PROBLEM_BYTES) buf_add_format(out, "... (%zu bytes)", s.len);
}

/* Appends what is wrong with the outcome of the whole request. */
static void judge(const Conversation *c, long n, Str got, Buf *problem) {
    const char *fault = NULL;
    if (c->end == END_WAITS && n != 0)
        fault = "it did not wait";
    else if (c->end == END_SILENT && (n != -1 || got.len))
        fault = "it was not silent";
    else if (c->end == END_CLOSE && n == 0)
        fault = "no answer";
    else if (n == -2)
        fault = "a file could not be read";
    else if (n > 0 && (size_t)n > c->request.len)
        fault = "it took more than the request";
    else if (!matches(c, got))
        fault = "not the answer that was wanted";
    else if (c->end == END_CLOSE && c->protocol == &protocol_gemini)
        fault = gemini_problem(got);
    if (!fault && c->menu) fault = menu_problem(got);
    if (!fault) return;
    buf_add_format(problem, "%s; serve returned %ld and ", fault, n);
    add_escaped(got, problem);
}

/* The request as one piece; with what follows it; with the input ended; drawn in steps of any size. */
static void try_whole(const Runner *r, const Conversation *c, Buf *problem) {
    static const size_t steps[] = {65536, 1, 4093};
    Buf all = {0};
    buf_add(&all, buf_str(&c->request));
    buf_add(&all, buf_str(&c->extra));
    for (size_t i = 0; i < 2 * sizeof steps / sizeof *steps && problem->len == 0; i++) {
        Buf got = {0};
        const Exchange e = {r->site, c, steps[i / 2], c->ended || (i % 2 && c->end == END_CLOSE)};
        long n = exchange(&e, buf_str(&all), &got);
        judge(c, n, buf_str(&got), problem);
        buf_free(&got);
    }
    buf_free(&all);
}

/* Every shorter piece has to wait for more: then the request, however it comes, is seen as a whole in the
 * end. */
static void try_cut(const Runner *r, const Conversation *c, Buf *problem) {
    Buf got = {0};
    const Exchange e = {r->site, c, 65536, false};
    size_t pieces = c->request.len + (c->ended || c->end == END_WAITS);
    for (size_t n = 0; n < pieces && problem->len == 0; n++) {
        if (exchange(&e, str_head(buf_str(&c->request), n), &got) == 0) continue;
        buf_add_format(problem, "it did not wait behind %zu of %zu bytes", n, c->request.len);
    }
    buf_free(&got);
}

static void report(Runner *r, const char *what, Str name, Buf *problem) {
    const Identity *who = &r->place.identity;
    r->count++;
    r->failed += problem->len > 0;
    printf("%sok %u - %s: %.*s (ports %u, %u)\n", problem->len ? "not " : "", r->count, what, STR_FMT(name),
           (unsigned)who->gemini_port, (unsigned)who->gopher_port);
    if (problem->len) printf("# %.*s\n", STR_FMT(buf_str(problem)));
    buf_free(problem);
}

static void run_file(Runner *r, const char *path) {
    Buf text = {0};
    const Protocol *protocol = NULL;
    Conversation c;
    if (file_read_path(path, 1 << 20, &text) != 0) conversation_fail("cannot read", str_of(path));
    Str rest = buf_str(&text);
    while (conversation_next(&rest, &protocol, &r->place, &c)) {
        if (!c.elsewhere && c.rfc1436 == r->place.rfc1436) {
            Buf problem = {0};
            try_whole(r, &c, &problem);
            report(r, "whole", c.name, &problem);
            try_cut(r, &c, &problem);
            report(r, "cut", c.name, &problem);
        }
        conversation_free(&c);
    }
    buf_free(&text);
}

static void run_files(Runner *r, const char *folder) {
    char pattern[4096];
    glob_t files;
    snprintf(pattern, sizeof pattern, "%s/*.conv", folder);
    if (glob(pattern, 0, NULL, &files) != 0) conversation_fail("no conversations", str_of(pattern));
    for (size_t i = 0; i < files.gl_pathc; i++)
        run_file(r, files.gl_pathv[i]);
    globfree(&files);
}

/* That of the folder; its host is localhost. */
static void read_config(Config *config, const char *folder) {
    Buf error = {0};
    char path[4096];
    snprintf(path, sizeof path, "%s/leda.conf", folder);
    const ConfigAsk ask = {.file = path};
    if (config_make(&ask, config, &error) != CONFIG_GOOD)
        conversation_fail("wrong configuration", buf_str(&error));
}

/* One round with a Site that has these public ports. */
static void run_round(Runner *r, const char *folder, uint16_t gemini_port, uint16_t gopher_port) {
    Config config;
    Diag diag = {0};
    Buf error = {0};
    read_config(&config, folder);
    SiteOptions options = config.capsules[0]->site;
    options.identity.gemini_port = gemini_port;
    options.identity.gopher_port = gopher_port;
    options.rfc1436 = r->place.rfc1436;
    r->site = site_load(r->place.site, &options, &diag, &error);
    if (!r->site) conversation_fail("cannot load", buf_str(&error));
    r->place.identity = options.identity;
    run_files(r, folder);
    site_unref(r->site);
    settings_free(&config);
    diag_free(&diag);
    buf_free(&error);
}

int main(int argc, char **argv) {
    char temp[] = "/tmp/leda-wire-XXXXXX", site[sizeof temp + 8];
    Runner r = {0};
    umask(022);
    if (argc != 2 || !mkdtemp(temp)) {
        fprintf(stderr, "usage: wire FOLDER\n");
        return 2;
    }
    snprintf(site, sizeof site, "%s/site", temp);
    if (!run_shell("cp -R \"$1/site\" \"$2\" && chmod -R go+rX \"$2\" && find \"$2\" -type f -exec touch -d "
                   "@1767312000 {} +",
                   argv[1], temp))
        conversation_fail("cannot copy the site of", str_of(argv[1]));
    write_big_files(temp);
    r.place.site = site;
    run_round(&r, argv[1], 1965, 70);
    run_round(&r, argv[1], 11965, 7070);
    r.place.rfc1436 = true;
    run_round(&r, argv[1], 1965, 70);
    run_shell("rm -rf \"$1\"", temp, "");
    printf("1..%u\n", r.count);
    return r.failed ? 1 : 0;
}

/* A running Server with a small protocol of our own on three ports (plain, TLS, both) and what its tests
 * count.
 */
#ifndef LEDA_TESTS_UNIT_NET_FIXTURE_H
#define LEDA_TESTS_UNIT_NET_FIXTURE_H

#include "unit.h"

#include "base/log.h"
#include "net/cert.h"
#include "net/server.h"
#include "tree.h"

#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <time.h>

/* libuv closes descriptors with a bare system call. TSan misses that and takes a number that comes back in
 * another thread for a shared one, unless calls from libraries that it does not see into count for order
 * alone. */
const char *__tsan_default_options(void);
const char *__tsan_default_options(void) {
    return "ignore_noninstrumented_modules=1";
}

#define FIXTURE_BODY (16u << 20)
#define FIXTURE_HEAD "here it comes\r\n"

/* The body that the test protocol sends: byte i tells where it is, so that a gap or a repetition shows. */
static inline char fixture_byte(size_t i) {
    return (char)((i >> 16) ^ (i >> 8) ^ i);
}

typedef struct FixtureSource {
    Source source;
    size_t at, end, step; /* step: bytes of each fill, 0 for what is wanted */
} FixtureSource;

static inline bool fixture_fill(Source *source, size_t want, Buf *out) {
    FixtureSource *s = (FixtureSource *)source;
    size_t n = s->step ? s->step : want;
    if (n > s->end - s->at) n = s->end - s->at;
    char *to = buf_reserve(out, n);
    for (size_t i = 0; i < n; i++)
        to[i] = fixture_byte(s->at + i);
    out->len += n;
    s->at += n;
    return s->at < s->end;
}

static inline void fixture_source_close(Source *source) {
    free(source);
}

static inline Source *fixture_source(size_t length, size_t step) {
    FixtureSource *s = mem_zero(1, sizeof *s);
    s->source = (Source){.fill = fixture_fill, .close = fixture_source_close};
    s->end = length;
    s->step = step;
    return &s->source;
}

/* LF becomes CR LF, unless there is a CR already. */
static inline void fixture_crlf(Str in, char *last, Buf *out) {
    for (size_t i = 0; i < in.len; i++) {
        if (in.p[i] == '\n' && *last != '\r') buf_add_char(out, '\r');
        buf_add_char(out, in.p[i]);
        *last = in.p[i];
    }
    if (in.len == 0) buf_add(out, STR("the end\r\n"));
}

static inline void fixture_pattern(size_t n, Buf *out) {
    char *to = buf_reserve(out, n);
    for (size_t i = 0; i < n; i++)
        to[i] = fixture_byte(i);
    out->len += n;
}

static inline size_t fixture_number(Str s) {
    uint32_t n = 0;
    str_to_u32(s, &n);
    return n;
}

static inline void fixture_mixed(size_t n, Response *out) {
    Buf owned = {0};
    fixture_pattern(n, &owned);
    response_add_str(out, STR("first "));
    response_add_buf(out, owned);
    response_add_source(out, fixture_source(n, 7));
    response_add_str(out, STR(" last"));
}

static inline void fixture_answer(const Site *site, const Peer *peer, Str word, Str rest, Response *out) {
    if (str_eq(word, STR("echo"))) {
        Buf copy = {0};
        buf_add(&copy, rest);
        response_add_buf(out, copy);
    } else if (str_eq(word, STR("host"))) {
        response_add_str(out, site->identity.host);
    } else if (str_eq(word, STR("sni"))) {
        response_head(out, peer->sni.len ? peer->sni : STR("none"));
    } else if (str_eq(word, STR("source"))) {
        response_add_source(out, fixture_source(fixture_number(rest), 0));
    } else if (str_eq(word, STR("crumbs"))) {
        response_add_source(out, fixture_source(fixture_number(rest), 1));
    } else if (str_eq(word, STR("large"))) {
        Buf owned = {0};
        fixture_pattern(fixture_number(rest), &owned);
        response_add_buf(out, owned);
    } else if (str_eq(word, STR("mixed"))) {
        fixture_mixed(fixture_number(rest), out);
    } else if (str_eq(word, STR("file"))) {
        response_add_file(out, (FilePart){.root = site->root, .path = STR("body.bin")});
    } else if (str_eq(word, STR("lines"))) {
        response_add_file(out,
                          (FilePart){.root = site->root, .path = STR("lines.txt"), .filter = fixture_crlf});
    } else if (str_eq(word, STR("gone"))) {
        response_add_file(out, (FilePart){.root = site->root, .path = STR("no such file")});
    }
}

/* A line is a request; an end without a line feed ends one too, as on Gopher. `bad` is refused in words,
 * `mute` without. */
static inline long fixture_serve(const Site *site, const Peer *peer, Str in, Response *out) {
    size_t end = str_find(in, '\n');
    if (end == STR_NONE && !(peer->ended && in.len > 0)) return 0;
    Str line = str_trim(str_head(in, end == STR_NONE ? in.len : end)), word;
    if (str_eq(line, STR("mute"))) return -1;
    if (str_eq(line, STR("bad"))) {
        response_head(out, STR("bad request\r\n"));
        return -1;
    }
    response_head(out, STR(FIXTURE_HEAD));
    out->status = 20;
    Str rest = line;
    str_cut(&rest, ' ', &word);
    fixture_answer(site, peer, word, rest, out);
    return (long)(end == STR_NONE ? in.len : end + 1);
}

static inline void fixture_unreadable(Response *out) {
    response_head(out, STR("unreadable\r\n"));
}

static inline void fixture_busy(Response *out) {
    response_head(out, STR("busy\r\n"));
}

static const Protocol fixture_protocol = {.name = "test",
                                          .port = 7,
                                          .max_request = 1026,
                                          .serve = fixture_serve,
                                          .busy = fixture_busy,
                                          .unreadable = fixture_unreadable};

typedef struct Fixture {
    Tree tree;
    Site *site;
    TlsContext *tls;
    Server *server;
    uint16_t plain, secure, both; /* ports */
    Limits limits;
    unsigned workers;
} Fixture;

static const Limits fixture_limits = {
    .connections = 1000, .request_seconds = 15, .send_seconds = 30, .grace_seconds = 5};

static inline Site *fixture_site(const Tree *tree, const char *host) {
    Site *site = mem_zero(1, sizeof *site);
    atomic_init(&site->refs, 1);
    site->overlay = -1;
    site->root = open(tree->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    site->identity.host = str_of(host);
    return site;
}

static inline struct sockaddr_storage fixture_address(uint16_t port) {
    struct sockaddr_storage storage = {0};
    struct sockaddr_in *four = (struct sockaddr_in *)&storage;
    four->sin_family = AF_INET;
    four->sin_port = htons(port);
    four->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return storage;
}

/* A port that was free a moment ago. */
static inline uint16_t fixture_free_port(void) {
    struct sockaddr_in address;
    socklen_t size = sizeof address;
    struct sockaddr_storage any = fixture_address(0);
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_true(fd >= 0);
    assert_int_equal(bind(fd, (struct sockaddr *)&any, sizeof address), 0);
    assert_int_equal(getsockname(fd, (struct sockaddr *)&address, &size), 0);
    close(fd);
    return ntohs(address.sin_port);
}

/* Opens DIR/NAME.crt and NAME.key. */
static inline TlsContext *fixture_open(const char *dir, const char *name, const TlsContext *last,
                                       Buf said[2]) {
    char certificate[300], key[300];
    snprintf(certificate, sizeof certificate, "%s/%s.crt", dir, name);
    snprintf(key, sizeof key, "%s/%s.key", dir, name);
    const TlsPair pair = {.certificate = certificate, .key = key, .host = str_of(name)};
    const TlsOrder order = {.pairs = &pair, .count = 1, .last = last};
    return tls_context_open(&order, &said[0], &said[1]);
}

/* With a certificate of ours; `last` is what was served before, or NULL. */
static inline TlsContext *fixture_tls_after(const Tree *tree, const char *name, const TlsContext *last) {
    Buf said[2] = {{0}, {0}};
    bool made;
    char dir[128];
    snprintf(dir, sizeof dir, "%s/certs", tree->path);
    if (cert_ensure(dir, str_of(name), &made, &said[1]) < 0) fail_msg("%.*s", STR_FMT(buf_str(&said[1])));
    TlsContext *tls = fixture_open(dir, name, last, said);
    if (!tls) fail_msg("%.*s", STR_FMT(buf_str(&said[1])));
    assert_int_equal(said[0].len, 0);
    buf_free(&said[0]);
    buf_free(&said[1]);
    return tls;
}

static inline TlsContext *fixture_tls(const Tree *tree, const char *name) {
    return fixture_tls_after(tree, name, NULL);
}

static inline Server *fixture_server(Fixture *f, Buf *error) {
    const Endpoint endpoints[] = {
        {.address = fixture_address(f->plain), .protocol = &fixture_protocol},
        {.address = fixture_address(f->secure), .protocol = &fixture_protocol, .tls = true},
        {.address = fixture_address(f->both), .protocol = &fixture_protocol, .tls_too = true},
    };
    const ServerOptions options = {.endpoints = endpoints,
                                   .endpoint_count = 3,
                                   .workers = f->workers,
                                   .limits = f->limits,
                                   .sites = site_set_new((const Site *const[]){f->site}, 1),
                                   .tls = f->tls};
    Server *server = server_start(&options, error);
    site_set_unref(options.sites);
    return server;
}

static inline Fixture fixture_start(unsigned workers, Limits limits) {
    Fixture f = {.tree = tree_make(), .workers = workers, .limits = limits};
    Buf error = {0};
    f.site = fixture_site(&f.tree, "one");
    f.tls = fixture_tls(&f.tree, "localhost");
    for (int i = 0; i < 20 && !f.server; i++) {
        buf_clear(&error);
        f.plain = fixture_free_port();
        f.secure = fixture_free_port();
        f.both = fixture_free_port();
        if (f.plain != f.secure && f.plain != f.both && f.secure != f.both)
            f.server = fixture_server(&f, &error);
    }
    if (!f.server) fail_msg("%.*s", STR_FMT(buf_str(&error)));
    buf_free(&error);
    return f;
}

static inline void fixture_stop(Fixture *f) {
    server_stop(f->server);
    assert_int_equal(atomic_load(&f->site->refs), 1);
    site_unref(f->site);
    tls_context_unref(f->tls);
    tree_remove(&f->tree);
}

static inline int fixture_descriptors(void) {
    DIR *dir = opendir("/proc/self/fd");
    int n = 0;
    assert_non_null(dir);
    while (readdir(dir))
        n++;
    closedir(dir);
    return n;
}

static inline size_t fixture_resident(void) {
    unsigned long total = 0, resident = 0;
    FILE *file = fopen("/proc/self/statm", "r");
    assert_non_null(file);
    assert_int_equal(fscanf(file, "%lu %lu", &total, &resident), 2);
    fclose(file);
    return (size_t)resident * (size_t)sysconf(_SC_PAGESIZE);
}

static inline double fixture_clock(clockid_t clock) {
    struct timespec t;
    clock_gettime(clock, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static inline void fixture_sleep(unsigned ms) {
    nanosleep(&(struct timespec){.tv_sec = ms / 1000, .tv_nsec = (long)(ms % 1000) * 1000000}, NULL);
}

#endif

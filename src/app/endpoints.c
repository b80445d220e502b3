#include "app/endpoints.h"

#include "base/log.h"
#include "proto/gemini.h"
#include "proto/gopher.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define GOPHER_FALLBACK 7070

typedef struct Choice {
    const Config *config;
    Endpoints *out;
    Buf *error;
    uint32_t capsule; /* whose turn it is */
} Choice;

/* Whether the system lets us bind the port at all; that it is in use is server_start's to say. */
static bool port_is_permitted(uint16_t port) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0) return true;
    bool denied = bind(fd, (const struct sockaddr *)&address, sizeof address) != 0 && errno == EACCES;
    close(fd);
    return !denied;
}

static const Capsule *capsule_of(const Choice *c) {
    return c->config->capsules[c->capsule];
}

static void choose_gopher_port(Choice *c) {
    const Capsule *capsule = capsule_of(c);
    uint16_t *port = &c->out->gopher_ports[c->capsule];
    Buf about = {0};
    config_about(c->config, capsule, &about);
    *port = config_gopher_port(capsule);
    bool chosen = capsule->gopher_port == SETTINGS_AUTO;
    if (chosen && *port == 0)
        log_info(
            "%.*son Gemini alone: Gopher knows no names; a gopher-port of its own would be its place there",
            STR_FMT(buf_str(&about)));
    if (chosen && *port && !port_is_permitted(*port)) {
        log_info("%.*sport %u is not permitted: Gopher is on port %u", STR_FMT(buf_str(&about)), *port,
                 GOPHER_FALLBACK);
        *port = GOPHER_FALLBACK;
    }
    buf_free(&about);
}

/* `literal` is an IPv4 or IPv6 address, the latter with or without brackets. */
static void set_address(const char *literal, uint16_t port, struct sockaddr_storage *out) {
    char bare[64];
    Str s = str_of(literal);
    if (str_starts(s, STR("["))) s = str_slice(s, 1, s.len - 1);
    snprintf(bare, sizeof bare, "%.*s", STR_FMT(s));
    struct sockaddr_in *v4 = (struct sockaddr_in *)out;
    struct sockaddr_in6 *v6 = (struct sockaddr_in6 *)out;
    memset(out, 0, sizeof *out);
    if (inet_pton(AF_INET, bare, &v4->sin_addr) == 1) {
        v4->sin_family = AF_INET;
        v4->sin_port = htons(port);
    } else if (inet_pton(AF_INET6, bare, &v6->sin6_addr) == 1) {
        v6->sin6_family = AF_INET6;
        v6->sin6_port = htons(port);
    }
}

static const Endpoint *find_same(const Endpoints *all, const Endpoint *endpoint) {
    for (size_t i = 0; i < all->count; i++) {
        const Endpoint *other = &all->items[i];
        if (memcmp(&other->address, &endpoint->address, sizeof other->address) == 0) return other;
    }
    return NULL;
}

static void add(Endpoints *all, const Endpoint *endpoint) {
    if (all->count == 0 || (all->count & (all->count - 1)) == 0)
        all->items = mem_grow(all->items, 2 * all->count + 1, sizeof *all->items);
    all->items[all->count++] = *endpoint;
}

static void complain(const Choice *c, const char *address, uint16_t port) {
    const Capsule *capsule = capsule_of(c);
    if (capsule->line) buf_add_format(c->error, "%.*s:%u: ", STR_FMT(c->config->file), capsule->line);
    buf_add_format(c->error,
                   "[capsule %.*s] wants Gopher on %s, port %u, which is taken; give it another gopher-port "
                   "or listen",
                   STR_FMT(capsule->label), address, port);
}

static bool add_gemini(Choice *c, const char *address, bool optional) {
    Endpoint e = {.protocol = &protocol_gemini, .tls = true, .capsule = c->capsule, .optional = optional};
    set_address(address, (uint16_t)c->config->gemini_port, &e.address);
    if (c->config->gemini_port && !find_same(c->out, &e)) add(c->out, &e);
    return true;
}

static bool add_gopher(Choice *c, const char *address, bool optional) {
    uint16_t port = c->out->gopher_ports[c->capsule];
    Endpoint e = {.protocol = &protocol_gopher, .tls_too = true, .capsule = c->capsule, .optional = optional};
    set_address(address, port, &e.address);
    if (port && find_same(c->out, &e)) {
        complain(c, address, port);
        return false;
    }
    if (port) add(c->out, &e);
    return true;
}

bool endpoints_are_local(const Config *config) {
    for (size_t i = 0; i < config->capsule_count; i++) {
        const Capsule *capsule = config->capsules[i];
        if (capsule->listen || !str_eq(capsule->site.identity.host, STR("localhost"))) return false;
    }
    return true;
}

/* Those of its own, else the first one's. Without a host name only this machine is served; an address family
 * that the machine lacks is no error then. */
static bool add_all(Choice *c, bool (*add_one)(Choice *c, const char *address, bool optional)) {
    const char *const *listen = capsule_of(c)->listen;
    if (!listen) listen = c->config->capsules[0]->listen;
    for (size_t i = 0; listen && listen[i]; i++)
        if (!add_one(c, listen[i], false)) return false;
    if (listen) return true;
    bool local = endpoints_are_local(c->config);
    return add_one(c, local ? "::1" : "::", true) && add_one(c, local ? "127.0.0.1" : "0.0.0.0", false);
}

bool endpoints_choose(const Config *config, Endpoints *out, Buf *error) {
    Choice c = {.config = config, .out = out, .error = error};
    for (; c.capsule < config->capsule_count; c.capsule++) {
        choose_gopher_port(&c);
        if (!add_all(&c, add_gemini) || !add_all(&c, add_gopher)) return false;
    }
    return true;
}

void endpoints_free(Endpoints *endpoints) {
    free(endpoints->items);
    *endpoints = (Endpoints){0};
}

/* libuv 1.44 cannot set SO_REUSEPORT, so the sockets are made here.
 *
 * Both SO_REUSEADDR and SO_REUSEPORT are set on them: with SO_REUSEPORT alone, the connections of an earlier
 * run that are still in TIME_WAIT make the probe fail for a minute. A socket that listens refuses the probe
 * in either case. */
#include "net/listener.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
    ADDRESS_TEXT = INET6_ADDRSTRLEN + sizeof "[]:65535",
    FIRST_OPEN_PORT = 1024,
    SUGGESTED_OFFSET = 7000 /* 70 becomes 7070 */
};

static socklen_t address_size(const Endpoint *endpoint) {
    return endpoint->address.ss_family == AF_INET6 ? sizeof(struct sockaddr_in6) : sizeof(struct sockaddr_in);
}

static bool set_option(int fd, int level, int option) {
    int on = 1;
    return setsockopt(fd, level, option, &on, sizeof on) == 0;
}

/* TCP_NODELAY is inherited by what is accepted, which spares a call for each connection. */
static bool set_options(int fd, const Endpoint *endpoint, bool shared) {
    if (!set_option(fd, SOL_SOCKET, SO_REUSEADDR)) return false;
    if (shared && !set_option(fd, SOL_SOCKET, SO_REUSEPORT)) return false;
    if (endpoint->address.ss_family == AF_INET6 && !set_option(fd, IPPROTO_IPV6, IPV6_V6ONLY)) return false;
    return set_option(fd, IPPROTO_TCP, TCP_NODELAY);
}

static int bound_socket(const Endpoint *endpoint, bool shared, int *out) {
    int fd = socket(endpoint->address.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0) return -errno;
    if (set_options(fd, endpoint, shared) &&
        bind(fd, (const struct sockaddr *)&endpoint->address, address_size(endpoint)) == 0) {
        *out = fd;
        return 0;
    }
    int failed = -errno;
    close(fd);
    return failed;
}

int listener_probe(const Endpoint *endpoint) {
    int fd;
    int failed = bound_socket(endpoint, false, &fd);
    if (failed == 0) close(fd);
    return failed;
}

int listener_socket(const Endpoint *endpoint, int *fd) {
    return bound_socket(endpoint, true, fd);
}

bool listener_excused(const Endpoint *endpoint, int failed) {
    return endpoint->optional && (failed == -EAFNOSUPPORT || failed == -EADDRNOTAVAIL);
}

static unsigned address_text(const Endpoint *endpoint, char out[ADDRESS_TEXT]) {
    char host[INET6_ADDRSTRLEN] = "";
    if (endpoint->address.ss_family == AF_INET6) {
        const struct sockaddr_in6 *six = (const struct sockaddr_in6 *)&endpoint->address;
        inet_ntop(AF_INET6, &six->sin6_addr, host, sizeof host);
        snprintf(out, ADDRESS_TEXT, "[%s]:%u", host, ntohs(six->sin6_port));
        return ntohs(six->sin6_port);
    }
    const struct sockaddr_in *four = (const struct sockaddr_in *)&endpoint->address;
    inet_ntop(AF_INET, &four->sin_addr, host, sizeof host);
    snprintf(out, ADDRESS_TEXT, "%s:%u", host, ntohs(four->sin_port));
    return ntohs(four->sin_port);
}

void listener_explain(const Endpoint *endpoint, int failed, Buf *error) {
    char where[ADDRESS_TEXT];
    unsigned port = address_text(endpoint, where);
    buf_add_format(error, "cannot listen on %s: ", where);
    switch (-failed) {
    case EACCES:
    case EPERM:
        if (port < FIRST_OPEN_PORT) port += SUGGESTED_OFFSET;
        buf_add_format(error, "permission denied; use --%s-port %u, or give the unit CAP_NET_BIND_SERVICE",
                       endpoint->protocol->name, port);
        break;
    case EADDRINUSE:
        buf_add_format(error, "address already in use; stop the server there, or use another --%s-port",
                       endpoint->protocol->name);
        break;
    case EADDRNOTAVAIL:
        buf_add(error, STR("this machine has no such address; give one of its own with --listen"));
        break;
    case EAFNOSUPPORT:
        buf_add(error, STR("this machine has no IPv6; give an IPv4 address with --listen"));
        break;
    default:
        buf_add_format(error, "%s; check --listen and --%s-port", strerror(-failed),
                       endpoint->protocol->name);
    }
}

/* Conversations as data: what a client sends, what it must get, how the connection ends. README.md has the
 * format; wire.c and tests/e2e/wire_test.py read the same files. */
#ifndef LEDA_TESTS_CONVERSATION_H
#define LEDA_TESTS_CONVERSATION_H

#include "base/file.h"
#include "proto/gemini.h"
#include "proto/gopher.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>

#define CONVERSATION_CHUNKS 16

typedef enum { END_CLOSE, END_SILENT, END_WAITS } End;

/* Where a conversation takes place. */
typedef struct Place {
    Identity identity;
    const char *site; /* the folder that is served */
    bool rfc1436;     /* texts on Gopher have their dots */
} Place;

typedef struct Conversation {
    Str name;
    const Protocol *protocol;
    Buf sni;                       /* empty: none */
    Buf request;                   /* its last byte is the one that decides */
    Buf extra;                     /* sent with it, ignored */
    Buf want[CONVERSATION_CHUNKS]; /* what the answer holds in order; anything may stand between two of them
                                    */
    size_t wants;                  /* chunks; 0: no answer */
    End end;
    bool ended;     /* the client half-closes, and only that decides */
    bool menu;      /* the answer is a whole menu */
    bool rfc1436;   /* it is about texts with their dots */
    bool elsewhere; /* cannot take place here: it is about other ports */
} Conversation;

static inline void conversation_free(Conversation *c) {
    buf_free(&c->sni);
    buf_free(&c->request);
    buf_free(&c->extra);
    for (size_t i = 0; i < CONVERSATION_CHUNKS; i++)
        buf_free(&c->want[i]);
    *c = (Conversation){0};
}

/* A file of conversations that cannot be understood is a mistake of the tests: nothing goes on. */
static inline _Noreturn void conversation_fail(const char *what, Str line) {
    printf("Bail out! %s: %.*s\n", what, STR_FMT(line));
    exit(1);
}

static inline bool take(Str *s, Str prefix) {
    if (!str_starts(*s, prefix)) return false;
    *s = str_skip(*s, prefix.len);
    return true;
}

static inline void add_authority(uint16_t port, uint16_t usual, const Place *place, Buf *out) {
    buf_add(out, place->identity.host);
    if (port != usual) buf_add_format(out, ":%u", (unsigned)port);
}

/* $PAD(n): zeros until what was said so far has n bytes. */
static inline void add_padding(Str *rest, Buf *out) {
    uint32_t n = 0;
    size_t end = str_find(*rest, ')');
    if (end == STR_NONE || !str_to_u32(str_head(*rest, end), &n) || n < out->len)
        conversation_fail("$PAD", *rest);
    buf_add_repeat(out, '0', n - out->len);
    *rest = str_skip(*rest, end + 1);
}

static inline void expand_variable(Str *rest, const Conversation *c, const Place *place, Buf *out) {
    const Identity *who = &place->identity;
    bool gemini = c->protocol == &protocol_gemini;
    if (take(rest, STR("$HOST")))
        buf_add(out, who->host);
    else if (take(rest, STR("$PORT")))
        buf_add_format(out, "%u", gemini ? who->gemini_port : who->gopher_port);
    else if (take(rest, STR("$GEMINI")))
        add_authority(who->gemini_port, protocol_gemini.port, place, out);
    else if (take(rest, STR("$GOPHER")))
        add_authority(who->gopher_port, protocol_gopher.port, place, out);
    else if (take(rest, STR("$PAD(")))
        add_padding(rest, out);
    else
        conversation_fail("unknown variable", *rest);
}

static inline void expand_escape(Str *rest, Buf *out) {
    static const char plain[] = "rnt\\*$", meant[] = "\r\n\t\\*$";
    char c = rest->len > 1 ? rest->p[1] : '\0';
    const char *at = c ? strchr(plain, c) : NULL;
    if (at) {
        buf_add_char(out, meant[at - plain]);
        *rest = str_skip(*rest, 2);
        return;
    }
    int high = c == 'x' && rest->len > 3 ? ascii_hex(rest->p[2]) : -1;
    int low = high < 0 ? -1 : ascii_hex(rest->p[3]);
    if (low < 0) conversation_fail("unknown escape", *rest);
    buf_add_char(out, (char)(high * 16 + low));
    *rest = str_skip(*rest, 4);
}

/* Appends up to the next `*`, or up to the end when `star` is not special. */
static inline void expand(Str *rest, const Conversation *c, const Place *place, Buf *out) {
    while (rest->len && rest->p[0] != '*') {
        if (rest->p[0] == '$') {
            expand_variable(rest, c, place, out);
        } else if (rest->p[0] == '\\') {
            expand_escape(rest, out);
        } else {
            buf_add_char(out, rest->p[0]);
            *rest = str_skip(*rest, 1);
        }
    }
}

static inline void read_sent(Str rest, const Conversation *c, const Place *place, Buf *out) {
    while (rest.len) {
        expand(&rest, c, place, out);
        if (!take(&rest, STR("*"))) continue;
        buf_add_char(out, '*');
    }
}

static inline void read_want(Str rest, Conversation *c, const Place *place) {
    if (c->wants == 0) c->wants = 1;
    while (rest.len) {
        expand(&rest, c, place, &c->want[c->wants - 1]);
        if (!take(&rest, STR("*"))) continue;
        if (c->wants == CONVERSATION_CHUNKS) conversation_fail("too many *", c->name);
        c->wants++;
    }
}

/* `<= FILE`: the file's bytes; `<~ FILE`: with CRLF line ends. */
static inline void read_want_file(Str name, bool crlf, Conversation *c, const Place *place) {
    char path[4096];
    Buf bytes = {0}, *out;
    if (c->wants == 0) c->wants = 1;
    out = &c->want[c->wants - 1];
    snprintf(path, sizeof path, "%s/%.*s", place->site, STR_FMT(name));
    if (file_read_path(path, 64u << 20, &bytes) != 0) conversation_fail("cannot read", str_of(path));
    for (size_t i = 0; i < bytes.len; i++) {
        bool bare = bytes.p[i] == '\n' && (i == 0 || bytes.p[i - 1] != '\r');
        if (crlf && bare) buf_add_char(out, '\r');
        buf_add_char(out, bytes.p[i]);
    }
    buf_free(&bytes);
}

static inline void read_ports(Str which, Conversation *c, const Place *place) {
    bool usual = place->identity.gemini_port == protocol_gemini.port &&
                 place->identity.gopher_port == protocol_gopher.port;
    if (!str_eq(which, STR("usual")) && !str_eq(which, STR("other"))) conversation_fail("ports", which);
    c->elsewhere = usual != str_eq(which, STR("usual"));
}

static inline void read_line(Str line, Conversation *c, const Place *place) {
    if (take(&line, STR("> ")))
        read_sent(line, c, place, &c->request);
    else if (take(&line, STR("+ ")))
        read_sent(line, c, place, &c->extra);
    else if (take(&line, STR("<= ")))
        read_want_file(line, false, c, place);
    else if (take(&line, STR("<~ ")))
        read_want_file(line, true, c, place);
    else if (take(&line, STR("< ")))
        read_want(line, c, place);
    else if (take(&line, STR("ports ")))
        read_ports(line, c, place);
    else if (str_eq(line, STR("sni none")))
        buf_clear(&c->sni);
    else if (take(&line, STR("sni ")))
        buf_clear(&c->sni), read_sent(line, c, place, &c->sni);
    else if (str_eq(line, STR("ended")))
        c->ended = true;
    else if (str_eq(line, STR("menu")))
        c->menu = true;
    else if (str_eq(line, STR("rfc1436")))
        c->rfc1436 = true;
    else if (str_eq(line, STR("silent")))
        c->end = END_SILENT;
    else if (str_eq(line, STR("waits")))
        c->end = END_WAITS;
    else
        conversation_fail("unknown line", line);
}

static inline void read_protocol(Str name, const Protocol **protocol) {
    if (str_eq(name, STR("gemini")))
        *protocol = &protocol_gemini;
    else if (str_eq(name, STR("gopher")))
        *protocol = &protocol_gopher;
    else
        conversation_fail("unknown protocol", name);
}

/* Reads the next conversation off *rest. *protocol is kept from one to the next. False at the end of the
 * file. */
static inline bool conversation_next(Str *rest, const Protocol **protocol, const Place *place,
                                     Conversation *c) {
    Str line, ahead = *rest;
    *c = (Conversation){0};
    while (str_line(&ahead, &line)) {
        if (take(&line, STR("== "))) {
            if (c->name.len) return true;
            c->name = line;
            c->protocol = *protocol;
            if (*protocol == &protocol_gemini) buf_add(&c->sni, place->identity.host);
        } else if (take(&line, STR("protocol "))) {
            read_protocol(line, protocol);
        } else if (line.len && line.p[0] != '#') {
            read_line(line, c, place);
        }
        *rest = ahead;
    }
    return c->name.len > 0;
}

#endif
